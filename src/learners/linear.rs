use ndarray::{Array1, Array2};

use super::{
    LearnError, Model, Predictions,
    blocks::{add_scaled, by_blocks},
    form::{Form, Link, Scores, Sum},
    params::at_least,
    solve::solve,
};
use crate::{
    stats::Moments,
    terms::{Info, Matrix, Progress},
};

pub(super) const INFO: Info = Info {
    id: "linear",
    name: "Linear regression",
    summary: "A weighted sum of the columns, by least squares. Quick and easy to explain; blind to curves and interactions.",
    reference: "linfa-linear 0.8 solves the normal equations; scikit-learn, LinearRegression and Ridge",
};

/// Rows that are multiplied at once.
const CHUNK: usize = 8192;

/// How a linear regression is fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearParams {
    /// Strength of the penalty on the squared weights (ridge), from 0 on; 0 is plain least squares.
    /// Scikit-learn's `Ridge(alpha)`.
    pub alpha: f64,
}

impl LinearParams {
    pub(super) fn check(self) -> Result<(), String> {
        at_least("alpha", self.alpha, 0.0)
    }

    pub(super) fn summary(self) -> String {
        if self.alpha == 0.0 {
            "least squares".to_owned()
        } else {
            format!("least squares, penalty {}", self.alpha)
        }
    }
}

/// A fitted linear regression: intercept + sum of weight times column.
///
/// Minimises the sum of squared errors + alpha times the sum of squared weights; the intercept is
/// free. A constant column gets weight 0; columns that repeat one another share a weight (linfa's
/// own QR on such rows answers weights of 1e12). The columns' products are summed in chunks, in
/// order, so that a fit of any length can be stopped and gives the same bits on any machine size.
/// Misleads when a few answers are extreme: their squares decide. Prefer a tree where the relation
/// bends.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Linear {
    /// The answer where every column is 0, in the unit of the answers.
    intercept: f64,
    /// What one unit of each column adds.
    weights: Vec<f64>,
    /// The standard deviation of each column in training.
    spread: Vec<f64>,
}

impl Linear {
    /// From its parts; one weight and one spread per column.
    pub(super) fn new(intercept: f64, weights: Vec<f64>, spread: Vec<f64>) -> Self {
        Self {
            intercept,
            weights,
            spread,
        }
    }

    /// Fits `values`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: LinearParams,
        matrix: &Matrix,
        (values, weights): (&[f64], Option<&[f64]>),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let products = products(matrix, (values, weights), progress)?;
        let mut equations = products.columns.clone();
        for (j, &spread) in products.spread.iter().enumerate() {
            // The penalty is on weights in the columns' own units; a constant column has none.
            let raise = if spread > 0.0 {
                params.alpha / (spread * spread)
            } else {
                1.0
            };
            equations[[j, j]] += raise;
        }
        let solved = solve(equations, products.answers.clone())
            .map_err(|err| LearnError::failed(INFO.name, err))?;
        let unscale =
            |(&weight, &spread): (&f64, &f64)| if spread > 0.0 { weight / spread } else { 0.0 };
        let weights = solved.iter().zip(&products.spread).map(unscale).collect();
        Ok(products.model(weights))
    }

    /// The answer where every column is 0.
    pub fn intercept(&self) -> f64 {
        self.intercept
    }

    /// What one unit of each column adds.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    pub(super) fn form(&self) -> Form {
        Form {
            scores: Scores::Sums(vec![Sum {
                intercept: self.intercept,
                weights: self.weights.clone(),
            }]),
            link: Link::Identity,
        }
    }

    pub(super) fn importance(&self) -> Vec<f64> {
        self.weights
            .iter()
            .zip(&self.spread)
            .map(|(weight, spread)| weight.abs() * spread)
            .collect()
    }

    pub(super) fn is_finite(&self) -> bool {
        self.intercept.is_finite()
            && self
                .weights
                .iter()
                .chain(&self.spread)
                .all(|value| value.is_finite())
    }
}

impl Model for Linear {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        Predictions::Values(by_blocks(matrix.n_rows(), 1, |rows, out| {
            out.fill(self.intercept);
            for (j, &weight) in self.weights.iter().enumerate() {
                add_scaled(out, weight, &matrix.column(j)[rows.clone()]);
            }
        }))
    }
}

