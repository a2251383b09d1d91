//! Features of the feature store over HTTP: `POST /get-online-features` and `POST /push`, as Feast
//! has them, and what the inputs of a model are looked up with.
//!
//! Reference: Feast, "Python feature server".

use std::sync::Arc;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use serde_json::Value;

use super::{api_error::ApiError, body::Body, endpoint::Shared, logged::Columns};

/// Why features are not given or taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The request is wrong, and how; a client may read it.
    Request(String),
    /// The store does not answer; the reason may be about this machine, and is for its log only.
    Store(String),
}

/// Finds the features of those whom the columns are about; row for row.
pub type LookUp = Arc<dyn Fn(&Columns) -> Result<Columns, Refused> + Send + Sync>;

/// What answers requests about features.
pub trait FeatureServer: Send + Sync {
    /// What `POST /get-online-features` asks for, as both are written in JSON.
    ///
    /// # Errors
    /// If the request is wrong, or the store does not answer.
    fn get(&self, asked: &Value) -> Result<Value, Refused>;

    /// Takes in what `POST /push` brings.
    ///
    /// # Errors
    /// If the request is wrong, or the store cannot take it: then nothing was taken.
    fn push(&self, pushed: &Value) -> Result<Value, Refused>;
}

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/get-online-features", post(get))
        .route("/push", post(push))
}

async fn get(
    State(state): State<Arc<Shared>>,
    body: Result<Body, ApiError>,
) -> Result<Json<Value>, ApiError> {
    asked(state, body, |server, value| server.get(value)).await
}

async fn push(
    State(state): State<Arc<Shared>>,
    body: Result<Body, ApiError>,
) -> Result<Json<Value>, ApiError> {
    asked(state, body, |server, value| server.push(value)).await
}

async fn asked(
    state: Arc<Shared>,
    body: Result<Body, ApiError>,
    answer: fn(&dyn FeatureServer, &Value) -> Result<Value, Refused>,
) -> Result<Json<Value>, ApiError> {
    let Body(body) = body?;
    let server = state.features().ok_or_else(|| {
        let text = "this endpoint has no feature store";
        ApiError::new(StatusCode::NOT_IMPLEMENTED, text)
    })?;
    let value: Value = serde_json::from_slice(&body)
        .map_err(|err| ApiError::bad_request(format!("the body is no JSON: {err}")))?;
    // The disk may be waited for, so no thread of the server does it.
    let answered = tokio::task::spawn_blocking(move || answer(server.as_ref(), &value)).await;
    match answered {
        Ok(Ok(value)) => Ok(Json(value)),
        Ok(Err(Refused::Request(why))) => Err(ApiError::bad_request(why)),
        Ok(Err(Refused::Store(why))) => {
            tracing::error!("The feature store does not answer: {why}");
            let text = "the feature store does not answer; ask again later";
            Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text))
        }
        Err(_) => {
            let text = "the server failed at this request, and goes on; its log says why";
            Err(ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text))
        }
    }
}
