use super::{
    LearnError, Model, Predictions,
    answers::compact,
    blocks::{add_scaled, by_blocks, sigmoid, write_softmax},
    form::{Form, Link, Scores, Sum},
    linear::location_and_spread,
    newton::{self, Problem},
    params::{at_least, within},
    quasi_newton,
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "logistic",
    name: "Logistic regression",
    summary: "Log odds as a weighted sum of the columns. Quick, easy to explain, with honest probabilities; blind to curves and interactions.",
    reference: "Newton's method of our own up to 800 weights, linfa-logistic 0.8 (L-BFGS) above; scikit-learn, LogisticRegression with C = 1 / alpha",
};

/// Weights up to which Newton's method is used: its equations grow with their square.
const NEWTON_WEIGHTS: usize = 800;

/// How a logistic regression is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogisticParams {
    /// Strength of the penalty on half the squared weights, above 0: 1 / C of scikit-learn.
    pub alpha: f64,
    /// Steps after which it stops where it is, 1 to 10,000.
    pub max_iterations: u32,
}

impl Default for LogisticParams {
    fn default() -> Self {
        Self {
            alpha: 1.0,
            max_iterations: 200,
        }
    }
}

impl LogisticParams {
    pub(super) fn check(self) -> Result<(), String> {
        // Without a penalty the weights of classes that separate grow without limit.
        at_least("alpha", self.alpha, 1e-9)?;
        within("max_iterations", self.max_iterations, 1..=10_000)
    }

    pub(super) fn summary(self) -> String {
        format!(
            "penalty {}, at most {} steps",
            self.alpha, self.max_iterations
        )
    }
}

/// A fitted logistic regression: binary where two classes occurred, multinomial above.
///
/// Minimises the summed log loss + alpha / 2 times the sum of squared weights; intercepts are free.
/// linfa's L-BFGS needs some 300 passes of 0.1 s over 200,000 rows of 45 columns that repeat one
/// another, and cannot be stopped; Newton's method needs 8, and its equations are small. Where
/// there are more weights than 800 it is the other way round.
/// Weights of columns that repeat one another say little on their own. Prefer a tree where effects
/// bend or depend on one another.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Logistic {
    /// How many classes the answers could have.
    n_classes: usize,
    /// The classes that occurred in training, ascending; the others get probability 0.
    present: Vec<u32>,
    /// One per score: the log odds of the second class if two occurred, else a score per class.
    intercepts: Vec<f64>,
    /// The weight of each column, score after score.
    weights: Vec<f64>,
    /// The standard deviation of each column in training.
    spread: Vec<f64>,
}

impl Logistic {
    /// Fits `codes`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: LogisticParams,
        matrix: &Matrix,
        (codes, n_classes): (&[u32], usize),
        weights: Option<&[f64]>,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (present, targets) = compact(codes, n_classes);
        if present.len() < 2 {
            return Err(LearnError::Data(
                "All training rows have the same class, so there is nothing to tell apart. Change the split in step 4, or remove logistic regression in step 5."
                    .to_owned(),
            ));
        }
        let problem = Problem {
            matrix,
            targets: &targets,
            row_weights: weights,
            n_present: present.len(),
            alpha: params.alpha,
        };
        let solved = if problem.n_weights() <= NEWTON_WEIGHTS {
            newton::minimise(&problem, params.max_iterations, progress)?
        } else if weights.is_some() {
            return Err(LearnError::failed(
                INFO.name,
                format!(
                    "with row weights it takes at most {NEWTON_WEIGHTS} weights, and this one has {} (columns times classes); train without class weights or drop columns",
                    problem.n_weights()
                ),
            ));
        } else {
            quasi_newton::minimise(&problem, params.max_iterations, progress)?
        };
        let mut model = Self {
            n_classes,
            present,
            intercepts: Vec::with_capacity(problem.n_scores()),
            weights: Vec::with_capacity(problem.n_weights()),
            spread: location_and_spread(matrix, weights).1,
        };
        for score in solved.to_vec().chunks_exact(matrix.n_columns() + 1) {
            model.intercepts.extend(score.last());
            model.weights.extend(&score[..matrix.n_columns()]);
        }
        Ok(model)
    }

    pub(super) fn form(&self) -> Form {
        let sums = Sum::all(&self.intercepts, &self.weights, self.spread.len());
        Form {
            link: Link::of_classes(&self.present, self.n_classes, sums.len()),
            scores: Scores::Sums(sums),
        }
    }

    /// Intercept and weights of each score: of the log odds of the second class if two occurred,
    /// else of each class that did.
    pub(super) fn sums(&self) -> Vec<(f64, &[f64])> {
        let weights = self.weights.chunks_exact(self.spread.len().max(1));
        self.intercepts.iter().copied().zip(weights).collect()
    }

    pub(super) fn importance(&self) -> Vec<f64> {
        let n_columns = self.spread.len();
        let of_column = |(j, spread): (usize, &f64)| {
            let weights = self.weights.iter().skip(j).step_by(n_columns);
            weights.map(|weight| weight.abs()).sum::<f64>() * spread
        };
        self.spread.iter().enumerate().map(of_column).collect()
    }

    pub(super) fn is_finite(&self) -> bool {
        let numbers = self
            .intercepts
            .iter()
            .chain(&self.weights)
            .chain(&self.spread);
        numbers.into_iter().all(|value| value.is_finite())
    }
}

impl Model for Logistic {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let n_columns = self.spread.len();
        let values = by_blocks(matrix.n_rows(), self.n_classes, |rows, out| {
            let score = |(s, &intercept): (usize, &f64)| {
                let mut sums = vec![intercept; rows.len()];
                let weights = &self.weights[s * n_columns..(s + 1) * n_columns];
                for (j, &weight) in weights.iter().enumerate() {
                    add_scaled(&mut sums, weight, &matrix.column(j)[rows.clone()]);
                }
                sums
            };
            let scores: Vec<Vec<f64>> = self.intercepts.iter().enumerate().map(score).collect();
            if let ([odds], &[first, second]) = (scores.as_slice(), self.present.as_slice()) {
                for (&odds, out) in odds.iter().zip(out.chunks_exact_mut(self.n_classes)) {
                    out[first as usize] = sigmoid(-odds);
                    out[second as usize] = sigmoid(odds);
                }
            } else {
                write_softmax(&scores, &self.present, self.n_classes, out);
            }
        });
        Predictions::Probabilities {
            n_classes: self.n_classes,
            values,
        }
    }
}
