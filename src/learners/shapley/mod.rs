//! Shapley values: what each column adds to a model's answer.

mod linear;
mod trees;

use self::{linear::of_sums, trees::of_trees};
use super::{Fitted, Link};
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

/// What Shapley values are values of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// The answer itself: a number, or the probability of a class.
    Answer,
    /// The logarithm of the number that is answered.
    Logarithm,
    /// The log odds of a class against the other one.
    LogOdds,
    /// The score of a class: the class with the highest one is the most probable.
    Score,
}

/// Where the values for one class, or for the number that is answered, stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShapleyOutput {
    /// Which output.
    pub output: usize,
    /// -1 where the output speaks for the other one of two classes, else 1.
    pub sign: f64,
    /// What its values are values of.
    pub scale: Scale,
}

impl Shapley {
    /// Where these values of `fitted` are about the class `class`, or about its number; none for a
    /// class that did not occur in training.
    pub fn output_of(&self, fitted: &Fitted, class: u32) -> Option<ShapleyOutput> {
        let at = |output, scale| ShapleyOutput {
            output,
            sign: 1.0,
            scale,
        };
        let place = |present: &[u32]| present.iter().position(|&present| present == class);
        Some(match fitted.form()?.link {
            Link::Identity if self.n_outputs > 1 => at(class as usize, Scale::Answer),
            Link::Identity => at(0, Scale::Answer),
            Link::Exp { .. } => at(0, Scale::Logarithm),
            Link::Sigmoid { present, .. } => ShapleyOutput {
                sign: if place(&present)? == 1 { 1.0 } else { -1.0 },
                ..at(0, Scale::LogOdds)
            },
            Link::Softmax { present, .. } => at(place(&present)?, Scale::Score),
        })
    }

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
