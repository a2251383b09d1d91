//! Open Inference Protocol v2 over REST.
//!
//! Reference: <https://github.com/kserve/open-inference-protocol>.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{
    answer::{Answer as Answered, Asked},
    api_error::ApiError,
    body::Body,
    endpoint::Shared,
    in_path::InPath,
    rows::{self, Rows},
    sent::{Form, Sent, key_text},
    survive::apart_for_bytes,
    version::{Loaded, Served},
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
    Ok(Json(metadata(&state.router.plan().champion)))
}

async fn model_version(
    State(state): State<Arc<Shared>>,
    InPath((model, version)): InPath<(String, String)>,
) -> Answer {
    let found = find(&state, &model, Some(&version))?;
    let plan = state.router.plan();
    Ok(Json(metadata(found.as_ref().unwrap_or(&plan.champion))))
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
    let found = find(&state, &model, None);
    counted(&state, found.and_then(|found| Ok((found, body?)))).await
}

async fn infer_version(
    State(state): State<Arc<Shared>>,
    InPath((model, version)): InPath<(String, String)>,
    body: Result<Body, ApiError>,
) -> Answer {
    let found = find(&state, &model, Some(&version));
    counted(&state, found.and_then(|found| Ok((found, body?)))).await
}

async fn counted(state: &Shared, asked: Result<(Option<Arc<Loaded>>, Body), ApiError>) -> Answer {
    let answer = match asked {
        Ok((version, Body(body))) => answer(state, version, body).await,
        Err(err) => Err(err),
    };
    answer.inspect_err(|_| state.count_error())
}

/// The version that is asked for by number, if it is loaded; nothing if the router may choose.
fn find(
    state: &Shared,
    model: &str,
    version: Option<&str>,
) -> Result<Option<Arc<Loaded>>, ApiError> {
    let name = &state.name;
    if name != model {
        return Err(ApiError::not_found(format!(
            "there is no model “{model}” here; this endpoint serves “{name}”"
        )));
    }
    let Some(asked) = version else {
        return Ok(None);
    };
    let plan = state.router.plan();
    // “03” is not version 3: a version has one name.
    let number = asked.parse().ok();
    let number = number.filter(|number: &i64| number.to_string() == asked);
    let found = number.and_then(|number| plan.version(number));
    found.map(|found| Some(Arc::clone(found))).ok_or_else(|| {
        let served = plan.champion.served.version;
        ApiError::not_found(format!(
            "“{model}” is served in version {served}, not {asked}"
        ))
    })
}

pub(super) fn metadata(version: &Loaded) -> Value {
    let served = &version.served;
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

/// A body of this protocol.
#[derive(serde::Deserialize)]
pub(super) struct Request {
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

/// Reads a body.
pub(super) fn request(body: &[u8]) -> Result<Request, ApiError> {
    serde_json::from_slice(body).map_err(|err| {
        ApiError::bad_request(format!("the body is not an inference request: {err}"))
    })
}

impl Sent for Request {
    fn rows(&self, served: &Served) -> Result<Rows, ApiError> {
        let tensors = self
            .inputs
            .iter()
            .map(|tensor| Ok((tensor.name.as_str(), tensor.cells()?)))
            .collect::<Result<Vec<_>, ApiError>>()?;
        let rows = rows::table(served, |name| {
            let found = tensors.iter().find(|(candidate, _)| *candidate == name);
            found.map(|(_, cells)| cells.clone())
        })?;
        check_wanted(&self.outputs, served.package.task.is_classification())?;
        Ok(rows)
    }

    fn key(&self, column: &str) -> Option<String> {
        let tensor = self.inputs.iter().find(|tensor| tensor.name == column)?;
        let mut cells = Vec::new();
        flatten(&tensor.data, &mut cells);
        key_text(cells.first()?)
    }
}

async fn answer(state: &Shared, version: Option<Arc<Loaded>>, body: Bytes) -> Answer {
    let request = apart_for_bytes(body.len(), || request(&body))?;
    let asked = Asked {
        sent: &request,
        request_id: request.id.clone(),
        version,
        body: (Form::Tensors, body),
    };
    let answered = state.answer(asked).await?;
    Ok(Json(response(&request, &answered)))
}

fn response(request: &Request, answered: &Answered) -> Value {
    let served = &answered.version.served;
    let mut outputs = outputs(&answered.predictions, &served.package.classes);
    if !request.outputs.is_empty() {
        outputs.retain(|output| request.outputs.iter().any(|one| output["name"] == one.name));
    }
    let mut response = json!({
        "model_name": served.name,
        "model_version": served.version.to_string(),
        "outputs": outputs,
        "parameters": { "prediction_ids": answered.ids },
    });
    if let (Some(id), Some(response)) = (&request.id, response.as_object_mut()) {
        response.insert("id".to_owned(), Value::String(id.clone()));
    }
    response
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

fn outputs(predictions: &[Prediction], names: &[String]) -> Vec<Value> {
    let n = predictions.len();
    if names.is_empty() {
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
        json!({ "name": "probabilities", "datatype": "FP64", "shape": [n, names.len()], "data": shares,
                // Nothing else tells a client which column is which class.
                "parameters": { "classes": names } }),
    ]
}
