//! Rows that are equal to an earlier one.

use rayon::prelude::*;

use super::{DataError, Table, row_hashes};
use crate::terms::Progress;

/// How many rows of `table` are equal to an earlier row in every column; a gap equals a gap.
///
/// Rows are told apart by [`row_hashes`], so by chance two different ones may be taken for equal.
///
/// # Errors
/// Only if somebody stops it.
pub fn duplicate_rows(table: &Table, progress: &dyn Progress) -> Result<u64, DataError> {
    let names: Vec<&str> = table
        .columns()
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    if names.is_empty() {
        return Ok(0);
    }
    let mut hashes = row_hashes(table, &names)?;
    progress.check()?;
    hashes.par_sort_unstable();
    let repeated = hashes.windows(2).filter(|pair| pair[0] == pair[1]);
    Ok(repeated.count() as u64)
}

#[cfg(test)]
mod tests {
    use super::{super::ColumnData, *};
    use crate::terms::Silent;

    #[test]
    fn a_row_is_a_duplicate_only_in_every_column() {
        let integers = [Some(0), None, Some(0), None, Some(1), Some(0)];
        let texts = ["a", "a", "a", "a", "a", "b"].map(|text| Some(text.to_owned()));
        let decimals = [0.0, 1.0, -0.0, 1.0, 0.0, 0.0].map(Some);
        let table = Table::from_columns(vec![
            ("i".to_owned(), ColumnData::Integers(integers.to_vec())),
            ("t".to_owned(), ColumnData::Texts(texts.to_vec())),
            ("d".to_owned(), ColumnData::Numbers(decimals.to_vec())),
        ]);
        assert_eq!(duplicate_rows(&table.unwrap(), &Silent).unwrap(), 2);
    }

    proptest::proptest! {
        #[test]
        fn duplicates_are_rows_less_distinct_rows(rows in proptest::collection::vec((0..4_i64, proptest::option::of(0..3_i64)), 0..60)) {
            let distinct: std::collections::BTreeSet<_> = rows.iter().collect();
            let (a, b): (Vec<_>, Vec<_>) = rows.iter().map(|(a, b)| (Some(*a), *b)).unzip();
            let table = Table::from_columns(vec![
                ("a".to_owned(), ColumnData::Integers(a)),
                ("b".to_owned(), ColumnData::Times(b)),
            ]).unwrap();
            proptest::prop_assert_eq!(duplicate_rows(&table, &Silent).unwrap(), (rows.len() - distinct.len()) as u64);
        }
    }
}
