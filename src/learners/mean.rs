use super::{Model, Predictions, linear::mean_and_spread};
use crate::terms::{Info, Matrix};

pub(super) const INFO: Info = Info {
    id: "mean",
    name: "Mean (baseline)",
    summary: "Answers every row with the mean of the training part (R² = 0 there): what a model must beat.",
    reference: "scikit-learn, DummyRegressor(strategy=\"mean\")",
};

/// The baseline has no parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeanParams {}

/// The mean of the answers in training, whatever the row.
///
/// Its RMSE is the spread of the answers. Where they are skewed the median has the smaller mean
/// absolute error: judge by RMSE or R².
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Mean {
    /// In the unit of the answers.
    mean: f64,
}

impl Mean {
    /// Of `values`, of which there is at least one.
    pub(super) fn fit(values: &[f64], weights: Option<&[f64]>) -> Self {
        Self {
            mean: mean_and_spread(values, weights).0,
        }
    }

    pub(super) fn is_finite(self) -> bool {
        self.mean.is_finite()
    }
}

impl Model for Mean {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        Predictions::Values(vec![self.mean; matrix.n_rows()])
    }
}
