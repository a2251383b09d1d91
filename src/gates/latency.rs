use super::{DecideBy, Gate, GateResult, judged::Limit};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "latency",
    name: "Fast enough",
    summary: "95 of 100 answers, one row at a time, must be ready within the budget of step 1; measured on this machine without the network, so a smaller or busier one may be slower.",
    reference: "Dean and Barroso 2013, \"The tail at scale\"",
};

/// Whether the 95th percentile of the time for one answer, in milliseconds, is within `budget`.
pub(super) fn judge(measured: &Figure, budget: f64) -> GateResult {
    let explanation = match measured {
        Figure::Value(value) => format!(
            "95 of 100 answers took {value:.3} ms at most; the budget of step 1 is {budget} ms."
        ),
        Figure::NotComputable { reason } => format!("The time could not be measured: {reason}."),
    };
    let limit = Limit {
        at: budget,
        must_fall: true,
    };
    GateResult {
        verdict: limit.judge(measured, None, DecideBy::Value),
        explanation,
        value: measured.clone(),
        limit: Figure::finite(budget, "the budget is not finite"),
        must_fall: true,
        ..GateResult::new(Gate::Latency, format!("An answer within {budget} ms"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    #[test]
    fn a_budget_is_kept_or_missed() {
        assert!(judge(&Figure::Value(2.0), 2.0).is_open());
        let slow = judge(&Figure::Value(2.5), 2.0);
        assert_eq!(slow.verdict, Verdict::Fail);
        assert!(slow.explanation.contains("2.500 ms"));
        let unknown = judge(&Figure::not_computable("no test rows"), 2.0);
        assert_eq!(unknown.verdict, Verdict::Unknown);
    }
}
