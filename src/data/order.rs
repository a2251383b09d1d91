//! The order of rows by the values of columns.

use polars::prelude::{BooleanChunked, Float64Chunked, Int64Chunked, StringChunked};
use rayon::prelude::*;

use super::{DataError, Table, cells::Cells};
use crate::terms::Progress;

/// A column to order rows by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortKey {
    /// The column.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// How many rows one worker looks at in one go.
const BLOCK: usize = 1 << 16;

/// How many bytes of a text go into one number that is compared.
const BYTES: usize = 7;

/// From this depth on texts are compared as they are: 56 equal bytes are rare.
const DEEPEST: usize = 8;

/// The row numbers of `rows` (of every row, if there are none) in the order of `keys`, the first
/// key first.
///
/// Rows with equal values stay as they were, also where the largest comes first. Gaps come last in
/// either direction. Numbers and times are ordered by size, -0 equals 0, false comes before true,
/// and text is ordered by its bytes in UTF-8: capitals before small letters.
///
/// Takes 4 bytes a row for the result and about 24 more while it works.
///
/// # Errors
/// If there is no such column, or somebody asked it to stop.
pub fn order(
    table: &Table,
    keys: &[SortKey],
    rows: Option<&[u32]>,
    progress: &dyn Progress,
) -> Result<Vec<u32>, DataError> {
    let mut order = match rows {
        Some(rows) => rows.to_vec(),
        None => (0..table.n_rows() as u32).collect(),
    };
    // A stable order by the last key first, and by the first key last.
    for (done, key) in keys.iter().rev().enumerate() {
        progress.check()?;
        let what = format!("Sorting by {}", key.column);
        progress.report(done as f32 / keys.len() as f32, &what);
        order = by_column(table.cells(&key.column)?, &order, key.descending);
    }
    progress.check()?;
    Ok(order)
}

/// A number that is ordered like the value, and the place in the order so far.
type Keyed = (u64, u32);

fn by_column(cells: Cells<'_>, order: &[u32], descending: bool) -> Vec<u32> {
    let flip = if descending { u64::MAX } else { 0 };
    let (places, gaps) = match cells {
        Cells::Integers(values) | Cells::Times(values) => {
            numbers(order, flip, |row| whole(values, row))
        }
        Cells::Decimals(values) => numbers(order, flip, |row| decimal(values, row)),
        Cells::Booleans(values) => numbers(order, flip, |row| boolean(values, row)),
        Cells::Texts(values) => {
            let (mut keyed, gaps) = keyed(order, |row| Some(chunk(values.get(row)?, 0) ^ flip));
            Texts {
                values,
                order,
                flip,
            }
            .sort(&mut keyed, 0);
            (keyed.iter().map(|(_, place)| *place).collect(), gaps)
        }
    };
    let places: &Vec<u32> = &places;
    places
        .par_iter()
        .chain(&gaps)
        .map(|&place| order[place as usize])
        .collect()
}

fn whole(values: &Int64Chunked, row: usize) -> Option<u64> {
    Some(values.get(row)?.cast_unsigned() ^ (1 << 63))
}

/// The bits of a float, turned so that they are ordered like the float.
fn decimal(values: &Float64Chunked, row: usize) -> Option<u64> {
    let bits = (values.get(row)? + 0.0).to_bits();
    let is_negative = bits >> 63 == 1;
    Some(if is_negative { !bits } else { bits | 1 << 63 })
}

fn boolean(values: &BooleanChunked, row: usize) -> Option<u64> {
    values.get(row).map(u64::from)
}

/// The places of rows with a value, in the order of the keys, and the places of gaps.
fn numbers(
    order: &[u32],
    flip: u64,
    key: impl Fn(usize) -> Option<u64> + Sync,
) -> (Vec<u32>, Vec<u32>) {
    let (mut keyed, gaps) = keyed(order, |row| key(row).map(|key| key ^ flip));
    let low = keyed.par_iter().map(|(key, _)| *key).min().unwrap_or(0);
    let high = keyed.par_iter().map(|(key, _)| *key).max().unwrap_or(0);
    if high - low > u64::from(u32::MAX) {
        keyed.par_sort_unstable();
        return (
            keyed.into_par_iter().map(|(_, place)| place).collect(),
            gaps,
        );
    }
    // Key and place fit into one number, which halves the work.
    let mut packed: Vec<u64> = keyed
        .into_par_iter()
        .map(|(key, place)| (key - low) << 32 | u64::from(place))
        .collect();
    packed.par_sort_unstable();
    let places = packed.into_par_iter().map(|packed| packed as u32).collect();
    (places, gaps)
}

/// The keys of rows with a value, each with its place, and the places of gaps, both as they come.
fn keyed(order: &[u32], key: impl Fn(usize) -> Option<u64> + Sync) -> (Vec<Keyed>, Vec<u32>) {
    let parts: Vec<(Vec<Keyed>, Vec<u32>)> = order
        .par_chunks(BLOCK)
        .enumerate()
        .map(|(block, rows)| {
            let (mut keyed, mut gaps) = (Vec::with_capacity(rows.len()), Vec::new());
            for (i, &row) in rows.iter().enumerate() {
                let place = (block * BLOCK + i) as u32;
                match key(row as usize) {
                    Some(key) => keyed.push((key, place)),
                    None => gaps.push(place),
                }
            }
            (keyed, gaps)
        })
        .collect();
    let mut all = Vec::with_capacity(parts.iter().map(|(keyed, _)| keyed.len()).sum());
    let mut gaps = Vec::new();
    for (keyed, gap) in parts {
        all.extend(keyed);
        gaps.extend(gap);
    }
    (all, gaps)
}

