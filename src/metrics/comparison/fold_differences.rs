use crate::stats::Moments;

/// The differences between two models' scores on the same folds, model A's minus model B's.
#[derive(Clone, Copy, Debug)]
pub struct FoldDifferences<'a> {
    /// One difference per fold, above 0 where A is better.
    pub differences: &'a [f64],
    /// Test rows over training rows of a fold: 1/9 for ten folds.
    pub test_over_train: f64,
}

/// Why two models cannot be compared by their folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComparable {
    /// Spread needs two folds.
    #[error("needs at least two folds")]
    TooFewFolds,
    /// A difference is NaN or infinite.
    #[error("a fold has no finite score")]
    NotFinite,
    /// The share of test rows is not above 0 and finite.
    #[error("test rows over training rows must be above 0")]
    Ratio,
    /// The region of practical equivalence is below 0 or not finite.
    #[error("the region of practical equivalence must be a number from 0 on")]
    Rope,
}

impl FoldDifferences<'_> {
    /// Mean and variance (n - 1) of the differences.
    pub(super) fn moments(&self) -> Result<(f64, f64), NotComparable> {
        if self.differences.len() < 2 {
            return Err(NotComparable::TooFewFolds);
        }
        if self.differences.iter().any(|value| !value.is_finite()) {
            return Err(NotComparable::NotFinite);
        }
        if !(self.test_over_train > 0.0 && self.test_over_train.is_finite()) {
            return Err(NotComparable::Ratio);
        }
        let moments = Moments::of(self.differences);
        match (moments.mean().value(), moments.var(1).value()) {
            (Some(mean), Some(variance)) => Ok((mean, variance)),
            _ => Err(NotComparable::NotFinite),
        }
    }

    /// The number of folds.
    pub(super) fn folds(&self) -> f64 {
        self.differences.len() as f64
    }
}
