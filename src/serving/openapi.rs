//! `GET /openapi.json`: the endpoint as `OpenAPI` 3.1 describes one.
//!
//! Reference: <https://spec.openapis.org/oas/v3.1.0>.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, header::HOST},
    routing::get,
};
use serde_json::{Map, Value, json};

use super::{
    endpoint::Shared,
    snippet::{Language, snippet},
};
use crate::{
    data::ColumnInfo,
    steps::deployment::{sample_cell, sample_request},
};

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/openapi.json", get(document))
}

async fn document(State(state): State<Arc<Shared>>, headers: HeaderMap) -> Json<Value> {
    let plan = state.router.plan();
    let served = &plan.champion.served;
    let inputs = served.package.inputs();
    let mut paths = Map::new();
    for (path, about, media_type) in GETS {
        let mut operation = json!({
            "get": { "summary": about, "responses": responses(media_type, &[]) }
        });
        if path.contains('{') {
            operation["parameters"] = parameters(path, &served.name, served.version);
            operation["get"]["responses"]["404"] = refusal("There is no such model or version.");
        }
        paths.insert((*path).to_owned(), operation);
    }
    for path in [
        "/v2/models/{model}/infer",
        "/v2/models/{model}/versions/{version}/infer",
    ] {
        let operation = json!({
            "parameters": parameters(path, &served.name, served.version),
            "post": {
                "summary": "Predict rows, one tensor for each raw column (Open Inference Protocol v2).",
                "requestBody": { "required": true, "content": { "application/json": {
                    "schema": { "type": "object", "required": ["inputs"] },
                    "example": sample_request(inputs),
                } } },
                "responses": responses("application/json", &["400", "404", "413", "503"]),
            },
        });
        paths.insert(path.to_owned(), operation);
    }
    let body = sample_request(inputs);
    paths["/v2/models/{model}/infer"]["post"]["x-codeSamples"] = samples(&state, &headers, &body);
    let invocations = json!({ "post": {
        "summary": "Predict rows (MLflow scoring): dataframe_split, dataframe_records, instances, inputs, or CSV.",
        "requestBody": { "required": true, "content": {
            "application/json": {
                "schema": { "type": "object" },
                "example": { "dataframe_records": [record(inputs)] },
            },
            "text/csv": { "schema": { "type": "string" }, "example": csv(inputs) },
        } },
        "responses": responses("application/json", &["400", "413", "415", "503"]),
    } });
    paths.insert("/invocations".to_owned(), invocations);
    paths.insert("/feedback".to_owned(), feedback());
    Json(json!({
        "openapi": "3.1.0",
        "info": { "title": served.name, "version": served.version.to_string() },
        "paths": Value::Object(paths),
        "components": {
            "schemas": { "Error": {
                "type": "object",
                "required": ["error"],
                "properties": { "error": { "type": "string" } },
            } },
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
        "security": if state.is_guarded() { json!([{ "token": [] }]) } else { json!([]) },
    }))
}

/// Programs that ask this endpoint; documentation tools show them beside the operation.
///
/// Reference: <https://redocly.com/docs-legacy/api-reference-docs/specification-extensions/x-code-samples>.
fn samples(state: &Shared, headers: &HeaderMap, body: &Value) -> Value {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.unwrap_or("127.0.0.1");
    let url = format!("http://{host}/v2/models/{}/infer", state.name);
    let sample = |language: Language| {
        json!({
            "lang": language.name(),
            "source": snippet(language, &url, body, state.is_guarded()),
        })
    };
    Value::Array(Language::ALL.map(sample).to_vec())
}

fn feedback() -> Value {
    let example = json!([{ "prediction_id": "64f1c2a9b3d40-17", "label": "yes" }]);
    let label = json!({
        "type": "object",
        "required": ["prediction_id", "label"],
        "properties": {
            "prediction_id": { "type": "string" },
            "label": { "type": ["string", "number", "boolean"] },
        },
    });
    json!({ "post": {
        "summary": "Tell what came true, by the ids that came with the answers: one, a list, or CSV. Late is fine, and twice changes nothing. The answer counts and names the ids that are not known.",
        "requestBody": { "required": true, "content": {
            "application/json": {
                "schema": { "oneOf": [label.clone(), { "type": "array", "items": label }] },
                "example": example,
            },
            "text/csv": {
                "schema": { "type": "string" },
                "example": "prediction_id,label\n64f1c2a9b3d40-17,yes\n",
            },
        } },
        "responses": responses("application/json", &["400", "413", "415", "503"]),
    } })
}

/// What is read: path, summary, media type of the answer.
const GETS: &[(&str, &str, &str)] = &[
    ("/", "A page to try the model by hand.", "text/html"),
    ("/openapi.json", "This document.", "application/json"),
    (
        "/metrics",
        "Counts, latencies and resources for Prometheus.",
        "text/plain",
    ),
    ("/ping", "Whether it lives (MLflow).", "text/plain"),
    ("/health", "Whether it lives (MLflow).", "text/plain"),
    ("/version", "Version of the program.", "text/plain"),
    ("/v2", "Name and version of the server.", "application/json"),
    (
        "/v2/health/live",
        "Whether it lives (Open Inference Protocol).",
        "application/json",
    ),
    (
        "/v2/health/ready",
        "Whether it can predict.",
        "application/json",
    ),
    (
        "/v2/models/{model}",
        "Inputs and outputs of the model.",
        "application/json",
    ),
    (
        "/v2/models/{model}/ready",
        "Whether the model can predict.",
        "application/json",
    ),
    (
        "/v2/models/{model}/versions/{version}",
        "Inputs and outputs of this version.",
        "application/json",
    ),
    (
        "/v2/models/{model}/versions/{version}/ready",
        "Whether this version can predict.",
        "application/json",
    ),
];

fn parameters(path: &str, model: &str, version: i64) -> Value {
    let one = |name: &str, example: String| {
        json!({
            "name": name, "in": "path", "required": true,
            "schema": { "type": "string" }, "example": example,
        })
    };
    let mut found = vec![one("model", model.to_owned())];
    if path.contains("/versions/") {
        found.push(one("version", version.to_string()));
    }
    Value::Array(found)
}

/// The answers of an operation: 200, and these refusals.
fn responses(media_type: &str, refusals: &[&str]) -> Value {
    let mut found = Map::new();
    let done = json!({ "description": "Done.", "content": { media_type: {} } });
    found.insert("200".to_owned(), done);
    for status in refusals {
        let why = match *status {
            "400" => "The body is not a request, or does not fit the model.",
            "404" => "There is no such model or version.",
            "413" => "The body is too large.",
            "415" => "The content type or charset is another one.",
            _ => "The prediction could not be logged, so it is not given.",
        };
        found.insert((*status).to_owned(), refusal(why));
    }
    Value::Object(found)
}

fn refusal(why: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Error" });
    json!({ "description": why, "content": { "application/json": { "schema": schema } } })
}

fn record(inputs: &[ColumnInfo]) -> Value {
    let cells = inputs
        .iter()
        .map(|column| (column.name.clone(), sample_cell(column.kind)));
    Value::Object(cells.collect())
}

fn csv(inputs: &[ColumnInfo]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let names: Vec<String> = inputs.iter().map(|column| quoted(&column.name)).collect();
    let cells: Vec<String> = inputs
        .iter()
        .map(|column| match sample_cell(column.kind) {
            Value::String(text) => text,
            other => other.to_string(),
        })
        .collect();
    format!("{}\n{}\n", names.join(","), cells.join(","))
}
