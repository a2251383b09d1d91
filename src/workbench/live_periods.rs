//! What an endpoint answered, cut by the clock, so that it stands beside what it used meanwhile.

use std::sync::Arc;

use super::Answered;
use crate::{drift::ColumnDrift, steps::monitoring::windows::Baselines, terms::Figure};

/// Periods that end longer ago than this, in microseconds, are forgotten.
const KEPT: i64 = 3_600_000_000;

/// The rows of one period.
#[derive(Clone, Debug, PartialEq)]
pub struct LivePeriod {
    /// When it began, in microseconds since the epoch; a multiple of its length.
    pub at: i64,
    /// Rows that were answered in it.
    pub rows: u64,
    /// Every column against the reference, by name.
    pub columns: Vec<(String, ColumnDrift)>,
    /// Mean probability of the likeliest class.
    pub confidence: Figure,
    /// Rows whose label came, and those of them that were answered right.
    pub labelled: (u64, u64),
    /// Mean distance of the answered number from the label, for regression.
    pub error: Figure,
}

/// The rows of `part` in periods of `every` seconds, after those of `known` that are older.
///
/// A period that is `known` with as many rows and labels is taken as it is: a look costs the new
/// rows. So is one of which the log gives fewer rows than it did, because it begins within it.
pub(super) fn of(
    part: &Answered,
    every: u32,
    known: &[Arc<LivePeriod>],
    baselines: &Baselines,
) -> Vec<Arc<LivePeriod>> {
    let length = i64::from(every.max(1)) * 1_000_000;
    let mut order: Vec<u32> = (0..part.at.len() as u32).collect();
    order.sort_by_key(|&row| part.at[row as usize]);
    let start = |row: &u32| part.at[*row as usize].div_euclid(length) * length;
    let newest = order.last().map_or(0, start);
    let first = order.first().map_or(i64::MAX, start);
    let is_kept = |at: i64| at + length > newest - KEPT;
    let older = known.iter();
    let mut periods: Vec<Arc<LivePeriod>> = older
        .filter(|period| period.at < first && is_kept(period.at))
        .cloned()
        .collect();
    for rows in order.chunk_by(|a, b| start(a) == start(b)) {
        let at = rows.first().map_or(0, start);
        if !is_kept(at) {
            continue;
        }
        let picked = || rows.iter().map(|row| *row as usize);
        let labelled = labelled(part, picked());
        let same = known.iter().find(|period| {
            let n = rows.len() as u64;
            period.at == at
                && (period.rows > n || (period.rows == n && period.labelled == labelled))
        });
        periods.push(match same {
            Some(period) => Arc::clone(period),
            None => Arc::new(LivePeriod {
                at,
                rows: rows.len() as u64,
                columns: columns(part, rows, baselines),
                confidence: confidence(part, picked()),
                error: error(part, picked()),
                labelled,
            }),
        });
    }
    periods
}

fn columns(part: &Answered, rows: &[u32], baselines: &Baselines) -> Vec<(String, ColumnDrift)> {
    let mut columns = baselines.compare_only(&part.inputs.take(rows), &[]);
    for (_, drift) in &mut columns {
        // Nobody looks at the bars of a few seconds.
        drift.outline = None;
    }
    columns.sort_by(|a, b| a.0.cmp(&b.0));
    columns
}

/// Mean probability of the likeliest class of `rows`.
pub(super) fn confidence(part: &Answered, rows: impl Iterator<Item = usize>) -> Figure {
    let k = part.classes.len();
    if k == 0 {
        return Figure::not_computable("the model answers numbers");
    }
    let (mut sum, mut n) = (0.0, 0_u64);
    for row in rows {
        let shares = part.probabilities.get(row * k..(row + 1) * k);
        let shares = shares.unwrap_or_default().iter();
        let highest = shares.copied().fold(f64::NAN, f64::max);
        if highest.is_finite() {
            sum += highest;
            n += 1;
        }
    }
    Figure::finite(sum / n as f64, "no row has probabilities")
}

/// Mean absolute error of the `rows` that have a label.
fn error(part: &Answered, rows: impl Iterator<Item = usize>) -> Figure {
    let (mut sum, mut n) = (0.0, 0_u64);
    for row in rows {
        let value = part.value.get(row).copied().flatten();
        let label = part.labels.get(row).and_then(Option::as_ref);
        let label = label.and_then(|label| label.parse::<f64>().ok());
        if let (Some(value), Some(label)) = (value, label) {
            sum += (value - label).abs();
            n += 1;
        }
    }
    Figure::finite(sum / n as f64, "no label came")
}

/// How many of `rows` have a label, and how many of those were answered right.
pub(super) fn labelled(part: &Answered, rows: impl Iterator<Item = usize>) -> (u64, u64) {
    let (mut known, mut right) = (0, 0);
    for row in rows {
        let class = part.class.get(row).copied().flatten();
        let class = class.and_then(|class| part.classes.get(class as usize));
        let label = part.labels.get(row).and_then(Option::as_ref);
        if let (Some(label), Some(class)) = (label, class) {
            known += 1;
            right += u64::from(label == class);
        }
    }
    (known, right)
}
