use ndarray::{Array1, Array2};

use super::{
    LearnError, Linear,
    linear::{Products, products},
    params::{at_least, between, within},
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "elastic_net",
    name: "Elastic net",
    summary: "Linear regression that takes weights away: columns that do not help end at exactly 0. For many columns, of which few matter.",
    reference: "Zou and Hastie 2005; coordinate descent on products after Friedman, Hastie and Tibshirani 2010; scikit-learn, ElasticNet and Lasso",
};

/// Change of the answers, as a share of their spread, below which a sweep has found the optimum.
const TOLERANCE: f64 = 1e-10;

/// How an elastic net is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ElasticNetParams {
    /// Strength of the penalty, from 0 on, beside the mean squared error. Scikit-learn's `alpha`.
    pub alpha: f64,
    /// Share of the penalty on absolute weights (which take columns out), 0 to 1; the rest is on
    /// squared weights. 1 is the lasso.
    pub l1_ratio: f64,
    /// Sweeps over the columns after which it stops where it is, 1 to 1,000,000.
    pub max_iterations: u32,
}

impl Default for ElasticNetParams {
    fn default() -> Self {
        Self {
            alpha: 0.01,
            l1_ratio: 0.5,
            max_iterations: 10_000,
        }
    }
}

impl ElasticNetParams {
    pub(super) fn check(self) -> Result<(), String> {
        at_least("alpha", self.alpha, 0.0)?;
        between("l1_ratio", self.l1_ratio, 0.0..=1.0)?;
        within("max_iterations", self.max_iterations, 1..=1_000_000)
    }

    pub(super) fn summary(self) -> String {
        format!(
            "penalty {}, {:.0} % of it on absolute weights",
            self.alpha,
            100.0 * self.l1_ratio
        )
    }
}

/// Fits `values`, one per row of `matrix`; all finite, at least one row and column.
///
/// Minimises the mean squared error / 2 + alpha times (l1 ratio times the absolute weights + half
/// the rest times the squared weights); the intercept is free. All rows are read once, for the
/// columns' products; each sweep then costs the square of the columns, whatever the rows, and looks
/// whether to stop. linfa-elasticnet 0.8 walks all rows for each column of each sweep, cannot be
/// stopped, weighs no rows and does not centre the columns. Misleads where columns repeat one
/// another: the lasso keeps one of them by chance of order; lower the l1 ratio there.
pub(super) fn fit(
    params: ElasticNetParams,
    matrix: &Matrix,
    (values, weights): (&[f64], Option<&[f64]>),
    progress: &dyn Progress,
) -> Result<Linear, LearnError> {
    let products = products(matrix, (values, weights), progress)?;
    let solved = descend(params, &products, progress)?;
    Ok(products.model(solved))
}

/// The weights of the columns in their own units.
fn descend(
    params: ElasticNetParams,
    of: &Products,
    progress: &dyn Progress,
) -> Result<Vec<f64>, LearnError> {
    let d = of.spread.len();
    let (gram, mut slope) = own_units(of);
    let lasso = params.alpha * params.l1_ratio * of.total;
    let ridge = params.alpha * (1.0 - params.l1_ratio) * of.total;
    let enough = TOLERANCE * (of.variance * of.total).max(f64::MIN_POSITIVE);
    let mut weights = vec![0.0_f64; d];
    for sweep in 0..params.max_iterations {
        progress.check()?;
        if sweep % 64 == 0 {
            let done = sweep as f32 / params.max_iterations as f32;
            progress.report(done, "Taking weights away");
        }
        let mut change = 0.0_f64;
        for j in 0..d {
            let square = gram[[j, j]];
            if square <= 0.0 {
                continue;
            }
            // How far the column is from being explained without itself.
            let alone = slope[j] + square * weights[j];
            let shrunk = alone.signum() * (alone.abs() - lasso).max(0.0) / (square + ridge);
            let step = shrunk - weights[j];
            if step != 0.0 {
                weights[j] = shrunk;
                slope.scaled_add(-step, &gram.row(j));
                change = change.max(step * step * square);
            }
        }
        if change <= enough * TOLERANCE {
            break;
        }
    }
    Ok(weights)
}

/// The products of the centred columns, and with the answers: not divided by their spreads.
fn own_units(of: &Products) -> (Array2<f64>, Array1<f64>) {
    let spread = Array1::from(of.spread.clone());
    let mut gram = of.columns.clone();
    for (mut row, scale) in gram.rows_mut().into_iter().zip(&spread) {
        row *= *scale;
        row *= &spread;
    }
    (gram, &of.answers * &spread)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    fn fit_two(alpha: f64, l1_ratio: f64) -> Linear {
        let mut matrix = Matrix::with_rows(4);
        matrix.push("a", &[1.0, -1.0, 1.0, -1.0]);
        matrix.push("b", &[1.0, 1.0, -1.0, -1.0]);
        // 10 + 2 a + 0.5 b: orthogonal columns of variance 1, so that each weight stands alone.
        let values = [12.5, 8.5, 11.5, 7.5];
        let params = ElasticNetParams {
            alpha,
            l1_ratio,
            ..ElasticNetParams::default()
        };
        fit(params, &matrix, (&values, None), &Silent).unwrap()
    }

    #[test]
    fn orthogonal_columns_shrink_as_the_formula_says() {
        let near = |model: &Linear, expected: [f64; 2]| {
            let close = model
                .weights()
                .iter()
                .zip(expected)
                .all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(close, "{:?}", model.weights());
        };
        near(&fit_two(0.0, 0.5), [2.0, 0.5]);
        near(&fit_two(0.6, 1.0), [1.4, 0.0]);
        near(&fit_two(1.0, 0.0), [1.0, 0.25]);
        near(&fit_two(0.5, 0.5), [1.75 / 1.25, 0.25 / 1.25]);
    }
}
