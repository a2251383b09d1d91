use crate::learners::Criterion;

/// What a tree sums over rows, and how it judges the sums.
///
/// Each row brings two numbers, `first` and `second`; a set of rows is described by
/// [`Self::width`] sums, of which the last is how many rows there are.
#[derive(Clone, Copy, Debug)]
pub(in crate::learners) enum Goal {
    /// `first` is the row's class, `second` its weight: a sum of weights per class.
    Classes {
        /// How many classes.
        n_classes: usize,
        /// What to make purer.
        criterion: Criterion,
    },
    /// Both are summed; a set of rows is worth first² / (second + l2). With answer times weight and
    /// weight that is squared error, with slope and curvature of a loss it is boosting.
    Sums {
        /// Keeps leaves of few rows near 0; from 0 on.
        l2: f64,
    },
}

impl Goal {
    /// How many sums describe a set of rows.
    pub(in crate::learners) fn width(self) -> usize {
        match self {
            Self::Classes { n_classes, .. } => n_classes + 1,
            Self::Sums { .. } => 3,
        }
    }

    /// Adds `rows` to the sums of their bins; `first` and `second` are in the order of `rows`.
    pub(in crate::learners) fn fill(
        self,
        histogram: &mut [f64],
        codes: &[u8],
        rows: &[u32],
        (first, second): (&[f64], &[f64]),
    ) {
        let width = self.width();
        let rows = rows.iter().zip(first.iter().zip(second));
        match self {
            Self::Classes { n_classes, .. } => {
                for (&row, (&class, &weight)) in rows {
                    let at = usize::from(codes[row as usize]) * width;
                    let sums = &mut histogram[at..at + width];
                    sums[class as usize] += weight;
                    sums[n_classes] += 1.0;
                }
            }
            Self::Sums { .. } => {
                for (&row, (&first, &second)) in rows {
                    let at = usize::from(codes[row as usize]) * 3;
                    let sums = &mut histogram[at..at + 3];
                    sums[0] += first;
                    sums[1] += second;
                    sums[2] += 1.0;
                }
            }
        }
    }

    /// What some rows sum to.
    pub(in crate::learners) fn sums(self, first: &[f64], second: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.width()];
        for (&first, &second) in first.iter().zip(second) {
            match self {
                Self::Classes { .. } => sums[first as usize] += second,
                Self::Sums { .. } => {
                    sums[0] += first;
                    sums[1] += second;
                }
            }
        }
        if let Some(count) = sums.last_mut() {
            *count = first.len() as f64;
        }
        sums
    }

    /// How many rows there are.
    pub(in crate::learners) fn count(self, sums: &[f64]) -> f64 {
        sums[self.width() - 1]
    }

    /// How much the rows weigh: of the loss's curvature, where a loss is followed.
    pub(in crate::learners) fn weight(self, sums: &[f64]) -> f64 {
        match self {
            Self::Classes { n_classes, .. } => sums[..n_classes].iter().sum(),
            Self::Sums { .. } => sums[1],
        }
    }

    /// How good it is to have these rows together: a split gains what its sides have more.
    pub(in crate::learners) fn purity(self, sums: &[f64]) -> f64 {
        match self {
            Self::Classes {
                n_classes,
                criterion,
            } => {
                let counts = &sums[..n_classes];
                let total: f64 = counts.iter().sum();
                if total <= 0.0 {
                    return 0.0;
                }
                match criterion {
                    Criterion::Gini => counts.iter().map(|c| c * c).sum::<f64>() / total,
                    Criterion::Entropy => counts
                        .iter()
                        .filter(|c| **c > 0.0)
                        .map(|c| c * (c / total).ln())
                        .sum(),
                }
            }
            Self::Sums { l2 } => {
                let below = sums[1] + l2;
                if below > 0.0 {
                    sums[0] * sums[0] / below
                } else {
                    0.0
                }
            }
        }
    }
}
