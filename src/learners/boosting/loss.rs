use rayon::prelude::*;

use crate::learners::{
    blocks::{sigmoid, softmax},
    linear::mean_and_spread,
};

/// Rows that a core works on at once.
const BLOCK: usize = 4096;

/// What boosting makes smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// Half the squared error; the score is the answer.
    Squared,
    /// Log loss of two classes; the score is the log odds of the second.
    Binary,
    /// Log loss of several classes; a score for each.
    Softmax(usize),
}

impl Loss {
    /// Scores of a row.
    pub(super) fn n_scores(self) -> usize {
        match self {
            Self::Squared | Self::Binary => 1,
            Self::Softmax(n) => n,
        }
    }

    /// The scores that suit all rows best before there is a tree. `targets` are numbers, or
    /// classes from 0 on, of which each occurs.
    pub(super) fn start(self, targets: &[f64], weights: Option<&[f64]>) -> Vec<f64> {
        let share = |class: usize| {
            let is: Vec<f64> = targets
                .iter()
                .map(|&target| f64::from(u8::from(target as usize == class)))
                .collect();
            mean_and_spread(&is, weights).0
        };
        match self {
            Self::Squared => vec![mean_and_spread(targets, weights).0],
            Self::Binary => {
                let share = share(1);
                vec![(share / (1.0 - share)).ln()]
            }
            Self::Softmax(n) => (0..n).map(|class| share(class).ln()).collect(),
        }
    }

    /// Turns scores, row after row, into answers: numbers or probabilities.
    pub(super) fn answers(self, scores: &[f64], answers: &mut Vec<f64>) {
        answers.clear();
        answers.extend_from_slice(scores);
        let blocks = answers.par_chunks_mut(BLOCK * self.n_scores());
        match self {
            Self::Squared => {}
            Self::Binary => blocks.for_each(|block| {
                for score in block {
                    *score = sigmoid(*score);
                }
            }),
            Self::Softmax(n) => blocks.for_each(|block| {
                for row in block.chunks_exact_mut(n) {
                    softmax(row);
                }
            }),
        }
    }

    /// For output `k` the slope down and the curvature of the loss in each of `rows`.
    pub(super) fn slopes(
        self,
        k: usize,
        rows: &[u32],
        (answers, targets): (&[f64], &[f64]),
        weights: Option<&[f64]>,
    ) -> (Vec<f64>, Vec<f64>) {
        let n = self.n_scores();
        let of_row = |&row: &u32| {
            let row = row as usize;
            let answer = answers[row * n + k];
            let (target, curvature) = match self {
                Self::Squared => (targets[row], 1.0),
                Self::Binary => (targets[row], answer * (1.0 - answer)),
                Self::Softmax(_) => {
                    let is = f64::from(u8::from(targets[row] as usize == k));
                    (is, answer * (1.0 - answer))
                }
            };
            let weight = weights.map_or(1.0, |weights| weights[row]);
            (weight * (target - answer), weight * curvature)
        };
        rows.par_iter().with_min_len(BLOCK).map(of_row).unzip()
    }

    /// The mean loss of rows with these scores.
    pub(super) fn mean(self, scores: &[f64], targets: &[f64], weights: Option<&[f64]>) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        let rows = scores.chunks_exact(self.n_scores()).zip(targets);
        for (i, (row, &target)) in rows.enumerate() {
            let loss = match self {
                Self::Squared => 0.5 * (target - row[0]) * (target - row[0]),
                Self::Binary => {
                    let score = row[0];
                    score.max(0.0) + (-score.abs()).exp().ln_1p() - target * score
                }
                Self::Softmax(_) => {
                    let mut copy = row.to_vec();
                    softmax(&mut copy) - row[target as usize]
                }
            };
            let weight = weights.map_or(1.0, |weights| weights[i]);
            sum += weight * loss;
            total += weight;
        }
        sum / total
    }
}
