//! Answering many rows at once: block by block, on every core.

use std::ops::Range;

use rayon::prelude::*;

/// Rows of a block: large enough to pay for its start, small enough for a core's cache.
const BLOCK: usize = 4096;

/// `width` numbers for each of `n_rows` rows, row after row; `fill` writes those of some rows.
///
/// One block runs on the calling thread: a single row must not wait for another one.
pub(super) fn by_blocks(
    n_rows: usize,
    width: usize,
    fill: impl Fn(Range<usize>, &mut [f64]) + Sync,
) -> Vec<f64> {
    let mut out = vec![0.0; n_rows * width];
    if width == 0 {
        return out;
    }
    if n_rows <= BLOCK {
        fill(0..n_rows, &mut out);
    } else {
        out.par_chunks_mut(BLOCK * width)
            .enumerate()
            .for_each(|(i, block)| {
                let start = i * BLOCK;
                fill(start..start + block.len() / width, block);
            });
    }
    out
}

/// Adds `weight` times `column` to `sums`, number by number.
pub(super) fn add_scaled(sums: &mut [f64], weight: f64, column: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(column) {
        *sum += weight * value;
    }
}

/// Turns scores into probabilities that sum to 1, and gives the logarithm of the scores' summed
/// exponentials. Equal shares if no score is finite.
pub(super) fn softmax(scores: &mut [f64]) -> f64 {
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !highest.is_finite() {
        let share = 1.0 / scores.len() as f64;
        scores.fill(share);
        return highest;
    }
    let mut sum = 0.0;
    for score in &mut *scores {
        *score = (*score - highest).exp();
        sum += *score;
    }
    for score in &mut *scores {
        *score /= sum;
    }
    highest + sum.ln()
}

/// Writes the softmax of `scores` (one vector per class in `codes`, one entry per row) into `out`,
/// row after row; classes that are not in `codes` keep what stands there.
pub(super) fn write_softmax(scores: &[Vec<f64>], codes: &[u32], n_classes: usize, out: &mut [f64]) {
    let mut row = vec![0.0; codes.len()];
    for (i, out) in out.chunks_exact_mut(n_classes).enumerate() {
        for (score, scores) in row.iter_mut().zip(scores) {
            *score = scores[i];
        }
        softmax(&mut row);
        for (&code, &probability) in codes.iter().zip(&row) {
            out[code as usize] = probability;
        }
    }
}

/// The probability that belongs to log odds: 1 / (1 + e^-score), exact at both ends.
pub(super) fn sigmoid(score: f64) -> f64 {
    if score >= 0.0 {
        1.0 / (1.0 + (-score).exp())
    } else {
        let odds = score.exp();
        odds / (1.0 + odds)
    }
}

/// The share of each class in `codes`, each row as often as its weight says; they sum to 1.
pub(super) fn share_of_classes(
    (codes, n_classes): (&[u32], usize),
    weights: Option<&[f64]>,
) -> Vec<f64> {
    let mut shares = vec![0.0; n_classes];
    for (i, &code) in codes.iter().enumerate() {
        shares[code as usize] += weights.map_or(1.0, |weights| weights[i]);
    }
    let total: f64 = shares.iter().sum();
    for share in &mut shares {
        *share /= total;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_survives_scores_that_overflow_an_exponential() {
        let mut scores = [1000.0, 999.0, -1000.0];
        let log_sum = softmax(&mut scores);
        assert!((scores.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!((log_sum - (1000.0 + (1.0 + (-1.0_f64).exp()).ln())).abs() < 1e-12);
        let mut none = [f64::NEG_INFINITY; 2];
        softmax(&mut none);
        assert_eq!(none, [0.5, 0.5]);
    }

    #[test]
    fn sigmoid_keeps_small_probabilities() {
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!(sigmoid(1000.0), 1.0);
        assert!((sigmoid(-700.0) / (-700.0_f64).exp() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn many_blocks_are_filled_in_order() {
        let out = by_blocks(10_000, 2, |rows, out| {
            for (row, pair) in rows.zip(out.chunks_exact_mut(2)) {
                pair[0] = row as f64;
                pair[1] = -(row as f64);
            }
        });
        assert!((0..10_000).all(|i| out[2 * i] == i as f64 && out[2 * i + 1] == -(i as f64)));
    }
}
