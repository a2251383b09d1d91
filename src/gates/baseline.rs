use super::{
    Evidence, Gate, GateResult, GateSettings, Verdict,
    evidence::figure,
    judged::{Limit, doubt},
    result::shown,
};
use crate::{
    metrics::Metric,
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "baseline",
    name: "Better than the baseline",
    summary: "The model must beat the best model that learns nothing from the features; a model that does not is not worth its upkeep.",
    reference: "Zinkevich, \"Rules of machine learning\", rule 4; Breck et al. 2017, \"The ML test score\"",
};

/// Whether the model beats the baseline in `metric` by `min_gain` or more, and by anything at all.
pub(super) fn judge(
    evidence: &Evidence<'_>,
    metric: Metric,
    min_gain: f64,
    settings: &GateSettings,
) -> GateResult {
    let name = metric.info().name;
    let must_fall = !metric.higher_is_better();
    let sign = if must_fall { -1.0 } else { 1.0 };
    let value = figure(evidence.model, metric);
    let baseline = figure(evidence.baseline, metric);
    let limit = baseline.clone().map(|baseline| baseline + sign * min_gain);
    let interval = evidence.interval(metric);
    let (verdict, explanation) = match (&value, &baseline, &limit) {
        (Figure::NotComputable { reason }, ..) => (
            Verdict::Unknown,
            format!("{name} cannot be computed: {reason}."),
        ),
        (Figure::Value(reached), Figure::Value(baseline), Figure::Value(at)) => {
            let limit = Limit { at: *at, must_fall };
            let mut verdict = limit.judge(&value, interval, settings.decide_by);
            if verdict == Verdict::Pass && sign * reached <= sign * baseline {
                verdict = Verdict::Fail;
            }
            let asked = if min_gain > 0.0 {
                format!("a gain of at least {min_gain} is asked for")
            } else {
                "any gain is enough".to_owned()
            };
            let words = format!(
                "{name} is {}, the baseline's {baseline:.4}; {asked}.{}",
                shown(*reached, *baseline),
                doubt(&verdict, &value, interval)
            );
            (verdict, words)
        }
        (_, Figure::NotComputable { reason }, _) | (_, _, Figure::NotComputable { reason }) => (
            Verdict::Unknown,
            format!(
                "The baseline has no {name} to be better than: {reason}. Train a baseline in step 5, or waive the gate."
            ),
        ),
    };
    let title = if min_gain > 0.0 {
        format!("{name} better than the baseline by {min_gain}")
    } else {
        format!("{name} better than the baseline")
    };
    GateResult {
        verdict,
        explanation,
        value,
        limit,
        interval,
        must_fall,
        ..GateResult::new(Gate::Baseline, title)
    }
}
