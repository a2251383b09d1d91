//! A number for each row, by which equal rows are found.

use std::hash::Hasher as _;

use rayon::prelude::*;

use super::{DataError, Table, cells::Cells};

/// Rows that one thread takes at a time.
const BLOCK: usize = 1 << 16;
/// Stands for a gap: gaps are equal to each other and to nothing else.
const GAP: u64 = 0x6A09_E667_F3BC_C909;

/// A hash of the cells of each row in the columns `names`: equal rows have equal hashes, and a gap
/// equals a gap.
///
/// Different rows share a hash by chance only: among ten million rows once in 370,000 tables. The
/// hash is the same on every machine, but not in every version of the program: do not keep it.
///
/// # Errors
/// If there is no such column.
pub fn row_hashes(table: &Table, names: &[&str]) -> Result<Vec<u64>, DataError> {
    let table = table.select(names)?;
    let n_rows = table.n_rows();
    let blocks: Vec<Vec<u64>> = (0..n_rows.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let rows = table.slice(block * BLOCK, BLOCK);
            let mut hashes = vec![0; rows.n_rows()];
            for column in 0..rows.n_columns() {
                if let Some(cells) = rows.cells_at(column) {
                    add(&mut hashes, cells);
                }
            }
            hashes
        })
        .collect();
    Ok(blocks.concat())
}

/// Takes one more column into the hashes.
fn add(hashes: &mut [u64], cells: Cells<'_>) {
    match cells {
        Cells::Integers(values) | Cells::Times(values) => {
            each(
                hashes,
                values.iter().map(|value| value.map(i64::cast_unsigned)),
            );
        }
        // Both zeros are one value.
        Cells::Decimals(values) => each(
            hashes,
            values
                .iter()
                .map(|value| value.map(|value| (value + 0.0).to_bits())),
        ),
        Cells::Booleans(values) => each(hashes, values.iter().map(|value| value.map(u64::from))),
        Cells::Texts(values) => each(
            hashes,
            values.iter().map(|value| {
                value.map(|text| {
                    let mut hasher = std::hash::DefaultHasher::new();
                    hasher.write(text.as_bytes());
                    hasher.finish()
                })
            }),
        ),
    }
}

fn each(hashes: &mut [u64], values: impl Iterator<Item = Option<u64>>) {
    for (hash, value) in hashes.iter_mut().zip(values) {
        // A value that looks like a gap is as unlikely as any other clash.
        *hash = mixed(hash.rotate_left(23) ^ mixed(value.unwrap_or(GAP)));
    }
}

/// The finalizer of G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA (2014): every bit of the input reaches every bit of the output.
fn mixed(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::{super::ColumnData, *};

    proptest::proptest! {
        #[test]
        fn rows_are_equal_exactly_where_their_hashes_are(
            rows in proptest::collection::vec((proptest::option::of(0..3_i64), proptest::option::of("[ab]{0,2}"), proptest::option::of(-1..2_i8)), 1..60),
        ) {
            let table = Table::from_columns(vec![
                ("a".to_owned(), ColumnData::Integers(rows.iter().map(|row| row.0).collect())),
                ("b".to_owned(), ColumnData::Texts(rows.iter().map(|row| row.1.clone()).collect())),
                ("c".to_owned(), ColumnData::Numbers(rows.iter().map(|row| row.2.map(f64::from)).collect())),
            ]).unwrap();
            let hashes = row_hashes(&table, &["a", "b", "c"]).unwrap();
            for (i, a) in rows.iter().enumerate() {
                for (j, b) in rows.iter().enumerate() {
                    proptest::prop_assert_eq!(a == b, hashes[i] == hashes[j]);
                }
            }
            proptest::prop_assert!(row_hashes(&table, &["moon"]).is_err());
        }
    }

    #[test]
    fn blocks_do_not_matter() {
        let n = 2 * BLOCK + 7;
        let values = (0..n).map(|row| Some((row % BLOCK) as f64));
        let table = Table::from_columns(vec![(
            "a".to_owned(),
            ColumnData::Numbers(values.collect()),
        )])
        .unwrap();
        let hashes = row_hashes(&table, &["a"]).unwrap();
        assert_eq!(hashes.len(), n);
        assert!((BLOCK..n).all(|row| hashes[row] == hashes[row - BLOCK]));
    }
}
