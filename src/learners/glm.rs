use ndarray::{Array1, Array2, ArrayView2, Axis, Slice};
use rayon::prelude::*;

use super::{
    LearnError, Linear, Model, Predictions,
    fit::view,
    form::{Form, Link},
    linear::location_and_spread,
    params::{at_least, between, within},
    solve::{gram, solve},
};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "glm",
    name: "Generalised linear model (Tweedie)",
    summary: "Multiplies effects: the logarithm of the answer as a weighted sum. For counts, sums of money and durations, which are never negative; blind to interactions.",
    reference: "McCullagh and Nelder 1989, Fisher scoring; linfa-linear and scikit-learn, TweedieRegressor with a log link",
};

/// Rows that are summed at once.
const CHUNK: usize = 4096;
/// Chunks between two looks at whether to stop.
const GROUP: usize = 16;
/// Half the decrement per row, as a share of the mean deviance, below which it has converged.
const TOLERANCE: f64 = 1e-15;
/// Largest logarithm of an answer: beyond it the exponential overflows.
const MOST: f64 = 600.0;

/// How a generalised linear model is fitted.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GlmParams {
    /// How the variance grows with the mean, 1 to 3: 1 for counts (Poisson), between 1 and 2 for
    /// sums with many zeros, 2 for durations and amounts (gamma), 3 for the inverse Gaussian.
    pub power: f64,
    /// Strength of the penalty on half the squared weights, from 0 on, beside half the mean
    /// deviance. Scikit-learn's `alpha`.
    pub alpha: f64,
    /// Steps after which it stops where it is, 1 to 10,000.
    pub max_iterations: u32,
}

impl Default for GlmParams {
    fn default() -> Self {
        Self {
            power: 1.0,
            alpha: 0.001,
            max_iterations: 100,
        }
    }
}

impl GlmParams {
    pub(super) fn check(self) -> Result<(), String> {
        between("power", self.power, 1.0..=3.0)?;
        at_least("alpha", self.alpha, 0.0)?;
        within("max_iterations", self.max_iterations, 1..=10_000)
    }

    pub(super) fn summary(self) -> String {
        let law = match self.power {
            1.0 => "Poisson".to_owned(),
            2.0 => "gamma".to_owned(),
            3.0 => "inverse Gaussian".to_owned(),
            power => format!("Tweedie with power {power}"),
        };
        format!("{law}, log link, penalty {}", self.alpha)
    }
}

/// A fitted generalised linear model: e to the power of a weighted sum.
///
/// Minimises half the mean Tweedie deviance + alpha / 2 times the sum of squared weights by Fisher
/// scoring: a handful of passes over the rows, in chunks, in parallel, that can be stopped. linfa's
/// own L-BFGS needs some hundred, cannot be stopped and weighs no rows; a test holds ours against
/// it. Misleads where effects add up instead of multiplying: prefer linear regression there.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Glm {
    /// The logarithm of the answer.
    score: Linear,
}

impl Glm {
    /// Fits `values`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: GlmParams,
        matrix: &Matrix,
        (values, weights): (&[f64], Option<&[f64]>),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        check_range(params.power, values)?;
        let problem = Problem {
            params,
            matrix,
            values,
            weights,
            total: weights.map_or(values.len() as f64, |weights| weights.iter().sum()),
        };
        let solved = problem.minimise(progress)?.to_vec();
        let d = matrix.n_columns();
        Ok(Self {
            score: Linear::new(
                solved[d],
                solved[..d].to_vec(),
                location_and_spread(matrix, weights).1,
            ),
        })
    }

    /// The linear model of the answer's logarithm.
    pub fn score(&self) -> &Linear {
        &self.score
    }

    pub(super) fn form(&self) -> Form {
        Form {
            link: Link::Exp { most: MOST },
            ..self.score.form()
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        self.score.is_finite()
    }
}

impl Model for Glm {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        match self.score.predict(matrix) {
            Predictions::Values(mut values) => {
                for value in &mut values {
                    *value = value.min(MOST).exp();
                }
                Predictions::Values(values)
            }
            other @ Predictions::Probabilities { .. } => other,
        }
    }
}

