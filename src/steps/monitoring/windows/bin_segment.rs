use rayon::prelude::*;

use super::{Pair, Values, Windows};
use crate::{
    drift::{NumberSummary, windows::Bin},
    steps::StepError,
    terms::Progress,
};

/// Numbers are cut into at most this many segments.
const PARTS: usize = 6;
/// A segment with fewer current and reference rows than this says nothing.
const LEAST: u64 = 30;
/// A change of a share smaller than this has no segments that explain it.
const SMALLEST: f64 = 1e-4;

/// Rows of one kind that hold more of a bin's change than their number lets expect.
#[derive(Clone, Debug, PartialEq)]
pub struct BinSegment {
    /// The column that tells these rows from the others.
    pub column: String,
    /// Their part of it.
    pub part: Bin,
    /// The share of the bin's change that happened among them; above 1 where other rows changed
    /// the other way.
    pub explains: f64,
    /// Their share of the rows of both windows, 0 to 1: what would be expected of them.
    pub size: f64,
    /// How many of them the current window has.
    pub rows: u64,
}

/// Rows by segment: all of them, and those in the bin.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    all: [u64; 2],
    inside: [u64; 2],
}

impl Windows {
    /// The segments that explain most of why `bin` of the column `name` holds another share of the
    /// rows in one window than in the other; the best of each column, at most `n`, the best first.
    /// Empty where the share is the same.
    ///
    /// A segment's worth is what it explains beyond its size: one that holds all rows explains
    /// everything and says nothing.
    ///
    /// # Errors
    /// If a column cannot be read, or somebody stops it.
    pub fn bin_segments(
        &self,
        name: &str,
        (pair, bin): (&Pair, &Bin),
        n: usize,
        progress: &dyn Progress,
    ) -> Result<Vec<BinSegment>, StepError> {
        let ranges = [self.range(&pair.reference), self.range(&pair.current)];
        let values = self.values(name, progress)?;
        let inside = ranges.clone().map(|range| values.inside(range, bin));
        let sizes = ranges.clone().map(|range| range.len().max(1) as f64);
        let share = |side: usize| {
            inside[side].iter().filter(|inside| **inside).count() as f64 / sizes[side]
        };
        let change = share(1) - share(0);
        if change.abs() < SMALLEST {
            return Ok(Vec::new());
        }
        let others: Vec<&str> = self.columns().filter(|other| *other != name).collect();
        let best = others
            .par_iter()
            .map(|other| {
                progress.check()?;
                let (parts, codes) = cut(&self.values(other, progress)?);
                let mut counts = vec![Counts::default(); parts.len()];
                for side in 0..2 {
                    let rows = codes[ranges[side].clone()].iter().zip(&inside[side]);
                    for (code, inside) in rows {
                        if let Some(counts) = counts.get_mut(*code as usize) {
                            counts.all[side] += 1;
                            counts.inside[side] += u64::from(*inside);
                        }
                    }
                }
                let worth = |segment: &BinSegment| segment.explains - segment.size;
                let segments = parts.into_iter().zip(counts);
                Ok(segments
                    .filter(|(_, counts)| counts.all.iter().sum::<u64>() >= LEAST)
                    .map(|(part, counts)| {
                        let of = |counts: [u64; 2], side: usize| counts[side] as f64 / sizes[side];
                        let moved = of(counts.inside, 1) - of(counts.inside, 0);
                        BinSegment {
                            column: (*other).to_owned(),
                            part,
                            explains: moved / change,
                            size: f64::midpoint(of(counts.all, 0), of(counts.all, 1)),
                            rows: counts.all[1],
                        }
                    })
                    .max_by(|a, b| worth(a).total_cmp(&worth(b))))
            })
            .collect::<Result<Vec<Option<BinSegment>>, StepError>>()?;
        let mut best: Vec<BinSegment> = best.into_iter().flatten().collect();
        best.retain(|segment| segment.explains > segment.size);
        best.sort_by(|a, b| (b.explains - b.size).total_cmp(&(a.explains - a.size)));
        best.truncate(n);
        Ok(best)
    }
}

/// The parts of a column, and the part of each row.
fn cut(values: &Values) -> (Vec<Bin>, Vec<u32>) {
    match values {
        Values::Categories(categories) => {
            let mut parts: Vec<Bin> = categories
                .levels
                .iter()
                .cloned()
                .map(Bin::Category)
                .collect();
            let missing = parts.len() as u32;
            parts.push(Bin::Missing);
            let codes = categories.codes.iter().map(|code| (*code).min(missing));
            (parts, codes.collect())
        }
        Values::Numbers(values) => {
            let summary = NumberSummary::of(values);
            let by_value = summary.values().len() <= PARTS;
            let mut edges = if by_value {
                summary.values().to_vec()
            } else {
                let shares: Vec<f64> = (1..=PARTS).map(|i| i as f64 / PARTS as f64).collect();
                summary.quantiles(&shares)
            };
            edges.dedup();
            let mut parts: Vec<Bin> = Vec::with_capacity(edges.len() + 1);
            let mut low = None;
            for edge in &edges {
                parts.push(if by_value {
                    Bin::Value(*edge)
                } else {
                    Bin::Between(low, *edge)
                });
                low = Some(*edge);
            }
            let missing = parts.len() as u32;
            parts.push(Bin::Missing);
            let code = |value: &f64| {
                if value.is_finite() {
                    edges.partition_point(|edge| edge < value) as u32
                } else {
                    missing
                }
            };
            (parts, values.iter().map(code).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_the_part_that_holds_it() {
        let values: Vec<f64> = (0..997)
            .map(|i| {
                if i % 50 == 0 {
                    f64::NAN
                } else {
                    f64::from(i * i % 311)
                }
            })
            .collect();
        let (parts, codes) = cut(&Values::Numbers(values.clone()));
        assert_eq!(parts.len(), PARTS + 1);
        for (value, code) in values.iter().zip(&codes) {
            let held: Vec<usize> = (0..parts.len())
                .filter(|part| parts[*part].holds_number(*value))
                .collect();
            assert_eq!(held, [*code as usize], "{value}");
        }
    }
}
