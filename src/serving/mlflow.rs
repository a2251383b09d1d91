//! `MLflow`'s scoring protocol: `POST /invocations`.
//!
//! Reference: <https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/>.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header::CONTENT_TYPE},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    answer::{Answer, Asked},
    api_error::ApiError,
    body::Body,
    endpoint::Shared,
    sent::{self, Form},
    survive::apart_for_bytes,
};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/ping", get(health))
        .route("/health", get(health))
        .route("/version", get(|| async { env!("CARGO_PKG_VERSION") }))
        .route("/invocations", post(invocations))
}

async fn health(State(state): State<Arc<Shared>>) -> Result<&'static str, ApiError> {
    state.check_ready()?;
    Ok("\n")
}

async fn invocations(
    State(state): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Result<Body, ApiError>,
) -> Result<Json<Value>, ApiError> {
    let answer = match media_type(&headers).and_then(|kind| Ok((kind, body?))) {
        Ok((kind, Body(body))) => answer(&state, kind, body, request_id(&headers)).await,
        Err(err) => Err(err),
    };
    answer.inspect_err(|_| state.count_error())
}

/// The id of a request in this protocol: the header that proxies set.
fn request_id(headers: &HeaderMap) -> Option<String> {
    let sent = headers.get("x-request-id")?;
    Some(sent.to_str().ok()?.to_owned())
}

/// How the rows are written.
pub(super) enum MediaType {
    Json,
    Csv,
}

pub(super) fn media_type(headers: &HeaderMap) -> Result<MediaType, ApiError> {
    let sent = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let mut parts = sent.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or("").to_ascii_lowercase();
    let charset = parts
        .filter_map(|part| part.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, charset)| charset.trim().trim_matches('"'));
    if let Some(charset) = charset.filter(|name| !name.eq_ignore_ascii_case("utf-8")) {
        return Err(ApiError::media_type(format!(
            "the charset must be utf-8, not “{charset}”"
        )));
    }
    match media_type.as_str() {
        "application/json" => Ok(MediaType::Json),
        "text/csv" => Ok(MediaType::Csv),
        _ => Err(ApiError::media_type(format!(
            "the content type must be application/json or text/csv, not “{media_type}”"
        ))),
    }
}

async fn answer(
    state: &Shared,
    kind: MediaType,
    body: Bytes,
    request_id: Option<String>,
) -> Result<Json<Value>, ApiError> {
    let form = match kind {
        MediaType::Json => Form::Json,
        MediaType::Csv => Form::Csv,
    };
    let sent = apart_for_bytes(body.len(), || sent::read(form, &body))?;
    let asked = Asked {
        sent: &*sent,
        request_id,
        version: None,
        body: (form, body),
    };
    let Answer {
        predictions, ids, ..
    } = state.answer(asked).await?;
    let values: Vec<Value> = predictions
        .into_iter()
        .map(|one| {
            one.value
                .map_or_else(|| json!(one.class), |value| json!(value))
        })
        .collect();
    Ok(Json(
        json!({ "predictions": values, "prediction_ids": ids }),
    ))
}
