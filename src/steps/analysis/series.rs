use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    Params,
    period::{Period, periods},
};
use crate::{
    data::{ColumnProfile, Profile, Table},
    stats::MISSING,
    steps::{StepError, problem},
    terms::Progress,
};

/// Every column over the time of the data, period by period.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Series {
    /// The column that says when.
    pub time: String,
    /// How long a period is.
    pub period: Period,
    /// When each period begins, in microseconds since 1970.
    pub starts: Vec<i64>,
    /// Rows of each period.
    pub rows: Vec<u64>,
    /// Rows without a time; they are in none.
    pub undated: u64,
    /// How many further columns are not followed.
    pub left_out: u64,
    /// Every other column, at most 200.
    pub columns: Vec<ColumnSeries>,
}

/// A column over time.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnSeries {
    /// The column.
    pub column: String,
    /// Rows of each period in which it is missing.
    pub missing: Vec<u64>,
    /// The mean of each period, for numbers; nothing in a period without a value.
    pub means: Option<Vec<Option<f64>>>,
    /// The rows of each of the most frequent values in each period, for categories.
    pub levels: Vec<(String, Vec<u64>)>,
}

impl Series {
    /// How many periods between the first and the last one hold no row.
    pub fn empty_periods(&self) -> u64 {
        let full = |rows: &u64| *rows > 0;
        let first = self.rows.iter().position(full).unwrap_or(0);
        let last = self.rows.iter().rposition(full).unwrap_or(0);
        let inside = self.rows.get(first..=last).unwrap_or_default();
        inside.iter().filter(|rows| **rows == 0).count() as u64
    }
}

/// Columns that are followed.
const MOST_COLUMNS: usize = 200;
/// Rows that are read at once.
const BLOCK: usize = 65_536;
/// How many of a category's values are followed.
const LEVELS: usize = 5;

/// What is summed up of a column over some rows; sums of parts can be added.
#[derive(Default)]
struct Sums {
    missing: Vec<u64>,
    /// Values and their sum, by period.
    numbers: Vec<(u64, f64)>,
    /// Rows by level and period.
    levels: Vec<Vec<u64>>,
}

/// Every column over time; nothing where the data has no time column or no times.
pub(super) fn series(
    table: &Table,
    profile: &Profile,
    (problem, params): (&problem::Params, &Params),
    progress: &dyn Progress,
) -> Result<Option<Series>, StepError> {
    let named = |column: &&ColumnProfile| {
        column.times.is_some()
            && problem
                .time_column
                .as_ref()
                .is_none_or(|name| *name == column.name)
    };
    let Some(time) = profile.columns.iter().find(named) else {
        return Ok(None);
    };
    let span = time
        .times
        .as_ref()
        .and_then(|times| times.first.zip(times.last));
    let Some((period, starts)) = span.and_then(|(first, last)| periods(first, last, params.period))
    else {
        return Ok(None);
    };
    let mut columns: Vec<&ColumnProfile> = profile
        .columns
        .iter()
        .filter(|column| column.times.is_none())
        .collect();
    let left_out = columns.len().saturating_sub(MOST_COLUMNS) as u64;
    columns.truncate(MOST_COLUMNS);
    let blocks = (0..table.n_rows().div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            progress.check()?;
            sums(
                &table.slice(block * BLOCK, BLOCK),
                &time.name,
                &columns,
                &starts,
            )
        })
        .collect::<Result<Vec<_>, StepError>>()?;
    let n = starts.len();
    let mut rows = vec![0; n];
    let mut whole: Vec<Sums> = columns
        .iter()
        .map(|column| Sums::empty(column, n))
        .collect();
    for (block_rows, block) in &blocks {
        add(&mut rows, block_rows);
        for (whole, part) in whole.iter_mut().zip(block) {
            whole.add(part);
        }
    }
    let columns = columns.iter().zip(whole);
    Ok(Some(Series {
        time: time.name.clone(),
        period,
        starts,
        undated: time.missing,
        left_out,
        rows,
        columns: columns.map(|(column, sums)| sums.told(column)).collect(),
    }))
}

/// The rows of each period in `block`, and the sums of every column.
fn sums(
    block: &Table,
    time: &str,
    columns: &[&ColumnProfile],
    starts: &[i64],
) -> Result<(Vec<u64>, Vec<Sums>), StepError> {
    let of_row: Vec<Option<usize>> = block
        .times(time)?
        .into_iter()
        .map(|time| {
            let time = time?;
            starts
                .partition_point(|start| *start <= time)
                .checked_sub(1)
        })
        .collect();
    let mut rows = vec![0; starts.len()];
    for period in of_row.iter().flatten() {
        rows[*period] += 1;
    }
    let mut all = Vec::with_capacity(columns.len());
    for column in columns {
        let mut sums = Sums::empty(column, starts.len());
        let dated = of_row.iter().enumerate();
        let dated = dated.filter_map(|(row, period)| Some((row, (*period)?)));
        if column.numbers.is_some() {
            let values = block.numbers(&column.name)?;
            for (row, period) in dated {
                let value = values[row];
                if value.is_nan() {
                    sums.missing[period] += 1;
                } else if value.is_finite() {
                    sums.numbers[period].0 += 1;
                    sums.numbers[period].1 += value;
                }
            }
        } else {
            let categories = block.categories(&column.name)?;
            let places: BTreeMap<&str, usize> = followed(column).zip(0..).collect();
            let levels = categories.levels.iter();
            let places: Vec<Option<&usize>> =
                levels.map(|level| places.get(level.as_str())).collect();
            for (row, period) in dated {
                let code = categories.codes[row];
                if code == MISSING {
                    sums.missing[period] += 1;
                } else if let Some(&level) = places[code as usize] {
                    sums.levels[level][period] += 1;
                }
            }
        }
        all.push(sums);
    }
    Ok((rows, all))
}

fn followed(column: &ColumnProfile) -> impl Iterator<Item = &str> {
    let top = column.top.iter().take(LEVELS);
    top.map(|count| count.value.as_str())
}

fn add(to: &mut [u64], more: &[u64]) {
    for (to, more) in to.iter_mut().zip(more) {
        *to += more;
    }
}

impl Sums {
    fn empty(column: &ColumnProfile, n: usize) -> Self {
        let levels = if column.numbers.is_some() {
            0
        } else {
            followed(column).count()
        };
        Self {
            missing: vec![0; n],
            numbers: vec![(0, 0.0); if column.numbers.is_some() { n } else { 0 }],
            levels: vec![vec![0; n]; levels],
        }
    }

    fn add(&mut self, more: &Self) {
        add(&mut self.missing, &more.missing);
        for (to, more) in self.numbers.iter_mut().zip(&more.numbers) {
            *to = (to.0 + more.0, to.1 + more.1);
        }
        for (to, more) in self.levels.iter_mut().zip(&more.levels) {
            add(to, more);
        }
    }

    fn told(self, column: &ColumnProfile) -> ColumnSeries {
        let means = |sums: Vec<(u64, f64)>| {
            let mean = |(n, sum): (u64, f64)| Some(sum / n as f64).filter(|mean| mean.is_finite());
            sums.into_iter().map(mean).collect()
        };
        ColumnSeries {
            column: column.name.clone(),
            missing: self.missing,
            means: column.numbers.is_some().then(|| means(self.numbers)),
            levels: followed(column)
                .map(str::to_owned)
                .zip(self.levels)
                .collect(),
        }
    }
}
