use super::{
    super::cells::decimal_text,
    Count, ProfileParams,
    count::{most_frequent, runs},
};
use crate::{
    stats::{Histogram, Moments, quantile_sorted, sorted_finite},
    terms::Figure,
};

/// Figures of a column of numbers. Missing values are left out of all of them, infinite values of
/// all but `infinite`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct NumberProfile {
    /// Arithmetic mean.
    pub mean: Figure,
    /// Standard deviation with n − 1.
    pub std: Figure,
    /// Smallest value.
    pub min: Figure,
    /// Middle value.
    pub median: Figure,
    /// Largest value.
    pub max: Figure,
    /// Share and quantile, for each of [`Self::SHARES`]; linear interpolation as in numpy.
    pub quantiles: Vec<(f64, Figure)>,
    /// Adjusted skewness G1, as in pandas: positive with a long tail to the right.
    pub skewness: Figure,
    /// Adjusted excess kurtosis G2, as in pandas: positive with heavier tails than a normal curve.
    pub kurtosis: Figure,
    /// How many values are 0.
    pub zeros: u64,
    /// How many values are below 0.
    pub negatives: u64,
    /// How many values are infinite.
    pub infinite: u64,
    /// Bins of equal width from the smallest to the largest value.
    pub histogram: Histogram,
    /// The smallest distinct values, smallest first.
    pub lowest: Vec<f64>,
    /// The largest distinct values, largest first.
    pub highest: Vec<f64>,
}

impl NumberProfile {
    /// The shares whose quantiles are listed.
    pub const SHARES: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
}

/// The values of a column, sorted once for everything.
pub(super) struct Sorted {
    finite: Vec<f64>,
    infinite: [u64; 2],
    counted: Distinct,
}

/// Distinct values with their counts, ascending; whole numbers stay exact.
enum Distinct {
    Integers(Vec<(i64, u64)>),
    Decimals(Vec<(f64, u64)>),
}

impl Sorted {
    pub(super) fn integers(values: impl Iterator<Item = i64>) -> Self {
        let mut values: Vec<i64> = values.collect();
        values.sort_unstable();
        Self {
            counted: Distinct::Integers(runs(&values)),
            finite: values.into_iter().map(|value| value as f64).collect(),
            infinite: [0; 2],
        }
    }

    pub(super) fn decimals(values: impl Iterator<Item = f64>) -> Self {
        // Both zeros are one value.
        let values: Vec<f64> = values.map(|value| value + 0.0).collect();
        let finite = sorted_finite(&values);
        let of = |infinity: f64| {
            if finite.len() == values.len() {
                return 0;
            }
            values.iter().filter(|value| **value == infinity).count() as u64
        };
        let infinite = [of(f64::NEG_INFINITY), of(f64::INFINITY)];
        let mut counted = runs(&finite);
        if infinite[0] > 0 {
            counted.insert(0, (f64::NEG_INFINITY, infinite[0]));
        }
        if infinite[1] > 0 {
            counted.push((f64::INFINITY, infinite[1]));
        }
        Self {
            finite,
            infinite,
            counted: Distinct::Decimals(counted),
        }
    }

    /// How many distinct values there are, and the most frequent ones.
    pub(super) fn top(&self, n_top: usize) -> (u64, Vec<Count>) {
        match &self.counted {
            Distinct::Integers(counted) => (
                counted.len() as u64,
                most_frequent(counted, n_top, |value| value.to_string()),
            ),
            Distinct::Decimals(counted) => (
                counted.len() as u64,
                most_frequent(counted, n_top, decimal_text),
            ),
        }
    }

    pub(super) fn profile(&self, params: &ProfileParams) -> NumberProfile {
        let sorted = self.finite.as_slice();
        let moments = Moments::of(sorted);
        let quantile = |share: f64| quantile_sorted(sorted, share);
        let mut lowest = Vec::new();
        let mut highest = Vec::new();
        extend_distinct(&mut lowest, sorted.iter(), params.n_top);
        extend_distinct(&mut highest, sorted.iter().rev(), params.n_top);
        let below = sorted.partition_point(|value| *value < 0.0);
        let not_above = sorted.partition_point(|value| *value <= 0.0);
        NumberProfile {
            mean: moments.mean(),
            std: moments.std(1),
            min: quantile(0.0),
            median: quantile(0.5),
            max: quantile(1.0),
            quantiles: NumberProfile::SHARES
                .map(|share| (share, quantile(share)))
                .to_vec(),
            skewness: moments.skewness(),
            kurtosis: moments.kurtosis(),
            zeros: (not_above - below) as u64,
            negatives: below as u64,
            infinite: self.infinite.iter().sum(),
            histogram: Histogram::with_bins(sorted, params.n_bins.max(1)),
            lowest,
            highest,
        }
    }
}

fn extend_distinct<'a>(to: &mut Vec<f64>, values: impl Iterator<Item = &'a f64>, n: usize) {
    for value in values {
        if to.last() != Some(value) {
            if to.len() == n {
                return;
            }
            to.push(*value);
        }
    }
}
