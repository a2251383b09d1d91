//! Open Inference Protocol v2 over REST.
//!
//! Reference: <https://github.com/kserve/open-inference-protocol>.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    api_error::ApiError,
    body::Body,
    endpoint::Shared,
    in_path::InPath,
    rows::{self, Rows},
    survive::apart_for_bytes,
};
use crate::steps::{Prediction, deployment::datatype};

type Answer = Result<Json<Value>, ApiError>;
type Ready = Result<Response, ApiError>;

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v2", get(server))
        .route(
            "/v2/health/live",
            get(|| async { Json(json!({ "live": true })) }),
        )
        .route("/v2/health/ready", get(server_ready))
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

async fn server_ready(State(state): State<Arc<Shared>>) -> Response {
    readiness(&state, json!({ "ready": state.is_ready() }))
}

async fn model(State(state): State<Arc<Shared>>, InPath(model): InPath<String>) -> Answer {
    find(&state, &model, None)?;
    Ok(Json(metadata(&state)))
}

async fn model_version(
    State(state): State<Arc<Shared>>,
    InPath((model, version)): InPath<(String, String)>,
) -> Answer {
    find(&state, &model, Some(&version))?;
    Ok(Json(metadata(&state)))
}

async fn ready(State(state): State<Arc<Shared>>, InPath(model): InPath<String>) -> Ready {
    find(&state, &model, None)?;
    Ok(model_readiness(&state, &model))
}

async fn ready_version(
    State(state): State<Arc<Shared>>,
    InPath((model, version)): InPath<(String, String)>,
) -> Ready {
    find(&state, &model, Some(&version))?;
    Ok(model_readiness(&state, &model))
}

fn model_readiness(state: &Shared, model: &str) -> Response {
    readiness(state, json!({ "name": model, "ready": state.is_ready() }))
}

/// The status tells probes, the body people: what cannot be logged is not answered, so then the
/// model is not ready.
fn readiness(state: &Shared, body: Value) -> Response {
    let status = if state.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, Json(body)).into_response()
}

async fn infer(
    State(state): State<Arc<Shared>>,
    InPath(model): InPath<String>,
    body: Result<Body, ApiError>,
) -> Answer {
    counted(&state, find(&state, &model, None).and(body)).await
}

async fn infer_version(
    State(state): State<Arc<Shared>>,
    InPath((model, version)): InPath<(String, String)>,
    body: Result<Body, ApiError>,
) -> Answer {
    counted(&state, find(&state, &model, Some(&version)).and(body)).await
}

