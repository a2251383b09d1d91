//! Columns as other kinds than they were found to be.

use std::{collections::BTreeMap, path::Path};

use super::{ColumnData, DataError, Kind, Table, csv::Values};

/// `table` with the kinds that a person chose. Every value is taken by the text that stands for it.
///
/// # Errors
/// The first value that does not fit, with its row.
pub(super) fn retype(
    table: Table,
    kinds: &BTreeMap<String, Kind>,
    path: &Path,
) -> Result<Table, DataError> {
    let is_changed = table.columns().iter().any(|column| {
        kinds
            .get(&column.name)
            .is_some_and(|kind| *kind != column.kind)
    });
    if !is_changed {
        return Ok(table);
    }
    let mut frame = table.frame().clone();
    for (index, column) in table.columns().iter().enumerate() {
        let Some(&kind) = kinds.get(&column.name).filter(|kind| **kind != column.kind) else {
            continue;
        };
        let data = values(&table, index, kind).map_err(|(row, value)| DataError::WrongValue {
            name: column.name.clone(),
            wanted: kind,
            line: row + 1,
            value,
            path: path.to_owned(),
        })?;
        frame
            .replace_column(index, data.into_column(&column.name))
            .map_err(|err| DataError::engine(&err))?;
    }
    Table::take_frame(frame)
}

/// [`retype`] for tables that other rooms made; `place` says where they come from.
///
/// # Errors
/// As there.
pub fn retyped(
    table: Table,
    options: &super::ReadOptions,
    place: &Path,
) -> Result<Table, DataError> {
    retype(table, &options.kinds, place)
}

fn values(table: &Table, column: usize, kind: Kind) -> Result<ColumnData, (usize, String)> {
    fn all<T>(
        table: &Table,
        column: usize,
        convert: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<Option<T>>, (usize, String)> {
        (0..table.n_rows())
            .map(|row| {
                if table.is_null(row, column) {
                    return Ok(None);
                }
                let text = table.cell(row, column);
                convert(&text).map(Some).ok_or((row, text))
            })
            .collect()
    }
    Ok(match kind {
        Kind::Integer => ColumnData::Integers(all(table, column, Values::integer)?),
        Kind::Decimal => {
            let values = Values::new(&[], false);
            ColumnData::Numbers(all(table, column, |text| values.decimal(text))?)
        }
        Kind::Boolean => ColumnData::Booleans(all(table, column, Values::truth)?),
        Kind::Time => ColumnData::Times(all(table, column, Values::time)?),
        Kind::Text => ColumnData::Texts(all(table, column, |text| Some(text.to_owned()))?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_what_they_say_or_are_named() {
        let table = Table::from_columns(vec![
            (
                "n".to_owned(),
                ColumnData::Integers(vec![Some(1), None, Some(0)]),
            ),
            (
                "t".to_owned(),
                ColumnData::Texts(vec![Some("1970-01-02".to_owned()), None, None]),
            ),
        ])
        .unwrap();
        let kinds = |n, t| BTreeMap::from([("n".to_owned(), n), ("t".to_owned(), t)]);
        let done = retype(
            table.clone(),
            &kinds(Kind::Boolean, Kind::Time),
            Path::new("x"),
        )
        .unwrap();
        let found: Vec<Kind> = done.columns().iter().map(|column| column.kind).collect();
        assert_eq!(found, [Kind::Boolean, Kind::Time]);
        assert_eq!(
            (done.cell(0, 0), done.cell(2, 0)),
            ("true".to_owned(), "false".to_owned())
        );
        let message = retype(table, &kinds(Kind::Time, Kind::Text), Path::new("x.csv"))
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("The column “n” cannot be read as time: line 1 holds “1”."),
            "{message}"
        );
    }
}
