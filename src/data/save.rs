//! Tables written to a file that a person chose.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use polars::prelude::{
    CsvWriter, DataFrame, JsonFormat, JsonWriter, ParquetCompression, ParquetWriter, PolarsResult,
    SerWriter as _,
};

use super::{DataError, Table};
use crate::terms::Progress;

/// Rows that are put together and written in one go, so that saving ten million rows in another
/// order does not copy all of them at once.
const BLOCK: usize = 1 << 18;

/// Writes `rows` of `table`, in that order, or all rows: as Parquet, TSV, CSV, JSON (a list of
/// objects) or NDJSON, by the ending of `path`.
///
/// The file is written aside and only then given its name, so that what was there before stays
/// until the new one is whole.
///
/// # Errors
/// If the ending is another one, the system refuses, or somebody asked it to stop.
pub fn save(
    table: &Table,
    rows: Option<&[u32]>,
    path: &Path,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    let ending = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let refused = |source| DataError::Write {
        what: "The table",
        source,
        path: path.to_owned(),
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let mut aside = tempfile::NamedTempFile::new_in(folder).map_err(refused)?;
    let mut to = BufWriter::with_capacity(1 << 20, aside.as_file_mut());
    let written = match ending.as_deref() {
        Some("parquet" | "pq") => parquet(table, rows, &mut to, progress),
        Some("tsv" | "tab") => text(table, rows, b'\t', &mut to, progress),
        Some("csv" | "txt") => text(table, rows, b',', &mut to, progress),
        Some("json") => json(table, rows, &mut to),
        Some("ndjson" | "jsonl") => lines(table, rows, &mut to, progress),
        other => {
            return Err(DataError::ExportEnding {
                ending: other.map(|e| format!(".{e}")).unwrap_or_default(),
                path: path.to_owned(),
            });
        }
    };
    written?;
    to.flush().map_err(refused)?;
    drop(to);
    aside.persist(path).map_err(|err| refused(err.error))?;
    Ok(())
}

type To<'a> = BufWriter<&'a mut File>;

fn parquet(
    table: &Table,
    rows: Option<&[u32]>,
    to: &mut To<'_>,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    let engine = |err| DataError::engine(&err);
    let schema = table.frame().schema();
    let mut writer = ParquetWriter::new(to)
        .with_compression(ParquetCompression::Snappy)
        .batched(schema)
        .map_err(engine)?;
    blocks(table, rows, progress, |frame| writer.write_batch(frame))?;
    writer.finish().map_err(engine)?;
    Ok(())
}

fn text(
    table: &Table,
    rows: Option<&[u32]>,
    separator: u8,
    to: &mut To<'_>,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    let mut first = true;
    blocks(table, rows, progress, |frame| {
        let mut frame = frame.clone();
        let header = std::mem::take(&mut first);
        CsvWriter::new(&mut *to)
            .include_header(header)
            .with_separator(separator)
            .finish(&mut frame)
    })
}

/// A list cannot be written in blocks.
fn json(table: &Table, rows: Option<&[u32]>, to: &mut To<'_>) -> Result<(), DataError> {
    let table = rows.map_or_else(|| table.clone(), |rows| table.take(rows));
    JsonWriter::new(to)
        .with_json_format(JsonFormat::Json)
        .finish(&mut table.frame().clone())
        .map_err(|err| DataError::engine(&err))
}

fn lines(
    table: &Table,
    rows: Option<&[u32]>,
    to: &mut To<'_>,
    progress: &dyn Progress,
) -> Result<(), DataError> {
    blocks(table, rows, progress, |frame| {
        JsonWriter::new(&mut *to)
            .with_json_format(JsonFormat::JsonLines)
            .finish(&mut frame.clone())
    })
}

/// Hands the rows over, block by block; one empty block, if there are none.
fn blocks(
    table: &Table,
    rows: Option<&[u32]>,
    progress: &dyn Progress,
    mut write: impl FnMut(&DataFrame) -> PolarsResult<()>,
) -> Result<(), DataError> {
    let n_rows = rows.map_or_else(|| table.n_rows(), <[u32]>::len);
    for first in (0..n_rows.max(1)).step_by(BLOCK) {
        progress.check()?;
        progress.report(first as f32 / n_rows.max(1) as f32, "Saving the rows");
        let last = n_rows.min(first + BLOCK);
        let block = match rows {
            Some(rows) => table.take(&rows[first..last]),
            None => table.slice(first, last - first),
        };
        write(block.frame()).map_err(|err| DataError::engine(&err))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{ColumnData, load},
        terms::Silent,
    };

    #[test]
    fn what_is_saved_is_read_back_in_the_order_that_was_shown() {
        let folder = tempfile::tempdir().unwrap();
        let columns = vec![
            (
                "n".to_owned(),
                ColumnData::Integers(vec![Some(1), None, Some(3)]),
            ),
            (
                "t".to_owned(),
                ColumnData::Texts(vec![
                    Some("a,\"b\"\n".to_owned()),
                    Some("ä".to_owned()),
                    None,
                ]),
            ),
        ];
        let table = Table::from_columns(columns).unwrap();
        for ending in ["csv", "tsv", "parquet"] {
            let path = folder.path().join(format!("rows.{ending}"));
            save(&table, Some(&[2, 0]), &path, &Silent).unwrap();
            assert!(
                load(&path, &Silent).unwrap() == table.take(&[2, 0]),
                "{ending}"
            );
            save(&table, Some(&[]), &path, &Silent).unwrap();
        }
        let path = folder.path().join("rows.json");
        save(&table, Some(&[2, 0]), &path, &Silent).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let found: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = serde_json::json!([{"n": 3, "t": null}, {"n": 1, "t": "a,\"b\"\n"}]);
        assert_eq!(found, expected);
        let path = folder.path().join("rows.ndjson");
        save(&table, None, &path, &Silent).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 3);
        let odd = folder.path().join("rows.docx");
        assert!(save(&table, None, &odd, &Silent).is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
