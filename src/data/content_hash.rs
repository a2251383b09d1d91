//! What a table holds, as one hash.

use rayon::prelude::*;

use super::{Kind, Table, cells::Cells};

/// Changes when the same table would get another hash than before.
const VERSION: &[u8] = b"nonagon table 1";

/// The BLAKE3 hash of the names, kinds and values of all columns, in hexadecimal.
///
/// It does not depend on how the table lies in memory or in a file: only on what it holds.
pub(super) fn of(table: &Table) -> String {
    let columns: Vec<blake3::Hash> = (0..table.n_columns())
        .into_par_iter()
        .map(|index| column(table, index))
        .collect();
    let mut hasher = blake3::Hasher::new();
    hasher.update(VERSION);
    hasher.update(&(table.n_rows() as u64).to_le_bytes());
    for column in columns {
        hasher.update(column.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn column(table: &Table, index: usize) -> blake3::Hash {
    let mut bytes = Bytes::default();
    let info = &table.columns()[index];
    bytes.push(&(info.name.len() as u64).to_le_bytes());
    bytes.push(info.name.as_bytes());
    bytes.push(&[kind_byte(info.kind)]);
    match table.cells_at(index) {
        Some(Cells::Integers(values) | Cells::Times(values)) => {
            values
                .iter()
                .for_each(|value| bytes.number(value.map(i64::to_le_bytes)));
        }
        Some(Cells::Decimals(values)) => {
            values
                .iter()
                .for_each(|value| bytes.number(value.map(f64::to_le_bytes)));
        }
        Some(Cells::Booleans(values)) => {
            values
                .iter()
                .for_each(|value| bytes.push(&[value.map_or(2, u8::from)]));
        }
        Some(Cells::Texts(values)) => values.iter().for_each(|value| bytes.text(value)),
        None => {}
    }
    bytes.finish()
}

/// The place of a kind in [`Kind::ALL`] may change; this may not.
fn kind_byte(kind: Kind) -> u8 {
    match kind {
        Kind::Integer => b'i',
        Kind::Decimal => b'd',
        Kind::Boolean => b'b',
        Kind::Text => b't',
        Kind::Time => b'm',
    }
}

/// Hands values to the hasher in large pieces: it is made for those.
#[derive(Default)]
struct Bytes {
    hasher: blake3::Hasher,
    waiting: Vec<u8>,
}

impl Bytes {
    fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= 1 << 16 {
            self.hasher.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// A gap is one byte, a value nine: no two columns give the same bytes.
    fn number(&mut self, value: Option<[u8; 8]>) {
        match value {
            Some([a, b, c, d, e, f, g, h]) => self.push(&[1, a, b, c, d, e, f, g, h]),
            None => self.push(&[0]),
        }
    }

    fn text(&mut self, value: Option<&str>) {
        match value {
            Some(text) => {
                self.push(&(text.len() as u64 + 1).to_le_bytes());
                self.push(text.as_bytes());
            }
            None => self.push(&0_u64.to_le_bytes()),
        }
    }

    fn finish(mut self) -> blake3::Hash {
        self.hasher.update(&self.waiting);
        self.hasher.finalize()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::ColumnData, *};

    fn table(columns: Vec<(&str, ColumnData)>) -> Table {
        Table::from_columns(
            columns
                .into_iter()
                .map(|(name, data)| (name.to_owned(), data))
                .collect(),
        )
        .unwrap()
    }

    fn numbers(values: &[Option<f64>]) -> ColumnData {
        ColumnData::Numbers(values.to_vec())
    }

    #[test]
    fn is_the_same_however_the_table_was_put_together() {
        let whole = table(vec![
            ("a", numbers(&[Some(1.0), None, Some(3.0)])),
            ("b", ColumnData::Texts(vec![None; 3])),
        ]);
        let joined = whole.slice(0, 1).append(&whole.slice(1, 2)).unwrap();
        assert_eq!(of(&joined), of(&whole));
        assert_eq!(of(&whole.take(&[2, 1, 0]).take(&[2, 1, 0])), of(&whole));
    }

    #[test]
    fn is_another_when_anything_differs() {
        let text = |text: &str| Some(text.to_owned());
        let tables = [
            table(vec![]),
            table(vec![("a", numbers(&[]))]),
            table(vec![("a", ColumnData::Integers(vec![]))]),
            table(vec![("b", numbers(&[]))]),
            table(vec![("a", numbers(&[None]))]),
            table(vec![("a", numbers(&[Some(0.0)]))]),
            table(vec![("a", numbers(&[None, Some(0.0)]))]),
            table(vec![("a", numbers(&[Some(0.0), None]))]),
            table(vec![("a", ColumnData::Integers(vec![Some(0)]))]),
            table(vec![("a", ColumnData::Times(vec![Some(0)]))]),
            table(vec![("a", ColumnData::Booleans(vec![Some(false)]))]),
            table(vec![("a", ColumnData::Booleans(vec![None]))]),
            table(vec![("a", ColumnData::Texts(vec![text("")]))]),
            table(vec![("a", ColumnData::Texts(vec![None]))]),
            table(vec![("a", ColumnData::Texts(vec![text("ab"), text("c")]))]),
            table(vec![("a", ColumnData::Texts(vec![text("a"), text("bc")]))]),
            table(vec![("a", numbers(&[None])), ("b", numbers(&[None]))]),
            table(vec![("b", numbers(&[None])), ("a", numbers(&[None]))]),
        ];
        let hashes: std::collections::BTreeSet<String> = tables.iter().map(of).collect();
        assert_eq!(hashes.len(), tables.len());
    }
}
