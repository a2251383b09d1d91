//! `MLflow`'s scoring protocol: `POST /invocations`.
//!
//! Reference: <https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/>.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header::CONTENT_TYPE},
    routing::post,
};
use serde_json::{Value, json};

use super::{
    endpoint::{ApiError, Shared},
    rows,
};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/invocations", post(invocations))
}

async fn invocations(
    State(state): State<Arc<Shared>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, ApiError> {
    check_media_type(&headers)
        .and_then(|()| answer(&state, &body))
        .inspect_err(|_| state.count_error())
}

fn check_media_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let sent = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let media_type = sent.split(';').next().unwrap_or("").trim();
    if media_type.eq_ignore_ascii_case("application/json") {
        Ok(())
    } else {
        Err(ApiError::media_type(format!(
            "the content type must be application/json, not “{media_type}”"
        )))
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    dataframe_split: Option<Split>,
    dataframe_records: Option<Vec<serde_json::Map<String, Value>>>,
}

#[derive(serde::Deserialize)]
struct Split {
    columns: Vec<String>,
    data: Vec<Vec<Value>>,
}

fn answer(state: &Shared, body: &[u8]) -> Result<Json<Value>, ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not a scoring request: {err}"))
    })?;
    let package = &state.served.package;
    let table = match (&request.dataframe_split, &request.dataframe_records) {
        (Some(split), None) => {
            if let Some(row) = split
                .data
                .iter()
                .position(|row| row.len() != split.columns.len())
            {
                return Err(ApiError::bad_request(format!(
                    "row {row} has {} values for {} columns",
                    split.data[row].len(),
                    split.columns.len()
                )));
            }
            rows::table(package, |name| {
                let index = split.columns.iter().position(|column| column == name)?;
                Some(split.data.iter().map(|row| &row[index]).collect())
            })?
        }
        (None, Some(records)) => rows::table(package, |name| {
            let known = records.iter().any(|record| record.contains_key(name));
            let cell = |record| serde_json::Map::get(record, name).unwrap_or(&Value::Null);
            known.then(|| records.iter().map(cell).collect())
        })?,
        _ => {
            return Err(ApiError::bad_request(
                "the body must hold exactly one of dataframe_split and dataframe_records",
            ));
        }
    };
    let (predictions, ids) = state.predict(&table)?;
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
