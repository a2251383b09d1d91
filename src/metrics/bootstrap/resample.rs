use rayon::prelude::*;

use super::{
    classes::Classes,
    numbers::Numbers,
    weights::{LANES, RowWeights, once, poisson},
};
use crate::{
    metrics::{Classified, Metric},
    terms::Task,
};

/// A model's answers beside the truth.
#[derive(Clone, Copy, Debug)]
pub enum Judged<'a> {
    /// Classes, for a binary or multi-class task.
    Classes(Task, Classified<'a>),
    /// Numbers: the truth, and what was predicted.
    Values(&'a [f64], &'a [f64]),
}

/// As many resamples as are worth their time for so many rows: 1000 of few, 200 of many.
pub fn resamples_for(n_rows: usize) -> usize {
    (60_000_000 / n_rows.max(1)).clamp(200, 1000)
}

/// Answers, ready to be weighed.
pub(super) enum Weighable {
    Classes(Classes),
    Numbers(Numbers),
}

/// The metrics of one model on all rows and in every resample.
pub(super) struct Resampled {
    /// The metric, its value on all rows, and its value in each resample, in order.
    pub(super) metrics: Vec<(Metric, Option<f64>, Vec<Option<f64>>)>,
}

impl Judged<'_> {
    pub(super) fn task(&self) -> Task {
        match self {
            Self::Classes(task, _) => *task,
            Self::Values(..) => Task::Regression,
        }
    }

    fn weighable(&self) -> Option<Weighable> {
        match self {
            Self::Classes(task, rows) => Classes::of(*task, rows).map(Weighable::Classes),
            Self::Values(truth, predicted) => Numbers::of(truth, predicted).map(Weighable::Numbers),
        }
    }
}

impl Weighable {
    fn n_rows(&self) -> usize {
        match self {
            Self::Classes(classes) => classes.n_rows(),
            Self::Numbers(numbers) => numbers.n_rows(),
        }
    }

    fn figures(&self, weights: &[RowWeights]) -> Vec<[Option<f64>; LANES]> {
        match self {
            Self::Classes(classes) => classes.figures(weights),
            Self::Numbers(numbers) => numbers.figures(weights),
        }
    }
}

/// Judges every model in the same resamples of the same rows; nothing where one of them has no
/// metric, or they are not of the same rows.
pub(super) fn resample(
    models: &[Judged<'_>],
    resamples: usize,
    seed: u64,
) -> Option<Vec<Resampled>> {
    let ready: Vec<Weighable> = models
        .par_iter()
        .map(Judged::weighable)
        .collect::<Option<_>>()?;
    let n_rows = ready.first()?.n_rows();
    if ready.iter().any(|model| model.n_rows() != n_rows) {
        return None;
    }
    let blocks: Vec<Vec<Vec<[Option<f64>; LANES]>>> = (0..=resamples.div_ceil(LANES))
        .into_par_iter()
        .map(|block| {
            let weights = match block.checked_sub(1) {
                None => once(n_rows),
                Some(block) => poisson(n_rows, seed, block as u64),
            };
            ready.iter().map(|model| model.figures(&weights)).collect()
        })
        .collect();
    let of_model = |m: usize| {
        let metrics = Metric::for_task(models[m].task()).enumerate();
        let metrics = metrics.map(|(k, metric)| {
            let values = blocks.iter().skip(1).flat_map(|block| block[m][k]);
            (metric, blocks[0][m][k][0], values.take(resamples).collect())
        });
        Resampled {
            metrics: metrics.collect(),
        }
    };
    Some((0..models.len()).map(of_model).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;

    proptest::proptest! {
        #[test]
        fn every_row_once_gives_the_metrics_themselves(
            rows in proptest::collection::vec((0..3_u32, 0..3_u32, 0..9_u8, 1..9_u8), 1..60),
            task in proptest::sample::select(vec![Task::Binary, Task::Multiclass]),
        ) {
            let labels: Vec<u32> = rows.iter().map(|row| row.0).collect();
            let predicted: Vec<u32> = rows.iter().map(|row| row.1).collect();
            let probabilities: Vec<f64> = rows.iter().flat_map(|row| {
                let (a, b) = (f64::from(row.2) / 20.0, f64::from(row.3) / 20.0);
                [a, b, 1.0 - a - b]
            }).collect();
            let classified = Classified { labels: &labels, predicted: &predicted, probabilities: Some(&probabilities), n_classes: 3, positive: 1 };
            let found = resample(&[Judged::Classes(task, classified)], 0, 1).unwrap().remove(0);
            for ((metric, ours, _), (_, theirs)) in found.metrics.iter().zip(metrics::classification(task, &classified)) {
                match (ours, theirs.value()) {
                    (Some(ours), Some(theirs)) => proptest::prop_assert!((ours - theirs).abs() < 1e-9, "{} {ours} {theirs}", metric.id()),
                    (ours, theirs) => proptest::prop_assert_eq!(*ours, theirs, "{}", metric.id()),
                }
            }
        }

        #[test]
        fn the_same_for_numbers(rows in proptest::collection::vec((-9.0..9.0_f64, -9.0..9.0_f64), 2..60)) {
            let (truth, predicted): (Vec<f64>, Vec<f64>) = rows.into_iter().unzip();
            let found = resample(&[Judged::Values(&truth, &predicted)], 0, 1).unwrap().remove(0);
            for ((metric, ours, _), (_, theirs)) in found.metrics.iter().zip(metrics::regression(&truth, &predicted)) {
                let (Some(ours), Some(theirs)) = (ours, theirs.value()) else { continue };
                proptest::prop_assert!((ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0), "{} {ours} {theirs}", metric.id());
            }
        }
    }
}
