use super::{Model, Predictions, blocks::share_of_classes};
use crate::terms::{Info, Matrix};

pub(super) const INFO: Info = Info {
    id: "prior",
    name: "Class shares (baseline)",
    summary: "Answers every row with the shares of the classes in the training part: what a model must beat.",
    reference: "scikit-learn, DummyClassifier(strategy=\"prior\")",
};

/// The baseline has no parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorParams {}

/// The shares of the classes in training, whatever the row.
///
/// Its accuracy is the share of the largest class, its ROC-AUC 0.5: a model with 95 % accuracy has
/// learned nothing if 95 % of the rows are of one class. On a time series the last label is often
/// the harder baseline to beat.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Prior {
    /// The share of each class, 0 to 1; they sum to 1.
    shares: Vec<f64>,
}

impl Prior {
    /// Counts the classes, of which there is at least one.
    pub(super) fn fit(classes: (&[u32], usize), weights: Option<&[f64]>) -> Self {
        Self {
            shares: share_of_classes(classes, weights),
        }
    }
}

impl Model for Prior {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        Predictions::Probabilities {
            n_classes: self.shares.len(),
            values: self.shares.repeat(matrix.n_rows()),
        }
    }
}
