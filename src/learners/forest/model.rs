use crate::{
    learners::{
        Model, Predictions, Trees,
        blocks::by_blocks,
        form::{Form, Link},
    },
    terms::Matrix,
};

/// A fitted random forest: the mean of its trees' answers.
///
/// Each tree grows on rows drawn with replacement and looks at some columns at each split, so that
/// the trees err in different places. A leaf answers the shares of its classes or the mean of its
/// rows (linfa-ensemble only votes, tree after tree). Columns are read as at most 256 bins. Missing
/// effects that add up evenly, it needs many rows for what a line says with two numbers; it cannot
/// answer beyond the numbers that it saw. Prefer boosting where the last digit of a metric counts,
/// a single tree where people must read it.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Forest {
    /// How many classes the answers could have; none for a number.
    n_classes: Option<usize>,
    trees: Trees,
    /// Impurity that the splits on each column took away.
    gains: Vec<f64>,
}

impl Forest {
    /// From its trees, whose answers add up to the forest's.
    pub(super) fn new(n_classes: Option<usize>, trees: Trees, gains: Vec<f64>) -> Self {
        Self {
            n_classes,
            trees,
            gains,
        }
    }

    /// Its trees: the sum of their answers is the forest's, a probability per class or a number.
    pub fn trees(&self) -> &Trees {
        &self.trees
    }

    /// How many classes it tells apart; none where it answers numbers.
    pub fn n_classes(&self) -> Option<usize> {
        self.n_classes
    }

    pub(in crate::learners) fn form(&self) -> Form {
        Form {
            scores: self.trees.scores(vec![0.0; self.trees.n_outputs()]),
            link: Link::Identity,
        }
    }

    pub(in crate::learners) fn importance(&self) -> &[f64] {
        &self.gains
    }

    pub(in crate::learners) fn is_finite(&self) -> bool {
        self.trees.is_finite() && self.gains.iter().all(|gain| gain.is_finite())
    }
}

impl Model for Forest {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let width = self.n_classes.unwrap_or(1);
        let values = by_blocks(matrix.n_rows(), width, |rows, out| {
            self.trees.add(matrix, rows, out);
            if self.n_classes.is_some() {
                // Sums of many small shares miss 1 by a few last bits.
                for row in out.chunks_exact_mut(width) {
                    let sum: f64 = row.iter().sum();
                    for share in row {
                        *share /= sum;
                    }
                }
            }
        });
        match self.n_classes {
            Some(n_classes) => Predictions::Probabilities { n_classes, values },
            None => Predictions::Values(values),
        }
    }
}
