use super::{DecideBy, Evidence, Gate, GateResult, evidence::figure, judged::Limit};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "overfit",
    name: "Not learned by heart",
    summary: "How much better the primary metric is on the rows that the model learned from than on the test part; forests have a wide gap and may be good all the same.",
    reference: "Hastie, Tibshirani and Friedman 2009, \"The elements of statistical learning\", section 7.4",
};

/// Whether the primary metric is better in training than on the test part by at most `limit`, in
/// the metric's unit. A test part that is better than training has a gap below 0.
pub(super) fn judge(evidence: &Evidence<'_>, limit: f64) -> GateResult {
    let metric = evidence.primary;
    let name = metric.info().name;
    let sign = if metric.higher_is_better() { 1.0 } else { -1.0 };
    let (train, test) = (
        figure(evidence.train, metric),
        figure(evidence.model, metric),
    );
    let (value, explanation) = match (&train, &test) {
        (Figure::Value(train), Figure::Value(test)) => (
            Figure::finite(sign * (train - test), "the gap is not finite"),
            format!(
                "{name} is {train:.4} on the rows it learned from and {test:.4} on the test part; {limit} of gap is allowed."
            ),
        ),
        (Figure::NotComputable { reason }, _) | (_, Figure::NotComputable { reason }) => (
            Figure::not_computable(reason.clone()),
            format!("The gap cannot be computed: {reason}."),
        ),
    };
    let asked = Limit {
        at: limit,
        must_fall: true,
    };
    GateResult {
        verdict: asked.judge(&value, None, DecideBy::Value),
        explanation,
        value,
        limit: Figure::finite(limit, "the limit is not finite"),
        must_fall: true,
        ..GateResult::new(
            Gate::Overfit,
            format!("{name} in training better than on the test part by at most {limit}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{gates::Verdict, metrics::Metric};

    fn gap(metric: Metric, train: f64, test: f64) -> GateResult {
        let (train, test) = (
            [(metric, Figure::Value(train))],
            [(metric, Figure::Value(test))],
        );
        let evidence = Evidence {
            model: &test,
            train: &train,
            ..Evidence::new(metric)
        };
        judge(&evidence, 0.25)
    }

    #[test]
    fn a_wide_gap_shuts_it_whatever_is_better() {
        assert_eq!(gap(Metric::RocAuc, 1.0, 0.5).verdict, Verdict::Fail);
        assert_eq!(gap(Metric::RocAuc, 0.5, 1.0).verdict, Verdict::Pass);
        assert_eq!(gap(Metric::Rmse, 1.0, 2.0).verdict, Verdict::Fail);
        assert_eq!(gap(Metric::Rmse, 2.0, 1.0).value, Figure::Value(-1.0));
        let nothing = judge(&Evidence::new(Metric::RocAuc), 0.1);
        assert_eq!(nothing.verdict, Verdict::Unknown);
    }
}
