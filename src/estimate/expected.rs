/// The confusion matrix that calibrated probabilities let expect, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Expected {
    pub(super) true_positive: f64,
    pub(super) false_positive: f64,
    pub(super) false_negative: f64,
    pub(super) true_negative: f64,
}

impl Expected {
    /// Of rows with the model's own and the calibrated probability, and whether each was answered
    /// with yes.
    pub(super) fn of(rows: &[(f64, f64)], answered: &[bool]) -> Self {
        let mut expected = Self::default();
        for (&(_, p), &yes) in rows.iter().zip(answered) {
            if yes {
                expected.true_positive += p;
                expected.false_positive += 1.0 - p;
            } else {
                expected.false_negative += p;
                expected.true_negative += 1.0 - p;
            }
        }
        expected
    }

    /// All rows.
    pub(super) fn rows(&self) -> f64 {
        self.positives() + self.false_positive + self.true_negative
    }

    /// Rows of the positive class.
    pub(super) fn positives(&self) -> f64 {
        self.true_positive + self.false_negative
    }
}
