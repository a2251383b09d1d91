use super::weights::{LANES, Lanes, RowWeights};
use crate::stats::order_key;

/// Rows from the surest "yes" down, ready to be weighed.
pub(super) struct Ranked {
    /// Row number, with a mark on positives and on the last row of each score.
    rows: Vec<u32>,
}

const POSITIVE: u32 = 1 << 31;
const LAST_OF_SCORE: u32 = 1 << 30;
/// More rows than this cannot be numbered beside the marks.
pub(super) const MOST_ROWS: usize = LAST_OF_SCORE as usize;

/// ROC-AUC and average precision of eight resamples; nothing where a class is missing.
pub(super) type Areas = [[Option<f64>; LANES]; 2];

impl Ranked {
    /// Ranks rows by finite `scores`.
    pub(super) fn of(labels: impl Iterator<Item = bool>, scores: &[f64]) -> Self {
        let mut keyed: Vec<(u64, u32)> = labels
            .zip(scores)
            .zip(0_u32..)
            .map(|((label, score), row)| {
                let mark = if label { POSITIVE } else { 0 };
                // Adding 0 turns -0 into 0, which it equals; the complement turns the order round.
                (!order_key(score + 0.0), row | mark)
            })
            .collect();
        keyed.sort_unstable();
        let mut rows: Vec<u32> = keyed.iter().map(|(_, row)| *row).collect();
        for (i, row) in rows.iter_mut().enumerate() {
            if keyed.get(i + 1).is_none_or(|next| next.0 != keyed[i].0) {
                *row |= LAST_OF_SCORE;
            }
        }
        Self { rows }
    }

    /// The areas under both curves; `weights` has an entry per row.
    pub(super) fn areas(&self, weights: &[RowWeights]) -> Areas {
        let (mut found, mut alarms) = ([0.0; LANES], [0.0; LANES]);
        let (mut last_found, mut last_alarms) = ([0.0; LANES], [0.0; LANES]);
        // Whole numbers below 2^53: the doubled area is exact.
        let (mut doubled, mut precision): (Lanes, Lanes) = ([0.0; LANES], [0.0; LANES]);
        for &row in &self.rows {
            let weight = &weights[(row & (LAST_OF_SCORE - 1)) as usize];
            let to = if row & POSITIVE == 0 {
                &mut alarms
            } else {
                &mut found
            };
            for (sum, weight) in to.iter_mut().zip(weight) {
                *sum += f64::from(*weight);
            }
            if row & LAST_OF_SCORE == 0 {
                continue;
            }
            for lane in 0..LANES {
                let width = alarms[lane] - last_alarms[lane];
                let step = found[lane] - last_found[lane];
                doubled[lane] += width * (found[lane] + last_found[lane]);
                // Without rows so far there is no step either.
                precision[lane] += step * found[lane] / (found[lane] + alarms[lane]).max(1.0);
            }
            (last_found, last_alarms) = (found, alarms);
        }
        let both = |lane: usize| found[lane] > 0.0 && alarms[lane] > 0.0;
        [
            std::array::from_fn(|lane| {
                both(lane).then(|| doubled[lane] / 2.0 / found[lane] / alarms[lane])
            }),
            std::array::from_fn(|lane| {
                (found[lane] > 0.0).then(|| (precision[lane] / found[lane]).clamp(0.0, 1.0))
            }),
        ]
    }
}
