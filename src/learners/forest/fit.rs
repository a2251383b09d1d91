use std::sync::atomic::{AtomicUsize, Ordering};

use rand::Rng as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};
use rayon::prelude::*;

use super::{Forest, ForestParams, grow::Growth};
use crate::{
    learners::{
        Answers, LearnError,
        ensemble::{Bins, Draft, Goal, Leaf, Sample, Trees},
        linear::mean_and_spread,
    },
    terms::{Matrix, Progress},
};

/// Parts the seeds of neighbouring trees (the golden ratio's bits).
const STRIDE: u64 = 0x9e37_79b9_7f4a_7c15;

impl Forest {
    /// Fits `answers`, one per row of `matrix`; all finite, at least one row and column.
    ///
    /// Each tree draws from a generator of its own, so that the number of threads changes no bit.
    pub(in crate::learners) fn fit(
        params: ForestParams,
        matrix: &Matrix,
        (answers, weights): (Answers<'_>, Option<&[f64]>),
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let bins = Bins::of(matrix, progress)?;
        let (goal, n_classes, center, targets) = targets(params, answers, weights);
        let growth = Growth {
            bins: &bins,
            goal,
            params,
            n_drawn: params.columns(bins.n_columns(), n_classes.is_some()),
            progress,
        };
        let done = AtomicUsize::new(0);
        let tree = |t: u32| -> Result<(Draft, Vec<Leaf>), LearnError> {
            let own = seed.wrapping_add(STRIDE.wrapping_mul(u64::from(t) + 1));
            let mut draw = Xoshiro256PlusPlus::seed_from_u64(own);
            let mut sample = rows(params, goal, (&targets, weights), &mut draw);
            let grown = growth.grow(&mut sample, center, &mut draw)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            progress.report(done as f32 / params.trees as f32, "Growing trees");
            Ok(grown)
        };
        let grown = (0..params.trees)
            .into_par_iter()
            .map(tree)
            .collect::<Result<Vec<_>, _>>()?;
        let width = n_classes.unwrap_or(1);
        let mut trees = Trees::new(width, width);
        let mut gains = vec![0.0; matrix.n_columns()];
        for (draft, leaves) in &grown {
            trees.push(draft, leaves);
            for (sum, gain) in gains.iter_mut().zip(&draft.gains) {
                *sum += gain;
            }
        }
        trees.scale(1.0 / f64::from(params.trees));
        Ok(Self::new(n_classes, trees, gains))
    }
}

/// What the trees make purer, how many classes there are, the mean of the answers if they are
/// numbers, and for each row its class or what it has above the mean.
fn targets(
    params: ForestParams,
    answers: Answers<'_>,
    weights: Option<&[f64]>,
) -> (Goal, Option<usize>, f64, Vec<f64>) {
    match answers {
        Answers::Classes { codes, n_classes } => {
            let goal = Goal::Classes {
                n_classes,
                criterion: params.criterion,
            };
            let codes = codes.iter().map(|&code| f64::from(code)).collect();
            (goal, Some(n_classes), 0.0, codes)
        }
        Answers::Values(values) => {
            let (center, _) = mean_and_spread(values, weights);
            let values = values.iter().map(|value| value - center).collect();
            (Goal::Sums { l2: 0.0 }, None, center, values)
        }
    }
}

/// The rows of one tree; one that is drawn several times weighs so much more.
fn rows(
    params: ForestParams,
    goal: Goal,
    (targets, weights): (&[f64], Option<&[f64]>),
    draw: &mut Xoshiro256PlusPlus,
) -> Sample {
    let n = targets.len();
    let mut times = vec![u32::from(!params.bootstrap); n];
    if params.bootstrap {
        for _ in 0..n {
            times[draw.gen_range(0..n)] += 1;
        }
    }
    let drawn = times.iter().filter(|&&times| times > 0).count();
    let mut rows = Vec::with_capacity(drawn);
    let mut first = Vec::with_capacity(drawn);
    let mut second = Vec::with_capacity(drawn);
    for (row, &times) in times.iter().enumerate().filter(|(_, times)| **times > 0) {
        let weight = f64::from(times) * weights.map_or(1.0, |weights| weights[row]);
        rows.push(row as u32);
        first.push(match goal {
            Goal::Classes { .. } => targets[row],
            Goal::Sums { .. } => targets[row] * weight,
        });
        second.push(weight);
    }
    Sample::new(rows, first, second)
}
