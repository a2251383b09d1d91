use super::record::{Rules, rows};
use crate::data::{DataError, csv::value::Values, table::check_names};

/// A column's name, and its values as they stand; `None` where one is missing.
pub type TextColumn = (String, Vec<Option<String>>);

/// The columns of a CSV with commas and a header, every value as the text that stands there.
///
/// For whoever knows the kinds already: nothing is guessed. Missing values are those of
/// [`load`](crate::data::load()).
///
/// # Errors
/// If it is empty, is not UTF-8 or not a table, or if column names are empty or occur twice.
pub fn csv_texts(csv: &[u8]) -> Result<Vec<TextColumn>, DataError> {
    const RULES: Rules = Rules {
        separator: b',',
        quote: Some(b'"'),
        end: b'\n',
    };
    let wrong = |message: String| DataError::Engine { message };
    let text =
        std::str::from_utf8(csv).map_err(|_invalid| wrong("it is not in UTF-8".to_owned()))?;
    let rows =
        rows(text.trim_start_matches('\u{feff}'), RULES, usize::MAX).map_err(|(_, fault)| {
            wrong(format!(
                "line {} {}",
                1 + super::part::count(&csv[..fault.at], b'\n'),
                fault.what
            ))
        })?;
    let Some((names, rows)) = rows.split_first() else {
        return Err(wrong("it is empty".to_owned()));
    };
    check_names(names.iter())?;
    if let Some(odd) = rows.iter().find(|row| row.len() != names.len()) {
        return Err(wrong(format!(
            "a row has {} fields where the header has {}",
            odd.len(),
            names.len()
        )));
    }
    let values = Values::new(&[], false);
    Ok(names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let texts = rows.iter().map(|row| {
                let text = &row[i];
                (!values.is_missing(text)).then(|| text.clone().into_owned())
            });
            (name.clone().into_owned(), texts.collect())
        })
        .collect())
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
