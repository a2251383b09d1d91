//! Tables in text files.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, Cursor, Read as _},
    path::Path,
};

use polars::prelude::{
    Column, CsvParseOptions, CsvReadOptions, DataFrame, NullValues, PolarsResult, SerReader as _,
    StringChunked,
};
use rayon::prelude::*;

use super::{ColumnData, DataError, iso_time, table::check_names};
use crate::terms::Progress;

/// What stands for a missing value beside the empty field. "None" does not: it is often a value.
const MISSING: [&str; 9] = [
    "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NULL", "null",
];

/// Rows from which the engine guesses kinds at first.
const SAMPLE: usize = 10_000;

/// How many bytes of a file are searched for the end of its first row.
const LONGEST_HEADER: u64 = 1 << 22;

/// Reads the file; without `separator` it is found from the first line.
///
/// The kinds are guessed from the first rows. Where a later value proves a guess wrong, everything
/// is read as text, and the kinds are found from all values.
pub(super) fn read(
    path: &Path,
    separator: Option<u8>,
    progress: &dyn Progress,
) -> Result<DataFrame, DataError> {
    let first = first_row(path)?;
    let separator = separator.unwrap_or_else(|| sniff(&first));
    check_header(first, separator, path)?;
    let frame = if let Ok(frame) = parse(path, separator, Some(SAMPLE)) {
        frame
    } else {
        progress.check()?;
        parse(path, separator, Some(0)).map_err(|err| malformed(&err.to_string(), path))?
    };
    progress.check()?;
    progress.report(0.7, "Finding out what the columns hold");
    let n_rows = frame.height();
    let columns = frame.into_columns().into_par_iter().map(typed).collect();
    DataFrame::new(n_rows, columns).map_err(|err| DataError::engine(&err))
}

fn parse(path: &Path, separator: u8, sample: Option<usize>) -> PolarsResult<DataFrame> {
    let parse_options = CsvParseOptions::default()
        .with_separator(separator)
        .with_null_values(Some(null_values()));
    CsvReadOptions::default()
        .with_infer_schema_length(sample)
        .with_parse_options(parse_options)
        .try_into_reader_with_file_path(Some(path.to_owned()))?
        .finish()
}

/// What stands for a missing value in every column.
pub(super) fn null_values() -> NullValues {
    NullValues::AllColumns(MISSING.into_iter().map(Into::into).collect())
}

/// The first row that is not empty; a line break within quotes does not end it.
fn first_row(path: &Path) -> Result<Vec<u8>, DataError> {
    let read = |source| DataError::Read {
        source,
        path: path.to_owned(),
    };
    let (mut row, mut quoted, mut seen) = (Vec::new(), false, 0);
    let mut file = BufReader::new(File::open(path).map_err(read)?).take(LONGEST_HEADER);
    while file.read_until(b'\n', &mut row).map_err(read)? > 0 {
        if row.trim_ascii().is_empty() {
            row.clear();
            continue;
        }
        quoted ^= row[seen..]
            .iter()
            .fold(false, |odd, byte| odd ^ (*byte == b'"'));
        if !quoted {
            break;
        }
        seen = row.len();
    }
    Ok(row)
}

/// The character that separates the fields of `row`.
fn sniff(row: &[u8]) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in row {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts
            .iter_mut()
            .find(|(separator, _)| !quoted && *separator == byte)
        {
            *count += 1;
        }
    }
    // The first of the most frequent: a comma where there is none.
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(separator, _)| separator)
}

/// Whether the names in the first row can stand for one column each; the engine would rename them.
fn check_header(row: Vec<u8>, separator: u8, path: &Path) -> Result<(), DataError> {
    let frame = CsvReadOptions::default()
        .with_has_header(false)
        .with_infer_schema_length(Some(0))
        .with_parse_options(CsvParseOptions::default().with_separator(separator))
        .into_reader_with_file_handle(Cursor::new(row))
        .finish()
        .map_err(|err| malformed(&err.to_string(), path))?;
    let names = frame.columns().iter().map(|column| {
        let name = column
            .try_str()
            .and_then(|names| names.get(0))
            .unwrap_or_default();
        name.trim_start_matches('\u{feff}').to_owned()
    });
    check_names(names).map_err(|err| err.within(path))
}

fn malformed(message: &str, path: &Path) -> DataError {
    if message.to_lowercase().replace('-', "").contains("utf8") {
        return DataError::Encoding {
            path: path.to_owned(),
        };
    }
    // What the engine advises after the first line names options that a person cannot set here.
    let first = message.lines().next().unwrap_or_default();
    DataError::Malformed {
        message: first.trim_end_matches(['.', ':']).to_owned(),
        path: path.to_owned(),
    }
}

/// A text column as the kind that all of its values fit.
fn typed(column: Column) -> Column {
    let name = column.name().to_string();
    let Some(texts) = column.try_str() else {
        return column;
    };
    if texts.null_count() == texts.len() {
        return column;
    }
    let data = all(texts, |text| text.parse().ok())
        .map(ColumnData::Integers)
        .or_else(|| all(texts, |text| text.parse().ok()).map(ColumnData::Numbers))
        .or_else(|| all(texts, boolean).map(ColumnData::Booleans))
        .or_else(|| all(texts, iso_time::parse).map(ColumnData::Times));
    data.map_or(column, |data| data.into_column(&name))
}

/// Every value as `convert` gives it, or nothing if it refuses one.
fn all<T>(texts: &StringChunked, convert: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
    texts
        .iter()
        .map(|text| text.map_or(Some(None), |text| convert(text.trim()).map(Some)))
        .collect()
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}
