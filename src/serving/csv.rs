//! `text/csv` for [`super::mlflow`].

use serde_json::{Value, json};

use super::{
    api_error::ApiError,
    rows::{self, Rows},
    sent::Sent,
    version::Served,
};
use crate::data::{self, Kind};

/// A CSV with a header: the texts of each column, nothing where a cell is empty.
pub(super) struct Texts(Vec<(String, Vec<Option<String>>)>);

/// Reads a body.
pub(super) fn request(body: &[u8]) -> Result<Texts, ApiError> {
    Ok(Texts(data::csv_texts(body)?))
}

impl Texts {
    fn of(&self, column: &str) -> Option<&[Option<String>]> {
        let (_, texts) = self.0.iter().find(|(name, _)| name == column)?;
        Some(texts)
    }
}

impl Sent for Texts {
    /// The kinds are those of the model, not guessed: "007" stays text where the model reads text.
    fn rows(&self, served: &Served) -> Result<Rows, ApiError> {
        let columns: Vec<(&str, Vec<Value>)> = served
            .asked()
            .filter_map(|info| {
                let cells = self.of(&info.name)?.iter();
                let cells = cells.map(|text| cell(text.as_deref(), info.kind));
                Some((info.name.as_str(), cells.collect()))
            })
            .collect();
        rows::table(served, |name| {
            let (_, cells) = columns.iter().find(|(column, _)| *column == name)?;
            Some(cells.iter().collect())
        })
    }

    fn key(&self, column: &str) -> Option<String> {
        self.of(column)?.first()?.clone()
    }
}

/// The cell as it would stand in JSON; what does not fit `kind` stays text, to be refused.
fn cell(text: Option<&str>, kind: Kind) -> Value {
    let Some(text) = text else {
        return Value::Null;
    };
    let trimmed = text.trim();
    let whole = || trimmed.parse::<i64>().ok().map(|value| json!(value));
    let decimal = || trimmed.parse::<f64>().ok().map(|value| json!(value));
    let found = match kind {
        Kind::Integer => whole().or_else(decimal),
        Kind::Decimal => decimal(),
        Kind::Boolean => match trimmed {
            "true" | "True" | "TRUE" | "1" => Some(json!(true)),
            "false" | "False" | "FALSE" | "0" => Some(json!(false)),
            _ => None,
        },
        Kind::Text => None,
        Kind::Time => Some(json!(trimmed)),
    };
    found.unwrap_or_else(|| json!(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_the_kind_of_the_model() {
        assert_eq!(cell(None, Kind::Text), Value::Null);
        assert_eq!(cell(Some("007"), Kind::Text), json!("007"));
        assert_eq!(cell(Some(" 7"), Kind::Integer), json!(7));
        assert_eq!(cell(Some("7.0"), Kind::Integer), json!(7.0));
        assert_eq!(cell(Some("7"), Kind::Decimal), json!(7.0));
        assert_eq!(cell(Some("True"), Kind::Boolean), json!(true));
        assert_eq!(cell(Some("perhaps"), Kind::Boolean), json!("perhaps"));
    }
}
