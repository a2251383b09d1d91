use super::{
    Criterion, Evidence, Gate, GateResult, GateSettings, baseline,
    evidence::figure,
    judged::{Limit, doubt},
    result::shown,
};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "criterion",
    name: "Success criterion",
    summary: "A metric on the test part must reach the limit that step 1 set; judged by the value alone a small test part can pass or fail by luck, judged by the interval it is not known then.",
    reference: "Breck et al. 2017, \"The ML test score\"",
};

/// One gate per limit of `criterion`: at least, at most, gain over the baseline.
pub(super) fn judge(
    criterion: &Criterion,
    evidence: &Evidence<'_>,
    settings: &GateSettings,
) -> Vec<GateResult> {
    let limit = |limit: Option<f64>, must_fall: bool| {
        let limit = limit.map(|at| Limit { at, must_fall });
        limit.map(|limit| against(criterion, evidence, limit, settings))
    };
    let least = limit(criterion.at_least, false);
    let most = limit(criterion.at_most, true);
    let gain = criterion
        .min_gain
        .map(|gain| baseline::judge(evidence, criterion.metric, gain, settings))
        .map(|result| GateResult {
            gate: Gate::Criterion,
            ..result
        });
    [least, most, gain].into_iter().flatten().collect()
}

fn against(
    criterion: &Criterion,
    evidence: &Evidence<'_>,
    limit: Limit,
    settings: &GateSettings,
) -> GateResult {
    let name = criterion.metric.info().name;
    let words = if limit.must_fall {
        "at most"
    } else {
        "at least"
    };
    let value = figure(evidence.model, criterion.metric);
    let interval = evidence.interval(criterion.metric);
    let verdict = limit.judge(&value, interval, settings.decide_by);
    let explanation = match &value {
        Figure::Value(reached) => format!(
            "{name} is {} and must be {words} {}.{}",
            shown(*reached, limit.at),
            limit.at,
            doubt(&verdict, &value, interval)
        ),
        Figure::NotComputable { reason } => format!("{name} cannot be computed: {reason}."),
    };
    GateResult {
        verdict,
        explanation,
        value,
        limit: Figure::finite(limit.at, "the limit is not finite"),
        interval,
        must_fall: limit.must_fall,
        ..GateResult::new(Gate::Criterion, format!("{name} {words} {}", limit.at))
    }
}
