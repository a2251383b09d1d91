//! Rows that are equal to an earlier one.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use polars::prelude::StaticArray as _;
use rayon::prelude::*;

use super::{DataError, Table, cells::Cells};
use crate::terms::Progress;

/// Rows that are hashed before the next column is looked at: few enough to stay in a cache.
const BLOCK: usize = 4096;
/// Stands for a gap.
const GAP: u64 = 0x9AE1_6A3B_2F90_404F;

/// How many rows of `table` are equal to an earlier row in every column; a gap equals a gap.
///
/// Rows are told apart by a hash of 128 bits each, so that two different ones are taken for equal
/// once in about 10²⁴ tables of ten million rows. Needs 16 bytes a row while it works.
///
/// # Errors
/// Only if somebody stops it.
pub fn duplicate_rows(table: &Table, progress: &dyn Progress) -> Result<u64, DataError> {
    if table.n_columns() == 0 {
        return Ok(0);
    }
    let mut hashes = row_hashes(table, progress)?;
    progress.check()?;
    hashes.par_sort_unstable();
    let repeated = hashes.windows(2).filter(|pair| pair[0] == pair[1]);
    Ok(repeated.count() as u64)
}

/// A hash of every row: equal rows have equal ones.
fn row_hashes(table: &Table, progress: &dyn Progress) -> Result<Vec<u128>, DataError> {
    let columns: Vec<Cells<'_>> = (0..table.n_columns())
        .filter_map(|column| table.cells_at(column))
        .collect();
    let mut hashes = vec![0_u128; table.n_rows()];
    hashes
        .par_chunks_mut(BLOCK)
        .enumerate()
        .try_for_each(|(block, hashes)| {
            progress.check()?;
            for cells in &columns {
                add(*cells, block * BLOCK, hashes);
            }
            Ok::<(), DataError>(())
        })?;
    Ok(hashes)
}

/// Mixes a column's cells from row `first` on into `hashes`.
fn add(cells: Cells<'_>, first: usize, hashes: &mut [u128]) {
    let rows = hashes.iter_mut().zip(first..);
    match cells {
        Cells::Integers(values) | Cells::Times(values) => {
            let values = values.downcast_as_array();
            for (hash, row) in rows {
                let value = values.get(row);
                mix(hash, value.map_or(GAP, i64::cast_unsigned), value.is_none());
            }
        }
        Cells::Decimals(values) => {
            let values = values.downcast_as_array();
            for (hash, row) in rows {
                // Both zeros are one value.
                let value = values.get(row).map(|value| (value + 0.0).to_bits());
                mix(hash, value.unwrap_or(GAP), value.is_none());
            }
        }
        Cells::Booleans(values) => {
            for (hash, row) in rows {
                let value = values.get(row);
                mix(hash, value.map_or(GAP, u64::from), value.is_none());
            }
        }
        Cells::Texts(values) => {
            for (hash, row) in rows {
                let value = values.get(row);
                mix(hash, value.map_or(GAP, text), value.is_none());
            }
        }
    }
}

#[inline]
fn mix(hash: &mut u128, value: u64, is_gap: bool) {
    const ODD: u128 = 0xA076_1D64_78BD_642F_E703_7ED1_A0B4_28DB;
    let value = u128::from(value) | (u128::from(is_gap) << 64) | (1 << 70);
    let mixed = (*hash ^ value).wrapping_mul(ODD);
    *hash = mixed ^ (mixed >> 61);
}

fn text(value: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
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

    #[test]
    fn a_gap_is_no_value() {
        let gap = GAP.cast_signed();
        let column = ColumnData::Integers(vec![Some(gap), None, Some(0)]);
        let table = Table::from_columns(vec![("i".to_owned(), column)]).unwrap();
        assert_eq!(duplicate_rows(&table, &Silent).unwrap(), 0);
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
