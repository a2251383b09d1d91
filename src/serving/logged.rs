//! One answered row on its way into the log.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    data::{ColumnData, time_text},
    steps::Prediction,
};

/// The raw columns of a request: name and values.
pub type Columns = Vec<(String, ColumnData)>;

/// One answered row.
#[derive(Clone, Debug, PartialEq)]
pub struct Logged {
    /// The id that the client got.
    pub id: String,
    /// The id that the client gave the whole request, if any, cut to
    /// [`MOST_REQUEST_ID`](Self::MOST_REQUEST_ID) bytes.
    pub request_id: Option<String>,
    /// The model's name.
    pub model: String,
    /// The model's version.
    pub version: i64,
    /// When it was answered, in microseconds since the epoch.
    pub at: i64,
    /// The raw columns of the whole request.
    pub columns: Arc<Columns>,
    /// Which row of them this is.
    pub row: usize,
    /// The classes of the model, in the order of the probabilities; none for regression.
    pub classes: Arc<Vec<String>>,
    /// The answer.
    pub prediction: Prediction,
    /// How long the inference took, in microseconds.
    pub latency_us: u64,
}

impl Logged {
    /// The longest id of a request that is kept, in bytes.
    pub const MOST_REQUEST_ID: usize = 256;

    /// The raw columns as a JSON object; null where a value is missing.
    pub fn inputs(&self) -> Value {
        json_inputs(&self.columns, self.row)
    }
}

/// One row of `columns` as a JSON object; null where a value is missing.
pub(super) fn json_inputs(columns: &Columns, row: usize) -> Value {
    let cells = columns.iter();
    let cells = cells.map(|(name, values)| (name.clone(), json_cell(values, row)));
    Value::Object(cells.collect::<Map<_, _>>())
}

/// The value at `row` as it would be sent.
pub(super) fn json_cell(values: &ColumnData, row: usize) -> Value {
    match values {
        ColumnData::Numbers(values) => json!(values[row]),
        ColumnData::Integers(values) => json!(values[row]),
        ColumnData::Booleans(values) => json!(values[row]),
        ColumnData::Texts(values) => json!(values[row]),
        ColumnData::Times(values) => json!(values[row].map(time_text)),
    }
}

/// `id` up to the most bytes that are kept, cut between two characters.
pub(super) fn cut(mut id: String) -> String {
    let end = (0..=Logged::MOST_REQUEST_ID.min(id.len()))
        .rev()
        .find(|end| id.is_char_boundary(*end));
    id.truncate(end.unwrap_or(0));
    id
}
