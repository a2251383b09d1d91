use crate::terms::{Info, Matrix};

pub(super) const INFO: Info = Info {
    id: "pca_reconstruction",
    name: "PCA reconstruction error",
    summary: "How badly the reference's main directions describe a chunk: rises when columns stop moving together as they did, falls when rows become more alike. Blind to shifts along the main directions.",
    reference: "NannyML, \"Data reconstruction with PCA\"; 65 % of the variance, mean ± 3 standard deviations of the reference chunks",
};

/// The main directions of the reference.
#[derive(Clone, Copy, Debug)]
pub struct Directions<'a> {
    /// Direction after direction the weight of each column; length 1, at right angles.
    pub components: &'a [Vec<f64>],
    /// The share of all variance along each.
    pub shares: &'a [f64],
}

/// The share of the reference's variance that must be exceeded.
const KEPT: f64 = 0.65;

impl<'a> Directions<'a> {
    /// The fewest first directions that hold more than 65 % of the variance.
    pub fn main(self) -> &'a [Vec<f64>] {
        let mut sum = 0.0;
        let needed = self.shares.iter().take_while(|share| {
            let is_needed = sum <= KEPT;
            sum += **share;
            is_needed
        });
        &self.components[..needed.count()]
    }
}

/// How far each row lies from its picture along `components` alone, in standard deviations of the
/// reference; `matrix` is standardised by the reference, so that its mean is the origin.
///
/// A row with a value that is not finite has NaN.
pub fn reconstruction_errors(matrix: &Matrix, components: &[Vec<f64>]) -> Vec<f64> {
    let n = matrix.n_rows();
    // At right angles: what is left of a row's square is its square without the directions'.
    let mut left = vec![0.0; n];
    for j in 0..matrix.n_columns() {
        for (sum, value) in left.iter_mut().zip(matrix.column(j)) {
            *sum += value * value;
        }
    }
    let mut along = vec![0.0; n];
    for weights in components {
        along.fill(0.0);
        for (j, weight) in weights.iter().enumerate() {
            for (sum, value) in along.iter_mut().zip(matrix.column(j)) {
                *sum += weight * value;
            }
        }
        for (sum, along) in left.iter_mut().zip(&along) {
            *sum -= along * along;
        }
    }
    // Rounding may leave a row on the directions slightly below 0; `max` would swallow a NaN.
    let root = |rest: f64| if rest < 0.0 { 0.0 } else { rest.sqrt() };
    left.into_iter().map(root).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_off_the_direction_is_the_error() {
        let mut matrix = Matrix::with_rows(3);
        matrix.push("a", &[1.0, 1.0, f64::NAN]);
        matrix.push("b", &[1.0, -1.0, 0.0]);
        let half = 0.5_f64.sqrt();
        let errors = reconstruction_errors(&matrix, &[vec![half, half]]);
        assert!(errors[0].abs() < 1e-7 && (errors[1] - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!(errors[2].is_nan());
    }

    #[test]
    fn as_many_directions_as_hold_more_than_65_percent() {
        let components = vec![vec![1.0], vec![1.0], vec![1.0]];
        let kept = |shares: &[f64]| {
            let components = &components;
            Directions { components, shares }.main().len()
        };
        assert_eq!(kept(&[0.7, 0.2, 0.1]), 1);
        assert_eq!(kept(&[0.65, 0.2, 0.15]), 2);
        assert_eq!(kept(&[0.4, 0.3, 0.3]), 2);
        assert_eq!(kept(&[0.0, 0.0, 0.0]), 3);
    }
}
