use std::ops::Range;

use rayon::prelude::*;

use crate::drift::{CategorySummary, NumberSummary, Sample, Summary};

/// A column whose rows know the chunk that they belong to.
///
/// Made once (numbers are sorted); then the summary of any run of chunks is one pass over the
/// numbers in their order, or a sum over counts, and is the same to the last bit as that of the
/// window's own rows.
#[derive(Clone, Debug)]
pub struct ChunkedColumn {
    values: Values,
    /// Missing rows of each chunk.
    missing: Vec<u64>,
}

#[derive(Clone, Debug)]
enum Values {
    /// Rising; beside each number its chunk.
    Numbers { values: Vec<f64>, chunks: Vec<u32> },
    /// Counts of each level, chunk after chunk.
    Categories {
        levels: Vec<String>,
        counts: Vec<u64>,
    },
}

impl ChunkedColumn {
    /// Of `sample`, whose chunks are the ranges `spans` of its rows. Rows outside all of them are
    /// left out.
    pub fn new(sample: Sample<'_>, spans: &[Range<usize>]) -> Self {
        match sample {
            Sample::Numbers(values) => Self::of_numbers(values, spans),
            Sample::Categories { codes, levels } => Self::of_categories(codes, levels, spans),
        }
    }

    fn of_numbers(values: &[f64], spans: &[Range<usize>]) -> Self {
        let mut missing = vec![0; spans.len()];
        let rows = spans.iter().map(ExactSizeIterator::len).sum();
        let mut sorted: Vec<(f64, u32)> = Vec::with_capacity(rows);
        for (chunk, span) in (0_u32..).zip(spans) {
            let before = sorted.len();
            let present = values[span.clone()]
                .iter()
                .filter(|value| value.is_finite());
            // -0 and 0 are one value, as in a summary.
            sorted.extend(present.map(|value| (if *value == 0.0 { 0.0 } else { *value }, chunk)));
            missing[chunk as usize] = (span.len() - (sorted.len() - before)) as u64;
        }
        sorted.par_sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let (values, chunks) = sorted.into_iter().unzip();
        Self {
            values: Values::Numbers { values, chunks },
            missing,
        }
    }

    fn of_categories(codes: &[u32], levels: &[String], spans: &[Range<usize>]) -> Self {
        let n = levels.len();
        let mut counts = vec![0; n * spans.len()];
        let mut missing = vec![0; spans.len()];
        for (chunk, span) in spans.iter().enumerate() {
            for &code in &codes[span.clone()] {
                match counts[chunk * n..(chunk + 1) * n].get_mut(code as usize) {
                    Some(count) => *count += 1,
                    None => missing[chunk] += 1,
                }
            }
        }
        Self {
            values: Values::Categories {
                levels: levels.to_vec(),
                counts,
            },
            missing,
        }
    }

    /// How many chunks there are.
    pub fn n_chunks(&self) -> usize {
        self.missing.len()
    }

    /// The rows of the chunks in `window`, which is cut to those that there are.
    pub fn summary(&self, window: &Range<usize>) -> Summary {
        let end = window.end.min(self.n_chunks());
        let window = window.start.min(end)..end;
        let missing: u64 = self.missing[window.clone()].iter().sum();
        match &self.values {
            Values::Numbers { values, chunks } => {
                Summary::Numbers(numbers((values, chunks), &window, missing))
            }
            Values::Categories { levels, counts } => {
                let n = levels.len();
                let mut sums = vec![0; n];
                for chunk in window {
                    for (sum, count) in sums.iter_mut().zip(&counts[chunk * n..(chunk + 1) * n]) {
                        *sum += count;
                    }
                }
                Summary::Categories(CategorySummary::of_counts(levels, &sums, missing))
            }
        }
    }
}

/// One pass over the numbers in their order.
fn numbers(
    (values, chunks): (&[f64], &[u32]),
    window: &Range<usize>,
    missing: u64,
) -> NumberSummary {
    let (start, end) = (window.start as u32, window.end as u32);
    let mut kept: Vec<f64> = Vec::new();
    let mut counts: Vec<u64> = Vec::new();
    let mut last = f64::NAN;
    for (&value, &chunk) in values.iter().zip(chunks) {
        if chunk < start || chunk >= end {
            continue;
        }
        if value == last {
            if let Some(count) = counts.last_mut() {
                *count += 1;
            }
        } else {
            kept.push(value);
            counts.push(1);
            last = value;
        }
    }
    NumberSummary::of_counts(kept, counts, missing)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans(sizes: &[usize]) -> Vec<Range<usize>> {
        let mut start = 0;
        sizes
            .iter()
            .map(|size| {
                let span = start..start + size;
                start = span.end;
                span
            })
            .collect()
    }

    proptest! {
        #[test]
        fn a_window_is_summed_up_as_its_own_rows_are(
            sizes in prop::collection::vec(0_usize..9, 1..7),
            seed in any::<u64>(),
            window in (0_usize..8, 0_usize..8),
        ) {
            let spans = spans(&sizes);
            let n = spans.last().map_or(0, |span| span.end);
            let value = |i: usize| {
                let mixed = (seed ^ i as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 60;
                match mixed {
                    15 => f64::NAN,
                    14 => -0.0,
                    small => small as f64 - 5.0,
                }
            };
            let values: Vec<f64> = (0..n).map(value).collect();
            let codes: Vec<u32> = values.iter().map(|v| if v.is_nan() { u32::MAX } else { (v + 5.0) as u32 }).collect();
            let levels: Vec<String> = (0..14).map(|i| format!("level {i}")).collect();
            let window = window.0.min(window.1)..window.0.max(window.1);
            let inside = window.start.min(spans.len())..window.end.min(spans.len());
            let rows = match spans.get(inside.clone()).and_then(|spans| Some((spans.first()?, spans.last()?))) {
                Some((first, last)) => first.start..last.end,
                None => 0..0,
            };
            let column = ChunkedColumn::new(Sample::Numbers(&values), &spans);
            prop_assert_eq!(column.summary(&window), Summary::of(Sample::Numbers(&values[rows.clone()])));
            let sample = |codes| Sample::Categories { codes, levels: &levels };
            let column = ChunkedColumn::new(sample(&codes), &spans);
            prop_assert_eq!(column.summary(&window), Summary::of(sample(&codes[rows])));
        }
    }
}
