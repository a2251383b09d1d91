use super::Chunking;
use crate::steps::StepError;

/// How production is cut into chunks, and when it is worth an alert.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The chunks; chosen from the data where none is given.
    pub chunking: Option<Chunking>,
    /// A metric outside the reference chunks' mean plus or minus this many standard deviations is
    /// worth an alert.
    pub deviations: f64,
    /// Only rows of this segment are followed, on both sides; all rows where none is named.
    pub segment: Option<String>,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            chunking: None,
            deviations: 3.0,
            segment: None,
        }
    }
}

impl Params {
    /// Whether the numbers make sense.
    pub fn check(&self) -> Result<(), StepError> {
        if !(self.deviations.is_finite() && self.deviations > 0.0) {
            return Err(StepError::Invalid(format!(
                "The limit in standard deviations must be above 0, not {}. Change it in step 9.",
                self.deviations
            )));
        }
        self.chunking.map_or(Ok(()), Chunking::check)
    }
}
