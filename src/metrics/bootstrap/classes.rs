use super::{
    ranked::{Areas, MOST_ROWS, Ranked},
    weights::{LANES, Lanes, RowWeights, add},
};
use crate::{
    metrics::{Classified, ConfusionMatrix, Metric, classification::of_confusion, ece, log_loss},
    terms::Task,
};

/// Answers of a classifier, ready to be weighed.
pub(super) struct Classes {
    task: Task,
    /// Number of classes.
    width: usize,
    positive: u32,
    /// True class times the number of classes plus answered class, per row.
    cells: Vec<u32>,
    /// What the metrics of probabilities need; nothing without usable probabilities.
    probabilities: Option<Probabilities>,
}

struct Probabilities {
    /// Log loss and squared distance of each row.
    losses: Vec<[f64; 2]>,
    /// Calibration bin of each row, and its probability minus what came true.
    gaps: Vec<(u8, f64)>,
    rankings: Vec<Ranked>,
}

impl Classes {
    /// Nothing where the answers do not fit the truth.
    pub(super) fn of(task: Task, rows: &Classified<'_>) -> Option<Self> {
        if rows.problem(task).is_some() || rows.labels.len() >= MOST_ROWS {
            return None;
        }
        let n_classes = rows.n_classes;
        let pairs = rows.labels.iter().zip(rows.predicted);
        Some(Self {
            task,
            width: n_classes,
            positive: rows.positive,
            cells: pairs
                .map(|(label, answer)| label * n_classes as u32 + answer)
                .collect(),
            probabilities: rows
                .checked_probabilities()
                .ok()
                .map(|values| Probabilities::of(task, rows, values)),
        })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.cells.len()
    }

    /// Every metric of the task in eight resamples, in the order of [`Metric::for_task`].
    pub(super) fn figures(&self, weights: &[RowWeights]) -> Vec<[Option<f64>; LANES]> {
        let mut counts = vec![[0_u32; LANES]; self.width * self.width];
        for (cell, weights) in self.cells.iter().zip(weights) {
            for (count, weight) in counts[*cell as usize].iter_mut().zip(weights) {
                *count += u32::from(*weight);
            }
        }
        let confusions: [ConfusionMatrix; LANES] = std::array::from_fn(|lane| {
            ConfusionMatrix::of_counts(
                self.width,
                counts.iter().map(|count| u64::from(count[lane])).collect(),
            )
        });
        let areas = self.probabilities.as_ref().map(|of| of.areas(weights));
        let means = self.probabilities.as_ref().map(|of| of.means(weights));
        Metric::for_task(self.task)
            .map(|metric| match metric {
                Metric::RocAuc => areas.map_or([None; LANES], |areas| areas[0]),
                Metric::AveragePrecision => areas.map_or([None; LANES], |areas| areas[1]),
                Metric::LogLoss => means.map_or([None; LANES], |means| means[0]),
                Metric::Brier => means.map_or([None; LANES], |means| means[1]),
                Metric::Ece => means.map_or([None; LANES], |means| means[2]),
                _ => std::array::from_fn(|lane| {
                    of_confusion(metric, &confusions[lane], self.positive)?.value()
                }),
            })
            .collect()
    }
}

impl Probabilities {
    fn of(task: Task, rows: &Classified<'_>, values: &[f64]) -> Self {
        let is_binary = task == Task::Binary;
        let of_rows = || values.chunks_exact(rows.n_classes).zip(rows.labels);
        let losses = of_rows().map(|(row, &label)| {
            let distance = |class: u32, p: f64| {
                let distance = p - f64::from(u8::from(label == class));
                distance * distance
            };
            let square = if is_binary {
                distance(rows.positive, row[rows.positive as usize])
            } else {
                row.iter()
                    .zip(0_u32..)
                    .map(|(p, class)| distance(class, *p))
                    .sum()
            };
            [log_loss::of_true_class(row[label as usize]), square]
        });
        let gaps = of_rows().map(|(row, &label)| {
            let (hit, p) = if is_binary {
                (label == rows.positive, row[rows.positive as usize])
            } else {
                ece::top(row, label)
            };
            // What lies in no bin is counted in one behind them.
            match ece::bin(p) {
                Some(bin) => (bin as u8, p - f64::from(u8::from(hit))),
                None => (ece::BINS as u8, 1.0),
            }
        });
        let classes = if is_binary {
            vec![rows.positive]
        } else {
            (0..rows.n_classes as u32).collect()
        };
        let rankings = classes.into_iter().map(|class| {
            let scores = rows.scores(values, class);
            Ranked::of(rows.labels.iter().map(|&label| label == class), &scores)
        });
        Self {
            losses: losses.collect(),
            gaps: gaps.collect(),
            rankings: rankings.collect(),
        }
    }

    /// Means of the classes' areas; nothing where a class is missing.
    fn areas(&self, weights: &[RowWeights]) -> Areas {
        let all: Vec<Areas> = self
            .rankings
            .iter()
            .map(|ranked| ranked.areas(weights))
            .collect();
        let mean = |which: usize, lane: usize| {
            let areas = all.iter().map(|areas| areas[which][lane]);
            let sum = areas.sum::<Option<f64>>()?;
            Some(sum / all.len() as f64)
        };
        [0, 1].map(|which| std::array::from_fn(|lane| mean(which, lane)))
    }

    /// Log loss, Brier score and ECE.
    fn means(&self, weights: &[RowWeights]) -> [[Option<f64>; LANES]; 3] {
        let (mut log_loss, mut square, mut rows): (Lanes, Lanes, Lanes) = Default::default();
        let mut gaps = [[0.0; LANES]; ece::BINS + 1];
        for ((losses, (bin, gap)), weights) in self.losses.iter().zip(&self.gaps).zip(weights) {
            add(&mut rows, *weights, 1.0);
            add(&mut log_loss, *weights, losses[0]);
            add(&mut square, *weights, losses[1]);
            add(&mut gaps[usize::from(*bin)], *weights, *gap);
        }
        let [bins @ .., outside] = &gaps;
        let gap = |lane: usize| bins.iter().map(|sums| sums[lane].abs()).sum::<f64>();
        let mean = |rows: f64, sum: f64| (rows > 0.0).then(|| sum / rows);
        [
            std::array::from_fn(|lane| mean(rows[lane], log_loss[lane])),
            std::array::from_fn(|lane| mean(rows[lane], square[lane])),
            std::array::from_fn(|lane| mean(rows[lane] - outside[lane], gap(lane))),
        ]
    }
}
