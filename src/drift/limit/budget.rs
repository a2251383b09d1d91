/// How many false alarms a person is ready to look at.
///
/// It counts per column: with 20 columns there are 20 times as many, unless
/// [`super::benjamini_hochberg`] is asked which of them to believe.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlarmBudget {
    /// Expected false alarms in 100 chunks of which none drifted, 0.0001 to 50.
    pub per_100_chunks: f64,
}

impl Default for AlarmBudget {
    fn default() -> Self {
        Self {
            per_100_chunks: 1.0,
        }
    }
}

impl AlarmBudget {
    /// The budget of `alarms` a month where a month has `chunks` chunks.
    pub fn per_month(alarms: f64, chunks: f64) -> Self {
        Self {
            per_100_chunks: 100.0 * alarms / chunks.max(1.0),
        }
    }

    /// The probability of a false alarm in one chunk; what is out of range is brought into it.
    pub fn probability(self) -> f64 {
        let probability = self.per_100_chunks / 100.0;
        if probability.is_nan() {
            1e-6
        } else {
            probability.clamp(1e-6, 0.5)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_are_probabilities() {
        assert_eq!(AlarmBudget::default().probability(), 0.01);
        assert_eq!(AlarmBudget::per_month(1.5, 30.0).probability(), 0.05);
        for (budget, probability) in [(f64::NAN, 1e-6), (-1.0, 1e-6), (1000.0, 0.5)] {
            assert_eq!(
                AlarmBudget {
                    per_100_chunks: budget
                }
                .probability(),
                probability
            );
        }
    }
}
