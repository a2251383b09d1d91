//! Open Inference Protocol v2 over REST.
//!
//! Reference: <https://github.com/kserve/open-inference-protocol>.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    endpoint::{ApiError, Shared},
    rows,
};
use crate::{data::Kind, steps::Prediction};

type Answer = Result<Json<Value>, ApiError>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v2", get(server))
        .route(
            "/v2/health/live",
            get(|| async { Json(json!({ "live": true })) }),
        )
        .route(
            "/v2/health/ready",
            get(|| async { Json(json!({ "ready": true })) }),
        )
        .route("/v2/models/{model}", get(model))
        .route("/v2/models/{model}/ready", get(ready))
        .route("/v2/models/{model}/infer", post(infer))
        .route("/v2/models/{model}/versions/{version}", get(model_version))
        .route(
            "/v2/models/{model}/versions/{version}/ready",
            get(ready_version),
        )
        .route(
            "/v2/models/{model}/versions/{version}/infer",
            post(infer_version),
        )
}

async fn server() -> Json<Value> {
    Json(json!({ "name": "nonagon", "version": env!("CARGO_PKG_VERSION"), "extensions": [] }))
}

async fn model(State(state): State<Arc<Shared>>, Path(model): Path<String>) -> Answer {
    find(&state, &model, None)?;
    Ok(Json(metadata(&state)))
}

async fn model_version(
    State(state): State<Arc<Shared>>,
    Path((model, version)): Path<(String, String)>,
) -> Answer {
    find(&state, &model, Some(&version))?;
    Ok(Json(metadata(&state)))
}

async fn ready(State(state): State<Arc<Shared>>, Path(model): Path<String>) -> Answer {
    find(&state, &model, None)?;
    Ok(Json(json!({ "name": model, "ready": true })))
}

async fn ready_version(
    State(state): State<Arc<Shared>>,
    Path((model, version)): Path<(String, String)>,
) -> Answer {
    find(&state, &model, Some(&version))?;
    Ok(Json(json!({ "name": model, "ready": true })))
}

async fn infer(State(state): State<Arc<Shared>>, Path(model): Path<String>, body: Bytes) -> Answer {
    find(&state, &model, None)?;
    answer(&state, &body).inspect_err(|_| state.count_error())
}

async fn infer_version(
    State(state): State<Arc<Shared>>,
    Path((model, version)): Path<(String, String)>,
    body: Bytes,
) -> Answer {
    find(&state, &model, Some(&version))?;
    answer(&state, &body).inspect_err(|_| state.count_error())
}

/// Whether this model, in this version, is the one that is served.
fn find(state: &Shared, model: &str, version: Option<&str>) -> Result<(), ApiError> {
    let served = &state.served;
    if served.name != model {
        return Err(ApiError::not_found(format!(
            "there is no model “{model}” here; this endpoint serves “{}”",
            served.name
        )));
    }
    match version {
        Some(version) if version != served.version.to_string() => {
            Err(ApiError::not_found(format!(
                "“{model}” is served in version {}, not {version}",
                served.version
            )))
        }
        _ => Ok(()),
    }
}

fn metadata(state: &Shared) -> Value {
    let served = &state.served;
    let inputs: Vec<Value> = served
        .package
        .inputs()
        .iter()
        .map(|column| json!({ "name": column.name, "datatype": datatype(column.kind), "shape": [-1] }))
        .collect();
    let outputs = if served.package.task.is_classification() {
        let k = served.package.classes.len();
        json!([
            { "name": "class", "datatype": "BYTES", "shape": [-1] },
            { "name": "probabilities", "datatype": "FP64", "shape": [-1, k] },
        ])
    } else {
        json!([{ "name": "prediction", "datatype": "FP64", "shape": [-1] }])
    };
    json!({
        "name": served.name,
        "versions": [served.version.to_string()],
        "platform": "nonagon",
        "inputs": inputs,
        "outputs": outputs,
    })
}

/// What the protocol calls a kind.
fn datatype(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "INT64",
        Kind::Decimal => "FP64",
        Kind::Boolean => "BOOL",
        Kind::Text | Kind::Time => "BYTES",
    }
}

#[derive(serde::Deserialize)]
struct Request {
    id: Option<String>,
    inputs: Vec<Tensor>,
}

#[derive(serde::Deserialize)]
struct Tensor {
    name: String,
    shape: Vec<u64>,
    data: Value,
}

fn answer(state: &Shared, body: &[u8]) -> Answer {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not an inference request: {err}"))
    })?;
    let mut tensors = Vec::with_capacity(request.inputs.len());
    for tensor in &request.inputs {
        let mut cells = Vec::new();
        flatten(&tensor.data, &mut cells);
        let size = tensor.shape.iter().product::<u64>();
        if size != cells.len() as u64 {
            return Err(ApiError::bad_request(format!(
                "input “{}” has shape {:?}, which is {size} values, but {} were sent",
                tensor.name,
                tensor.shape,
                cells.len()
            )));
        }
        tensors.push((tensor.name.as_str(), cells));
    }
    let cells = |name: &str| {
        let found = tensors.iter().find(|(candidate, _)| *candidate == name);
        found.map(|(_, cells)| cells.clone())
    };
    let table = rows::table(&state.served.package, cells)?;
    let (predictions, ids) = state.predict(&table)?;
    let mut response = json!({
        "model_name": state.served.name,
        "model_version": state.served.version.to_string(),
        "outputs": outputs(&predictions, state.served.package.classes.len()),
        "parameters": { "prediction_ids": ids },
    });
    if let (Some(id), Some(response)) = (request.id, response.as_object_mut()) {
        response.insert("id".to_owned(), Value::String(id));
    }
    Ok(Json(response))
}

fn flatten<'v>(data: &'v Value, cells: &mut Vec<&'v Value>) {
    match data {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, cells)),
        cell => cells.push(cell),
    }
}

fn outputs(predictions: &[Prediction], n_classes: usize) -> Value {
    let n = predictions.len();
    if n_classes == 0 {
        let values: Vec<Option<f64>> = predictions.iter().map(|one| one.value).collect();
        return json!([{ "name": "prediction", "datatype": "FP64", "shape": [n], "data": values }]);
    }
    let classes: Vec<&Option<String>> = predictions.iter().map(|one| &one.class).collect();
    let shares: Vec<f64> = predictions
        .iter()
        .flat_map(|one| one.probabilities.iter().copied())
        .collect();
    json!([
        { "name": "class", "datatype": "BYTES", "shape": [n], "data": classes },
        { "name": "probabilities", "datatype": "FP64", "shape": [n, n_classes], "data": shares },
    ])
}
