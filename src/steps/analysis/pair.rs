use std::cmp::Reverse;

use super::{Sample, sample::sample};
use crate::{
    data::{Kind, Table, time_text},
    stats::{Contingency, quantile_sorted, sorted_finite},
    steps::StepError,
    terms::Progress,
};

/// Two columns side by side, drawn by what they hold.
#[derive(Clone, Debug, PartialEq)]
pub struct PairPicture {
    /// The first column.
    pub a: String,
    /// The second column.
    pub b: String,
    /// What there is to see.
    pub together: Together,
    /// Whether only some rows were looked at.
    pub sample: Option<Sample>,
}

/// What two columns look like together.
#[derive(Clone, Debug, PartialEq)]
pub enum Together {
    /// Two numbers.
    Points(Points),
    /// A category and a number.
    Boxes(Boxes),
    /// Two categories.
    Crossed(Crossed),
}

/// Two numbers: a point for each row.
#[derive(Clone, Debug, PartialEq)]
pub struct Points {
    /// Values of the first and of the second column, for the rows that have both.
    pub points: Vec<[f64; 2]>,
    /// What the values of each column are; times count in days from the first one drawn.
    pub axes: [String; 2],
}

/// A number by category.
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// The column with the categories.
    pub category: String,
    /// The column with the numbers.
    pub number: String,
    /// Each of the most frequent categories: its rows and its quantiles 5, 25, 50, 75 and 95 %.
    pub levels: Vec<(String, u64, [f64; 5])>,
    /// How many rarer categories there are besides.
    pub others: u64,
}

/// One category against the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossed {
    /// The most frequent levels of the first column.
    pub rows: Vec<String>,
    /// The most frequent levels of the second column.
    pub columns: Vec<String>,
    /// Rows of each combination, row after row.
    pub counts: Vec<u64>,
    /// How many rarer levels each column has besides.
    pub others: [u64; 2],
}

/// Rows that a picture looks at.
const MOST_ROWS: usize = 200_000;
/// Points that are drawn.
const MOST_POINTS: usize = 5000;
/// Categories that are drawn.
const MOST_LEVELS: usize = 12;

/// Two columns side by side; of many rows a sample, which is said.
///
/// # Errors
/// If there is no such column, or somebody stops it.
pub fn picture(
    table: &Table,
    (a, b): (&str, &str),
    seed: u64,
    progress: &dyn Progress,
) -> Result<PairPicture, StepError> {
    let both = table.select(&[a, b])?;
    let is_number = |place: usize| {
        let kind = both.columns().get(place).map(|column| column.kind);
        kind.is_some_and(|kind| kind.is_number() || kind == Kind::Time)
    };
    let most = if is_number(0) && is_number(1) {
        MOST_POINTS
    } else {
        MOST_ROWS
    };
    let (rows, sample) = sample(&both, most, seed);
    progress.check()?;
    let together = match (is_number(0), is_number(1)) {
        (true, true) => {
            let ((x, of_x), (y, of_y)) = (axis(&rows, a)?, axis(&rows, b)?);
            let both = x.into_iter().zip(y).map(|(x, y)| [x, y]);
            let known = both.filter(|[x, y]| x.is_finite() && y.is_finite());
            Together::Points(Points {
                points: known.collect(),
                axes: [of_x, of_y],
            })
        }
        (false, true) => Together::Boxes(boxes(&rows, a, b)?),
        (true, false) => Together::Boxes(boxes(&rows, b, a)?),
        (false, false) => Together::Crossed(crossed(&rows, a, b)?),
    };
    Ok(PairPicture {
        a: a.to_owned(),
        b: b.to_owned(),
        together,
        sample,
    })
}

/// The values of a column, and what they are.
fn axis(rows: &Table, name: &str) -> Result<(Vec<f64>, String), StepError> {
    let mut values = rows.numbers(name)?;
    let index = rows.column_index(name);
    if index.is_none_or(|index| rows.columns()[index].kind != Kind::Time) {
        return Ok((values, name.to_owned()));
    }
    let first = values.iter().copied().fold(f64::INFINITY, f64::min);
    for value in &mut values {
        *value = (*value - first) / 86_400e6;
    }
    let from = time_text(first as i64);
    Ok((values, format!("{name}, days from {from}")))
}

fn boxes(rows: &Table, category: &str, number: &str) -> Result<Boxes, StepError> {
    let (categories, values) = (rows.categories(category)?, rows.numbers(number)?);
    let frequent = frequent(&categories.counts());
    let levels = frequent
        .iter()
        .filter_map(|&level| {
            let of_level = categories.codes.iter().zip(&values);
            let of_level = of_level.filter(|(code, _)| **code as usize == level);
            let values: Vec<f64> = of_level.map(|(_, value)| *value).collect();
            let sorted = sorted_finite(&values);
            let quantile = |share| quantile_sorted(&sorted, share).value();
            let quantiles = [
                quantile(0.05)?,
                quantile(0.25)?,
                quantile(0.5)?,
                quantile(0.75)?,
                quantile(0.95)?,
            ];
            let label = categories.levels.get(level)?.clone();
            Some((label, sorted.len() as u64, quantiles))
        })
        .collect();
    Ok(Boxes {
        category: category.to_owned(),
        number: number.to_owned(),
        levels,
        others: (categories.levels.len() - frequent.len()) as u64,
    })
}

fn crossed(rows: &Table, a: &str, b: &str) -> Result<Crossed, StepError> {
    let (a, b) = (rows.categories(a)?, rows.categories(b)?);
    let whole = Contingency::of(&a.codes, a.levels.len(), &b.codes, b.levels.len());
    let (of_a, of_b) = (frequent(&whole.rows), frequent(&whole.columns));
    let mut counts = vec![0; of_a.len() * of_b.len()];
    for (row, column, count) in whole.cells {
        let row = of_a.iter().position(|level| *level == row as usize);
        let column = of_b.iter().position(|level| *level == column as usize);
        if let Some((row, column)) = row.zip(column) {
            counts[row * of_b.len() + column] += count;
        }
    }
    let names = |levels: &[String], places: &[usize]| {
        places.iter().map(|place| levels[*place].clone()).collect()
    };
    Ok(Crossed {
        rows: names(&a.levels, &of_a),
        columns: names(&b.levels, &of_b),
        counts,
        others: [
            (a.levels.len() - of_a.len()) as u64,
            (b.levels.len() - of_b.len()) as u64,
        ],
    })
}

/// The most frequent levels, most frequent first.
fn frequent(counts: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..counts.len()).collect();
    order.sort_by_key(|level| (Reverse(counts[*level]), *level));
    order.truncate(MOST_LEVELS);
    order
}
