use super::{Gate, GateResult, Verdict};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "size",
    name: "Small enough",
    summary: "The packed model, recipe included, must fit the budget in megabytes; memory while it answers is not counted.",
    reference: "Breck et al. 2017, \"The ML test score\"",
};

/// Whether a package of `bytes` bytes is within `budget` megabytes (of 1,000,000 bytes).
pub(super) fn judge(bytes: u64, budget: f64) -> GateResult {
    let megabytes = bytes as f64 / 1e6;
    GateResult {
        verdict: Verdict::of(megabytes <= budget),
        explanation: format!(
            "The packed model takes {megabytes:.3} MB; the budget is {budget} MB."
        ),
        value: Figure::Value(megabytes),
        limit: Figure::finite(budget, "the budget is not finite"),
        must_fall: true,
        ..GateResult::new(Gate::Size, format!("The packed model within {budget} MB"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_model_is_held_back() {
        assert_eq!(judge(1_000_000, 1.0).verdict, Verdict::Pass);
        let large = judge(1_500_000, 1.0);
        assert_eq!(large.verdict, Verdict::Fail);
        assert_eq!(large.value, Figure::Value(1.5));
    }
}
