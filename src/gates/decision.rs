use super::GateError;

/// What a person decides about a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ruling {
    /// Let the model through although the gate is shut.
    Waive,
    /// Agree that the model ships.
    SignOff,
    /// Do not agree.
    Refuse,
}

/// A decision about one gate of one model.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// The title of the gate.
    pub gate: String,
    /// What was decided.
    pub ruling: Ruling,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: String,
    /// When, in microseconds since the epoch.
    pub at: i64,
}

impl Decision {
    /// Whether it can be answered for: somebody must stand behind it, with a reason.
    ///
    /// # Errors
    /// If nobody, or no reason, is named.
    pub fn check(&self) -> Result<(), GateError> {
        for (what, text) in [("who decides", &self.by), ("a reason", &self.reason)] {
            if text.trim().is_empty() {
                return Err(GateError(format!(
                    "The decision on “{}” needs {what}. Write it beside the gate in step 7.",
                    self.gate
                )));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::{Gate, GateResult, Verdict};

    fn decision(ruling: Ruling) -> Decision {
        Decision {
            gate: "g".to_owned(),
            ruling,
            reason: "tested by hand".to_owned(),
            by: "Ada".to_owned(),
            at: 7,
        }
    }

    #[test]
    fn somebody_must_answer_for_it() {
        let sound = decision(Ruling::Waive);
        assert_eq!(sound.check(), Ok(()));
        for wrong in [
            Decision {
                by: " ".to_owned(),
                ..sound.clone()
            },
            Decision {
                reason: String::new(),
                ..sound
            },
        ] {
            assert!(wrong.check().is_err());
        }
    }

    #[test]
    fn a_waiver_opens_what_is_shut_and_leaves_the_rest() {
        for (verdict, opens) in [
            (Verdict::Fail, true),
            (Verdict::Unknown, true),
            (Verdict::Pass, false),
        ] {
            let mut result = GateResult::new(Gate::Rows, "g");
            result.verdict = verdict.clone();
            result.decide(&decision(Ruling::Waive));
            assert!(result.is_open());
            assert_eq!(matches!(result.verdict, Verdict::Waived { .. }), opens);
            assert_eq!(result.decided_by, if opens { "Ada" } else { "rule" });
        }
    }

    #[test]
    fn only_a_signature_opens_the_sign_off() {
        let mut result = GateResult::new(Gate::SignOff, "g");
        result.decide(&decision(Ruling::Waive));
        assert!(!result.is_open());
        result.decide(&decision(Ruling::SignOff));
        assert_eq!(result.verdict, Verdict::Pass);
        result.decide(&decision(Ruling::Refuse));
        assert_eq!(result.verdict, Verdict::Fail);
        let mut other = GateResult::new(Gate::Rows, "g");
        other.decide(&decision(Ruling::SignOff));
        assert_eq!(other.verdict, Verdict::Unknown);
    }
}
