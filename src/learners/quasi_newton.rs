//! linfa's L-BFGS for logistic regressions with many weights, in slices that can be stopped.

use linfa::{DatasetBase, traits::Fit as _};
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array, Array1, Array2, Axis, Dimension};

use super::{LearnError, fit::view, newton::Problem};
use crate::terms::Progress;

/// Numbers that a slice may read, about a second's worth.
const SLICE_CELLS: usize = 50_000_000;
/// Length of the summed loss's slope per row below which it has converged.
const TOLERANCE: f64 = 1e-6;

/// The same weights as [`super::newton::minimise`] gives, up to the tolerance of either.
pub(super) fn minimise(
    problem: &Problem<'_>,
    max_iterations: u32,
    progress: &dyn Progress,
) -> Result<Array1<f64>, LearnError> {
    if problem.n_scores() == 1 {
        two_classes(problem, max_iterations, progress)
    } else {
        more_classes(problem, max_iterations, progress)
    }
}

fn two_classes(
    problem: &Problem<'_>,
    max_iterations: u32,
    progress: &dyn Progress,
) -> Result<Array1<f64>, LearnError> {
    let targets = Array1::from(problem.targets.to_vec());
    let dataset = DatasetBase::new(view(problem.matrix)?, targets);
    let d = problem.matrix.n_columns();
    let settings = LogisticRegression::default()
        .alpha(problem.alpha)
        .gradient_tolerance(tolerance(problem));
    // linfa's positive class is the larger one, whichever comes first.
    let mut sign = 1.0;
    let slice = |weights: &Array1<f64>, iterations| {
        let settings = settings
            .clone()
            .max_iterations(iterations)
            .initial_params(weights.clone());
        let model = settings.fit(&dataset).map_err(|err| err.to_string())?;
        sign = if model.labels().pos.class == 1 {
            1.0
        } else {
            -1.0
        };
        let weights = model.params().iter().copied().chain([model.intercept()]);
        Ok(weights.collect::<Array1<f64>>())
    };
    let weights = in_slices(
        Array1::zeros(d + 1),
        problem,
        max_iterations,
        slice,
        progress,
    )?;
    Ok(weights * sign)
}

fn more_classes(
    problem: &Problem<'_>,
    max_iterations: u32,
    progress: &dyn Progress,
) -> Result<Array1<f64>, LearnError> {
    let targets = Array1::from(problem.targets.to_vec());
    let dataset = DatasetBase::new(view(problem.matrix)?, targets);
    let d = problem.matrix.n_columns();
    let settings = MultiLogisticRegression::default()
        .alpha(problem.alpha)
        .gradient_tolerance(tolerance(problem));
    let slice = |weights: &Array2<f64>, iterations| {
        let settings = settings
            .clone()
            .max_iterations(iterations)
            .initial_params(weights.clone());
        let model = settings.fit(&dataset).map_err(|err| err.to_string())?;
        let mut weights = Array2::zeros((d + 1, problem.n_present));
        for (mut to, from) in weights
            .axis_iter_mut(Axis(0))
            .zip(model.params().axis_iter(Axis(0)))
        {
            to.assign(&from);
        }
        weights.row_mut(d).assign(model.intercept());
        Ok(weights)
    };
    let start = Array2::zeros((d + 1, problem.n_present));
    let weights = in_slices(start, problem, max_iterations, slice, progress)?;
    Ok(weights.t().iter().copied().collect())
}

fn tolerance(problem: &Problem<'_>) -> f64 {
    TOLERANCE * problem.targets.len() as f64
}

/// Goes on from where the last slice ended, until a slice changes nothing.
///
/// linfa gives up a whole slice when its line search fails, often so near the end that rounding
/// hides every way down: then a shorter slice, and at last the weights of the last good one.
fn in_slices<D: Dimension>(
    start: Array<f64, D>,
    problem: &Problem<'_>,
    max_iterations: u32,
    mut slice: impl FnMut(&Array<f64, D>, u64) -> Result<Array<f64, D>, String>,
    progress: &dyn Progress,
) -> Result<Array<f64, D>, LearnError> {
    let cells = problem.targets.len() * problem.n_weights();
    let mut length = (SLICE_CELLS / cells.max(1)).clamp(5, 100) as u64;
    let (mut weights, mut done) = (start, 0);
    while done < u64::from(max_iterations) {
        progress.check()?;
        progress.report(done as f32 / max_iterations as f32, "Finding weights");
        match slice(&weights, length.min(u64::from(max_iterations) - done)) {
            Ok(next) if next == weights => break,
            Ok(next) => {
                weights = next;
                done += length;
            }
            Err(_) if length > 1 => length /= 2,
            Err(_) if done > 0 => break,
            Err(reason) => {
                let reason = format!("{reason}; scale the columns in step 4");
                return Err(LearnError::failed(super::logistic::INFO.name, reason));
            }
        }
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        learners::newton,
        terms::{Matrix, Silent},
    };

    /// The two ways to the same weights agree, for two classes in either order and for three.
    #[test]
    fn linfa_and_newton_find_the_same_weights() {
        let column = |k: u32| -> Vec<f64> {
            (0..120)
                .map(|i| f64::from((i * k) % 17) / 8.0 - 1.0)
                .collect()
        };
        let mut matrix = Matrix::with_rows(120);
        matrix.push("a", &column(5));
        matrix.push("b", &column(7));
        let score = |i: usize| matrix.column(0)[i] - 0.5 * matrix.column(1)[i];
        let two: Vec<usize> = (0..120).map(|i| usize::from(score(i) > 0.4)).collect();
        let flipped = two.iter().map(|target| 1 - target).collect();
        let three = (0..120)
            .map(|i| two[i] + usize::from(score(i) > 0.9))
            .collect();
        for (targets, n_present) in [(two.clone(), 2), (flipped, 2), (three, 3)] {
            let problem = Problem {
                matrix: &matrix,
                targets: &targets,
                row_weights: None,
                n_present,
                alpha: 1.0,
            };
            let linfa = minimise(&problem, 500, &Silent).unwrap();
            let newton = newton::minimise(&problem, 100, &Silent).unwrap();
            for (a, b) in linfa.iter().zip(&newton) {
                assert!((a - b).abs() < 1e-4, "{linfa} {newton}");
            }
        }
    }
}
