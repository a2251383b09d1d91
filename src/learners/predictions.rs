/// A model's answers, one per row.
#[derive(Clone, Debug, PartialEq)]
pub enum Predictions {
    /// Numbers, for regression.
    Values(Vec<f64>),
    /// Probabilities, for classification.
    Probabilities {
        /// How many classes there are; at least 1.
        n_classes: usize,
        /// Row after row, the probability of each class, 0 to 1; a row sums to 1.
        values: Vec<f64>,
    },
}

impl Predictions {
    /// How many rows were answered.
    pub fn n_rows(&self) -> usize {
        match self {
            Self::Values(values) => values.len(),
            Self::Probabilities { n_classes, values } => values.len() / (*n_classes).max(1),
        }
    }

    /// The answers for the rows at `indices`, in that order.
    #[must_use]
    pub fn take(&self, indices: &[u32]) -> Self {
        match self {
            Self::Values(values) => {
                Self::Values(indices.iter().map(|&row| values[row as usize]).collect())
            }
            Self::Probabilities { n_classes, values } => {
                let row = |&row: &u32| {
                    let first = row as usize * n_classes;
                    values[first..first + n_classes].iter().copied()
                };
                Self::Probabilities {
                    n_classes: *n_classes,
                    values: indices.iter().flat_map(row).collect(),
                }
            }
        }
    }

    /// The class of each row: the likeliest one, the first of several equally likely.
    ///
    /// With `(positive, threshold)` it is `positive` where its probability is at least `threshold`,
    /// and the likeliest of the others elsewhere. For [`Self::Values`] there is none: an empty vector.
    pub fn classes(&self, threshold: Option<(u32, f64)>) -> Vec<u32> {
        let Self::Probabilities { n_classes, values } = self else {
            return Vec::new();
        };
        let rows = values.chunks_exact((*n_classes).max(1));
        match threshold {
            None => rows.map(|row| likeliest(row, None)).collect(),
            Some((positive, threshold)) => rows
                .map(|row| match row.get(positive as usize) {
                    Some(&probability) if probability >= threshold => positive,
                    Some(_) if row.len() == 1 => positive,
                    _ => likeliest(row, Some(positive)),
                })
                .collect(),
        }
    }

    /// The probability of class `code` in each row, 0 where there is no such class.
    /// For [`Self::Values`] there is none: an empty vector.
    pub fn class_scores(&self, code: u32) -> Vec<f64> {
        let Self::Probabilities { n_classes, values } = self else {
            return Vec::new();
        };
        let rows = values.chunks_exact((*n_classes).max(1));
        rows.map(|row| row.get(code as usize).copied().unwrap_or(0.0))
            .collect()
    }
}

fn likeliest(row: &[f64], except: Option<u32>) -> u32 {
    let mut best: Option<(u32, f64)> = None;
    for (code, &probability) in (0_u32..).zip(row) {
        let better = best.is_none_or(|(_, highest)| probability > highest);
        if except != Some(code) && better {
            best = Some((code, probability));
        }
    }
    best.map_or(0, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_moves_only_the_positive_class() {
        let predictions = Predictions::Probabilities {
            n_classes: 3,
            values: vec![0.5, 0.3, 0.2, 0.2, 0.2, 0.6, 0.4, 0.4, 0.2],
        };
        assert_eq!(predictions.n_rows(), 3);
        assert_eq!(predictions.classes(None), [0, 2, 0]);
        assert_eq!(predictions.classes(Some((1, 0.3))), [1, 2, 1]);
        assert_eq!(predictions.classes(Some((0, 0.9))), [1, 2, 1]);
        assert_eq!(predictions.class_scores(2), [0.2, 0.6, 0.2]);
        assert_eq!(predictions.class_scores(7), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn at_the_threshold_the_answer_is_positive() {
        let predictions = Predictions::Probabilities {
            n_classes: 2,
            values: vec![0.5, 0.5],
        };
        assert_eq!(predictions.classes(Some((1, 0.5))), [1]);
        assert_eq!(predictions.classes(None), [0]);
    }

    #[test]
    fn numbers_have_no_class() {
        let predictions = Predictions::Values(vec![1.0]);
        assert!(predictions.classes(None).is_empty());
        assert!(predictions.class_scores(0).is_empty());
    }
}
