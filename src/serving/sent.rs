//! The rows of a request, before it is known which version reads them.

use super::{api_error::ApiError, csv, frame, oip, rows::Rows, version::Served};

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Tensors of the Open Inference Protocol.
    Tensors,
    /// One of `MLflow`'s four JSON forms.
    Json,
    /// CSV with a header.
    Csv,
}

/// A body that was read.
pub(super) trait Sent: Send + Sync {
    /// The columns that the version reads.
    fn rows(&self, served: &Served) -> Result<Rows, ApiError>;

    /// The first row's value of `column` as text: what decides which version is asked.
    fn key(&self, column: &str) -> Option<String>;
}

/// Reads a body.
pub(super) fn read(form: Form, body: &[u8]) -> Result<Box<dyn Sent>, ApiError> {
    Ok(match form {
        Form::Tensors => Box::new(oip::request(body)?),
        Form::Json => Box::new(frame::request(body)?),
        Form::Csv => Box::new(csv::request(body)?),
    })
}

/// A cell as the key of an entity: 7 and "7" are the same one, and a gap is none.
pub(super) fn key_text(cell: &serde_json::Value) -> Option<String> {
    match cell {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
