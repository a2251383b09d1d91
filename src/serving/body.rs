//! The body of a request, up to a limit.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_LENGTH},
};

use super::{api_error::ApiError, endpoint::Shared};

/// The most bytes that a request may have: some hundred thousand rows.
pub(super) const MOST_BYTES: usize = 32 << 20;

/// All bytes of a body.
pub(super) struct Body(pub(super) Bytes);

impl FromRequest<Arc<Shared>> for Body {
    type Rejection = ApiError;

    /// What announces too much is refused before it is read: the answer then reaches a client
    /// that would otherwise still be sending.
    async fn from_request(request: Request, state: &Arc<Shared>) -> Result<Self, ApiError> {
        let announced = request
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|bytes| bytes > MOST_BYTES as u64) {
            return Err(too_large());
        }
        let limit = state.limits().body;
        match tokio::time::timeout(limit, Bytes::from_request(request, state)).await {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Err(_) => Err(too_slow(limit)),
            Ok(Err(err)) if err.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
            Ok(Err(err)) => Err(ApiError::new(err.status(), err.body_text())),
        }
    }
}

fn too_slow(limit: Duration) -> ApiError {
    ApiError::new(
        StatusCode::REQUEST_TIMEOUT,
        format!(
            "the body was not there within {} s; send fewer rows at once",
            limit.as_secs_f64()
        ),
    )
}

fn too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!(
            "the body may have {} MiB at most; send fewer rows at once",
            MOST_BYTES >> 20
        ),
    )
}
