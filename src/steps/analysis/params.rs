use crate::steps::StepError;

/// How closely to look.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Bins of each histogram.
    pub bins: usize,
    /// How many of a column's most frequent values to list.
    pub top: usize,
    /// A column that explains at least this share of the target's variance, or of its gaps, is
    /// suspected of leakage.
    pub leakage: f64,
    /// Columns with at least this share of missing values raise an alert.
    pub missing: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            bins: 30,
            top: 10,
            leakage: 0.5,
            missing: 0.2,
        }
    }
}

impl Params {
    /// Whether the numbers make sense.
    pub fn check(&self) -> Result<(), StepError> {
        if !(2..=1000).contains(&self.bins) {
            return Err(StepError::invalid(
                "Bins must be from 2 to 1000. Change them in step 3.",
            ));
        }
        let shares = [("leakage", self.leakage), ("missing", self.missing)];
        for (name, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(StepError::Invalid(format!(
                    "The limit “{name}” is a share from 0 to 1, not {value}. Change it in step 3."
                )));
            }
        }
        Ok(())
    }
}
