use super::{Evidence, Gate, GateResult, evidence::figure, result::shown};
use crate::{
    metrics::Metric,
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "champion",
    name: "Not worse than the champion",
    summary: "The model must do as well as the one in service, on the same test rows, which the one in service may have been trained on: then it looks too good.",
    reference: "Breck et al. 2017, \"The ML test score\"",
};

/// Whether the model is at most `tolerance` worse than the champion in the primary metric.
pub(super) fn judge(
    evidence: &Evidence<'_>,
    champion: &[(Metric, Figure)],
    tolerance: f64,
) -> GateResult {
    let metric = evidence.primary;
    let name = metric.info().name;
    let sign = if metric.higher_is_better() { 1.0 } else { -1.0 };
    let value = figure(evidence.model, metric);
    let reached = figure(champion, metric);
    let limit = reached.clone().map(|champion| champion - sign * tolerance);
    let (passed, explanation) = match (&value, &reached, &limit) {
        (Figure::NotComputable { reason }, ..) => {
            (false, format!("{name} cannot be computed: {reason}."))
        }
        (Figure::Value(value), Figure::Value(champion), Figure::Value(limit)) => {
            let allowed = if tolerance > 0.0 {
                format!("it may be worse by {tolerance}")
            } else {
                "it may not be worse".to_owned()
            };
            let text = format!(
                "{name} is {}, the champion's {champion:.4}; {allowed}.",
                shown(*value, *champion)
            );
            (sign * value >= sign * limit, text)
        }
        (_, Figure::NotComputable { reason }, _) | (_, _, Figure::NotComputable { reason }) => (
            true,
            format!("The champion has no {name} to compare with: {reason}."),
        ),
    };
    GateResult {
        gate: Gate::Champion,
        title: format!("{name} not worse than the champion's"),
        passed,
        explanation,
        value,
        limit,
    }
}
