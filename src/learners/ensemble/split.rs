use super::goal::Goal;

/// The best question about a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::learners) struct Split {
    /// The column.
    pub(in crate::learners) column: usize,
    /// Rows of this bin and the ones below go left.
    pub(in crate::learners) bin: u8,
    /// Purity of the two sides less that of all rows.
    pub(in crate::learners) gain: f64,
}

/// The best split of rows with these `sums` on a column with this `histogram`, if any leaves
/// `min_leaf` rows and `min_weight` on both sides; the lowest of several that are as good.
pub(in crate::learners) fn best(
    goal: Goal,
    (column, histogram): (usize, &[f64]),
    sums: &[f64],
    (min_leaf, min_weight): (f64, f64),
) -> Option<Split> {
    let width = goal.width();
    let before = goal.purity(sums);
    let n_rows = sums[width - 1];
    let mut best: Option<Split> = None;
    let mut left = vec![0.0; width];
    let mut right = vec![0.0; width];
    for (bin, own) in histogram.chunks_exact(width).enumerate() {
        if own[width - 1] == 0.0 {
            continue;
        }
        for (left, own) in left.iter_mut().zip(own) {
            *left += own;
        }
        if left[width - 1] < min_leaf {
            continue;
        }
        // Counts are whole: the last bin that holds rows leaves exactly none.
        if n_rows - left[width - 1] < min_leaf.max(1.0) {
            break;
        }
        for ((right, all), left) in right.iter_mut().zip(sums).zip(&left) {
            *right = all - left;
        }
        if min_weight > 0.0 && (goal.weight(&left) < min_weight || goal.weight(&right) < min_weight)
        {
            continue;
        }
        let gain = goal.purity(&left) + goal.purity(&right) - before;
        if best.is_none_or(|best| gain > best.gain) {
            best = Some(Split {
                column,
                bin: bin as u8,
                gain,
            });
        }
    }
    best
}
