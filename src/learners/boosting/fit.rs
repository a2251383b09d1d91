use rand::seq::SliceRandom as _;
use rand_xoshiro::{Xoshiro256PlusPlus, rand_core::SeedableRng as _};

use super::{Boosting, BoostingParams, INFO, loss::Loss};
use crate::{
    learners::{
        Answers, LearnError,
        answers::compact,
        ensemble::{Bins, Goal, Leaf, Limits, Sample, Trees, grow},
    },
    terms::{Matrix, Progress},
};

/// Curvature that a leaf must keep: rows that are answered already teach nothing.
const MIN_CURVATURE: f64 = 1e-3;
/// One of so many rows is kept back for early stopping.
const KEPT_BACK: usize = 10;

impl Boosting {
    /// Fits `answers`, one per row of `matrix`; all finite, at least one row and column.
    pub(in crate::learners) fn fit(
        params: BoostingParams,
        matrix: &Matrix,
        (answers, weights): (Answers<'_>, Option<&[f64]>),
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let (loss, targets, n_classes, present) = targets(answers)?;
        let bins = Bins::of(matrix, progress)?;
        let (rows, held) = parts(params, matrix.n_rows(), seed);
        let base = loss.start(&targets, weights);
        let mut rounds = Rounds {
            params,
            loss,
            bins: &bins,
            targets: &targets,
            weights,
            rows,
            scores: base.repeat(matrix.n_rows()),
            trees: Trees::new(loss.n_scores(), 1),
            gains: vec![0.0; matrix.n_columns()],
        };
        let mut watch = held.map(|held| Watch::new(&held, matrix, (&targets, weights), &base));
        for round in 0..params.rounds {
            progress.report(round as f32 / params.rounds as f32, "Boosting trees");
            let own = rounds.round(progress)?;
            if let Some(watch) = &mut watch
                && watch.is_over(&own, loss, params.patience)
            {
                break;
            }
        }
        if let Some(watch) = watch {
            rounds.trees.truncate(watch.best_round * loss.n_scores());
        }
        Ok(Self::new(
            n_classes,
            present,
            base,
            rounds.trees,
            rounds.gains,
        ))
    }
}

/// The loss, each row's number or class among those that occur, and the classes.
type Targets = (Loss, Vec<f64>, Option<usize>, Vec<u32>);

fn targets(answers: Answers<'_>) -> Result<Targets, LearnError> {
    match answers {
        Answers::Values(values) => Ok((Loss::Squared, values.to_vec(), None, Vec::new())),
        Answers::Classes { codes, n_classes } => {
            let (present, index) = compact(codes, n_classes);
            let loss = match present.len() {
                0 | 1 => {
                    return Err(LearnError::Data(format!(
                        "All training rows have the same class, so there is nothing to tell apart. Change the split in step 4, or remove {} in step 5.",
                        INFO.name.to_lowercase()
                    )));
                }
                2 => Loss::Binary,
                n => Loss::Softmax(n),
            };
            let targets = index.into_iter().map(|class| class as f64).collect();
            Ok((loss, targets, Some(n_classes), present))
        }
    }
}

/// The rows to learn from, ascending, and those that are kept back, if any are.
fn parts(params: BoostingParams, n_rows: usize, seed: u64) -> (Vec<u32>, Option<Vec<u32>>) {
    let mut rows: Vec<u32> = (0..n_rows as u32).collect();
    let n_held = n_rows / KEPT_BACK;
    if !params.early_stopping || n_held == 0 {
        return (rows, None);
    }
    let mut draw = Xoshiro256PlusPlus::seed_from_u64(seed);
    rows.shuffle(&mut draw);
    let mut held = rows.split_off(n_rows - n_held);
    rows.sort_unstable();
    held.sort_unstable();
    (rows, Some(held))
}

/// Boosting so far.
struct Rounds<'a> {
    params: BoostingParams,
    loss: Loss,
    bins: &'a Bins,
    targets: &'a [f64],
    weights: Option<&'a [f64]>,
    /// The rows that are learned from.
    rows: Vec<u32>,
    /// Row after row, the score of each output.
    scores: Vec<f64>,
    trees: Trees,
    gains: Vec<f64>,
}

impl Rounds<'_> {
    /// Adds a tree for each output, and gives these trees alone.
    fn round(&mut self, progress: &dyn Progress) -> Result<Trees, LearnError> {
        let n = self.loss.n_scores();
        let goal = Goal::Sums { l2: self.params.l2 };
        let limits = Limits {
            max_depth: self.params.max_depth,
            max_leaves: self.params.max_leaves as usize,
            min_leaf: f64::from(self.params.min_leaf),
            min_weight: MIN_CURVATURE,
        };
        let mut answers = Vec::new();
        self.loss.answers(&self.scores, &mut answers);
        let mut own = Trees::new(n, 1);
        for k in 0..n {
            let both = (answers.as_slice(), self.targets);
            let (slope, curvature) = self.loss.slopes(k, &self.rows, both, self.weights);
            let mut sample = Sample::new(self.rows.clone(), slope, curvature);
            let (draft, found) = grow(self.bins, goal, limits, &mut sample, progress)?;
            let mut leaves = Vec::with_capacity(found.len());
            for (node, rows, sums) in found {
                let below = sums[1] + self.params.l2;
                let step = if below > 0.0 { sums[0] / below } else { 0.0 };
                let answer = self.params.learning_rate * step;
                for &row in sample.rows(rows) {
                    self.scores[row as usize * n + k] += answer;
                }
                leaves.push(Leaf {
                    node,
                    answer: vec![answer],
                });
            }
            for (sum, gain) in self.gains.iter_mut().zip(&draft.gains) {
                *sum += gain;
            }
            self.trees.push(&draft, &leaves);
            own.push(&draft, &leaves);
        }
        Ok(own)
    }
}

/// Watches rows that are kept back.
struct Watch {
    matrix: Matrix,
    targets: Vec<f64>,
    weights: Option<Vec<f64>>,
    scores: Vec<f64>,
    round: usize,
    best_loss: f64,
    best_round: usize,
}

impl Watch {
    fn new(
        held: &[u32],
        matrix: &Matrix,
        (targets, weights): (&[f64], Option<&[f64]>),
        base: &[f64],
    ) -> Self {
        let take = |all: &[f64]| held.iter().map(|&row| all[row as usize]).collect();
        Self {
            matrix: matrix.take(held),
            targets: take(targets),
            weights: weights.map(take),
            scores: base.repeat(held.len()),
            round: 0,
            best_loss: f64::INFINITY,
            best_round: 0,
        }
    }

    /// Adds the trees of a round; whether the last `patience` rounds gained nothing.
    fn is_over(&mut self, own: &Trees, loss: Loss, patience: u32) -> bool {
        self.round += 1;
        let rows = 0..self.matrix.n_rows();
        own.add(&self.matrix, rows, &mut self.scores);
        let now = loss.mean(&self.scores, &self.targets, self.weights.as_deref());
        if now < self.best_loss {
            self.best_loss = now;
            self.best_round = self.round;
        }
        self.round - self.best_round >= patience as usize
    }
}
