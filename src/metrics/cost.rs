use super::ConfusionMatrix;

/// What each outcome of a yes-or-no decision is worth, per row, in any unit: gains above 0, losses
/// below.
///
/// In a project file: `costs = { true_positive = 40.0, false_positive = -15.0 }`; what is left out
/// is 0.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CostMatrix {
    /// A positive that was answered with yes.
    pub true_positive: f64,
    /// A negative that was answered with yes: a false alarm.
    pub false_positive: f64,
    /// A positive that was missed.
    pub false_negative: f64,
    /// A negative that was left alone.
    pub true_negative: f64,
}

impl CostMatrix {
    /// Whether every outcome is worth 0: then no decision is better than another.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What the decisions in `confusion` are worth together, where `positive` is the code of "yes"
    /// and every other class is "no".
    pub fn value(&self, confusion: &ConfusionMatrix, positive: u32) -> f64 {
        let found = confusion.count(positive, positive);
        let missed = confusion.labelled(positive) - found;
        let alarms = confusion.answered(positive) - found;
        let spared = confusion.total() - found - missed - alarms;
        self.of_counts([found, alarms, missed, spared])
    }

    /// What so many true positives, false positives, false negatives and true negatives are worth.
    pub(super) fn of_counts(&self, counts: [u64; 4]) -> f64 {
        let [found, alarms, missed, spared] = counts.map(|count| count as f64);
        found * self.true_positive
            + alarms * self.false_positive
            + missed * self.false_negative
            + spared * self.true_negative
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_worth_their_sum() {
        let costs = CostMatrix {
            true_positive: 10.0,
            false_positive: -1.0,
            false_negative: -100.0,
            true_negative: 0.5,
        };
        let confusion = ConfusionMatrix::of(&[1, 1, 0, 0, 0], &[1, 0, 1, 0, 0], 2);
        assert_eq!(costs.value(&confusion, 1), 10.0 - 1.0 - 100.0 + 1.0);
        assert!(!costs.is_empty() && CostMatrix::default().is_empty());
    }

    #[test]
    fn a_project_file_names_what_is_not_zero() {
        let costs: CostMatrix = toml::from_str("false_negative = -5").unwrap();
        assert_eq!(costs.false_negative, -5.0);
        assert!(toml::from_str::<CostMatrix>("false_negatives = -5").is_err());
    }
}
