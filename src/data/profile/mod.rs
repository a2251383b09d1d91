//! Every column of a table by itself.

mod count;
mod numbers;
mod ordered;
mod texts;
mod times;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub use self::{count::Count, numbers::NumberProfile, texts::TextProfile, times::TimeProfile};
use self::{count::Top, ordered::Ordered, texts::Counted};
use super::{
    DataError, Kind, Table,
    cells::{Cells, boolean_text},
    duplicates::duplicate_rows,
};
use crate::terms::{Part, Progress};

/// How closely to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProfileParams {
    /// Bins of each histogram; at least 1.
    pub n_bins: usize,
    /// How many of the most frequent and of the most extreme values to list.
    pub n_top: usize,
}

impl Default for ProfileParams {
    fn default() -> Self {
        Self {
            n_bins: 30,
            n_top: 10,
        }
    }
}

/// What the columns of a table hold.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Profile {
    /// Number of rows.
    pub rows: u64,
    /// Rows that are equal to an earlier one in every column.
    pub duplicates: u64,
    /// One entry per column, in their order.
    pub columns: Vec<ColumnProfile>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnProfile {
    /// The column.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
    /// Rows with a value.
    pub count: u64,
    /// Rows without one.
    pub missing: u64,
    /// Different values, gaps not counted.
    pub distinct: u64,
    /// Whether every row is the same, a gap being a value of its own: such a column tells nothing.
    pub constant: bool,
    /// The most frequent values, most frequent first; of equally frequent ones the smaller first.
    pub top: Vec<Count>,
    /// Figures of integers and decimals.
    pub numbers: Option<NumberProfile>,
    /// Figures of times.
    pub times: Option<TimeProfile>,
    /// Figures of text.
    pub texts: Option<TextProfile>,
}

/// Columns that are looked at for each one in the works: what a column needs besides the table is
/// then a small part of the table, however many threads there are.
const COLUMNS_PER_WORKER: usize = 6;

/// Looks at every column of `table` by itself.
///
/// Besides the table it needs at most 16 bytes a row for every six columns, and 16 for the
/// duplicates.
///
/// # Errors
/// Only if somebody stops it.
pub fn profile(
    table: &Table,
    params: &ProfileParams,
    progress: &dyn Progress,
) -> Result<Profile, DataError> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let n = table.n_columns();
    let part = Part::new(progress, 0.0, 0.85);
    let worker = |_| {
        let mut columns = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= n {
                return Ok(columns);
            }
            part.check()?;
            columns.push((index, column(table, index, params)));
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            part.report(done as f32 / n as f32, "Profiling columns");
        }
    };
    let workers = n.div_ceil(COLUMNS_PER_WORKER);
    let columns = (0..workers.min(rayon::current_num_threads()).max(1))
        .into_par_iter()
        .map(worker)
        .collect::<Result<Vec<_>, DataError>>()?;
    let mut columns: Vec<(usize, ColumnProfile)> = columns.into_iter().flatten().collect();
    columns.sort_by_key(|(index, _)| *index);
    progress.report(0.85, "Looking for equal rows");
    Ok(Profile {
        rows: table.n_rows() as u64,
        duplicates: duplicate_rows(table, progress)?,
        columns: columns.into_iter().map(|(_, column)| column).collect(),
    })
}

fn column(table: &Table, index: usize, params: &ProfileParams) -> ColumnProfile {
    let info = &table.columns()[index];
    let cells = table.cells_at(index);
    let missing = cells.map_or(0, Cells::missing) as u64;
    let mut profile = ColumnProfile {
        name: info.name.clone(),
        kind: info.kind,
        count: table.n_rows() as u64 - missing,
        missing,
        distinct: 0,
        constant: false,
        top: Vec::new(),
        numbers: None,
        times: None,
        texts: None,
    };
    match cells {
        Some(Cells::Integers(values)) => {
            let ordered = Ordered::integers(values);
            (profile.distinct, profile.top) = ordered.top(params.n_top);
            profile.numbers = Some(numbers::profile(&ordered, params));
        }
        Some(Cells::Decimals(values)) => {
            let ordered = Ordered::decimals(values);
            (profile.distinct, profile.top) = ordered.top(params.n_top);
            profile.numbers = Some(numbers::profile(&ordered, params));
        }
        Some(Cells::Times(values)) => {
            let ordered = Ordered::times(values);
            (profile.distinct, profile.top) = ordered.top(params.n_top);
            profile.times = Some(times::profile(values, &ordered, params));
        }
        Some(Cells::Texts(values)) => {
            let counted = Counted::of(values);
            (profile.distinct, profile.top) = counted.top(params.n_top);
            profile.texts = Some(counted.profile());
        }
        Some(Cells::Booleans(values)) => {
            let held = values.iter().flatten().filter(|value| *value).count() as u64;
            let mut top = Top::new(params.n_top);
            for (value, count) in [(false, profile.count - held), (true, held)] {
                if count > 0 {
                    profile.distinct += 1;
                    top.add(value, count);
                }
            }
            profile.top = top.counts(|value| boolean_text(value).to_owned());
        }
        None => {}
    }
    profile.constant = profile.distinct + u64::from(missing > 0) <= 1;
    profile
}

