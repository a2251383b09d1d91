use super::{Evidence, Gate, GateResult, evidence::figure, result::shown};
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
pub(super) fn judge(evidence: &Evidence<'_>, metric: Metric, min_gain: f64) -> GateResult {
    let name = metric.info().name;
    let sign = if metric.higher_is_better() { 1.0 } else { -1.0 };
    let value = figure(evidence.model, metric);
    let baseline = figure(evidence.baseline, metric);
    let limit = baseline.clone().map(|baseline| baseline + sign * min_gain);
    let (passed, explanation) = match (&value, &baseline, &limit) {
        (Figure::NotComputable { reason }, ..) => {
            (false, format!("{name} cannot be computed: {reason}."))
        }
        (Figure::Value(value), Figure::Value(baseline), Figure::Value(limit)) => {
            let is_better = sign * value > sign * baseline && sign * value >= sign * limit;
            let reached = shown(*value, *baseline);
            let asked = if min_gain > 0.0 {
                format!("a gain of at least {min_gain} is asked for")
            } else {
                "any gain is enough".to_owned()
            };
            (
                is_better,
                format!("{name} is {reached}, the baseline's {baseline:.4}; {asked}."),
            )
        }
        (_, Figure::NotComputable { reason }, _) | (_, _, Figure::NotComputable { reason }) => (
            true,
            format!("The baseline has no {name} to be better than: {reason}."),
        ),
    };
    let title = if min_gain > 0.0 {
        format!("{name} better than the baseline by {min_gain}")
    } else {
        format!("{name} better than the baseline")
    };
    GateResult {
        gate: Gate::Baseline,
        title,
        passed,
        explanation,
        value,
        limit,
    }
}
