use super::{Gate, GateResult};
use crate::terms::Info;

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "sign_off",
    name: "Signed off by a person",
    summary: "A person must agree that this very model ships, with name and reason; a changed model must be signed off anew, and nobody can waive it.",
    reference: "Mitchell et al. 2019, \"Model cards for model reporting\"; EU AI Act, article 14",
};

/// Waits for a person: see [`GateResult::decide()`].
pub(super) fn judge() -> GateResult {
    GateResult {
        explanation: "Nobody has signed this model off yet.".to_owned(),
        ..GateResult::new(Gate::SignOff, "A person has signed the model off")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Verdict;

    #[test]
    fn it_waits_for_a_person() {
        assert_eq!(judge().verdict, Verdict::Unknown);
    }
}
