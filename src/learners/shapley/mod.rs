//! Shapley values: what each column adds to a model's answer.

mod linear;
mod trees;

use self::{linear::of_sums, trees::of_trees};
use super::Fitted;
use crate::terms::Matrix;

/// What each column adds to each answer, compared with the mean answer.
///
/// `base` plus the sum of a row's values is what the model says of the row. Values say what the
/// model does, not what the world does; where columns repeat one another they share, or one takes
/// all, as the model has it. Shapley 1953; Lundberg and Lee 2017.
#[derive(Clone, Debug, PartialEq)]
pub struct Shapley {
    /// The mean of each output.
    pub base: Vec<f64>,
    /// How many numbers the model says of a row.
    pub n_outputs: usize,
    /// Row after row, column after column, what the column adds to each output.
    pub values: Vec<f64>,
}

impl Shapley {
    /// What each column adds to output `output` of row `row`, in column order.
    pub fn of_row(&self, row: usize, n_columns: usize, output: usize) -> Vec<f64> {
        let start = row * n_columns * self.n_outputs;
        let row = &self.values[start..start + n_columns * self.n_outputs];
        row.iter()
            .skip(output)
            .step_by(self.n_outputs)
            .copied()
            .collect()
    }
}

/// Exact Shapley values for `rows`; none where the model has none, or there is no background.
///
/// Weighted sums: of the answer (linear regression, elastic net), of its logarithm (generalised
/// linear), of log odds (two classes) or of a score per class that occurred (logistic). A column
/// adds its weight times what the row has above the mean of `background`: columns are taken as
/// independent. Trees: of the probability of each class or of the number (tree, forest), of log
/// odds or scores (boosting), of scores (`AdaBoost`); a column that is not asked is averaged over
/// the training rows of each branch, and `background` is not looked at. Time: trees times leaves
/// times depth squared per row (Lundberg et al. 2020, algorithm 2).
pub fn shapley(fitted: &Fitted, rows: &Matrix, background: &Matrix) -> Option<Shapley> {
    match fitted {
        Fitted::Linear(model) | Fitted::ElasticNet(model) => {
            of_sums(&[(model.intercept(), model.weights())], rows, background)
        }
        Fitted::Glm(model) => {
            let score = model.score();
            of_sums(&[(score.intercept(), score.weights())], rows, background)
        }
        Fitted::Logistic(model) => of_sums(&model.sums(), rows, background),
        Fitted::Tree(model) => Some(of_trees(&model.trees()?, &[], rows)),
        Fitted::Forest(model) => Some(of_trees(model.trees(), &[], rows)),
        Fitted::Boosting(model) => Some(of_trees(model.trees(), model.base(), rows)),
        Fitted::AdaBoost(model) => Some(of_trees(model.trees(), &[], rows)),
        _ => None,
    }
}
