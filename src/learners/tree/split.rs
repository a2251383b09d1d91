use super::{bins::Binned, criterion::Measure};

/// The best question about one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Split {
    /// The column.
    pub(super) column: usize,
    /// Rows of this bin and the ones below go left.
    pub(super) bin: u16,
    /// The same as a value.
    pub(super) threshold: f64,
    /// Summed purity of the two sides.
    pub(super) purity: f64,
}

/// The rows of a node: their numbers, answers and sums.
pub(super) struct Rows<'a> {
    /// Row numbers, ascending.
    pub(super) indices: &'a [u32],
    /// The answer and weight of each of them.
    pub(super) answers: &'a [(f64, f64)],
    /// What they sum to.
    pub(super) sums: &'a [f64],
}

/// The split of `rows` on a column that makes its sides purest, if any leaves `min_leaf` rows on
/// both; the lowest of several that are as good.
pub(super) fn best(
    measure: Measure,
    (column, binned): (usize, &Binned),
    rows: &Rows<'_>,
    min_leaf: f64,
) -> Option<Split> {
    let width = measure.width();
    let (bins, histogram) = if rows.indices.len() * 4 < binned.n_bins() {
        sparse(measure, binned, rows)
    } else {
        dense(measure, binned, rows)
    };
    let mut best: Option<Split> = None;
    let mut left = vec![0.0; width];
    let mut right = vec![0.0; width];
    for (pair, sums) in bins.windows(2).zip(histogram.chunks_exact(width)) {
        for (left, sum) in left.iter_mut().zip(sums) {
            *left += sum;
        }
        for ((right, all), left) in right.iter_mut().zip(rows.sums).zip(&left) {
            *right = all - left;
        }
        if measure.count(&left) < min_leaf || measure.count(&right) < min_leaf {
            continue;
        }
        let purity = measure.purity(&left) + measure.purity(&right);
        if best.is_none_or(|best| purity > best.purity) {
            best = Some(Split {
                column,
                bin: pair[0],
                threshold: binned.threshold(pair[0], pair[1]),
                purity,
            });
        }
    }
    best
}

/// The bins that hold rows, ascending, and their sums: by counting into every bin.
fn dense(measure: Measure, binned: &Binned, rows: &Rows<'_>) -> (Vec<u16>, Vec<f64>) {
    let width = measure.width();
    let mut histogram = vec![0.0; binned.n_bins() * width];
    for (&row, &answer) in rows.indices.iter().zip(rows.answers) {
        let bin = usize::from(binned.codes[row as usize]);
        measure.add(&mut histogram[bin * width..(bin + 1) * width], answer);
    }
    let (mut bins, mut kept) = (Vec::new(), 0);
    for bin in 0..binned.n_bins() {
        let range = bin * width..(bin + 1) * width;
        if measure.count(&histogram[range.clone()]) > 0.0 {
            histogram.copy_within(range, kept * width);
            bins.push(bin as u16);
            kept += 1;
        }
    }
    histogram.truncate(kept * width);
    (bins, histogram)
}

/// The same by sorting: for a node with far fewer rows than bins.
fn sparse(measure: Measure, binned: &Binned, rows: &Rows<'_>) -> (Vec<u16>, Vec<f64>) {
    let width = measure.width();
    let code = |&row: &u32| binned.codes[row as usize];
    let mut order: Vec<(u16, u32)> = rows.indices.iter().map(code).zip(0..).collect();
    order.sort_unstable();
    let (mut bins, mut histogram) = (Vec::new(), Vec::new());
    for (bin, position) in order {
        if bins.last() != Some(&bin) {
            bins.push(bin);
            histogram.resize(bins.len() * width, 0.0);
        }
        let start = (bins.len() - 1) * width;
        measure.add(&mut histogram[start..], rows.answers[position as usize]);
    }
    (bins, histogram)
}
