use super::{Gate, GateResult, Verdict};
use crate::terms::{Figure, Info};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "infrastructure",
    name: "Loads and answers elsewhere",
    summary: "The packed model is read by a process of its own and must answer stored requests as here, bit by bit; another machine may still differ.",
    reference: "Breck et al. 2017, \"The ML test score\", infrastructure test 7",
};

/// What a fresh process answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Golden {
    /// Requests that were asked.
    pub requests: u64,
    /// Requests whose answers differ in any bit.
    pub differing: u64,
}

/// Whether a fresh process answered every request the same; what could not be tried is not known.
pub(super) fn judge(tried: Result<Golden, &str>) -> GateResult {
    let (verdict, explanation, value) = match tried {
        Ok(Golden { requests: 0, .. }) => (
            Verdict::Unknown,
            "There is no test row to ask about.".to_owned(),
            Figure::not_computable("there is no test row"),
        ),
        Ok(golden) => (
            Verdict::of(golden.differing == 0),
            format!(
                "A fresh process loaded the packed model and answered {} of {} requests the same, bit by bit.",
                golden.requests.saturating_sub(golden.differing),
                golden.requests
            ),
            Figure::Value(golden.differing as f64),
        ),
        Err(reason) => (
            Verdict::Unknown,
            format!("A fresh process could not be asked: {reason}"),
            Figure::not_computable(reason),
        ),
    };
    GateResult {
        verdict,
        explanation,
        value,
        limit: Figure::Value(0.0),
        must_fall: true,
        ..GateResult::new(Gate::Infrastructure, "A fresh process answers the same")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_differing_bit_shuts_it() {
        let of = |requests, differing| {
            judge(Ok(Golden {
                requests,
                differing,
            }))
            .verdict
        };
        assert_eq!(of(50, 0), Verdict::Pass);
        assert_eq!(of(50, 1), Verdict::Fail);
        assert_eq!(of(0, 0), Verdict::Unknown);
        assert_eq!(judge(Err("it did not start.")).verdict, Verdict::Unknown);
    }
}
