use polars::prelude::Int64Chunked;

use super::{
    ProfileParams,
    ordered::{Ordered, whole},
};
use crate::stats::Histogram;

/// Figures of a column of times, all in microseconds since 1970-01-01.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TimeProfile {
    /// The earliest time; nothing where every value is missing.
    pub first: Option<i64>,
    /// The middle time.
    pub median: Option<i64>,
    /// The latest time.
    pub last: Option<i64>,
    /// Rows whose time is earlier than that of the row before them; 0 where the rows stand in the
    /// order of their times.
    pub unordered: u64,
    /// The longest stretch without a row: the times on both sides of it.
    pub gap: Option<(i64, i64)>,
    /// Bins of equal length from the first to the last time.
    pub histogram: Histogram,
}

pub(super) fn profile(
    values: &Int64Chunked,
    ordered: &Ordered,
    params: &ProfileParams,
) -> TimeProfile {
    let (first, last) = (ordered.quantile(0.0), ordered.quantile(1.0));
    let (mut gap, mut before) = (None, None);
    ordered.tally().each(|key, _| {
        let time = whole(key);
        let longest = gap.map_or(0, |(from, to): (i64, i64)| to.abs_diff(from));
        if let Some(from) = before
            && time.abs_diff(from) > longest
        {
            gap = Some((from, time));
        }
        before = Some(time);
    });
    let at = |keys: Vec<u64>| keys.first().map(|key| whole(*key));
    TimeProfile {
        first: at(ordered.tally().lowest(1)),
        median: ordered
            .quantile(0.5)
            .value()
            .map(|micros| micros.round() as i64),
        last: at(ordered.tally().highest(1)),
        unordered: unordered(values),
        gap,
        histogram: ordered.histogram(params.n_bins, (&first, &last)),
    }
}

fn unordered(values: &Int64Chunked) -> u64 {
    let mut before = i64::MIN;
    let mut unordered = 0;
    for time in values.iter().flatten() {
        unordered += u64::from(time < before);
        before = time;
    }
    unordered
}
