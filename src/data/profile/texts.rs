use polars::prelude::{PlHashMap, StringChunked};

use super::{Count, count::Top};
use crate::terms::Figure;

/// Figures of a column of text; lengths in characters.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TextProfile {
    /// Length of the shortest value; nothing where every value is missing.
    pub shortest: Option<u64>,
    /// Mean length over all rows with a value.
    pub mean_length: Figure,
    /// Length of the longest value.
    pub longest: Option<u64>,
    /// Rows whose value is empty or white space only: gaps in disguise.
    pub blank: u64,
}

/// Distinct texts that are counted in a table before all are sorted instead.
const MOST_COUNTED: usize = 1 << 20;

/// The distinct values of a column with their counts, in no order that matters.
pub(super) struct Counted<'a>(Vec<(&'a str, u64)>);

impl<'a> Counted<'a> {
    pub(super) fn of(values: &'a StringChunked) -> Self {
        Self(in_table(values).unwrap_or_else(|| by_sorting(values)))
    }

    /// How many levels there are, and the most frequent ones.
    pub(super) fn top(&self, n_top: usize) -> (u64, Vec<Count>) {
        let mut top = Top::new(n_top);
        for &(value, count) in &self.0 {
            top.add(value, count);
        }
        (self.0.len() as u64, top.counts(str::to_owned))
    }

    pub(super) fn profile(&self) -> TextProfile {
        let (mut rows, mut total, mut blank) = (0, 0, 0);
        let (mut shortest, mut longest) = (None, None);
        for (value, count) in &self.0 {
            let length = value.chars().count() as u64;
            rows += count;
            total += length * count;
            blank += if value.trim().is_empty() { *count } else { 0 };
            shortest = Some(shortest.map_or(length, |least: u64| least.min(length)));
            longest = longest.max(Some(length));
        }
        TextProfile {
            shortest,
            mean_length: Figure::finite(total as f64 / rows as f64, "no values"),
            longest,
            blank,
        }
    }
}

/// Nothing where there are too many distinct values.
fn in_table(values: &StringChunked) -> Option<Vec<(&str, u64)>> {
    let mut places = PlHashMap::<&str, usize>::default();
    let mut counted: Vec<(&str, u64)> = Vec::new();
    // Neighbours are often equal: then there is nothing to look up.
    let mut last = usize::MAX;
    for value in values.iter().flatten() {
        if counted.get(last).is_none_or(|(before, _)| *before != value) {
            last = *places.entry(value).or_insert(counted.len());
            if last == counted.len() {
                if last == MOST_COUNTED {
                    return None;
                }
                counted.push((value, 0));
            }
        }
        counted[last].1 += 1;
    }
    Some(counted)
}

fn by_sorting(values: &StringChunked) -> Vec<(&str, u64)> {
    let mut sorted: Vec<&str> = values.iter().flatten().collect();
    sorted.sort_unstable();
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.map(|run| (run[0], run.len() as u64)).collect()
}
