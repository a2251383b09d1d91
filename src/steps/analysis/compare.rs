use rayon::prelude::*;

use super::{Target, TargetMean};
use crate::{
    data::{Kind, RowSet, Table},
    drift::{Baseline, ColumnDrift, Distance, Sample},
    stats::Moments,
    steps::{StepError, problem},
    terms::{Figure, Progress},
};

/// How far the sides are apart is measured in these ways.
pub const DISTANCES: [Distance; 5] = [
    Distance::Psi,
    Distance::JensenShannon,
    Distance::Ks,
    Distance::WassersteinStd,
    Distance::MissingRate,
];

/// Some rows of a table: one side of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The table.
    pub table: &'a Table,
    /// Which of its rows; all of them if `None`.
    pub rows: Option<&'a RowSet>,
}

/// Two sets of rows, column by column, in the bins of the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Rows of both sides.
    pub rows: [u64; 2],
    /// The mean answer of each side, where it has the target.
    pub target: [Option<TargetMean>; 2],
    /// Columns that both sides have, the most different first.
    pub columns: Vec<ComparedColumn>,
    /// Columns that only one side has, with the side, 0 or 1.
    pub lonely: Vec<(String, usize)>,
}

/// One column on both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedColumn {
    /// Its name.
    pub name: String,
    /// What it holds on the first side.
    pub kind: Kind,
    /// How far the sides are apart, and what to draw.
    pub drift: ColumnDrift,
    /// Mean of the values of each side, in their own unit; of numbers only.
    pub means: [Figure; 2],
    /// Share of the rows of each side in which it is missing, 0 to 1.
    pub missing: [Figure; 2],
}

/// A column as one side has it.
enum Values {
    Numbers(Vec<f64>),
    Categories(Vec<u32>, Vec<String>),
}

/// Compares `sides` in every column that both have. The first side draws the bins.
///
/// # Errors
/// If a column cannot be read, or somebody stops it.
pub fn compare(
    sides: [Side<'_>; 2],
    problem: &problem::Params,
    progress: &dyn Progress,
) -> Result<Comparison, StepError> {
    let [first, second] = sides;
    let names = |side: Side<'_>| side.table.columns().to_vec();
    let has = |side: Side<'_>, name: &str| side.table.column_index(name).is_some();
    let both: Vec<_> = names(first)
        .into_iter()
        .filter(|column| has(second, &column.name))
        .collect();
    let only = |side, other, index| {
        let own = names(side).into_iter();
        own.filter(move |column| !has(other, &column.name))
            .map(move |column| (column.name, index))
    };
    let lonely = only(first, second, 0).chain(only(second, first, 1));
    let lonely = lonely.collect();
    let done = std::sync::atomic::AtomicUsize::new(0);
    let mut columns = both
        .par_iter()
        .map(|column| {
            progress.check()?;
            let compared = compare_column(sides, &column.name, column.kind)?;
            let done = 1 + done.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            progress.report(done as f32 / both.len() as f32, "Comparing columns");
            Ok(compared)
        })
        .collect::<Result<Vec<_>, StepError>>()?;
    let apart = |column: &ComparedColumn| column.drift.psi().unwrap_or(-1.0);
    columns.sort_by(|a, b| apart(b).total_cmp(&apart(a)));
    Ok(Comparison {
        rows: sides.map(Side::count),
        target: [target(first, problem), target(second, problem)],
        columns,
        lonely,
    })
}

impl Side<'_> {
    fn count(self) -> u64 {
        let all = self.table.n_rows();
        self.rows.map_or(all, RowSet::count) as u64
    }

    fn values(self, name: &str, as_categories: bool) -> Result<Values, StepError> {
        if as_categories {
            let categories = self.table.categories(name)?;
            let codes = self.take(categories.codes);
            return Ok(Values::Categories(codes, categories.levels));
        }
        Ok(Values::Numbers(self.take(self.table.numbers(name)?)))
    }

    fn take<T: Copy>(self, values: Vec<T>) -> Vec<T> {
        match self.rows {
            None => values,
            Some(rows) => rows.iter().map(|row| values[row]).collect(),
        }
    }
}

