//! Weighted products of columns, and the equations made of them.

use linfa::{DatasetBase, traits::Fit as _};
use linfa_linear::LinearRegression;
use ndarray::{Array1, Array2, ArrayView2};

/// What a singular system's diagonal is raised by, as a share of its largest entry: columns that
/// repeat one another then share a weight instead of growing apart without limit.
const JITTER: f64 = 1e-12;

/// The columns' products with one another: entry (i, j) is the sum over rows of `weight` times
/// column i times column j.
pub(super) fn gram(columns: ArrayView2<'_, f64>, weights: &[f64]) -> Array2<f64> {
    let mut weighted = columns.to_owned();
    for mut column in weighted.columns_mut() {
        for (value, weight) in column.iter_mut().zip(weights) {
            *value *= weight;
        }
    }
    columns.t().dot(&weighted)
}

/// The vector that the symmetric matrix `equations` turns into `right`, by linfa's QR.
///
/// # Errors
/// If linfa cannot solve them; the text says why.
pub(super) fn solve(mut equations: Array2<f64>, right: Array1<f64>) -> Result<Array1<f64>, String> {
    let largest = equations.diag().iter().copied().fold(0.0, f64::max);
    let jitter = if largest > 0.0 { largest * JITTER } else { 1.0 };
    for entry in equations.diag_mut() {
        *entry += jitter;
    }
    let model = LinearRegression::new()
        .with_intercept(false)
        .fit(&DatasetBase::new(equations, right))
        .map_err(|err| err.to_string())?;
    Ok(model.params().to_owned())
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn solves_what_is_regular_and_shares_what_is_not() {
        let solved = solve(array![[4.0, 1.0], [1.0, 3.0]], array![1.0, 2.0]).unwrap();
        assert!((solved[0] - 1.0 / 11.0).abs() < 1e-10 && (solved[1] - 7.0 / 11.0).abs() < 1e-10);
        let shared = solve(array![[1.0, 1.0], [1.0, 1.0]], array![2.0, 2.0]).unwrap();
        assert!((shared[0] - 1.0).abs() < 1e-3 && (shared[1] - 1.0).abs() < 1e-3);
        assert_eq!(solve(array![[0.0]], array![0.0]).unwrap(), array![0.0]);
    }

    #[test]
    fn a_gram_matrix_weighs_rows() {
        let columns = array![[1.0, 2.0], [3.0, 4.0]];
        let gram = gram(columns.view(), &[1.0, 0.5]);
        assert_eq!(gram, array![[5.5, 8.0], [8.0, 12.0]]);
    }
}
