use super::{column::Column, run::Spans};
use crate::{
    drift::Sample,
    stats::{MISSING, Moments},
    terms::Matrix,
};

/// How a column becomes numbers that learners take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// For straight lines: standardised by the reference, a category as its number of rows in the
    /// reference, gaps as the mean or the commonest category. The rule of `NannyML`.
    Standard,
    /// For trees: numbers as they are, a category by its rank in the reference, gaps and categories
    /// that the reference does not have at places of their own.
    Ranks,
}

/// Encodes the columns by what the reference holds; a column that is of different kinds on the
/// two sides, or that has no value in the reference, is left out.
pub(super) fn ground(columns: &[(String, Column)], spans: &Spans, encoding: Encoding) -> Matrix {
    let mut matrix = Matrix::with_rows(spans.rows());
    for (name, column) in columns {
        if let Some(values) = encoded(column, spans, encoding) {
            matrix.push(name, &values);
        }
    }
    matrix
}

/// The same of the rows at `kept` alone, in that order.
pub(super) fn ground_of_some(
    columns: &[(String, Column)],
    (spans, kept): (&Spans, &[u32]),
    encoding: Encoding,
) -> Matrix {
    let mut matrix = Matrix::with_rows(kept.len());
    for (name, column) in columns {
        if let Some(values) = encoded(column, spans, encoding) {
            let values: Vec<f64> = kept.iter().map(|row| values[*row as usize]).collect();
            matrix.push(name, &values);
        }
    }
    matrix
}

fn encoded(column: &Column, spans: &Spans, encoding: Encoding) -> Option<Vec<f64>> {
    let reference = column.sample(spans.reference_rows());
    let production = column.sample(spans.production_rows());
    match (reference, production) {
        (Sample::Numbers(reference), Sample::Numbers(production)) => {
            let mut values = [reference, production].concat();
            numbers(&mut values, reference.len(), encoding)?;
            Some(values)
        }
        (
            Sample::Categories { codes, levels },
            Sample::Categories {
                codes: theirs,
                levels: their_levels,
            },
        ) => {
            let places = Places::of(codes, levels, encoding)?;
            let mut values = places.rows(codes, levels);
            values.extend(places.rows(theirs, their_levels));
            if encoding == Encoding::Standard {
                standardise(&mut values, codes.len());
            }
            Some(values)
        }
        _ => None,
    }
}

/// Fills gaps; the first `n` values are the reference's.
fn numbers(values: &mut [f64], n: usize, encoding: Encoding) -> Option<()> {
    let known: Vec<f64> = values[..n]
        .iter()
        .copied()
        .filter(|v| v.is_finite())
        .collect();
    if known.is_empty() {
        return None;
    }
    let moments = Moments::of(&known);
    let gap = match encoding {
        Encoding::Standard => moments.mean,
        Encoding::Ranks => {
            let lowest = known.iter().copied().fold(f64::INFINITY, f64::min);
            lowest - 1.0 - moments.std(0).value().unwrap_or_default()
        }
    };
    for value in values.iter_mut() {
        if !value.is_finite() {
            *value = gap;
        }
    }
    if encoding == Encoding::Standard {
        standardise(values, n);
    }
    Some(())
}

/// By mean and standard deviation (divided by n) of the first `n`; a constant is only moved.
fn standardise(values: &mut [f64], n: usize) {
    let moments = Moments::of(&values[..n]);
    let std = moments
        .std(0)
        .value()
        .filter(|std| *std > 0.0)
        .unwrap_or(1.0);
    for value in values {
        *value = (*value - moments.mean) / std;
    }
}

/// What each category of the reference is as a number.
struct Places {
    of: std::collections::BTreeMap<String, f64>,
    gap: f64,
    unseen: f64,
}

impl Places {
    fn of(codes: &[u32], levels: &[String], encoding: Encoding) -> Option<Self> {
        let mut counts = vec![0_u64; levels.len()];
        for &code in codes.iter().filter(|code| **code != MISSING) {
            counts[code as usize] += 1;
        }
        let mut order: Vec<usize> = (0..levels.len()).filter(|i| counts[*i] > 0).collect();
        order.sort_by(|&a, &b| {
            counts[b]
                .cmp(&counts[a])
                .then_with(|| levels[a].cmp(&levels[b]))
        });
        let commonest = *order.first()?;
        let place = |(rank, &i): (usize, &usize)| {
            let place = match encoding {
                Encoding::Standard => counts[i] as f64,
                Encoding::Ranks => rank as f64,
            };
            (levels[i].clone(), place)
        };
        let (gap, unseen) = match encoding {
            Encoding::Standard => (counts[commonest] as f64, 0.0),
            Encoding::Ranks => (order.len() as f64, order.len() as f64 + 1.0),
        };
        Some(Self {
            of: order.iter().enumerate().map(place).collect(),
            gap,
            unseen,
        })
    }

    fn rows(&self, codes: &[u32], levels: &[String]) -> Vec<f64> {
        let place = |level: &String| self.of.get(level).copied().unwrap_or(self.unseen);
        let places: Vec<f64> = levels.iter().map(place).collect();
        let rows = codes.iter();
        rows.map(|code| places.get(*code as usize).copied().unwrap_or(self.gap))
            .collect()
    }
}

/// At most `most` of `rows`, over all of them.
pub(super) fn evenly(rows: impl Iterator<Item = u32>, most: usize) -> Vec<u32> {
    let rows: Vec<u32> = rows.collect();
    if rows.len() <= most {
        return rows;
    }
    (0..most).map(|i| rows[i * rows.len() / most]).collect()
}
