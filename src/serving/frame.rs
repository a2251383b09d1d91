//! The four ways in which a JSON scoring request of [`super::mlflow`] holds its rows.

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use super::{
    api_error::ApiError,
    rows::{self, Rows},
};
use crate::steps::Package;

type Record = Map<String, Value>;

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

#[derive(serde::Deserialize)]
struct Split {
    columns: Vec<String>,
    data: Vec<Vec<Value>>,
}

/// Makes the rows that `package` reads from the body of a request.
pub(super) fn table(package: &Package, body: &[u8]) -> Result<Rows, ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not a scoring request: {err}"))
    })?;
    match request {
        Request {
            dataframe_split: Some(split),
            dataframe_records: None,
            instances: None,
            inputs: None,
            ..
        } => from_split(package, &split),
        Request {
            dataframe_split: None,
            dataframe_records: Some(records),
            instances: None,
            inputs: None,
            ..
        }
        | Request {
            dataframe_split: None,
            dataframe_records: None,
            instances: Some(records),
            inputs: None,
            ..
        } => from_records(package, &records),
        Request {
            dataframe_split: None,
            dataframe_records: None,
            instances: None,
            inputs: Some(columns),
            ..
        } => from_columns(package, &columns),
        _ => Err(ApiError::bad_request(
            "the body must hold exactly one of dataframe_split, dataframe_records, instances and inputs",
        )),
    }
}

fn from_split(package: &Package, split: &Split) -> Result<Rows, ApiError> {
    let width = split.columns.len();
    if let Some(row) = split.data.iter().position(|row| row.len() != width) {
        return Err(ApiError::bad_request(format!(
            "row {row} has {} values for {width} columns",
            split.data[row].len()
        )));
    }
    rows::table(package, |name| {
        let index = split.columns.iter().position(|column| column == name)?;
        Some(split.data.iter().map(|row| &row[index]).collect())
    })
}

/// A row without a column that others have holds a gap there, as in pandas.
fn from_records(package: &Package, records: &[Record]) -> Result<Rows, ApiError> {
    rows::table(package, |name| {
        let known = records.iter().any(|record| record.contains_key(name));
        let cell = |record| Map::get(record, name).unwrap_or(&Value::Null);
        known.then(|| records.iter().map(cell).collect())
    })
}

fn from_columns(package: &Package, columns: &Record) -> Result<Rows, ApiError> {
    rows::table(package, |name| {
        let column = columns.get(name)?;
        Some(match column {
            Value::Array(cells) => cells.iter().collect(),
            cell => vec![cell],
        })
    })
}
