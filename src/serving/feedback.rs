//! `POST /feedback`: what came true, by the ids of predictions, late, one or many.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::{Value, json};

use super::{
    api_error::ApiError,
    body::Body,
    endpoint::Shared,
    mlflow::{MediaType, media_type},
};
use crate::data;

/// The label of one prediction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The prediction's id, as the client got it.
    pub id: String,
    /// The class or the number, as text.
    pub label: String,
}

/// What became of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is the first one of its prediction.
    Kept,
    /// The same was told before.
    Unchanged,
    /// Another one was told before, and is not any more.
    Replaced,
    /// No such prediction is in the log: it was never given, or is gone by age.
    Unknown,
}

/// Keeps labels for good: the fate of each, or why none was kept.
pub type Labels = Arc<dyn Fn(&[Feedback]) -> Result<Vec<Fate>, String> + Send + Sync>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/feedback", post(feedback))
}

async fn feedback(
    State(state): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Result<Body, ApiError>,
) -> Result<Json<Value>, ApiError> {
    let kind = media_type(&headers)?;
    let Body(body) = body?;
    let labels = state.labels().ok_or_else(|| {
        let text = "this endpoint keeps no labels";
        ApiError::new(StatusCode::NOT_IMPLEMENTED, text)
    })?;
    // The disk is waited for, so no thread of the server does it.
    let kept = tokio::task::spawn_blocking(move || keep(&state, &kind, &body, &labels));
    kept.await.unwrap_or_else(|_| {
        let text = "the server failed at these labels, and goes on; its log says why";
        Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text))
    })
}

fn keep(
    state: &Shared,
    kind: &MediaType,
    body: &[u8],
    labels: &Labels,
) -> Result<Json<Value>, ApiError> {
    let asked = match kind {
        MediaType::Json => from_json(body)?,
        MediaType::Csv => from_csv(body)?,
    };
    let wants_number = !state
        .router
        .plan()
        .champion
        .served
        .package
        .task
        .is_classification();
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (id, label) in asked {
        match label.and_then(|label| checked(&label, wants_number)) {
            Ok(label) => good.push(Feedback { id, label }),
            Err(why) => bad.push(json!({ "prediction_id": id, "status": "refused", "error": why })),
        }
    }
    let fates = labels(&good).map_err(|why| {
        // The reason may name a path of this machine: it is not for the client.
        tracing::error!("Labels could not be kept: {why}");
        let text = "the labels could not be kept, not one of them; send them again later";
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text)
    })?;
    let count = |fate: Fate| fates.iter().filter(|found| **found == fate).count();
    let unknown = good.iter().zip(&fates);
    let unknown = unknown.filter(|(_, fate)| **fate == Fate::Unknown);
    let n_refused = bad.len();
    let mut left: Vec<Value> = unknown
        .map(|(one, _)| {
            let why = "no such prediction is in the log: it was never given, or is gone by age";
            json!({ "prediction_id": one.id, "status": "unknown", "error": why })
        })
        .collect();
    left.append(&mut bad);
    Ok(Json(json!({
        "kept": count(Fate::Kept),
        "unchanged": count(Fate::Unchanged),
        "replaced": count(Fate::Replaced),
        "unknown": count(Fate::Unknown),
        "refused": n_refused,
        "not_kept": left,
    })))
}

/// An id with its label, or why the label is none.
type Asked = (String, Result<String, String>);

/// One object, or a list of them.
fn from_json(body: &[u8]) -> Result<Vec<Asked>, ApiError> {
    let refused = |what: String| {
        ApiError::bad_request(format!(
            "{what}; send {{\"prediction_id\": …, \"label\": …}}, or a list of these"
        ))
    };
    let value: Value = serde_json::from_slice(body)
        .map_err(|err| refused(format!("the body is no JSON: {err}")))?;
    let items = match value {
        Value::Array(items) => items,
        one @ Value::Object(_) => vec![one],
        _ => return Err(refused("the body holds no labels".to_owned())),
    };
    if items.is_empty() {
        return Err(refused("the list is empty".to_owned()));
    }
    let items = items.into_iter().enumerate();
    items
        .map(|(i, item)| {
            let id = item.get("prediction_id").and_then(Value::as_str);
            let id = id.ok_or_else(|| refused(format!("label {i} has no prediction_id")))?;
            let label = match item.get("label") {
                Some(Value::String(text)) => Ok(text.clone()),
                Some(Value::Number(number)) => Ok(number.to_string()),
                Some(Value::Bool(value)) => Ok(value.to_string()),
                _ => Err("the label must be a text, a number or a boolean".to_owned()),
            };
            Ok((id.to_owned(), label))
        })
        .collect()
}

/// A CSV with the columns `prediction_id` and `label`.
fn from_csv(body: &[u8]) -> Result<Vec<Asked>, ApiError> {
    let columns = data::csv_texts(body)?;
    let column = |name: &str| {
        let found = columns.iter().find(|(candidate, _)| candidate == name);
        found.map(|(_, texts)| texts).ok_or_else(|| {
            ApiError::bad_request(format!(
                "the column “{name}” is missing; send a CSV with the columns prediction_id and label"
            ))
        })
    };
    let rows = column("prediction_id")?.iter().zip(column("label")?);
    rows.enumerate()
        .map(|(i, (id, label))| {
            let id = id
                .clone()
                .ok_or_else(|| ApiError::bad_request(format!("row {i} has no prediction_id")))?;
            Ok((
                id,
                label.clone().ok_or_else(|| "there is no label".to_owned()),
            ))
        })
        .collect()
}

/// `label` without what stands around it. A class may be one that the model does not know: the
/// world changes.
fn checked(label: &str, wants_number: bool) -> Result<String, String> {
    let trimmed = label.trim();
    if trimmed.is_empty() {
        return Err("the label is empty".to_owned());
    }
    if wants_number && !trimmed.parse::<f64>().is_ok_and(f64::is_finite) {
        return Err("the label must be a number, as the model answers one".to_owned());
    }
    Ok(trimmed.to_owned())
}