fn check_range(power: f64, values: &[f64]) -> Result<(), LearnError> {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let reason = if least < 0.0 {
        format!("the smallest answer is {least}, and this model knows no answer below 0")
    } else if power >= 2.0 && least == 0.0 {
        format!("an answer is 0, which a power of {power} excludes: choose one below 2")
    } else if values.iter().all(|value| *value == 0.0) {
        "every answer is 0, so there is nothing to learn".to_owned()
    } else {
        return Ok(());
    };
    Err(LearnError::failed(INFO.name, reason))
}

/// A regression to be fitted.
struct Problem<'a> {
    params: GlmParams,
    matrix: &'a Matrix,
    values: &'a [f64],
    weights: Option<&'a [f64]>,
    /// The rows' weights together.
    total: f64,
}

/// Loss, slope and expected curvature at some weights, summed over rows.
struct Sums {
    loss: f64,
    slope: Array1<f64>,
    curvature: Array2<f64>,
}

impl Problem<'_> {
    /// The weights of the columns, and the intercept last.
    fn minimise(&self, progress: &dyn Progress) -> Result<Array1<f64>, LearnError> {
        let failed = |reason: String| LearnError::failed(INFO.name, reason);
        let d = self.matrix.n_columns();
        let mut at = Array1::zeros(d + 1);
        let weight = |i: usize| self.weights.map_or(1.0, |weights| weights[i]);
        let sum: f64 = (0..self.values.len())
            .map(|i| weight(i) * self.values[i])
            .sum();
        at[d] = (sum / self.total).ln();
        let mut sums = self.sums(&at, progress)?;
        for iteration in 0..self.params.max_iterations {
            let done = iteration as f32 / self.params.max_iterations as f32;
            progress.report(done, "Finding weights");
            let step = solve(sums.curvature.clone(), sums.slope.clone()).map_err(failed)?;
            let decrement = 0.5 * step.dot(&sums.slope);
            if !decrement.is_finite() {
                return Err(failed(
                    "its equations have no solution; raise alpha".to_owned(),
                ));
            }
            if decrement <= TOLERANCE * self.total * (1.0 + sums.loss.abs() / self.total) {
                at -= &step;
                break;
            }
            match self.descend((&at, sums.loss), (&step, decrement), progress)? {
                Some(better) => (at, sums) = better,
                None => break,
            }
        }
        Ok(at)
    }

    /// The first of the whole, half, quarter… step that lowers the loss enough.
    fn descend(
        &self,
        (at, loss): (&Array1<f64>, f64),
        (step, decrement): (&Array1<f64>, f64),
        progress: &dyn Progress,
    ) -> Result<Option<(Array1<f64>, Sums)>, LearnError> {
        let mut share = 1.0;
        for _ in 0..40 {
            let candidate = at - &(step * share);
            let there = self.sums(&candidate, progress)?;
            if there.loss <= loss - 1e-4 * share * 2.0 * decrement {
                return Ok(Some((candidate, there)));
            }
            share *= 0.5;
        }
        Ok(None)
    }

    /// The sums at `at`, chunk after chunk, added in order whatever the number of threads.
    fn sums(&self, at: &Array1<f64>, progress: &dyn Progress) -> Result<Sums, LearnError> {
        let columns = view(self.matrix)?;
        let d = self.matrix.n_columns();
        let mut total = Sums {
            loss: 0.0,
            slope: Array1::zeros(d + 1),
            curvature: Array2::zeros((d + 1, d + 1)),
        };
        let starts: Vec<usize> = (0..self.values.len()).step_by(CHUNK).collect();
        for group in starts.chunks(GROUP) {
            progress.check()?;
            let parts: Vec<Sums> = group
                .par_iter()
                .map(|&start| {
                    let end = (start + CHUNK).min(self.values.len());
                    let rows = columns.slice_axis(Axis(0), Slice::from(start..end));
                    self.chunk(start, rows, at)
                })
                .collect();
            for part in parts {
                total.loss += part.loss;
                total.slope += &part.slope;
                total.curvature += &part.curvature;
            }
        }
        let penalty = self.params.alpha * self.total;
        for j in 0..d {
            total.loss += 0.5 * penalty * at[j] * at[j];
            total.slope[j] += penalty * at[j];
            total.curvature[[j, j]] += penalty;
        }
        Ok(total)
    }

    /// The sums of the rows from `start` on, without penalty.
    fn chunk(&self, start: usize, rows: ArrayView2<'_, f64>, at: &Array1<f64>) -> Sums {
        let (n, d) = rows.dim();
        let power = self.params.power;
        // A column of ones stands for the intercept.
        let mut columns = Array2::ones((n, d + 1));
        columns
            .slice_axis_mut(Axis(1), Slice::from(0..d))
            .assign(&rows);
        let scores = columns.dot(at);
        let mut loss = 0.0;
        let mut errors = Array1::zeros(n);
        let mut row_weights = vec![0.0; n];
        for (i, &score) in scores.iter().enumerate() {
            let score = score.clamp(-MOST, MOST);
            let value = self.values[start + i];
            let weight = self.weights.map_or(1.0, |weights| weights[start + i]);
            let (up, down) = ((score * (2.0 - power)).exp(), (score * (1.0 - power)).exp());
            // Half the unit deviance, without what does not depend on the score.
            let mean_part = if power == 2.0 {
                score
            } else {
                up / (2.0 - power)
            };
            let value_part = if power == 1.0 {
                score
            } else {
                down / (1.0 - power)
            };
            loss += weight * (mean_part - value * value_part);
            errors[i] = weight * (up - value * down);
            row_weights[i] = weight * up;
        }
        Sums {
            loss,
            slope: columns.t().dot(&errors),
            curvature: gram(columns.view(), &row_weights),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    fn rows() -> (Matrix, Vec<f64>) {
        let column = |k: u32| -> Vec<f64> {
            (0..200)
                .map(|i| f64::from((i * k) % 19) / 9.0 - 1.0)
                .collect()
        };
        let mut matrix = Matrix::with_rows(200);
        matrix.push("a", &column(5));
        matrix.push("b", &column(7));
        let values = (0..200)
            .map(|i| {
                let score = 0.7 * matrix.column(0)[i] - 0.4 * matrix.column(1)[i];
                (score.exp() * (1.0 + 0.5 * f64::from((i as u32 * 11) % 7) / 6.0)).round() + 1.0
            })
            .collect();
        (matrix, values)
    }

    #[test]
    fn weights_count_as_repeated_rows() {
        let (matrix, values) = rows();
        let weights: Vec<f64> = (0..200).map(|i| f64::from(1 + i % 3)).collect();
        let repeated: Vec<u32> = (0..200_u32)
            .flat_map(|i| std::iter::repeat_n(i, 1 + i as usize % 3))
            .collect();
        let again: Vec<f64> = repeated.iter().map(|&i| values[i as usize]).collect();
        let params = GlmParams::default();
        let a = Glm::fit(params, &matrix, (&values, Some(&weights)), &Silent).unwrap();
        let b = Glm::fit(params, &matrix.take(&repeated), (&again, None), &Silent).unwrap();
        for (a, b) in a.score.weights().iter().zip(b.score.weights()) {
            assert!((a - b).abs() < 1e-8, "{a} {b}");
        }
    }

    #[test]
    fn answers_outside_the_law_are_refused_in_words() {
        let (matrix, mut values) = rows();
        values[3] = -1.0;
        let refused = |power: f64, values: &[f64]| {
            let params = GlmParams {
                power,
                ..GlmParams::default()
            };
            let err = Glm::fit(params, &matrix, (values, None), &Silent).unwrap_err();
            err.to_string()
        };
        assert!(refused(1.0, &values).contains("below 0"));
        values[3] = 0.0;
        assert!(refused(2.0, &values).contains("choose one below 2"));
        assert!(refused(1.0, &[0.0; 200]).contains("every answer is 0"));
    }
}
