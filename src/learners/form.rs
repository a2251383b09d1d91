//! What a fitted model computes, in terms that other programs have: for writing it in another
//! format.

use super::{Fitted, Model as _, Predictions};
use crate::terms::Matrix;

/// Scores of a row, and what makes answers of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What a row's scores are.
    pub scores: Scores,
    /// How they become answers.
    pub link: Link,
}

/// Numbers that follow from the columns of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Scores {
    /// The same for every row.
    Constant(Vec<f64>),
    /// A weighted sum of the columns for each score.
    Sums(Vec<Sum>),
    /// A weighted sum for each score of columns that are 1 where the value is above a limit, else 0.
    Flags {
        /// The limit, the same for every column.
        above: f64,
        /// The sums.
        sums: Vec<Sum>,
    },
    /// The log density of normal distributions that know nothing of one another, for each score.
    Normals(Vec<Normals>),
    /// What the leaves of some trees say, added up.
    Trees {
        /// What stands before the first tree, for each score.
        base: Vec<f64>,
        /// The trees; a row is answered by one leaf of each.
        trees: Vec<FlatTree>,
    },
}

/// A weighted sum of the columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The sum where every column is 0.
    pub intercept: f64,
    /// What one unit of each column adds.
    pub weights: Vec<f64>,
}

/// A bell curve for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Normals {
    /// The score of a row that lies on every mean.
    pub offset: f64,
    /// The mean of each column.
    pub means: Vec<f64>,
    /// The variance of each column, above 0.
    pub variances: Vec<f64>,
}

/// A tree as a list of nodes, the root first.
#[derive(Clone, Debug, PartialEq)]
pub struct FlatTree {
    /// Questions and leaves.
    pub nodes: Vec<FlatNode>,
}

/// A question about a column, or what is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum FlatNode {
    /// Goes to `left` with a value up to the threshold, else to `right`.
    Question {
        /// The column that is asked about.
        column: usize,
        /// Where they part.
        threshold: f64,
        /// The node for values up to the threshold.
        left: usize,
        /// The node for the others.
        right: usize,
    },
    /// What it adds to each score.
    Leaf(Vec<f64>),
}

/// How scores become answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Link {
    /// They are the answers: one number, or the probability of each class.
    Identity,
    /// One score: the logarithm of the answer.
    Exp {
        /// Scores above it count as it.
        most: f64,
    },
    /// One score: the log odds of the second of two classes against the first.
    Sigmoid {
        /// The codes of the two.
        present: [u32; 2],
        /// How many classes there are; the others have probability 0.
        n_classes: usize,
    },
    /// One score per class: probabilities as e to the score, divided by their sum.
    Softmax {
        /// The code that each score is about.
        present: Vec<u32>,
        /// How many classes there are; the others have probability 0.
        n_classes: usize,
    },
}

impl Fitted {
    /// What it computes; nothing for a model that keeps training rows. Following it gives the
    /// model's own answers but for the last bits, which depend on the order of sums.
    pub fn form(&self) -> Option<Form> {
        Some(match self {
            // They say the same of every row, also of one without columns.
            Self::Prior(_) | Self::Majority(_) | Self::Mean(_) | Self::Last(_) => {
                Form::constant(&self.predict(&Matrix::with_rows(1)))
            }
            Self::Logistic(model) => model.form(),
            Self::Linear(model) | Self::ElasticNet(model) => model.form(),
            Self::Glm(model) => model.form(),
            Self::NaiveBayes(model) => model.form(),
            Self::MultinomialBayes(model) => model.form(),
            Self::BernoulliBayes(model) => model.form(),
            Self::Tree(model) => model.form(),
            Self::Forest(model) => model.form(),
            Self::Boosting(model) => model.form(),
            Self::AdaBoost(model) => model.form(),
            Self::Svm(_) | Self::Neighbors(_) => return None,
        })
    }
}

impl Form {
    fn constant(answer: &Predictions) -> Self {
        let values = match answer {
            Predictions::Values(values) | Predictions::Probabilities { values, .. } => values,
        };
        Self {
            scores: Scores::Constant(values.clone()),
            link: Link::Identity,
        }
    }
}

impl Sum {
    /// One for each intercept; their weights stand one after the other.
    pub(super) fn all(intercepts: &[f64], weights: &[f64], n_columns: usize) -> Vec<Self> {
        let sum = |(&intercept, weights): (&f64, &[f64])| Self {
            intercept,
            weights: weights.to_vec(),
        };
        let weights = weights.chunks_exact(n_columns.max(1));
        intercepts.iter().zip(weights).map(sum).collect()
    }
}

impl Link {
    /// Of one score where two classes occurred, else of a score per class.
    pub(super) fn of_classes(present: &[u32], n_classes: usize, n_scores: usize) -> Self {
        match present {
            &[first, second] if n_scores == 1 => Self::Sigmoid {
                present: [first, second],
                n_classes,
            },
            present => Self::Softmax {
                present: present.to_vec(),
                n_classes,
            },
        }
    }
}
