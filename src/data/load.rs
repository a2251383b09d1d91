use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use polars::prelude::DataFrame;

use super::{
    DataError, Detected, Format, ReadOptions, Table, csv, ipc, json, parquet, retype,
    text_file::TextFile, xlsx,
};
use crate::terms::{Progress, Silent};

/// The first rows of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The rows.
    pub table: Table,
    /// What was found out about the file.
    pub detected: Detected,
    /// Whether these are all rows.
    pub is_whole: bool,
}

/// Reads the table in `path` as it is found to be; see [`read`].
///
/// # Errors
/// As [`read`].
pub fn load(path: &Path, progress: &dyn Progress) -> Result<Table, DataError> {
    read(path, &ReadOptions::default(), progress).map(|(table, _)| table)
}

/// Reads the table in `path`; its ending says the [`Format`].
///
/// In text files encoding, separator and header are found from the first rows, and the kind of
/// each column from all of its values: a number column with one text in its last row becomes
/// text, and times in ISO 8601 become times. Empty fields, NA, N/A, NaN and NULL are missing
/// values. `options` has the last word.
///
/// # Errors
/// If the file is not there, is empty or is not what its ending says, if it breaks the rules of its
/// format (with the line), if a value does not fit the kind that was chosen for its column, or if
/// column names are empty or occur twice.
pub fn read(
    path: &Path,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Table, Detected), DataError> {
    progress.check()?;
    let (format, is_packed) = format(path)?;
    let file = text_file(path, is_packed)?;
    progress.report(0.0, &file.what());
    check_content(path, format, is_packed)?;
    let taken = |frame: DataFrame| Table::take_frame(frame).map_err(|err| err.within(path));
    let (table, detected) = match format {
        Format::Csv | Format::Tsv => {
            let (frame, mut detected) = csv::read(&file, separator(format), options, progress)?;
            format.name().clone_into(&mut detected.format);
            return Ok((taken(frame)?, detected));
        }
        Format::Parquet => (taken(parquet::read(path, None)?)?, named(format)),
        Format::Arrow => (taken(ipc::read(path, None)?)?, named(format)),
        Format::Json | Format::NdJson => {
            let (table, detected, _) = json::read(&file, format, options, usize::MAX, progress)?;
            (table, detected)
        }
        Format::Workbook => {
            let (table, detected, _) = xlsx::read(path, options, usize::MAX, progress)?;
            (table, detected)
        }
    };
    progress.check()?;
    Ok((retype::retype(table, &options.kinds, path)?, detected))
}

/// The first `n` rows of the table in `path`, without reading more of it than they need.
///
/// Kinds are those of the rows that were looked at: a later value may still change them.
///
/// # Errors
/// As [`read`], as far as the first rows show it.
pub fn preview(path: &Path, options: &ReadOptions, n: usize) -> Result<Preview, DataError> {
    let (format, is_packed) = format(path)?;
    let file = text_file(path, is_packed)?;
    check_content(path, format, is_packed)?;
    let taken = |frame: DataFrame| Table::take_frame(frame).map_err(|err| err.within(path));
    let of = |frame: DataFrame| -> Result<_, DataError> {
        let table = taken(frame)?;
        let is_whole = table.n_rows() <= n;
        Ok((table.slice(0, n), named(format), is_whole))
    };
    let (table, detected, is_whole) = match format {
        Format::Csv | Format::Tsv => {
            let (frame, mut detected, is_whole) =
                csv::preview(&file, separator(format), options, n)?;
            format.name().clone_into(&mut detected.format);
            let table = taken(frame)?;
            return Ok(Preview {
                table,
                detected,
                is_whole,
            });
        }
        Format::Parquet => of(parquet::read(path, Some(n + 1))?)?,
        Format::Arrow => of(ipc::read(path, Some(n + 1))?)?,
        Format::Json | Format::NdJson => json::read(&file, format, options, n, &Silent)?,
        Format::Workbook => xlsx::read(path, options, n, &Silent)?,
    };
    Ok(Preview {
        table: retype::retype(table, &options.kinds, path)?,
        detected,
        is_whole,
    })
}

fn named(format: Format) -> Detected {
    Detected::format(format.name())
}

fn separator(format: Format) -> u8 {
    if format == Format::Tsv { b'\t' } else { b',' }
}

fn text_file(path: &Path, is_packed: bool) -> Result<TextFile<'_>, DataError> {
    let size = std::fs::metadata(path)
        .map_err(|err| read_error(err, path))?
        .len();
    Ok(TextFile {
        path,
        is_packed,
        size,
    })
}

fn format(path: &Path) -> Result<(Format, bool), DataError> {
    if let Some(found) = Format::of(path) {
        return Ok(found);
    }
    if path.is_dir() {
        return Err(DataError::Folder {
            path: path.to_owned(),
        });
    }
    if !path.exists() {
        return Err(not_found(path));
    }
    let ending = path.extension();
    Err(DataError::Ending {
        ending: ending.map_or_else(String::new, |ending| format!(".{}", ending.display())),
        path: path.to_owned(),
    })
}

/// Whether the first bytes are those of `format`.
fn check_content(path: &Path, format: Format, is_packed: bool) -> Result<(), DataError> {
    let mut head = Vec::new();
    let file = File::open(path).map_err(|err| read_error(err, path))?;
    file.take(4096)
        .read_to_end(&mut head)
        .map_err(|err| read_error(err, path))?;
    if head.is_empty() {
        return Err(DataError::Empty {
            path: path.to_owned(),
        });
    }
    let (expected, is_right) = match format {
        _ if is_packed => ("a file packed by gzip", head.starts_with(b"\x1f\x8b")),
        Format::Parquet => ("a Parquet file", head.starts_with(b"PAR1")),
        Format::Csv | Format::Tsv => ("a text file", foreign(&head).is_none()),
        Format::Json | Format::NdJson => ("a JSON file", foreign(&head).is_none()),
        Format::Arrow => {
            let stream = head.starts_with(b"\xff\xff\xff\xff");
            ("an Arrow file", stream || head.starts_with(b"ARROW1"))
        }
        Format::Workbook => {
            let old = head.starts_with(b"\xd0\xcf\x11\xe0");
            ("a workbook", old || head.starts_with(b"PK\x03\x04"))
        }
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

/// What the first bytes are, if they are certainly no text.
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
        None if super::encoding::guess(head).name().starts_with("UTF-16") => None,
        None => head.contains(&0).then_some("binary data"),
    }
}

fn read_error(source: io::Error, path: &Path) -> DataError {
    match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => not_found(path),
        io::ErrorKind::IsADirectory => DataError::Folder {
            path: path.to_owned(),
        },
        _ => DataError::Read {
            source,
            path: path.to_owned(),
        },
    }
}

fn not_found(path: &Path) -> DataError {
    DataError::NotFound {
        path: path.to_owned(),
    }
}
