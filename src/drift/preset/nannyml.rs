use super::{Compared, Outcome, counts};
use crate::{
    drift::{
        NumberSummary, Summary, Table, Verdict,
        distance::{LogBase, jensen_shannon},
        summary::walk,
    },
    stats::{Moments, even_edges},
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "nannyml",
    name: "NannyML",
    summary: "Jensen-Shannon distance in bits above the mean and three standard deviations of the reference's own chunks; needs six or more of them, about as large as the current one.",
    reference: "NannyML 0.13, UnivariateDriftCalculator with its defaults; Doane 1976; numpy.histogram_bin_edges",
};

/// How many standard deviations above the mean of the reference chunks the limit lies.
const DEVIATIONS: f64 = 3.0;
/// Fewer reference chunks than this have no spread to speak of.
const LEAST_PARTS: usize = 2;

/// Missing rows are left out on both sides.
pub(super) fn judge(column: Compared<'_>) -> Outcome {
    let score = match distance(column.reference, column.current) {
        Ok(score) => score,
        Err(reason) => return Outcome::unknown("js_bits", reason),
    };
    let parts: Vec<f64> = column
        .parts
        .iter()
        .filter_map(|part| distance(column.reference, part).ok())
        .collect();
    let moments = Moments::of(&parts);
    let limit = match (moments.mean(), moments.std(0)) {
        (Figure::Value(mean), Figure::Value(std)) if parts.len() >= LEAST_PARTS => {
            mean + DEVIATIONS * std
        }
        _ => {
            return Outcome {
                verdict: Verdict::Unknown,
                score: Figure::Value(score),
                ..Outcome::unknown("js_bits", "the reference has fewer than two chunks")
            };
        }
    };
    let mut outcome = Outcome::from("js_bits", Figure::Value(score), limit);
    if score <= limit {
        outcome.verdict = Verdict::Stable;
    }
    outcome
}

/// Jensen-Shannon distance in bits, or why there is none.
fn distance(reference: &Summary, current: &Summary) -> Result<f64, &'static str> {
    let table = match (reference, current) {
        (Summary::Numbers(r), Summary::Numbers(c)) => binned(r, c),
        _ => counts::values(reference, current)?,
    };
    let (r, c) = table.shares().ok_or(counts::NO_VALUES)?;
    Ok(jensen_shannon(&r, &c, LogBase::Two))
}

/// Counts in Doane's bins of the reference and, last, outside them.
fn binned(reference: &NumberSummary, current: &NumberSummary) -> Table {
    let edges = doane_edges(reference);
    let mut table = Table {
        reference: vec![0; edges.len()],
        current: vec![0; edges.len()],
        ..Table::default()
    };
    let outside = edges.len().saturating_sub(1);
    walk(reference, current, |value, r, c| {
        let bin = match (edges.first(), edges.last()) {
            (Some(low), Some(high)) if *low <= value && value < *high => {
                edges.partition_point(|edge| *edge <= value) - 1
            }
            // The last bin holds its upper edge.
            (_, Some(high)) if value == *high => outside.saturating_sub(1),
            _ => outside,
        };
        table.reference[bin] += r;
        table.current[bin] += c;
    });
    table
}

/// The edges of Doane's rule, which widens Sturges' with the skewness.
fn doane_edges(reference: &NumberSummary) -> Vec<f64> {
    let (Some(&low), Some(&high)) = (reference.values().first(), reference.values().last()) else {
        return vec![0.0, 1.0];
    };
    if low == high {
        return vec![low - 0.5, high + 0.5];
    }
    let n = reference.present() as f64;
    let counted = reference.values().iter().copied();
    let moments = Moments::of_counted(counted.zip(reference.counts().iter().copied()));
    let error = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
    let bins = match moments.skewness() {
        Figure::Value(skewness) if n > 2.0 => {
            // numpy's skewness is the biased one.
            let biased = skewness * (n - 2.0) / (n * (n - 1.0)).sqrt();
            1.0 + n.log2() + (1.0 + biased.abs() / error).log2()
        }
        _ => 1.0,
    };
    even_edges(low, high, bins.ceil() as usize)
}
