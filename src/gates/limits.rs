use super::{Criterion, Evidence, Gate, GateResult, baseline, evidence::figure, result::shown};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "criterion",
    name: "Success criterion",
    summary: "A metric on the test part must reach the limit that step 1 set; the limit knows nothing of chance, so a small test part can pass or fail by luck.",
    reference: "Breck et al. 2017, \"The ML test score\"",
};

/// One gate per limit of `criterion`: at least, at most, gain over the baseline.
pub(super) fn judge(criterion: &Criterion, evidence: &Evidence<'_>) -> Vec<GateResult> {
    let limit = |limit: Option<f64>, words: &str, holds: fn(f64, f64) -> bool| {
        limit.map(|limit| against(criterion, evidence, (limit, words), holds))
    };
    let least = limit(criterion.at_least, "at least", |value, limit| {
        value >= limit
    });
    let most = limit(criterion.at_most, "at most", |value, limit| value <= limit);
    let gain = criterion
        .min_gain
        .map(|gain| baseline::judge(evidence, criterion.metric, gain))
        .map(|result| GateResult {
            gate: Gate::Criterion,
            ..result
        });
    [least, most, gain].into_iter().flatten().collect()
}

fn against(
    criterion: &Criterion,
    evidence: &Evidence<'_>,
    (limit, words): (f64, &str),
    holds: fn(f64, f64) -> bool,
) -> GateResult {
    let name = criterion.metric.info().name;
    let value = figure(evidence.model, criterion.metric);
    let explanation = match &value {
        Figure::Value(value) => {
            format!(
                "{name} is {} and must be {words} {limit}.",
                shown(*value, limit)
            )
        }
        Figure::NotComputable { reason } => format!("{name} cannot be computed: {reason}."),
    };
    GateResult {
        gate: Gate::Criterion,
        title: format!("{name} {words} {limit}"),
        passed: value.value().is_some_and(|value| holds(value, limit)),
        explanation,
        value,
        limit: Figure::finite(limit, "the limit is not finite"),
    }
}
