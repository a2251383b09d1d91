use std::collections::HashMap;

use crate::{
    data::{ColumnData, Count, Kind, time_text},
    stats::{Histogram, Moments, sorted_finite},
    terms::Figure,
};

/// A column before or after a step, in figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Missing values.
    pub gaps: u64,
    /// Distinct values.
    pub distinct: u64,
    /// Mean of numbers.
    pub mean: Figure,
    /// Standard deviation of numbers, with n − 1.
    pub std: Figure,
    /// How the values lie.
    pub outline: Outline,
}

/// How the values of a column lie.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// Of numbers and times (in microseconds).
    Histogram(Histogram),
    /// The most frequent values of text, in the same order before and after.
    Top(Vec<Count>),
    /// The share of 1 in a column of 0 and 1.
    Share(f64),
}

/// Bins of a histogram: enough for a shape, wide enough for ten thousand rows.
const BINS: usize = 24;
/// How many frequent values are listed.
const TOP: usize = 8;
/// Two ranges share their bins if one covers at least this share of both together; else the
/// narrower one would fall into a bin or two.
const ENOUGH: f64 = 0.25;

/// A column by its name with its values.
pub(super) type Named = (String, ColumnData);

/// The figures of columns before and after a step. Where column `i` is of numbers on both sides
/// and their ranges are alike, both histograms have the same bins.
pub(super) fn sides(before: &[Named], after: &[Named]) -> (Vec<Side>, Vec<Side>) {
    let mut lists = (Vec::new(), Vec::new());
    for place in 0..before.len().max(after.len()) {
        let pair = [before.get(place), after.get(place)];
        let values = pair.map(|side| side.and_then(|(_, data)| numbers(data)));
        let edges = edges([values[0].as_deref(), values[1].as_deref()]);
        let listed = pair[0].map(|(_, data)| counts(data)).unwrap_or_default();
        for (i, (side, numbers)) in pair.into_iter().zip(&values).enumerate() {
            let Some((name, data)) = side else { continue };
            let side = match numbers {
                Some(numbers) => of_numbers(name, data, (numbers, &edges[i])),
                None => of_texts(name, data, &listed),
            };
            if i == 0 {
                lists.0.push(side);
            } else {
                lists.1.push(side);
            }
        }
    }
    lists
}

fn of_numbers(name: &str, data: &ColumnData, (numbers, edges): (&[f64], &[f64])) -> Side {
    let moments = Moments::of(numbers);
    let sorted = sorted_finite(numbers);
    let distinct = sorted.chunk_by(|a, b| a == b).count() as u64;
    let is_flag = !sorted.is_empty() && sorted.iter().all(|value| *value == 0.0 || *value == 1.0);
    let outline = if is_flag {
        let ones = sorted.len() - sorted.partition_point(|value| *value < 1.0);
        Outline::Share(ones as f64 / sorted.len() as f64)
    } else {
        Outline::Histogram(Histogram::with_edges(&sorted, edges))
    };
    let kind = data.kind();
    let figure = |figure: Figure| match kind {
        Kind::Time => Figure::not_computable("a time has no mean that is a number"),
        _ => figure,
    };
    Side {
        name: name.to_owned(),
        kind,
        gaps: numbers.iter().filter(|value| value.is_nan()).count() as u64,
        distinct,
        mean: figure(moments.mean()),
        std: figure(moments.std(1)),
        outline,
    }
}

/// The values that were frequent before are listed after, too, with those that are new at the end.
fn of_texts(name: &str, data: &ColumnData, listed: &[Count]) -> Side {
    let counted = counts(data);
    let reason = "text has no mean";
    let now: HashMap<&str, u64> = counted
        .iter()
        .map(|count| (count.value.as_str(), count.count))
        .collect();
    let kept = listed.iter().take(TOP).map(|count| Count {
        value: count.value.clone(),
        count: now.get(count.value.as_str()).copied().unwrap_or(0),
    });
    let mut top: Vec<Count> = kept.collect();
    let shown = |value: &str| listed.iter().take(TOP).any(|count| count.value == value);
    top.extend(
        counted
            .iter()
            .take(TOP)
            .filter(|count| !shown(&count.value))
            .cloned(),
    );
    let rows: u64 = counted.iter().map(|count| count.count).sum();
    Side {
        name: name.to_owned(),
        kind: data.kind(),
        gaps: data.len() as u64 - rows,
        distinct: counted.len() as u64,
        mean: Figure::not_computable(reason),
        std: Figure::not_computable(reason),
        outline: Outline::Top(top),
    }
}