#[cfg(test)]
mod tests {
    use super::{super::ColumnData, *};
    use crate::terms::{Cancelled, Figure, Silent};

    fn of(data: ColumnData) -> ColumnProfile {
        let table = Table::from_columns(vec![("a".to_owned(), data)]).unwrap();
        profile(&table, &ProfileParams::default(), &Silent)
            .unwrap()
            .columns
            .remove(0)
    }

    fn top(column: &ColumnProfile) -> Vec<(&str, u64)> {
        column
            .top
            .iter()
            .map(|count| (count.value.as_str(), count.count))
            .collect()
    }

    #[test]
    fn numbers_have_figures_and_frequent_values() {
        let values = [
            Some(2.5),
            None,
            Some(0.0),
            Some(-0.0),
            Some(2.5),
            Some(f64::INFINITY),
            Some(-1.0),
        ];
        let column = of(ColumnData::Numbers(values.to_vec()));
        assert_eq!(
            (
                column.count,
                column.missing,
                column.distinct,
                column.constant
            ),
            (6, 1, 4, false)
        );
        assert_eq!(top(&column), [("0", 2), ("2.5", 2), ("-1", 1), ("inf", 1)]);
        let numbers = column.numbers.unwrap();
        assert_eq!(
            (numbers.zeros, numbers.negatives, numbers.infinite),
            (2, 1, 1)
        );
        assert_eq!(numbers.min, Figure::Value(-1.0));
        assert_eq!(numbers.max, Figure::Value(2.5));
        assert_eq!(numbers.lowest, [-1.0, 0.0, 2.5]);
        assert_eq!(numbers.highest, [2.5, 0.0, -1.0]);
        assert_eq!(numbers.histogram.total(), 5);
    }

    #[test]
    fn large_integers_stay_apart() {
        let id = (1_i64 << 60) + 1;
        let column = of(ColumnData::Integers(vec![Some(id), Some(id + 1), Some(id)]));
        assert_eq!(column.distinct, 2);
        assert_eq!(top(&column)[0], (id.to_string().as_str(), 2));
    }

    #[test]
    fn texts_booleans_and_times() {
        let texts = ["b", "a", "b", "längst"].map(|text| Some(text.to_owned()));
        let column = of(ColumnData::Texts(texts.to_vec()));
        assert_eq!(top(&column), [("b", 2), ("a", 1), ("längst", 1)]);
        let texts = column.texts.unwrap();
        assert_eq!((texts.shortest, texts.longest), (Some(1), Some(6)));
        assert_eq!(texts.mean_length, Figure::Value(2.25));
        let column = of(ColumnData::Booleans(vec![Some(true), None, Some(true)]));
        assert_eq!((top(&column), column.constant), (vec![("true", 2)], false));
        let column = of(ColumnData::Times(vec![Some(86_400_000_000), Some(0), None]));
        assert_eq!(
            top(&column),
            [("1970-01-01 00:00:00", 1), ("1970-01-02 00:00:00", 1)]
        );
        let times = column.times.unwrap();
        assert_eq!(
            (times.first, times.median, times.last),
            (Some(0), Some(43_200_000_000), Some(86_400_000_000))
        );
    }

    #[test]
    fn nothing_and_gaps_only_are_constant() {
        for data in [
            ColumnData::Numbers(vec![]),
            ColumnData::Numbers(vec![None, None]),
            ColumnData::Integers(vec![Some(7); 3]),
            ColumnData::Texts(vec![None]),
            ColumnData::Times(vec![]),
        ] {
            let column = of(data);
            assert!(column.constant, "{column:?}");
            assert_eq!(column.top.len() as u64, column.distinct);
        }
    }

    #[test]
    fn stops_when_asked() {
        struct Stop;
        impl Progress for Stop {
            fn report(&self, _: f32, _: &str) {}
            fn check(&self) -> Result<(), Cancelled> {
                Err(Cancelled)
            }
        }
        let table =
            Table::from_columns(vec![("a".to_owned(), ColumnData::Numbers(vec![]))]).unwrap();
        let stopped = profile(&table, &ProfileParams::default(), &Stop);
        assert!(matches!(stopped, Err(DataError::Cancelled(_))));
    }
}
