use std::io::Cursor;

use polars::prelude::{CsvParseOptions, CsvReadOptions, SerReader as _};

use super::{DataError, csv::null_values, table::check_names};

/// A column's name, and its values as they stand; `None` where one is missing.
pub type TextColumn = (String, Vec<Option<String>>);

/// The columns of a CSV with commas and a header, every value as the text that stands there.
///
/// For whoever knows the kinds already: nothing is guessed. Missing values are those of
/// [`load`](super::load()).
///
/// # Errors
/// If it is empty, is not UTF-8 or not a table, or if column names are empty or occur twice.
pub fn csv_texts(csv: &[u8]) -> Result<Vec<TextColumn>, DataError> {
    // The engine would rename columns of the same name, so the header is read as a row.
    let frame = CsvReadOptions::default()
        .with_has_header(false)
        .with_infer_schema_length(Some(0))
        .with_parse_options(CsvParseOptions::default().with_null_values(Some(null_values())))
        .into_reader_with_file_handle(Cursor::new(csv))
        .finish()
        .map_err(|err| DataError::engine(&err))?;
    let mut columns = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        let texts = column.str().map_err(|err| DataError::engine(&err))?;
        let mut texts = texts.iter().map(|text| text.map(str::to_owned));
        let name = texts.next().flatten().unwrap_or_default();
        let name = name.trim_start_matches('\u{feff}').to_owned();
        columns.push((name, texts.collect()));
    }
    check_names(columns.iter().map(|(name, _)| name.clone()))?;
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_stays_as_it_stands() {
        let columns = csv_texts(b"id,\"a, b\"\r\n007,\"x\"\"y\"\r\n,1.50\r\n").unwrap();
        let texts = |values: [Option<&str>; 2]| values.map(|text| text.map(str::to_owned)).to_vec();
        assert_eq!(
            columns,
            [
                ("id".to_owned(), texts([Some("007"), None])),
                ("a, b".to_owned(), texts([Some("x\"y"), Some("1.50")])),
            ]
        );
        assert_eq!(csv_texts(b"id\n").unwrap(), [("id".to_owned(), Vec::new())]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for csv in [
            &b""[..],
            b"a,a\n1,2\n",
            b"a,\n1,2\n",
            b"a\n1,2\n",
            b"a\n\xff\n",
        ] {
            assert!(csv_texts(csv).is_err(), "{csv:?}");
        }
    }
}
