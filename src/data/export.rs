//! Tables written to files, in the format that the ending of the name says.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
};

use polars::prelude::{CsvWriter, JsonFormat, JsonWriter, PolarsResult, SerWriter as _};

use super::{DataError, Table, parquet};

/// Writes `table` to `path`: CSV, TSV, Parquet, JSON (a list of objects) or NDJSON by its ending.
///
/// The file is written aside and then given its name: whoever reads `path` sees the old file or
/// the whole new one. In text files times are written as "2013-01-31 05:15:00", gaps are empty
/// fields; [`load`](super::load()) reads back what was written.
///
/// # Errors
/// If the ending is none of these, or the system refuses; then nothing is left behind.
pub fn export(table: &Table, path: &Path) -> Result<(), DataError> {
    let format = Format::of(path)?;
    let refused = |source| DataError::Write {
        what: "The table",
        source,
        path: path.to_owned(),
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut aside = tempfile::Builder::new()
        .prefix(".table-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(refused)?;
    let mut to = BufWriter::with_capacity(1 << 20, aside.as_file_mut());
    format
        .write(table, &mut to)
        .map_err(|err| DataError::engine(&err))?;
    to.flush().map_err(refused)?;
    drop(to);
    aside.as_file().sync_all().map_err(refused)?;
    aside.persist(path).map_err(|err| refused(err.error))?;
    Ok(())
}

#[derive(Clone, Copy)]
enum Format {
    Separated(u8),
    Parquet,
    Json(bool),
}

impl Format {
    fn of(path: &Path) -> Result<Self, DataError> {
        let ending = path
            .extension()
            .map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv" | "txt") => Ok(Self::Separated(b',')),
            Some("tsv" | "tab") => Ok(Self::Separated(b'\t')),
            Some("parquet" | "pq") => Ok(Self::Parquet),
            Some("json") => Ok(Self::Json(true)),
            Some("ndjson" | "jsonl") => Ok(Self::Json(false)),
            other => Err(DataError::ExportEnding {
                ending: other.map(|ending| format!(".{ending}")).unwrap_or_default(),
                path: path.to_owned(),
            }),
        }
    }

    fn write(self, table: &Table, to: &mut BufWriter<&mut File>) -> PolarsResult<()> {
        // The frame shares its columns: only the list of them is copied.
        let mut frame = table.frame().clone();
        match self {
            Self::Parquet => parquet::write(&frame, to),
            Self::Separated(separator) => CsvWriter::new(to)
                .with_separator(separator)
                .with_datetime_format(Some("%Y-%m-%d %H:%M:%S%.f".into()))
                .finish(&mut frame),
            Self::Json(is_list) => JsonWriter::new(to)
                .with_json_format(if is_list {
                    JsonFormat::Json
                } else {
                    JsonFormat::JsonLines
                })
                .finish(&mut frame),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        data::{ColumnData, load},
        terms::Silent,
    };

    fn table() -> Table {
        Table::from_columns(vec![
            (
                "n, \"q\"".to_owned(),
                ColumnData::Integers(vec![Some(1), None]),
            ),
            (
                "word".to_owned(),
                ColumnData::Texts(vec![Some("a,\n\"b\" ß".to_owned()), None]),
            ),
            (
                "at".to_owned(),
                ColumnData::Times(vec![Some(1_357_016_400_500_000), None]),
            ),
            (
                "yes".to_owned(),
                ColumnData::Booleans(vec![Some(true), Some(false)]),
            ),
        ])
        .unwrap()
    }

    #[test]
    fn what_is_written_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["t.csv", "t.tsv", "t.parquet"] {
            let path = folder.path().join(name);
            export(&table(), &path).unwrap();
            assert_eq!(load(&path, &Silent).unwrap(), table(), "{name}");
        }
        let path = folder.path().join("t.json");
        export(&table(), &path).unwrap();
        let rows: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(rows[0]["word"], "a,\n\"b\" ß");
        assert!(rows[1]["n, \"q\""].is_null());
        let lines = folder.path().join("t.ndjson");
        export(&table(), &lines).unwrap();
        assert_eq!(std::fs::read_to_string(&lines).unwrap().lines().count(), 2);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let odd = export(&table(), &folder.path().join("t.docx"));
        assert!(matches!(odd, Err(DataError::ExportEnding { .. })));
        let gone = export(&table(), &folder.path().join("no").join("t.csv"));
        assert!(matches!(gone, Err(DataError::Write { .. })));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
