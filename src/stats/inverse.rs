/// The inverse of a symmetric matrix of `n` rows, row after row, if it is positive definite.
///
/// By Cholesky's decomposition; nothing where a pivot is not clearly above 0.
///
/// Reference: G. Golub and C. Van Loan, "Matrix Computations" (2013), section 4.2.
pub fn positive_inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let mut lower = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
            let rest = matrix[i * n + j] - known;
            lower[i * n + j] = if i == j {
                if rest <= 1e-10 {
                    return None;
                }
                rest.sqrt()
            } else {
                rest / lower[j * n + j]
            };
        }
    }
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        let mut solved = vec![0.0; n];
        for i in 0..n {
            let known: f64 = (0..i).map(|k| lower[i * n + k] * solved[k]).sum();
            solved[i] = (f64::from(u8::from(i == column)) - known) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            let known: f64 = (i + 1..n).map(|k| lower[k * n + i] * solved[k]).sum();
            solved[i] = (solved[i] - known) / lower[i * n + i];
            inverse[i * n + column] = solved[i];
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let matrix = [4.0, 1.0, 0.5, 1.0, 3.0, -1.0, 0.5, -1.0, 2.0];
        let inverse = positive_inverse(&matrix, 3).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                let found: f64 = (0..3).map(|k| matrix[i * 3 + k] * inverse[k * 3 + j]).sum();
                assert!((found - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
        assert_eq!(positive_inverse(&[1.0, 2.0, 2.0, 1.0], 2), None);
    }
}
