use super::{
    ChampionEvidence, Evidence, Gate, GateResult, GateSettings, Verdict,
    evidence::figure,
    judged::{Limit, doubt},
    result::shown,
};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "champion",
    name: "Not worse than the champion",
    summary: "The model must do as well as the one in service, on the same test rows, which the one in service may have been trained on: then it looks too good.",
    reference: "Breck et al. 2017, \"The ML test score\"; Efron and Tibshirani 1993, chapter 13, for the paired interval",
};

/// Whether the model is at most `tolerance` worse than the champion in the primary metric.
///
/// The interval is that of the difference on the same rows, put where the champion stands: what
/// both models find hard cancels out. A champion that cannot answer these rows is not known.
pub(super) fn judge(
    evidence: &Evidence<'_>,
    champion: &ChampionEvidence<'_>,
    settings: &GateSettings,
) -> GateResult {
    let metric = evidence.primary;
    let tolerance = settings.tolerance;
    let name = metric.info().name;
    let must_fall = !metric.higher_is_better();
    let sign = if must_fall { -1.0 } else { 1.0 };
    let value = figure(evidence.model, metric);
    let reached = figure(champion.metrics, metric);
    let limit = reached.clone().map(|champion| champion - sign * tolerance);
    let difference = champion
        .differences
        .iter()
        .find(|(candidate, ..)| *candidate == metric);
    let interval = difference
        .zip(reached.value())
        .map(|((_, low, high), champion)| (champion + low, champion + high));
    let (verdict, explanation) = match (&value, &reached, &limit) {
        _ if champion.problem.is_some() => (
            Verdict::Unknown,
            format!(
                "The champion could not be judged on these rows: {}. Waive the gate if the new model shall replace it all the same.",
                champion.problem.unwrap_or_default().trim_end_matches('.')
            ),
        ),
        (Figure::NotComputable { reason }, ..) => (
            Verdict::Unknown,
            format!("{name} cannot be computed: {reason}."),
        ),
        (Figure::Value(ours), Figure::Value(theirs), Figure::Value(at)) => {
            let verdict = Limit { at: *at, must_fall }.judge(&value, interval, settings.decide_by);
            let allowed = if tolerance > 0.0 {
                format!("it may be worse by {tolerance}")
            } else {
                "it may not be worse".to_owned()
            };
            let text = format!(
                "{name} is {}, the champion's {theirs:.4}; {allowed}.{}",
                shown(*ours, *theirs),
                doubt(&verdict, &value, interval)
            );
            (verdict, text)
        }
        (_, Figure::NotComputable { reason }, _) | (_, _, Figure::NotComputable { reason }) => (
            Verdict::Unknown,
            format!("The champion has no {name} to compare with: {reason}."),
        ),
    };
    let evidence = difference.map(|(_, low, high)| {
        let words = format!("{low:+.4} to {high:+.4}, with 95 % confidence");
        ("difference on the same rows".to_owned(), words)
    });
    GateResult {
        verdict,
        explanation,
        value,
        limit,
        interval,
        must_fall,
        evidence: evidence.into_iter().collect(),
        ..GateResult::new(
            Gate::Champion,
            format!("{name} not worse than the champion's"),
        )
    }
}
