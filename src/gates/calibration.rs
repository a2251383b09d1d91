use super::{
    Evidence, Gate, GateResult, GateSettings,
    evidence::figure,
    judged::{Limit, doubt},
};
use crate::{
    metrics::Metric,
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "calibration",
    name: "Probabilities come true",
    summary: "The expected calibration error must stay below a limit; on few rows it is biased upwards, and a model that always says the mean has none.",
    reference: "Naeini, Cooper and Hauskrecht 2015; Guo et al. 2017, \"On calibration of modern neural networks\"",
};

/// Whether the expected calibration error on the test part is at most `limit`.
pub(super) fn judge(evidence: &Evidence<'_>, limit: f64, settings: &GateSettings) -> GateResult {
    let value = figure(evidence.model, Metric::Ece);
    let interval = evidence.interval(Metric::Ece);
    let asked = Limit {
        at: limit,
        must_fall: true,
    };
    let verdict = asked.judge(&value, interval, settings.decide_by);
    let explanation = match &value {
        Figure::Value(ece) => {
            let advice = if *ece > limit {
                " Calibrate the probabilities in step 6; if they are calibrated, see in step 3 what changed between the parts."
            } else {
                ""
            };
            let doubt = doubt(&verdict, &value, interval);
            format!(
                "Probabilities are off by {ece:.4} on average, {limit} is allowed.{advice}{doubt}"
            )
        }
        Figure::NotComputable { reason } => format!("The error cannot be computed: {reason}."),
    };
    GateResult {
        verdict,
        explanation,
        value,
        limit: Figure::finite(limit, "the limit is not finite"),
        interval,
        must_fall: true,
        ..GateResult::new(
            Gate::Calibration,
            format!("Calibration error at most {limit}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    #[test]
    fn a_limit_is_kept_or_missed() {
        let model = [(Metric::Ece, Figure::Value(0.08))];
        let evidence = Evidence {
            model: &model,
            ..Evidence::new(Metric::RocAuc)
        };
        let settings = GateSettings::default();
        assert_eq!(judge(&evidence, 0.1, &settings).verdict, Verdict::Pass);
        let found = judge(&evidence, 0.05, &settings);
        assert_eq!(found.verdict, Verdict::Fail);
        assert!(found.explanation.contains("Calibrate"));
        let nothing = Evidence::new(Metric::RocAuc);
        assert_eq!(judge(&nothing, 0.1, &settings).verdict, Verdict::Unknown);
    }
}