async fn counted(state: &Shared, body: Result<Body, ApiError>) -> Answer {
    let asked = |Body(body)| apart_for_bytes(body.len(), || asked(state, &body));
    let answer = match body.and_then(asked) {
        Ok((request, rows)) => answer(state, request, rows).await,
        Err(err) => Err(err),
    };
    answer.inspect_err(|_| state.count_error())
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

pub(super) fn metadata(state: &Shared) -> Value {
    let served = &state.served;
    let inputs: Vec<Value> = served
        .package
        .inputs()
        .iter()
        .map(|column| json!({ "name": column.name, "datatype": datatype(column.kind), "shape": [-1] }))
        .collect();
    let outputs: Vec<Value> = if served.package.task.is_classification() {
        let k = served.package.classes.len();
        vec![
            json!({ "name": "class", "datatype": "BYTES", "shape": [-1] }),
            json!({ "name": "probabilities", "datatype": "FP64", "shape": [-1, k] }),
        ]
    } else {
        vec![json!({ "name": "prediction", "datatype": "FP64", "shape": [-1] })]
    };
    json!({
        "name": served.name,
        "versions": [served.version.to_string()],
        "platform": "nonagon",
        "inputs": inputs,
        "outputs": outputs,
    })
}

#[derive(serde::Deserialize)]
struct Request {
    id: Option<String>,
    inputs: Vec<Tensor>,
    #[serde(default)]
    outputs: Vec<Wanted>,
}

#[derive(serde::Deserialize)]
struct Tensor {
    name: String,
    shape: Vec<u64>,
    data: Value,
}

/// An output that is asked for; without any, all are sent.
#[derive(serde::Deserialize)]
struct Wanted {
    name: String,
}

impl Tensor {
    /// One cell per row, from `data` as a flat list or nested as `shape` says.
    fn cells(&self) -> Result<Vec<&Value>, ApiError> {
        let mut cells = Vec::new();
        flatten(&self.data, &mut cells);
        let size = self.shape.iter().try_fold(1_u64, |n, m| n.checked_mul(*m));
        let refused = |what: String| {
            let (name, shape) = (&self.name, &self.shape);
            ApiError::bad_request(format!("input “{name}” has shape {shape:?}, {what}"))
        };
        if size != Some(cells.len() as u64) {
            let size = size.map_or_else(|| "too many".to_owned(), |size| size.to_string());
            return Err(refused(format!(
                "which is {size} values, but {} were sent",
                cells.len()
            )));
        }
        if self.shape.first().copied().unwrap_or(1) != cells.len() as u64 {
            return Err(refused("but a column has one value per row".to_owned()));
        }
        Ok(cells)
    }
}

/// What a body asks, with the rows in it.
fn asked(state: &Shared, body: &[u8]) -> Result<(Request, Rows), ApiError> {
    let request: Request = serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not an inference request: {err}"))
    })?;
    let served = &state.served;
    let tensors = request
        .inputs
        .iter()
        .map(|tensor| Ok((tensor.name.as_str(), tensor.cells()?)))
        .collect::<Result<Vec<_>, ApiError>>()?;
    let cells = |name: &str| {
        let found = tensors.iter().find(|(candidate, _)| *candidate == name);
        found.map(|(_, cells)| cells.clone())
    };
    let rows = rows::table(&served.package, cells)?;
    check_wanted(&request.outputs, served.package.task.is_classification())?;
    Ok((request, rows))
}

async fn answer(state: &Shared, request: Request, rows: Rows) -> Answer {
    let served = &state.served;
    let (predictions, ids) = state.predict(rows, request.id.clone()).await?;
    let mut outputs = outputs(&predictions, served.package.classes.len());
    if !request.outputs.is_empty() {
        outputs.retain(|output| request.outputs.iter().any(|one| output["name"] == one.name));
    }
    let mut response = json!({
        "model_name": served.name,
        "model_version": served.version.to_string(),
        "outputs": outputs,
        "parameters": { "prediction_ids": ids },
    });
    if let (Some(id), Some(response)) = (request.id, response.as_object_mut()) {
        response.insert("id".to_owned(), Value::String(id));
    }
    Ok(Json(response))
}

fn check_wanted(wanted: &[Wanted], is_classification: bool) -> Result<(), ApiError> {
    let known: &[&str] = if is_classification {
        &["class", "probabilities"]
    } else {
        &["prediction"]
    };
    let unknown = wanted
        .iter()
        .find(|wanted| !known.contains(&wanted.name.as_str()));
    unknown.map_or(Ok(()), |unknown| {
        Err(ApiError::bad_request(format!(
            "there is no output “{}”; choose from: {}",
            unknown.name,
            known.join(", ")
        )))
    })
}

fn flatten<'v>(data: &'v Value, cells: &mut Vec<&'v Value>) {
    match data {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, cells)),
        cell => cells.push(cell),
    }
}

fn outputs(predictions: &[Prediction], n_classes: usize) -> Vec<Value> {
    let n = predictions.len();
    if n_classes == 0 {
        let values: Vec<Option<f64>> = predictions.iter().map(|one| one.value).collect();
        return vec![
            json!({ "name": "prediction", "datatype": "FP64", "shape": [n], "data": values }),
        ];
    }
    let classes: Vec<&Option<String>> = predictions.iter().map(|one| &one.class).collect();
    let shares: Vec<f64> = predictions
        .iter()
        .flat_map(|one| one.probabilities.iter().copied())
        .collect();
    vec![
        json!({ "name": "class", "datatype": "BYTES", "shape": [n], "data": classes }),
        json!({ "name": "probabilities", "datatype": "FP64", "shape": [n, n_classes], "data": shares }),
    ]
}
