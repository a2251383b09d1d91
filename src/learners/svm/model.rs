use std::sync::Arc;

use ndarray::Array2;

use super::{
    INFO, Kernel, SvmParams,
    kernel::scale,
    machine::{Ground, Machine},
};
use crate::{
    learners::{
        Answers, LearnError, Model, Predictions,
        answers::compact,
        blocks::{by_blocks, sigmoid},
        sampled::{Sampled, sample},
    },
    stats::Moments,
    terms::{Matrix, Part, Progress},
};

/// A fitted support vector machine.
///
/// A machine answers with the sum over support vectors of coefficient times likeness. Two classes
/// need one; of more classes each has a machine against the rest, and the classes share out what
/// these say. Probabilities are a logistic curve over what three machines, each fitted without a
/// third of the rows, say of that third. Numbers are scaled to a spread of 1 before they are fitted.
/// Misleads where columns differ in unit, and where its sample is too small for a rare class: see
/// [`Svm::sampled`]; prefer a forest or boosting on many rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Svm {
    kernel: Kernel,
    gamma: f64,
    n_columns: usize,
    /// The support vectors, one after another; none for a linear kernel.
    vectors: Vec<f64>,
    machines: Vec<Machine>,
    answer: Answer,
    sampled: Option<Sampled>,
}

/// What the machines' words mean.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    /// One of two classes: the machine's code, or this one.
    Two { other: u32, n_classes: usize },
    /// The class of one of the machines.
    Many { n_classes: usize },
    /// A number with this mean and spread in training.
    Value { center: f64, spread: f64 },
}