/// Every value of text with its count, the most frequent first, else in the order of the text.
fn counts(data: &ColumnData) -> Vec<Count> {
    let ColumnData::Texts(values) = data else {
        return Vec::new();
    };
    let mut sorted: Vec<&str> = values.iter().flatten().map(String::as_str).collect();
    sorted.sort_unstable();
    let count = |run: &[&str]| Count {
        value: run[0].to_owned(),
        count: run.len() as u64,
    };
    let mut counts: Vec<Count> = sorted.chunk_by(|a, b| a == b).map(count).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// Every value as a number, NaN where it is missing; nothing for text.
fn numbers(data: &ColumnData) -> Option<Vec<f64>> {
    let known = |value: Option<f64>| value.unwrap_or(f64::NAN);
    Some(match data {
        ColumnData::Numbers(values) => values.iter().copied().map(known).collect(),
        ColumnData::Integers(values) | ColumnData::Times(values) => values
            .iter()
            .map(|value| known(value.map(|value| value as f64)))
            .collect(),
        ColumnData::Booleans(values) => {
            let number =
                |value: &Option<bool>| known(value.map(|value| f64::from(u8::from(value))));
            values.iter().map(number).collect()
        }
        ColumnData::Texts(_) => return None,
    })
}

/// The edges of the bins before and after.
fn edges(values: [Option<&[f64]>; 2]) -> [Vec<f64>; 2] {
    let own = values.map(|values| {
        values.map_or_else(Vec::new, |values| Histogram::with_bins(values, BINS).edges)
    });
    let range = |edges: &Vec<f64>| edges.first().copied().zip(edges.last().copied());
    if let [Some((a, b)), Some((c, d))] = own.each_ref().map(range) {
        let (low, high) = (a.min(c), b.max(d));
        let narrow = (b - a).min(d - c);
        if narrow >= ENOUGH * (high - low) {
            let both = Histogram::with_bins(&[low, high], BINS).edges;
            return [both.clone(), both];
        }
    }
    own
}

/// The value in row `row` as it is read; empty where it is missing.
pub(super) fn cell(data: &ColumnData, row: usize) -> String {
    let number = |value: f64| {
        if value.fract() == 0.0 && value.abs() < 1e15 {
            return format!("{value:.0}");
        }
        let decimals = (3 - value.abs().log10().floor() as i32).clamp(0, 8) as usize;
        let text = format!("{value:.decimals$}");
        text.trim_end_matches('0').to_owned()
    };
    match data {
        ColumnData::Numbers(values) => values[row].map(number),
        ColumnData::Integers(values) => values[row].map(|value| value.to_string()),
        ColumnData::Booleans(values) => values[row].map(|value| value.to_string()),
        ColumnData::Texts(values) => values[row].clone(),
        ColumnData::Times(values) => values[row].map(time_text),
    }
    .unwrap_or_default()
}

/// Whether row `from` of one column and row `to` of another hold the same.
pub(super) fn is_same(before: &ColumnData, from: usize, after: &ColumnData, to: usize) -> bool {
    match (before, after) {
        (ColumnData::Numbers(a), ColumnData::Numbers(b)) => a[from] == b[to],
        (ColumnData::Integers(a), ColumnData::Integers(b))
        | (ColumnData::Times(a), ColumnData::Times(b)) => a[from] == b[to],
        (ColumnData::Booleans(a), ColumnData::Booleans(b)) => a[from] == b[to],
        (ColumnData::Texts(a), ColumnData::Texts(b)) => a[from] == b[to],
        _ => false,
    }
}
