use crate::{learners::CalibrationMethod, steps::StepError};

/// Which model to judge, from which probability on it says yes, and whether its probabilities are
/// calibrated first.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The id of a trained model; the best on the validation part where none is named.
    pub model: Option<String>,
    /// The decision threshold of a binary model; chosen on the validation part where none is given.
    pub threshold: Option<f64>,
    /// How probabilities are calibrated on the validation part; left alone where nothing is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationMethod>,
    /// Seeds the resamples behind the intervals.
    #[serde(skip_serializing_if = "is_zero")]
    pub seed: u64,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(seed: &u64) -> bool {
    *seed == 0
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
