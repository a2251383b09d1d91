//! The values of a column that a person can pick from.

use std::{collections::HashMap, hash::Hash};

use super::{
    DataError, Table,
    cells::{Cells, boolean_text, decimal_text, time_text},
};
use crate::terms::Progress;

/// The distinct values of a column, if they are few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommonValues {
    /// Values as cells show them, with how often each occurs, most frequent first.
    pub counts: Vec<(String, u64)>,
    /// There are more distinct values than were asked for, and none is listed.
    pub too_many: bool,
}

/// The values of `column`, if there are at most `most` distinct ones; gaps do not count.
///
/// Ends early where there are more.
///
/// # Errors
/// If there is no such column, or somebody asked it to stop.
pub fn common_values(
    table: &Table,
    column: &str,
    most: usize,
    progress: &dyn Progress,
) -> Result<CommonValues, DataError> {
    match table.cells(column)? {
        Cells::Texts(values) => count(values.iter(), most, str::to_owned, progress),
        Cells::Integers(values) => count(values.iter(), most, |v| v.to_string(), progress),
        Cells::Times(values) => count(values.iter(), most, time_text, progress),
        Cells::Booleans(values) => count(
            values.iter(),
            most,
            |v| boolean_text(v).to_owned(),
            progress,
        ),
        Cells::Decimals(values) => {
            let bits = values.iter().map(|v| v.map(|v| (v + 0.0).to_bits()));
            count(bits, most, |v| decimal_text(f64::from_bits(v)), progress)
        }
    }
}

fn count<T: Copy + Eq + Hash>(
    values: impl Iterator<Item = Option<T>>,
    most: usize,
    text: impl Fn(T) -> String,
    progress: &dyn Progress,
) -> Result<CommonValues, DataError> {
    let mut places = HashMap::<T, usize>::new();
    let mut counts: Vec<(T, u64)> = Vec::new();
    for (row, value) in values.enumerate() {
        if row.is_multiple_of(1 << 20) {
            progress.check()?;
        }
        let Some(value) = value else { continue };
        let place = *places.entry(value).or_insert(counts.len());
        if place == counts.len() {
            if place == most {
                return Ok(CommonValues {
                    counts: Vec::new(),
                    too_many: true,
                });
            }
            counts.push((value, 0));
        }
        counts[place].1 += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().map(|(v, n)| (text(v), n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(CommonValues {
        counts,
        too_many: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{data::ColumnData, terms::Silent};

    #[test]
    fn the_most_frequent_comes_first_and_too_many_are_none() {
        let words = ["b", "a", "", "a", "b", "c"].map(|word| Some(word.to_owned()));
        let texts = words.into_iter().chain([None]).collect();
        let table = Table::from_columns(vec![("t".to_owned(), ColumnData::Texts(texts))]).unwrap();
        let found = common_values(&table, "t", 4, &Silent).unwrap();
        let counts: Vec<(&str, u64)> = found.counts.iter().map(|(v, n)| (v.as_str(), *n)).collect();
        assert_eq!(counts, [("a", 2), ("b", 2), ("", 1), ("c", 1)]);
        let found = common_values(&table, "t", 3, &Silent).unwrap();
        assert!(found.too_many && found.counts.is_empty());
    }
}
