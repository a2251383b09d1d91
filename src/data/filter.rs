//! Which rows hold what is asked for, column by column.

use std::collections::BTreeSet;

use super::{DataError, RowSet, Table, cells::Cells, iso_time, needle::Needle};
use crate::terms::Progress;

/// What is asked of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnFilter {
    /// The column.
    pub column: String,
    /// What its values must be.
    pub rule: Rule,
}

/// What the values of a column must be. A gap keeps no rule but [`Rule::Missing`].
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// This text stands somewhere in the cell as it is shown, whatever the case of its letters.
    Contains(String),
    /// A number (or a time in microseconds since 1970-01-01) from one bound to the other, both
    /// included; text keeps no such rule.
    Between {
        /// The smallest value.
        low: Option<f64>,
        /// The largest value.
        high: Option<f64>,
    },
    /// One of these, as a cell shows them.
    OneOf(BTreeSet<String>),
    /// The value is missing.
    Missing,
    /// The value is not missing.
    Present,
}

/// The rows that keep every one of `filters`; all rows, if there are none.
///
/// # Errors
/// If there is no such column, or somebody asked it to stop.
pub fn matching(
    table: &Table,
    filters: &[ColumnFilter],
    progress: &dyn Progress,
) -> Result<RowSet, DataError> {
    let mut kept = RowSet::all(table.n_rows());
    for (done, filter) in filters.iter().enumerate() {
        let what = format!("Filtering by {}", filter.column);
        progress.report(done as f32 / filters.len() as f32, &what);
        let cells = table.cells(&filter.column)?;
        kept = kept.and(&keeping(cells, &filter.rule, table.n_rows(), progress)?);
    }
    Ok(kept)
}

fn keeping(
    cells: Cells<'_>,
    rule: &Rule,
    n_rows: usize,
    progress: &dyn Progress,
) -> Result<RowSet, DataError> {
    Ok(match rule {
        Rule::Contains(text) => {
            let needle = Needle::new(text);
            if needle.fits(cells) {
                RowSet::scan(n_rows, progress, |row| needle.is_in(cells, row))?
            } else {
                RowSet::none(n_rows)
            }
        }
        Rule::Between { low, high } => {
            let low = low.unwrap_or(f64::NEG_INFINITY);
            let high = high.unwrap_or(f64::INFINITY);
            RowSet::scan(n_rows, progress, |row| {
                number(cells, row).is_some_and(|value| low <= value && value <= high)
            })?
        }
        Rule::OneOf(values) => one_of(cells, values, n_rows, progress)?,
        Rule::Missing => RowSet::scan(n_rows, progress, |row| cells.is_null(row))?,
        Rule::Present => RowSet::scan(n_rows, progress, |row| !cells.is_null(row))?,
    })
}

fn number(cells: Cells<'_>, row: usize) -> Option<f64> {
    match cells {
        Cells::Integers(values) | Cells::Times(values) => values.get(row).map(|value| value as f64),
        Cells::Decimals(values) => values.get(row),
        Cells::Booleans(values) => values.get(row).map(|value| f64::from(u8::from(value))),
        Cells::Texts(_) => None,
    }
}

