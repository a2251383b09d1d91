//! Newton's method for logistic regression: exact, and few passes over the rows.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;

use super::{
    LearnError,
    blocks::{add_scaled, sigmoid, softmax},
    fit::view,
    solve::{gram, solve},
};
use crate::terms::{Matrix, Progress};

/// Rows that are summed at once.
const CHUNK: usize = 4096;
/// Chunks between two looks at whether to stop: a fraction of a second.
const GROUP: usize = 16;
/// Half the Newton decrement per row below which the next step would change nothing that matters.
const TOLERANCE: f64 = 1e-10;

/// A regression to be fitted: log odds of the second class if two occur, else a score per class.
pub(super) struct Problem<'a> {
    /// The columns.
    pub(super) matrix: &'a Matrix,
    /// The class of each row, 0 to `n_present - 1`.
    pub(super) targets: &'a [usize],
    /// How much each row counts, where they do not count the same.
    pub(super) row_weights: Option<&'a [f64]>,
    /// How many classes occur, at least 2.
    pub(super) n_present: usize,
    /// Penalty on half the squared weights; above 0.
    pub(super) alpha: f64,
}

impl Problem<'_> {
    /// How much row `i` counts.
    fn row_weight(&self, i: usize) -> f64 {
        self.row_weights.map_or(1.0, |weights| weights[i])
    }

    /// How many scores a row gets.
    pub(super) fn n_scores(&self) -> usize {
        if self.n_present == 2 {
            1
        } else {
            self.n_present
        }
    }

    /// Weights of one score: one per column and the intercept, which comes last.
    fn width(&self) -> usize {
        self.matrix.n_columns() + 1
    }

    /// How many weights there are in all.
    pub(super) fn n_weights(&self) -> usize {
        self.n_scores() * self.width()
    }
}

/// Loss, slope and curvature at some weights, summed over rows.
struct Sums {
    loss: f64,
    slope: Array1<f64>,
    curvature: Array2<f64>,
}

/// The weights that minimise log loss + alpha / 2 times the squared weights, score after score;
/// the intercept, which is not penalised, is the last of each score.
pub(super) fn minimise(
    problem: &Problem<'_>,
    max_iterations: u32,
    progress: &dyn Progress,
) -> Result<Array1<f64>, LearnError> {
    let failed = |reason: String| LearnError::failed(super::logistic::INFO.name, reason);
    let n_rows = problem
        .row_weights
        .map_or(problem.targets.len() as f64, |weights| weights.iter().sum());
    let mut weights = start(problem);
    let mut sums = sums(problem, &weights, progress)?;
    for iteration in 0..max_iterations {
        progress.report(iteration as f32 / max_iterations as f32, "Finding weights");
        let step = solve(sums.curvature.clone(), sums.slope.clone()).map_err(failed)?;
        let decrement = 0.5 * step.dot(&sums.slope);
        if !decrement.is_finite() {
            return Err(failed(
                "its equations have no solution; raise alpha".to_owned(),
            ));
        }
        if decrement <= TOLERANCE * n_rows {
            return Ok(centred(problem, weights - step));
        }
        match descend(problem, (&weights, sums.loss), (&step, decrement), progress)? {
            Some(better) => (weights, sums) = better,
            // No step goes down: the loss is as low as its rounding allows.
            None => break,
        }
    }
    Ok(centred(problem, weights))
}

/// The same model with intercepts that sum to 0: with a score per class only their differences
/// count, and rounding moves them together.
fn centred(problem: &Problem<'_>, mut weights: Array1<f64>) -> Array1<f64> {
    if problem.n_scores() > 1 {
        let intercepts = || (problem.width() - 1..problem.n_weights()).step_by(problem.width());
        let mean = intercepts().map(|i| weights[i]).sum::<f64>() / problem.n_scores() as f64;
        for i in intercepts() {
            weights[i] -= mean;
        }
    }
    weights
}

/// No weights, and intercepts that answer the classes' shares.
fn start(problem: &Problem<'_>) -> Array1<f64> {
    let mut counts = vec![0.0_f64; problem.n_present];
    for (i, &target) in problem.targets.iter().enumerate() {
        counts[target] += problem.row_weight(i);
    }
    let mut weights = Array1::zeros(problem.n_weights());
    let width = problem.width();
    if problem.n_scores() == 1 {
        weights[width - 1] = (counts[1] / counts[0]).ln();
    } else {
        let mean = counts.iter().map(|count| count.ln()).sum::<f64>() / counts.len() as f64;
        for (score, count) in counts.iter().enumerate() {
            weights[score * width + width - 1] = count.ln() - mean;
        }
    }
    weights
}

/// The first of the whole, half, quarter… step that lowers the loss enough, and the sums there.
fn descend(
    problem: &Problem<'_>,
    (weights, loss): (&Array1<f64>, f64),
    (step, decrement): (&Array1<f64>, f64),
    progress: &dyn Progress,
) -> Result<Option<(Array1<f64>, Sums)>, LearnError> {
    let mut share = 1.0;
    for _ in 0..30 {
        let candidate = weights - &(step * share);
        let there = sums(problem, &candidate, progress)?;
        // Armijo's rule; the slope along the step is twice the decrement.
        if there.loss <= loss - 1e-4 * share * 2.0 * decrement {
            return Ok(Some((candidate, there)));
        }
        share *= 0.5;
    }
    Ok(None)
}

