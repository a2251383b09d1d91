use crate::learners::{Answers, Learner};

/// How much the rows of each class count in a fit.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeights {
    /// Every row the same.
    #[default]
    None,
    /// Every class the same: a row counts n / (k · count), with n rows, k classes that occur, and
    /// `count` rows of its class. Scikit-learn's `class_weight="balanced"`. A rare class is then
    /// found more often, and its probabilities are too high: calibrate them, or prefer to move the
    /// threshold.
    Balanced,
}

impl ClassWeights {
    /// Every choice.
    pub const ALL: [Self; 2] = [Self::None, Self::Balanced];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "Every row counts the same",
            Self::Balanced => "Every class counts the same",
        }
    }

    /// Whether it changes how `learner` is fitted. Baselines answer the shares as they are.
    pub fn concerns(self, learner: Learner) -> bool {
        self == Self::Balanced && learner.weighs_rows() && !learner.is_baseline()
    }

    /// One weight per row for a fit of `learner`; none for numbers, and where they change nothing.
    pub fn of_rows(self, learner: Learner, answers: Answers<'_>) -> Option<Vec<f64>> {
        match answers {
            Answers::Classes { codes, n_classes } if self.concerns(learner) => {
                Some(balanced(codes, n_classes))
            }
            Answers::Classes { .. } | Answers::Values(_) => None,
        }
    }
}

fn balanced(codes: &[u32], n_classes: usize) -> Vec<f64> {
    let mut counts = vec![0_u64; n_classes];
    for &code in codes {
        if let Some(count) = counts.get_mut(code as usize) {
            *count += 1;
        }
    }
    let present = counts.iter().filter(|&&count| count > 0).count() as f64;
    let weight = |&code: &u32| {
        // A row without a class is refused by the fit, which says so.
        let count = counts.get(code as usize).copied().unwrap_or(1);
        codes.len() as f64 / (present * count as f64)
    };
    codes.iter().map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `compute_class_weight("balanced", classes=[0, 2], y=[0, 0, 0, 2])` of scikit-learn.
    #[test]
    fn classes_that_occur_count_the_same() {
        let codes = [0, 0, 0, 2];
        let answers = Answers::Classes {
            codes: &codes,
            n_classes: 3,
        };
        let weights = ClassWeights::Balanced.of_rows(Learner::Logistic, answers);
        let third = 4.0 / 6.0;
        assert_eq!(weights, Some(vec![third, third, third, 2.0]));
        assert_eq!(
            ClassWeights::Balanced.of_rows(Learner::Prior, answers),
            None
        );
        assert_eq!(ClassWeights::None.of_rows(Learner::Logistic, answers), None);
        let numbers = Answers::Values(&[1.0]);
        assert_eq!(
            ClassWeights::Balanced.of_rows(Learner::Linear, numbers),
            None
        );
    }
}
