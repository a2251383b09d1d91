use super::{Model, Predictions, blocks::share_of_classes};
use crate::terms::{Info, Matrix};

pub(super) const INFO: Info = Info {
    id: "majority",
    name: "Majority class (baseline)",
    summary: "Answers every row with the commonest class of the training part, and is sure of it: what a model's hard answers must beat.",
    reference: "scikit-learn, DummyClassifier(strategy=\"most_frequent\")",
};

/// The baseline has no parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorityParams {}

/// The commonest class in training, whatever the row.
///
/// Its accuracy is that of [`super::Prior`], which also gives honest probabilities: judge log loss
/// and Brier score by that one. Misleads nobody but those who read accuracy alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Majority {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The commonest class, the first of several equally common.
    code: u32,
}

impl Majority {
    /// Counts `codes`, of which there is at least one, each as often as its weight says.
    pub(super) fn fit((codes, n_classes): (&[u32], usize), weights: Option<&[f64]>) -> Self {
        let shares = share_of_classes((codes, n_classes), weights);
        let mut code = 0;
        for (other, share) in shares.iter().enumerate() {
            if *share > shares[code] {
                code = other;
            }
        }
        Self {
            n_classes,
            code: code as u32,
        }
    }
}

impl Model for Majority {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let mut row = vec![0.0; self.n_classes];
        row[self.code as usize] = 1.0;
        Predictions::Probabilities {
            n_classes: self.n_classes,
            values: row.repeat(matrix.n_rows()),
        }
    }
}
