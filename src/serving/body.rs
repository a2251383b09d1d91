//! The body of a request, up to a limit.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{StatusCode, header::CONTENT_LENGTH},
};

use super::api_error::ApiError;

/// The most bytes that a request may have: some hundred thousand rows.
pub(super) const MOST_BYTES: usize = 32 << 20;

/// All bytes of a body.
pub(super) struct Body(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    /// What announces too much is refused before it is read: the answer then reaches a client
    /// that would otherwise still be sending.
    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let announced = request
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|bytes| bytes > MOST_BYTES as u64) {
            return Err(too_large());
        }
        match Bytes::from_request(request, state).await {
            Ok(bytes) => Ok(Self(bytes)),
            Err(err) if err.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
            Err(err) => Err(ApiError::new(err.status(), err.body_text())),
        }
    }
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