impl Svm {
    /// Fits `answers`, one per row of `matrix`; all finite, at least one row and column. Rows of
    /// the same class count alike: with the mean of their weights. Numbers cannot be weighed.
    pub(in crate::learners) fn fit(
        params: SvmParams,
        matrix: &Matrix,
        (answers, weights): (Answers<'_>, Option<&[f64]>),
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (chosen, sampled) = sample(matrix.n_rows(), params.max_rows as usize, seed);
        let rows = matrix.take(&chosen);
        let ground = Ground {
            rows: Arc::new(by_rows(&rows)),
            kernel: params.kernel,
            gamma: params.gamma.unwrap_or_else(|| scale(&rows)),
        };
        let (machines, answer) = match answers {
            Answers::Classes { codes, n_classes } => {
                let codes: Vec<u32> = chosen.iter().map(|&row| codes[row as usize]).collect();
                let weight = |i: usize| weights.map_or(1.0, |weights| weights[chosen[i] as usize]);
                classes(&ground, params, (&codes, n_classes, &weight), progress)?
            }
            Answers::Values(_) if weights.is_some() => {
                let reason = "it cannot weigh rows with numbers for answers";
                return Err(LearnError::failed(INFO.name, reason));
            }
            Answers::Values(values) => {
                let values: Vec<f64> = chosen.iter().map(|&row| values[row as usize]).collect();
                numbers(&ground, params, &values, progress)?
            }
        };
        let mut model = Self {
            kernel: params.kernel,
            gamma: ground.gamma,
            n_columns: matrix.n_columns(),
            vectors: Vec::new(),
            machines,
            answer,
            sampled,
        };
        model.condense(&ground.rows);
        Ok(model)
    }

    /// Keeps the rows that count; for a linear kernel their weighted sum says the same.
    fn condense(&mut self, rows: &Array2<f64>) {
        if self.kernel == Kernel::Linear {
            for machine in &mut self.machines {
                let coefficients = ndarray::ArrayView1::from(&machine.coefficients);
                machine.coefficients = rows.t().dot(&coefficients).to_vec();
            }
            return;
        }
        let counts = |row: &usize| {
            self.machines
                .iter()
                .any(|one| one.coefficients[*row] != 0.0)
        };
        let kept: Vec<usize> = (0..rows.nrows()).filter(counts).collect();
        for machine in &mut self.machines {
            machine.coefficients = kept.iter().map(|&row| machine.coefficients[row]).collect();
        }
        let vectors = kept.iter().flat_map(|&row| rows.row(row).to_vec());
        self.vectors = vectors.collect();
    }

    /// Of how many training rows it was fitted on how many, if not all.
    pub fn sampled(&self) -> Option<Sampled> {
        self.sampled
    }

    /// How much each column matters: only a linear kernel can say.
    pub(in crate::learners) fn importance(&self) -> Option<Vec<f64>> {
        if self.kernel != Kernel::Linear {
            return None;
        }
        let of_column = |j: usize| {
            let weights = self.machines.iter().map(|machine| machine.coefficients[j]);
            weights.map(f64::abs).sum()
        };
        Some((0..self.n_columns).map(of_column).collect())
    }

    pub(in crate::learners) fn is_finite(&self) -> bool {
        self.gamma.is_finite()
            && self.machines.iter().all(|machine| {
                let (slope, offset) = machine.platt;
                let mut numbers =
                    machine
                        .coefficients
                        .iter()
                        .chain([&machine.rho, &slope, &offset]);
                numbers.all(|value| value.is_finite())
            })
    }

    fn width(&self) -> usize {
        match self.answer {
            Answer::Two { n_classes, .. } | Answer::Many { n_classes } => n_classes,
            Answer::Value { .. } => 1,
        }
    }

    /// Writes how alike `row` is to each support vector; the row itself for a linear kernel.
    fn likeness(&self, row: &[f64], out: &mut Vec<f64>) {
        out.clear();
        if self.kernel == Kernel::Linear {
            out.extend_from_slice(row);
            return;
        }
        out.extend(self.vectors.chunks_exact(self.n_columns).map(|vector| {
            let distance: f64 = vector.iter().zip(row).map(|(a, b)| (a - b) * (a - b)).sum();
            (-self.gamma * distance).exp()
        }));
    }

    fn answer(&self, likeness: &[f64], out: &mut [f64]) {
        let say = |machine: &Machine| {
            let pairs = machine.coefficients.iter().zip(likeness);
            pairs.map(|(a, b)| a * b).sum::<f64>() - machine.rho
        };
        let odds = |machine: &Machine| machine.platt.0 * say(machine) + machine.platt.1;
        match self.answer {
            Answer::Value { center, spread } => {
                out[0] = center + spread * self.machines.first().map_or(0.0, say);
            }
            Answer::Two { other, .. } => {
                for machine in &self.machines {
                    out[machine.code as usize] = sigmoid(odds(machine));
                    out[other as usize] = sigmoid(-odds(machine));
                }
            }
            Answer::Many { .. } => {
                let mut total = 0.0;
                for machine in &self.machines {
                    // Never 0, so that the shares exist.
                    let probability = sigmoid(odds(machine)).max(1e-12);
                    out[machine.code as usize] = probability;
                    total += probability;
                }
                for value in out {
                    *value /= total;
                }
            }
        }
    }
}

impl Model for Svm {
    fn predict(&self, matrix: &Matrix) -> Predictions {
        let width = self.width();
        let values = by_blocks(matrix.n_rows(), width, |rows, out| {
            let (mut row, mut likeness) = (Vec::new(), Vec::new());
            for (i, out) in rows.zip(out.chunks_exact_mut(width)) {
                matrix.copy_row(i, &mut row);
                self.likeness(&row, &mut likeness);
                self.answer(&likeness, out);
            }
        });
        match self.answer {
            Answer::Two { n_classes, .. } | Answer::Many { n_classes } => {
                Predictions::Probabilities { n_classes, values }
            }
            Answer::Value { .. } => Predictions::Values(values),
        }
    }
}

fn classes(
    ground: &Ground,
    params: SvmParams,
    (codes, n_classes, weight): (&[u32], usize, &dyn Fn(usize) -> f64),
    progress: &dyn Progress,
) -> Result<(Vec<Machine>, Answer), LearnError> {
    let (present, targets) = compact(codes, n_classes);
    if present.len() < 2 {
        return Err(LearnError::Data(format!(
            "All rows that {} is fitted on have the same class, so there is nothing to tell apart. Change the split in step 4, let it see more rows, or remove it in step 5.",
            INFO.name.to_lowercase()
        )));
    }
    let (first, answer) = if let [other, _] = present[..] {
        (1, Answer::Two { other, n_classes })
    } else {
        (0, Answer::Many { n_classes })
    };
    let mut machines = Vec::with_capacity(present.len() - first);
    for (i, &code) in present.iter().enumerate().skip(first) {
        let share = |i: usize| (i - first) as f32 / (present.len() - first) as f32;
        let part = Part::new(progress, share(i), share(i + 1));
        let sides: Vec<bool> = targets.iter().map(|&target| target == i).collect();
        let mean = |side: bool| {
            let rows = || (0..sides.len()).filter(|&row| sides[row] == side);
            rows().map(weight).sum::<f64>() / rows().count() as f64
        };
        let costs = (params.c * mean(true), params.c * mean(false));
        machines.push(ground.tell_apart((code, &sides), costs, &part)?);
    }
    Ok((machines, answer))
}

fn numbers(
    ground: &Ground,
    params: SvmParams,
    values: &[f64],
    progress: &dyn Progress,
) -> Result<(Vec<Machine>, Answer), LearnError> {
    let moments = Moments::of(values);
    let center = moments.mean;
    let spread = moments.std(0).value().unwrap_or(0.0);
    let scaled = |value: &f64| {
        if spread > 0.0 {
            (value - center) / spread
        } else {
            0.0
        }
    };
    let scaled = values.iter().map(scaled).collect();
    let machine = ground.meet(scaled, (params.c, params.epsilon), progress)?;
    Ok((vec![machine], Answer::Value { center, spread }))
}

fn by_rows(matrix: &Matrix) -> Array2<f64> {
    Array2::from_shape_fn((matrix.n_rows(), matrix.n_columns()), |(i, j)| {
        matrix.column(j)[i]
    })
}
