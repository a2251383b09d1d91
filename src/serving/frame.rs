//! The four ways in which a JSON scoring request of [`super::mlflow`] holds its rows.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{
    api_error::ApiError,
    rows::{self, Rows},
    sent::{Sent, key_text},
    version::Served,
};

/// A row, or columns, by name.
pub(super) type Record = Map<String, Value>;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    /// Column names, and rows of cells: pandas' "split".
    dataframe_split: Option<Split>,
    /// Rows with their column names: pandas' "records".
    dataframe_records: Option<Vec<Record>>,
    /// Rows with their column names: `TensorFlow` Serving's row format.
    instances: Option<Vec<Record>>,
    /// Columns by name: `TensorFlow` Serving's column format. A cell alone is a column of one row.
    inputs: Option<Record>,
    /// Parameters of an inference. Our models take none; `MLflow`, too, then leaves them aside.
    #[serde(rename = "params")]
    _params: Option<IgnoredAny>,
}

/// pandas' "split".
#[derive(serde::Deserialize)]
pub(super) struct Split {
    columns: Vec<String>,
    data: Vec<Vec<Value>>,
}

/// The rows of a request, in the form in which they were sent.
pub(super) enum Frame {
    /// Column names, and rows of cells.
    Split(Split),
    /// Rows with their column names.
    Records(Vec<Record>),
    /// Columns by name.
    Columns(Record),
}

/// Reads a body.
pub(super) fn request(body: &[u8]) -> Result<Frame, ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not a scoring request: {err}"))
    })?;
    let split = request.dataframe_split.map(Frame::Split);
    let records = [request.dataframe_records, request.instances];
    let records = records.into_iter().flatten().map(Frame::Records);
    let columns = request.inputs.map(Frame::Columns);
    let mut sent = split.into_iter().chain(records).chain(columns);
    match (sent.next(), sent.next()) {
        (Some(frame), None) => Ok(frame),
        _ => Err(ApiError::bad_request(
            "the body must hold exactly one of dataframe_split, dataframe_records, instances and inputs",
        )),
    }
}

impl Sent for Frame {
    fn rows(&self, served: &Served) -> Result<Rows, ApiError> {
        match self {
            Self::Split(split) => from_split(served, split),
            Self::Records(records) => from_records(served, records),
            Self::Columns(columns) => from_columns(served, columns),
        }
    }

    fn key(&self, column: &str) -> Option<String> {
        let cell = match self {
            Self::Split(split) => {
                let index = split.columns.iter().position(|name| name == column)?;
                split.data.first()?.get(index)?
            }
            Self::Records(records) => records.first()?.get(column)?,
            Self::Columns(columns) => match columns.get(column)? {
                Value::Array(cells) => cells.first()?,
                cell => cell,
            },
        };
        key_text(cell)
    }
}

fn from_split(served: &Served, split: &Split) -> Result<Rows, ApiError> {
    let width = split.columns.len();
    if let Some(row) = split.data.iter().position(|row| row.len() != width) {
        return Err(ApiError::bad_request(format!(
            "row {row} has {} values for {width} columns",
            split.data[row].len()
        )));
    }
    rows::table(served, |name| {
        let index = split.columns.iter().position(|column| column == name)?;
        Some(split.data.iter().map(|row| &row[index]).collect())
    })
}

/// A row without a column that others have holds a gap there, as in pandas.
fn from_records(served: &Served, records: &[Record]) -> Result<Rows, ApiError> {
    rows::table(served, |name| {
        let known = records.iter().any(|record| record.contains_key(name));
        let cell = |record| Map::get(record, name).unwrap_or(&Value::Null);
        known.then(|| records.iter().map(cell).collect())
    })
}

fn from_columns(served: &Served, columns: &Record) -> Result<Rows, ApiError> {
    rows::table(served, |name| {
        let column = columns.get(name)?;
        Some(match column {
            Value::Array(cells) => cells.iter().collect(),
            cell => vec![cell],
        })
    })
}
