use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use super::{DataError, Table, csv, parquet};
use crate::terms::Progress;

/// A file format by the ending of the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Tsv,
    Parquet,
}

/// Reads the table in `path`: CSV, TSV or Parquet, by its ending.
///
/// In text files the kind of each column is found from all of its values: a number column with
/// one text in its last row becomes text, and times in ISO 8601 become times. Empty fields, NA,
/// N/A, NaN and NULL are missing values.
///
/// # Errors
/// If the file is not there, is empty or is not what its ending says, if its text is not UTF-8,
/// or if column names are empty or occur twice.
pub fn load(path: &Path, progress: &dyn Progress) -> Result<Table, DataError> {
    progress.check()?;
    let format = format(path)?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let what = format!("Reading {name}");
    progress.report(0.0, &what);
    check_content(path, format)?;
    let frame = match format {
        Format::Csv => csv::read(path, None, progress)?,
        Format::Tsv => csv::read(path, Some(b'\t'), progress)?,
        Format::Parquet => parquet::read(path)?,
    };
    progress.check()?;
    progress.report(0.9, &what);
    let table = Table::from_frame(&frame).map_err(|err| err.within(path))?;
    progress.report(1.0, &what);
    Ok(table)
}

fn format(path: &Path) -> Result<Format, DataError> {
    let ending = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("csv" | "txt") => Ok(Format::Csv),
        Some("tsv" | "tab") => Ok(Format::Tsv),
        Some("parquet" | "pq") => Ok(Format::Parquet),
        _ if path.is_dir() => Err(DataError::Folder {
            path: path.to_owned(),
        }),
        _ if !path.exists() => Err(not_found(path)),
        other => Err(DataError::Ending {
            ending: other.map(|ending| format!(".{ending}")).unwrap_or_default(),
            path: path.to_owned(),
        }),
    }
}

/// Whether the first bytes are those of `format`.
fn check_content(path: &Path, format: Format) -> Result<(), DataError> {
    let read_error = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => not_found(path),
        io::ErrorKind::IsADirectory => DataError::Folder {
            path: path.to_owned(),
        },
        _ => DataError::Read {
            source,
            path: path.to_owned(),
        },
    };
    let mut head = Vec::new();
    let file = File::open(path).map_err(read_error)?;
    file.take(4096).read_to_end(&mut head).map_err(read_error)?;
    if head.is_empty() {
        return Err(DataError::Empty {
            path: path.to_owned(),
        });
    }
    let (expected, is_right) = match format {
        Format::Parquet => ("a Parquet file", head.starts_with(b"PAR1")),
        Format::Csv | Format::Tsv => ("a text file", foreign(&head).is_none()),
    };
    if is_right {
        return Ok(());
    }
    Err(DataError::Content {
        expected,
        found: foreign(&head).unwrap_or("something else"),
        path: path.to_owned(),
    })
}

/// What the first bytes are, if they are certainly no text in UTF-8.
fn foreign(head: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 7] = [
        (b"PAR1", "a Parquet file"),
        (b"PK\x03\x04", "a ZIP archive or an Excel file"),
        (b"\x1f\x8b", "a file packed by gzip"),
        (b"\x28\xb5\x2f\xfd", "a file packed by zstd"),
        (b"ARROW1", "an Arrow file"),
        (b"SQLite format 3", "an SQLite database"),
        (b"%PDF", "a PDF document"),
    ];
    let known = KNOWN.iter().find(|(magic, _)| head.starts_with(magic));
    match known {
        Some((_, what)) => Some(what),
        None if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") => {
            Some("text in UTF-16")
        }
        None => head.contains(&0).then_some("binary data"),
    }
}

fn not_found(path: &Path) -> DataError {
    DataError::NotFound {
        path: path.to_owned(),
    }
}