/// Mean and population standard deviation of each column: 0 for a constant one, NaN, which no fitted
/// model passes with, where the squares overflow.
pub(super) fn location_and_spread(
    matrix: &Matrix,
    weights: Option<&[f64]>,
) -> (Vec<f64>, Vec<f64>) {
    use rayon::prelude::*;
    (0..matrix.n_columns())
        .into_par_iter()
        .map(|j| mean_and_spread(matrix.column(j), weights))
        .collect::<Vec<_>>()
        .into_iter()
        .unzip()
}

/// Mean and population standard deviation of `values`, each as often as its weight says.
pub(super) fn mean_and_spread(values: &[f64], weights: Option<&[f64]>) -> (f64, f64) {
    let Some(weights) = weights else {
        let moments = Moments::of(values);
        return (moments.mean, moments.std(0).value().unwrap_or(f64::NAN));
    };
    let weighted = || values.iter().zip(weights);
    let total: f64 = weights.iter().sum();
    let first = values.first().copied().unwrap_or(0.0);
    // From the first value on, so that a constant column has a spread of exactly 0.
    let offset = weighted().map(|(v, w)| w * (v - first)).sum::<f64>() / total;
    let mean = first + offset;
    let squares: f64 = weighted().map(|(v, w)| w * (v - mean) * (v - mean)).sum();
    (mean, (squares / total).sqrt())
}

/// What least squares needs to know of the rows.
pub(super) struct Products {
    /// Products of the standardised columns with one another, summed over rows.
    pub(super) columns: Array2<f64>,
    /// Products of the standardised columns with the centred answers.
    pub(super) answers: Array1<f64>,
    /// The mean of each column.
    pub(super) means: Vec<f64>,
    /// The standard deviation of each column.
    pub(super) spread: Vec<f64>,
    /// The mean of the answers.
    center: f64,
    /// The variance of the answers.
    pub(super) variance: f64,
    /// The weights of the rows together: their number where none is weighed.
    pub(super) total: f64,
}

impl Products {
    /// The model with these weights, in the columns' own units, and the intercept that suits them.
    pub(super) fn model(self, weights: Vec<f64>) -> Linear {
        let offset: f64 = weights
            .iter()
            .zip(&self.means)
            .map(|(weight, mean)| weight * mean)
            .sum();
        Linear::new(self.center - offset, weights, self.spread)
    }
}

/// Reads all rows once, in chunks.
pub(super) fn products(
    matrix: &Matrix,
    (values, weights): (&[f64], Option<&[f64]>),
    progress: &dyn Progress,
) -> Result<Products, LearnError> {
    let (center, answer_spread) = mean_and_spread(values, weights);
    let (means, spread) = location_and_spread(matrix, weights);
    let d = matrix.n_columns();
    let mut columns = Array2::zeros((d, d));
    let mut answers = Array1::zeros(d);
    for start in (0..matrix.n_rows()).step_by(CHUNK) {
        progress.check()?;
        progress.report(start as f32 / matrix.n_rows() as f32, "Multiplying columns");
        let rows = start..(start + CHUNK).min(matrix.n_rows());
        let root = |i: usize| weights.map_or(1.0, |weights| weights[start + i].sqrt());
        let mut chunk = Array2::zeros((d, rows.len()));
        for (j, mut line) in chunk.rows_mut().into_iter().enumerate() {
            let scale = if spread[j] > 0.0 {
                1.0 / spread[j]
            } else {
                0.0
            };
            let column = &matrix.column(j)[rows.clone()];
            for (i, (scaled, value)) in line.iter_mut().zip(column).enumerate() {
                *scaled = (value - means[j]) * scale * root(i);
            }
        }
        let centred: Array1<f64> = values[rows]
            .iter()
            .enumerate()
            .map(|(i, value)| (value - center) * root(i))
            .collect();
        answers += &chunk.dot(&centred);
        columns += &chunk.dot(&chunk.t());
    }
    Ok(Products {
        columns,
        answers,
        means,
        spread,
        center,
        variance: answer_spread * answer_spread,
        total: weights.map_or(values.len() as f64, |weights| weights.iter().sum()),
    })
}
