use ndarray::Array2;

use super::{LearnError, linear::products};
use crate::terms::{Info, Matrix, Progress};

/// What pickers, tooltips and help know about principal components.
pub const PCA: Info = Info {
    id: "pca",
    name: "Principal components",
    summary: "The directions in which rows differ most, each at right angles to those before. Shows many columns on one plane; blind to bent shapes.",
    reference: "Pearson 1901, Hotelling 1933; Jacobi's method on the columns' products; scikit-learn, PCA",
};

/// Rounds of Jacobi's method: some eight are enough for a thousand columns.
const ROUNDS: usize = 50;

/// The directions in which rows differ most.
///
/// The eigenvectors of the covariance of the columns. All rows are read once, and then only the
/// columns' products: linfa-reduction 0.8 goes over the rows again and again for a few directions,
/// found up to a tolerance, and never learns how much they leave out.
#[derive(Clone, Debug, PartialEq)]
pub struct Pca {
    /// Direction after direction the weight of each column, most telling first; length 1 each, the
    /// largest weight positive.
    pub components: Vec<Vec<f64>>,
    /// The variance along each direction (divided by rows - 1).
    pub variances: Vec<f64>,
    /// The mean of each column.
    means: Vec<f64>,
}

impl Pca {
    /// From the rows of `matrix`, at least two; columns should be standardised and hold no NaN.
    ///
    /// # Errors
    /// If there are fewer than two rows or no columns, or somebody stops it.
    pub fn fit(matrix: &Matrix, progress: &dyn Progress) -> Result<Self, LearnError> {
        let (n, d) = (matrix.n_rows(), matrix.n_columns());
        if n < 2 || d == 0 {
            return Err(LearnError::Data(
                "Principal components need two rows and a column of numbers. Choose other rows in step 2."
                    .to_owned(),
            ));
        }
        let products = products(matrix, (&vec![0.0; n], None), progress)?;
        let mut covariance = products.columns;
        for ((i, j), value) in covariance.indexed_iter_mut() {
            *value *= products.spread[i] * products.spread[j] / (n - 1) as f64;
        }
        let vectors = diagonalise(&mut covariance, progress)?;
        let mut order: Vec<usize> = (0..d).collect();
        order.sort_by(|&a, &b| {
            let by_variance = covariance[[b, b]].total_cmp(&covariance[[a, a]]);
            by_variance.then(a.cmp(&b))
        });
        let component = |&place: &usize| {
            let mut weights = vectors.column(place).to_vec();
            let largest = weights.iter().copied().fold(0.0_f64, |most, weight| {
                if weight.abs() > most.abs() {
                    weight
                } else {
                    most
                }
            });
            if largest < 0.0 {
                for weight in &mut weights {
                    *weight = -*weight;
                }
            }
            weights
        };
        Ok(Self {
            components: order.iter().map(component).collect(),
            // Rounding may leave a direction without width slightly below 0.
            variances: order.iter().map(|&i| covariance[[i, i]].max(0.0)).collect(),
            means: products.means,
        })
    }

    /// The share of all variance along each direction; they sum to 1, or are all 0 for equal rows.
    pub fn shares(&self) -> Vec<f64> {
        let total: f64 = self.variances.iter().sum();
        let share = |variance: &f64| if total > 0.0 { variance / total } else { 0.0 };
        self.variances.iter().map(share).collect()
    }

    /// Where each row lies along direction `component`.
    pub fn project(&self, matrix: &Matrix, component: usize) -> Vec<f64> {
        let mut along = vec![0.0; matrix.n_rows()];
        for (j, weight) in self.components[component].iter().enumerate() {
            for (sum, value) in along.iter_mut().zip(matrix.column(j)) {
                *sum += weight * (value - self.means[j]);
            }
        }
        along
    }
}

/// Turns the symmetric `matrix` into its eigenvalues, on the diagonal, and gives the eigenvectors as
/// columns: plane after plane is turned until nothing stands beside the diagonal.
fn diagonalise(
    matrix: &mut Array2<f64>,
    progress: &dyn Progress,
) -> Result<Array2<f64>, LearnError> {
    let d = matrix.nrows();
    let mut vectors = Array2::eye(d);
    let size: f64 = matrix.iter().map(|value| value * value).sum();
    for round in 0..ROUNDS {
        progress.report(round as f32 / ROUNDS as f32, "Turning directions");
        let mut beside = 0.0;
        for p in 0..d {
            progress.check()?;
            for q in p + 1..d {
                beside += matrix[[p, q]] * matrix[[p, q]];
                turn(matrix, &mut vectors, (p, q));
            }
        }
        if beside <= size * 1e-30 {
            break;
        }
    }
    Ok(vectors)
}

/// Turns the plane of columns `p` and `q` so that their product becomes 0.
fn turn(matrix: &mut Array2<f64>, vectors: &mut Array2<f64>, (p, q): (usize, usize)) {
    let product = matrix[[p, q]];
    if product == 0.0 {
        return;
    }
    let theta = (matrix[[q, q]] - matrix[[p, p]]) / (2.0 * product);
    let tangent = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = tangent * cosine;
    for i in 0..matrix.nrows() {
        let (a, b) = (matrix[[i, p]], matrix[[i, q]]);
        matrix[[i, p]] = cosine * a - sine * b;
        matrix[[i, q]] = sine * a + cosine * b;
    }
    for i in 0..matrix.nrows() {
        let (a, b) = (matrix[[p, i]], matrix[[q, i]]);
        matrix[[p, i]] = cosine * a - sine * b;
        matrix[[q, i]] = sine * a + cosine * b;
        let (a, b) = (vectors[[i, p]], vectors[[i, q]]);
        vectors[[i, p]] = cosine * a - sine * b;
        vectors[[i, q]] = sine * a + cosine * b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    #[test]
    fn a_line_has_one_direction() {
        let mut matrix = Matrix::with_rows(4);
        matrix.push("a", &[0.0, 1.0, 2.0, 3.0]);
        matrix.push("b", &[0.0, -2.0, -4.0, -6.0]);
        matrix.push("constant", &[7.0; 4]);
        let pca = Pca::fit(&matrix, &Silent).unwrap();
        // The variance of 0..3 is 5/3, and the line is the square root of 5 as long.
        assert!((pca.variances[0] - 25.0 / 3.0).abs() < 1e-12);
        assert!(pca.variances[1].abs() < 1e-12);
        assert!((pca.shares()[0] - 1.0).abs() < 1e-12);
        let expected = [-1.0 / 5.0_f64.sqrt(), 2.0 / 5.0_f64.sqrt(), 0.0];
        for (weight, expected) in pca.components[0].iter().zip(expected) {
            assert!((weight - expected).abs() < 1e-12, "{:?}", pca.components[0]);
        }
        let along = pca.project(&matrix, 0);
        assert!((along[0] - along[3] - 3.0 * 5.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn equal_rows_have_no_direction() {
        let mut matrix = Matrix::with_rows(3);
        matrix.push("a", &[2.0; 3]);
        let pca = Pca::fit(&matrix, &Silent).unwrap();
        assert_eq!((pca.variances, pca.means), (vec![0.0], vec![2.0]));
    }
}