/// Seven bytes of `text` from byte `7 * depth` on, and below them how many there were: 8 stands
/// for more. Ordered like the bytes, and equal only if the texts end here or go on both.
fn chunk(text: &str, depth: usize) -> u64 {
    let rest = text.as_bytes().get(depth * BYTES..).unwrap_or_default();
    let n = rest.len().min(BYTES);
    let mut bytes = [0; 8];
    bytes[..n].copy_from_slice(&rest[..n]);
    bytes[BYTES] = rest.len().min(BYTES + 1) as u8;
    u64::from_be_bytes(bytes)
}

/// Sorts texts chunk by chunk.
struct Texts<'a> {
    values: &'a StringChunked,
    order: &'a [u32],
    flip: u64,
}

impl Texts<'_> {
    fn text(&self, place: u32) -> &str {
        let row = self.order[place as usize];
        self.values.get(row as usize).unwrap_or_default()
    }

    /// Sorts a run whose texts are equal before `depth` and whose keys are the chunks there.
    fn sort(&self, run: &mut [Keyed], depth: usize) {
        if run.len() > BLOCK {
            run.par_sort_unstable();
        } else {
            run.sort_unstable();
        }
        run.par_chunk_by_mut(|a, b| a.0 == b.0)
            .filter(|equal| equal.len() > 1)
            .for_each(|equal| self.sort_rest(equal, depth + 1));
    }

    /// Sorts a run of texts that are equal before `depth`.
    fn sort_rest(&self, equal: &mut [Keyed], depth: usize) {
        let goes_on = equal
            .first()
            .is_some_and(|(key, _)| (key ^ self.flip) & 0xff == BYTES as u64 + 1);
        if !goes_on {
            return;
        }
        if depth >= DEEPEST {
            equal.sort_unstable_by(|a, b| {
                let texts = self.text(a.1).cmp(self.text(b.1));
                let texts = if self.flip == 0 {
                    texts
                } else {
                    texts.reverse()
                };
                texts.then(a.1.cmp(&b.1))
            });
            return;
        }
        for (key, place) in equal.iter_mut() {
            *key = chunk(self.text(*place), depth) ^ self.flip;
        }
        self.sort(equal, depth);
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;
    use crate::{data::ColumnData, terms::Silent};

    fn key(column: &str, descending: bool) -> SortKey {
        SortKey {
            column: column.to_owned(),
            descending,
        }
    }

    /// Gaps last in either direction.
    fn compare<T: PartialOrd>(a: Option<&T>, b: Option<&T>, descending: bool) -> Ordering {
        match (a, b) {
            (Some(a), Some(b)) if descending => b.partial_cmp(a).unwrap(),
            (Some(a), Some(b)) => a.partial_cmp(b).unwrap(),
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
        }
    }

    fn words() -> impl Strategy<Value = Option<String>> {
        // Long common beginnings, zero bytes and letters of several bytes.
        let long =
            ("[ab]{1,3}", 0..12_usize).prop_map(|(end, n)| format!("{}{end}", "abcdefg".repeat(n)));
        proptest::option::of(prop_oneof!["[aäB\u{0}]{0,9}".prop_map(|text| text), long])
    }

    proptest! {
        #[test]
        fn the_order_is_that_of_a_stable_sort(
            rows in proptest::collection::vec(
                (proptest::option::of(-3_i64..3), proptest::option::of(any::<f64>()), words(), any::<Option<bool>>()),
                0..80,
            ),
            down in any::<[bool; 4]>(),
        ) {
            let numbers: Vec<Option<f64>> =
                rows.iter().map(|row| row.1.filter(|value| !value.is_nan())).collect();
            let table = Table::from_columns(vec![
                ("i".to_owned(), ColumnData::Integers(rows.iter().map(|row| row.0).collect())),
                ("f".to_owned(), ColumnData::Numbers(numbers.clone())),
                ("t".to_owned(), ColumnData::Texts(rows.iter().map(|row| row.2.clone()).collect())),
                ("b".to_owned(), ColumnData::Booleans(rows.iter().map(|row| row.3).collect())),
            ]).unwrap();
            let sorted = |compare: &dyn Fn(usize, usize) -> Ordering| -> Vec<u32> {
                let mut expected: Vec<u32> = (0..rows.len() as u32).collect();
                expected.sort_by(|&a, &b| compare(a as usize, b as usize));
                expected
            };
            let found = |keys: &[SortKey]| order(&table, keys, None, &Silent).unwrap();
            prop_assert_eq!(
                found(&[key("f", down[1])]),
                sorted(&|a, b| compare(numbers[a].as_ref(), numbers[b].as_ref(), down[1]))
            );
            prop_assert_eq!(
                found(&[key("t", down[2])]),
                sorted(&|a, b| compare(rows[a].2.as_ref(), rows[b].2.as_ref(), down[2]))
            );
            prop_assert_eq!(
                found(&[key("b", down[3]), key("i", down[0])]),
                sorted(&|a, b| compare(rows[a].3.as_ref(), rows[b].3.as_ref(), down[3])
                    .then(compare(rows[a].0.as_ref(), rows[b].0.as_ref(), down[0])))
            );
        }
    }

    #[test]
    fn only_the_rows_that_are_given_are_ordered() {
        let values = ColumnData::Integers(vec![Some(5), None, Some(3), Some(9), Some(3)]);
        let table = Table::from_columns(vec![("x".to_owned(), values)]).unwrap();
        let found = order(&table, &[key("x", false)], Some(&[4, 1, 2, 0]), &Silent).unwrap();
        assert_eq!(found, [4, 2, 0, 1]);
        let unknown = order(&table, &[key("y", false)], None, &Silent);
        assert!(unknown.unwrap_err().to_string().contains("no column “y”"));
    }
}