/// Compares values, not their texts: texts are read once, not written for every row.
fn one_of(
    cells: Cells<'_>,
    wanted: &BTreeSet<String>,
    n_rows: usize,
    progress: &dyn Progress,
) -> Result<RowSet, DataError> {
    let integers = |read: &dyn Fn(&str) -> Option<i64>| -> BTreeSet<i64> {
        wanted.iter().filter_map(|text| read(text)).collect()
    };
    Ok(match cells {
        Cells::Texts(values) => RowSet::scan(n_rows, progress, |row| {
            values.get(row).is_some_and(|text| wanted.contains(text))
        })?,
        Cells::Booleans(values) => RowSet::scan(n_rows, progress, |row| {
            let text = values.get(row).map(super::cells::boolean_text);
            text.is_some_and(|text| wanted.contains(text))
        })?,
        Cells::Decimals(values) => {
            // Both zeros are one value.
            let bits = |value: f64| (value + 0.0).to_bits();
            let read = |text: &String| text.parse().ok().map(bits);
            let wanted: BTreeSet<u64> = wanted.iter().filter_map(read).collect();
            RowSet::scan(n_rows, progress, |row| {
                values
                    .get(row)
                    .is_some_and(|value| wanted.contains(&bits(value)))
            })?
        }
        Cells::Integers(values) => {
            let wanted = integers(&|text| text.parse().ok());
            RowSet::scan(n_rows, progress, |row| {
                values.get(row).is_some_and(|value| wanted.contains(&value))
            })?
        }
        Cells::Times(values) => {
            let wanted = integers(&iso_time::parse);
            RowSet::scan(n_rows, progress, |row| {
                values.get(row).is_some_and(|value| wanted.contains(&value))
            })?
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{data::ColumnData, terms::Silent};

    fn table(rows: &[(Option<i64>, Option<f64>, Option<String>)]) -> Table {
        let times = rows
            .iter()
            .map(|row| row.0.map(|value| value * 86_400_000_000));
        Table::from_columns(vec![
            (
                "i".to_owned(),
                ColumnData::Integers(rows.iter().map(|row| row.0).collect()),
            ),
            (
                "f".to_owned(),
                ColumnData::Numbers(rows.iter().map(|row| row.1).collect()),
            ),
            (
                "t".to_owned(),
                ColumnData::Texts(rows.iter().map(|row| row.2.clone()).collect()),
            ),
            ("d".to_owned(), ColumnData::Times(times.collect())),
        ])
        .unwrap()
    }

    proptest! {
        #[test]
        fn rules_keep_what_the_shown_cells_say(
            rows in proptest::collection::vec(
                (
                    proptest::option::of(-20_i64..20),
                    proptest::option::of((-8_i32..8).prop_map(|value| f64::from(value) / 4.0)),
                    proptest::option::of("[aAbäÄ]{0,4}"),
                ),
                0..200,
            ),
            needle in prop_oneof!["[ab1.-]{1,2}", Just("ä".to_owned())],
            picked in proptest::collection::btree_set("0|1|-1|[ab]{0,2}|0\\.25", 0..4),
            bounds in (-3.0..3.0_f64, -3.0..3.0_f64),
        ) {
            let table = table(&rows);
            for (index, info) in table.columns().iter().enumerate() {
                let holds = |rule: Rule, expected: &dyn Fn(usize) -> bool| {
                    let filter = ColumnFilter { column: info.name.clone(), rule };
                    let found = matching(&table, std::slice::from_ref(&filter), &Silent).unwrap();
                    let expected: Vec<u32> =
                        (0..rows.len() as u32).filter(|&row| expected(row as usize)).collect();
                    prop_assert_eq!(found.indices(), expected, "{:?}", filter);
                    Ok(())
                };
                let there = |row: usize| !table.is_null(row, index);
                let shown = |row: usize| table.cell(row, index);
                let low = needle.to_lowercase();
                holds(Rule::Contains(needle.clone()), &|row| there(row) && shown(row).to_lowercase().contains(&low))?;
                holds(Rule::OneOf(picked.clone()), &|row| there(row) && picked.contains(&shown(row)))?;
                holds(Rule::Missing, &|row| !there(row))?;
                holds(Rule::Present, &there)?;
                if info.name == "f" {
                    let between = Rule::Between { low: Some(bounds.0), high: Some(bounds.1) };
                    holds(between, &|row| rows[row].1.is_some_and(|value| bounds.0 <= value && value <= bounds.1))?;
                }
            }
        }
    }

    #[test]
    fn every_filter_must_be_kept() {
        let table = table(&[(Some(1), None, Some("x".to_owned())), (Some(2), None, None)]);
        let filter = |column: &str, rule| ColumnFilter {
            column: column.to_owned(),
            rule,
        };
        let both = [filter("f", Rule::Missing), filter("t", Rule::Present)];
        assert_eq!(matching(&table, &both, &Silent).unwrap().indices(), [0]);
        assert_eq!(matching(&table, &[], &Silent).unwrap().count(), 2);
        assert!(matching(&table, &[filter("no", Rule::Missing)], &Silent).is_err());
    }
}