impl Values {
    fn sample(&self) -> Sample<'_> {
        match self {
            Self::Numbers(values) => Sample::Numbers(values),
            Self::Categories(codes, levels) => Sample::Categories { codes, levels },
        }
    }

    fn mean(&self) -> Figure {
        match self {
            Self::Numbers(values) => Moments::of(values).mean(),
            Self::Categories(..) => Figure::not_computable("categories have no mean"),
        }
    }

    fn missing(&self) -> Figure {
        let (missing, rows) = match self {
            Self::Numbers(values) => {
                let missing = values.iter().filter(|value| value.is_nan());
                (missing.count(), values.len())
            }
            Self::Categories(codes, _) => {
                let missing = codes.iter().filter(|code| **code == crate::stats::MISSING);
                (missing.count(), codes.len())
            }
        };
        Figure::finite(missing as f64 / rows as f64, "there are no rows")
    }
}

fn compare_column(
    sides: [Side<'_>; 2],
    name: &str,
    kind: Kind,
) -> Result<ComparedColumn, StepError> {
    let [first, second] = sides;
    let other = second.table.column_index(name);
    let other = other.map(|index| second.table.columns()[index].kind);
    // A column that is a number on one side and text on the other is compared by its values.
    let is_category = |kind| matches!(kind, Kind::Text | Kind::Boolean);
    let as_categories = is_category(kind) || other.is_some_and(is_category);
    let a = first.values(name, as_categories)?;
    let b = second.values(name, as_categories)?;
    let drift = Baseline::new(a.sample()).compare(b.sample(), &DISTANCES);
    Ok(ComparedColumn {
        name: name.to_owned(),
        kind,
        drift,
        means: [a.mean(), b.mean()],
        missing: [a.missing(), b.missing()],
    })
}

/// The mean answer of a side; none where it has no target, or one of another kind.
fn target(side: Side<'_>, problem: &problem::Params) -> Option<TargetMean> {
    let target = Target::of(side.table, problem).ok().flatten()?;
    let all;
    let rows = if let Some(rows) = side.rows {
        rows
    } else {
        all = RowSet::all(side.table.n_rows());
        &all
    };
    Some(target.mean(rows))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::ColumnData, drift::Verdict, terms::Silent};

    fn table(n: i64, shift: i64) -> Table {
        let numbers = (0..n).map(|i| (i % 7 != 0).then_some((i * 37 % 101 + shift) as f64));
        let texts = (0..n).map(|i| Some(format!("c{}", i % 5)));
        Table::from_columns(vec![
            ("x".to_owned(), ColumnData::Numbers(numbers.collect())),
            ("c".to_owned(), ColumnData::Texts(texts.collect())),
        ])
        .unwrap()
    }

    #[test]
    fn the_most_different_column_comes_first() {
        let (a, b) = (table(2000, 0), table(2000, 40));
        let sides = [&a, &b].map(|table| Side { table, rows: None });
        let found = compare(sides, &problem::Params::default(), &Silent).unwrap();
        assert_eq!(found.rows, [2000, 2000]);
        assert_eq!(found.columns[0].name, "x");
        assert_eq!(found.columns[0].drift.verdict, Verdict::Drift);
        assert_eq!(found.columns[1].drift.psi(), Some(0.0));
        let [before, after] = &found.columns[0].means;
        assert!((after.value().unwrap() - before.value().unwrap() - 40.0).abs() < 1e-9);
    }

    #[test]
    fn a_column_of_one_side_is_named() {
        let a = table(50, 0);
        let b = a.select(&["c"]).unwrap();
        let sides = [&a, &b].map(|table| Side { table, rows: None });
        let found = compare(sides, &problem::Params::default(), &Silent).unwrap();
        assert_eq!(found.lonely, [("x".to_owned(), 0)]);
        assert_eq!(found.columns.len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn a_set_of_rows_is_like_itself(
            values in proptest::collection::vec(proptest::option::of(-5..5_i64), 1..80),
            chosen in proptest::collection::vec(proptest::bool::ANY, 80),
        ) {
            let texts = values.iter().map(|value| value.map(|value| value.to_string()));
            let columns = vec![
                ("text".to_owned(), ColumnData::Texts(texts.collect())),
                ("whole".to_owned(), ColumnData::Integers(values.clone())),
            ];
            let table = Table::from_columns(columns).unwrap();
            let rows = RowSet::of(values.len(), |row| chosen[row]);
            let side = Side { table: &table, rows: Some(&rows) };
            let found = compare([side, side], &problem::Params::default(), &Silent).unwrap();
            for column in &found.columns {
                for score in &column.drift.scores {
                    let value = score.statistic.value().unwrap_or(0.0);
                    proptest::prop_assert!(value.abs() < 1e-12, "{}: {score:?}", column.name);
                }
            }
        }
    }
}
