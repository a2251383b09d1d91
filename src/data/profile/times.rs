use super::{
    super::cells::time_text,
    Count, ProfileParams,
    count::{most_frequent, runs},
};
use crate::stats::{Histogram, quantile_sorted};

/// Figures of a column of times, all in microseconds since 1970-01-01.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TimeProfile {
    /// The earliest time; nothing where every value is missing.
    pub first: Option<i64>,
    /// The middle time.
    pub median: Option<i64>,
    /// The latest time.
    pub last: Option<i64>,
    /// Bins of equal length from the first to the last time.
    pub histogram: Histogram,
}

/// The number of distinct times, the most frequent ones, and the figures.
pub(super) fn profile(
    values: impl Iterator<Item = i64>,
    params: &ProfileParams,
) -> (u64, Vec<Count>, TimeProfile) {
    let mut sorted: Vec<i64> = values.collect();
    sorted.sort_unstable();
    let counted = runs(&sorted);
    let numbers: Vec<f64> = sorted.iter().map(|micros| *micros as f64).collect();
    let times = TimeProfile {
        first: sorted.first().copied(),
        median: quantile_sorted(&numbers, 0.5)
            .value()
            .map(|micros| micros.round() as i64),
        last: sorted.last().copied(),
        histogram: Histogram::with_bins(&numbers, params.n_bins.max(1)),
    };
    (
        counted.len() as u64,
        most_frequent(&counted, params.n_top, time_text),
        times,
    )
}
