use ndarray::{Array1, Array2};

use super::{
    LearnError, Model, Predictions,
    blocks::{add_scaled, by_blocks},
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
    /// Fits `values`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: LinearParams,
        matrix: &Matrix,
        values: &[f64],
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let center = Moments::of(values).mean;
        let (means, spread) = location_and_spread(matrix);
        let (mut products, right) =
            normal_equations(matrix, (values, center), (&means, &spread), progress)?;
        for (j, &spread) in spread.iter().enumerate() {
            // The penalty is on weights in the columns' own units; a constant column has none.
            let raise = if spread > 0.0 {
                params.alpha / (spread * spread)
            } else {
                1.0
            };
            products[[j, j]] += raise;
        }
        let solved = solve(products, right).map_err(|err| LearnError::failed(INFO.name, err))?;
        let unscale =
            |(&weight, &spread): (&f64, &f64)| if spread > 0.0 { weight / spread } else { 0.0 };
        let weights: Vec<f64> = solved.iter().zip(&spread).map(unscale).collect();
        let offset: f64 = weights
            .iter()
            .zip(&means)
            .map(|(weight, mean)| weight * mean)
            .sum();
        Ok(Self {
            intercept: center - offset,
            weights,
            spread,
        })
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
pub(super) fn location_and_spread(matrix: &Matrix) -> (Vec<f64>, Vec<f64>) {
    use rayon::prelude::*;
    let of_column = |j: usize| {
        let moments = Moments::of(matrix.column(j));
        (moments.mean, moments.std(0).value().unwrap_or(f64::NAN))
    };
    (0..matrix.n_columns())
        .into_par_iter()
        .map(of_column)
        .collect::<Vec<_>>()
        .into_iter()
        .unzip()
}

/// Products of the standardised columns with one another and with the centred answers.
fn normal_equations(
    matrix: &Matrix,
    (values, center): (&[f64], f64),
    (means, spread): (&[f64], &[f64]),
    progress: &dyn Progress,
) -> Result<(Array2<f64>, Array1<f64>), LearnError> {
    let d = matrix.n_columns();
    let mut products = Array2::zeros((d, d));
    let mut right = Array1::zeros(d);
    for start in (0..matrix.n_rows()).step_by(CHUNK) {
        progress.check()?;
        progress.report(start as f32 / matrix.n_rows() as f32, "Multiplying columns");
        let rows = start..(start + CHUNK).min(matrix.n_rows());
        let mut chunk = Array2::zeros((d, rows.len()));
        for (j, mut line) in chunk.rows_mut().into_iter().enumerate() {
            let scale = if spread[j] > 0.0 {
                1.0 / spread[j]
            } else {
                0.0
            };
            for (scaled, value) in line.iter_mut().zip(&matrix.column(j)[rows.clone()]) {
                *scaled = (value - means[j]) * scale;
            }
        }
        let centred: Array1<f64> = values[rows].iter().map(|value| value - center).collect();
        right += &chunk.dot(&centred);
        products += &chunk.dot(&chunk.t());
    }
    Ok((products, right))
}
