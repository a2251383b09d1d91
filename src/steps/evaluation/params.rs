use crate::steps::StepError;

/// Which model to judge, and from which probability on it says yes.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The id of a trained model; the best on the validation part where none is named.
    pub model: Option<String>,
    /// The decision threshold of a binary model; chosen on the validation part where none is given.
    pub threshold: Option<f64>,
}

impl Params {
    /// Whether the threshold is a probability.
    pub fn check(&self) -> Result<(), StepError> {
        match self.threshold {
            Some(threshold) if !(0.0..=1.0).contains(&threshold) => {
                Err(StepError::Invalid(format!(
                    "The threshold is a probability from 0 to 1, not {threshold}. Change it in step 6."
                )))
            }
            _ => Ok(()),
        }
    }
}
