//! A handler that panics or takes too long costs its own client an answer, and nobody else.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::Poll,
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::{api_error::ApiError, connection::Progress, endpoint::Shared};

/// From how many bytes or rows on a piece of work would keep others waiting.
const LONG_BYTES: usize = 64 << 10;
const LONG_ROWS: usize = 256;

/// Answers 500 for a panic and 503 after the time limit, and tells the connection where its
/// request is.
pub(super) async fn survive(
    State(state): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let progress = request
        .extensions()
        .get::<ConnectInfo<Progress>>()
        .map(|info| info.0.clone());
    if let Some(progress) = &progress {
        progress.begun();
    }
    let limit = state.limits().request;
    let answer = tokio::time::timeout(limit, caught(next.run(request))).await;
    if let Some(progress) = &progress {
        progress.ended();
    }
    match answer {
        Ok(Some(response)) => response,
        Ok(None) => {
            state.count_error();
            ApiError::failed().into_response()
        }
        Err(_) => {
            state.count_error();
            let text = format!(
                "the request took longer than {} s; send fewer rows at once, or try again later",
                limit.as_secs_f64()
            );
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text).into_response()
        }
    }
}

/// What `future` gives; nothing if it panics.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(|cx| {
        // A future that panicked is never polled again, and what requests share is atomic or
        // takes a poisoned lock for what it is.
        catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx)))
            .map_or(Poll::Ready(None), |poll| poll.map(Some))
    })
    .await
}

/// Does `work`, which may take long as it reads so many bytes, without keeping others waiting.
pub(super) fn apart_for_bytes<T>(bytes: usize, work: impl FnOnce() -> T) -> T {
    apart(bytes > LONG_BYTES, work)
}

/// The same for so many rows.
pub(super) fn apart_for_rows<T>(rows: usize, work: impl FnOnce() -> T) -> T {
    apart(rows > LONG_ROWS, work)
}

fn apart<T>(is_long: bool, work: impl FnOnce() -> T) -> T {
    if is_long {
        tokio::task::block_in_place(work)
    } else {
        work()
    }
}
