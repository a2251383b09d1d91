use super::{Learner, Linear, Logistic, Mean, NaiveBayes, Predictions, Prior, Tree};
use crate::terms::Matrix;

/// Answers rows.
pub trait Model {
    /// One answer per row of `matrix`, which must hold the columns of the fit in their order, and
    /// no NaN. A row gets the same bits alone as among others.
    fn predict(&self, matrix: &Matrix) -> Predictions;
}

/// A fitted model: plain numbers that JSON holds bit by bit.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fitted {
    /// The shares of the classes.
    Prior(Prior),
    /// The mean.
    Mean(Mean),
    /// Logistic regression.
    Logistic(Logistic),
    /// Linear least squares.
    Linear(Linear),
    /// Gaussian naive Bayes.
    NaiveBayes(NaiveBayes),
    /// A decision tree.
    Tree(Tree),
}

impl Fitted {
    /// What it was fitted with.
    pub fn learner(&self) -> Learner {
        match self {
            Self::Prior(_) => Learner::Prior,
            Self::Mean(_) => Learner::Mean,
            Self::Logistic(_) => Learner::Logistic,
            Self::Linear(_) => Learner::Linear,
            Self::NaiveBayes(_) => Learner::NaiveBayes,
            Self::Tree(_) => Learner::Tree,
        }
    }

    /// How much each column matters to the model, in column order, as shares that sum to 1 (all 0
    /// where no column matters); nothing where it cannot say.
    ///
    /// Linear models: absolute weight times the column's spread in training. Trees: the impurity
    /// that its splits take away. Both mislead where columns repeat one another: what two of them
    /// share is told of one, or divided. `names` are the columns of the fit.
    pub fn importance(&self, names: &[String]) -> Option<Vec<(String, f64)>> {
        let weights = match self {
            Self::Prior(_) | Self::Mean(_) | Self::NaiveBayes(_) => return None,
            Self::Logistic(model) => model.importance(),
            Self::Linear(model) => model.importance(),
            Self::Tree(model) => model.importance().to_vec(),
        };
        let total: f64 = weights.iter().sum();
        let share = |weight: f64| if total > 0.0 { weight / total } else { 0.0 };
        Some(
            names
                .iter()
                .cloned()
                .zip(weights.into_iter().map(share))
                .collect(),
        )
    }

    /// Whether every number in it is finite: what JSON can hold.
    pub(super) fn is_finite(&self) -> bool {
        match self {
            Self::Prior(_) => true,
            Self::Mean(model) => model.is_finite(),
            Self::Logistic(model) => model.is_finite(),
            Self::Linear(model) => model.is_finite(),
            Self::NaiveBayes(model) => model.is_finite(),
            Self::Tree(model) => model.is_finite(),
        }
    }
}

impl Model for Fitted {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        match self {
            Self::Prior(model) => model.predict(matrix),
            Self::Mean(model) => model.predict(matrix),
            Self::Logistic(model) => model.predict(matrix),
            Self::Linear(model) => model.predict(matrix),
            Self::NaiveBayes(model) => model.predict(matrix),
            Self::Tree(model) => model.predict(matrix),
        }
    }
}