/// The sums at `weights`, chunk after chunk, added in order whatever the number of threads.
fn sums(
    problem: &Problem<'_>,
    weights: &Array1<f64>,
    progress: &dyn Progress,
) -> Result<Sums, LearnError> {
    let columns = view(problem.matrix)?;
    let n_weights = problem.n_weights();
    let mut total = Sums {
        loss: 0.0,
        slope: Array1::zeros(n_weights),
        curvature: Array2::zeros((n_weights, n_weights)),
    };
    let starts: Vec<usize> = (0..problem.targets.len()).step_by(CHUNK).collect();
    for group in starts.chunks(GROUP) {
        progress.check()?;
        let parts: Vec<Sums> = group
            .par_iter()
            .map(|&start| {
                let end = (start + CHUNK).min(problem.targets.len());
                let columns = columns.slice_axis(Axis(0), Slice::from(start..end));
                chunk(problem, columns, start..end, weights)
            })
            .collect();
        for part in parts {
            total.loss += part.loss;
            total.slope += &part.slope;
            total.curvature += &part.curvature;
        }
    }
    penalise(problem, weights, &mut total);
    Ok(total)
}

fn penalise(problem: &Problem<'_>, weights: &Array1<f64>, total: &mut Sums) {
    let width = problem.width();
    for (i, &weight) in weights
        .iter()
        .enumerate()
        .filter(|(i, _)| i % width != width - 1)
    {
        total.loss += 0.5 * problem.alpha * weight * weight;
        total.slope[i] += problem.alpha * weight;
        total.curvature[[i, i]] += problem.alpha;
    }
}

/// The sums of some rows, without penalty.
fn chunk(
    problem: &Problem<'_>,
    columns: ArrayView2<'_, f64>,
    rows: Range<usize>,
    weights: &Array1<f64>,
) -> Sums {
    let targets = &problem.targets[rows.clone()];
    let counts: Vec<f64> = rows.map(|i| problem.row_weight(i)).collect();
    let (n_scores, width) = (problem.n_scores(), problem.width());
    let mut scores = Vec::with_capacity(n_scores);
    for weights in weights.axis_chunks_iter(Axis(0), width) {
        let mut score = vec![weights[width - 1]; targets.len()];
        for (&weight, column) in weights.iter().zip(columns.columns()) {
            match column.to_slice() {
                Some(column) => add_scaled(&mut score, weight, column),
                None => score
                    .iter_mut()
                    .zip(column)
                    .for_each(|(sum, value)| *sum += weight * value),
            }
        }
        scores.push(score);
    }
    // From here on `scores` holds the probabilities.
    let loss = losses(&mut scores, targets, &counts);
    let mut slope = Array1::zeros(n_scores * width);
    let mut curvature = Array2::zeros((n_scores * width, n_scores * width));
    for (s, probabilities) in scores.iter().enumerate() {
        let class = if n_scores == 1 { 1 } else { s };
        let error = |((p, &target), count): ((&f64, &usize), &f64)| {
            count * (p - f64::from(u8::from(target == class)))
        };
        let answers = probabilities.iter().zip(targets);
        let errors: Array1<f64> = answers.zip(&counts).map(error).collect();
        for (j, column) in columns.columns().into_iter().enumerate() {
            slope[s * width + j] = column.dot(&errors);
        }
        slope[s * width + width - 1] = errors.sum();
        for (t, others) in scores.iter().enumerate().skip(s) {
            let weight = |((p, q), count): ((&f64, &f64), &f64)| {
                count * if s == t { p * (1.0 - p) } else { -p * q }
            };
            let pairs = probabilities.iter().zip(others);
            let row_weights: Vec<f64> = pairs.zip(&counts).map(weight).collect();
            write_block(
                &mut curvature,
                (s * width, t * width),
                columns,
                &row_weights,
            );
        }
    }
    Sums {
        loss,
        slope,
        curvature,
    }
}

/// Writes the weighted products of columns and intercept, and their mirror image.
fn write_block(
    curvature: &mut Array2<f64>,
    (top, left): (usize, usize),
    columns: ArrayView2<'_, f64>,
    row_weights: &[f64],
) {
    let products = gram(columns, row_weights);
    let d = columns.ncols();
    let row_weights = Array1::from(row_weights.to_vec());
    let mut write = |i: usize, j: usize, value: f64| {
        curvature[[top + i, left + j]] = value;
        curvature[[left + j, top + i]] = value;
    };
    for ((i, j), &value) in products.indexed_iter() {
        write(i, j, value);
    }
    for (j, column) in columns.columns().into_iter().enumerate() {
        let sum = column.dot(&row_weights);
        write(d, j, sum);
        write(j, d, sum);
    }
    write(d, d, row_weights.sum());
}

/// Turns scores into probabilities, and gives the log loss of the rows, each as often as it counts.
fn losses(scores: &mut [Vec<f64>], targets: &[usize], counts: &[f64]) -> f64 {
    let mut loss = 0.0;
    if let [scores] = scores {
        for ((score, &target), count) in scores.iter_mut().zip(targets).zip(counts) {
            // log(1 + e^s) - s·y, without overflow.
            let own = score.max(0.0) + (-score.abs()).exp().ln_1p();
            loss += count * (own - if target == 1 { *score } else { 0.0 });
            *score = sigmoid(*score);
        }
        return loss;
    }
    let mut row = vec![0.0; scores.len()];
    for (i, &target) in targets.iter().enumerate() {
        for (value, scores) in row.iter_mut().zip(&*scores) {
            *value = scores[i];
        }
        let score = row[target];
        loss += counts[i] * (softmax(&mut row) - score);
        for (&value, scores) in row.iter().zip(&mut *scores) {
            scores[i] = value;
        }
    }
    loss
}
