use crate::{gates::GateSettings, steps::StepError};

/// How strict the gates are; the success criteria come from step 1.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Gates beside the success criteria.
    pub gates: GateSettings,
}

impl Params {
    /// Whether the limits make sense.
    pub fn check(&self) -> Result<(), StepError> {
        self.gates
            .check()
            .map_err(|err| StepError::Invalid(err.to_string()))
    }
}
