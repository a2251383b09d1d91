//! `GET /`: a page to try the model by hand.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    response::IntoResponse,
    routing::get,
};

use super::{endpoint::Shared, oip};

/// The page, with one place for the model.
const PAGE: &str = include_str!("page.html");

/// The page names nothing outside itself, and a browser holds it to that.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/", get(page))
}

async fn page(State(state): State<Arc<Shared>>) -> impl IntoResponse {
    // A name with "</script>" must not end the script.
    let model = oip::metadata(&state.router.plan().champion)
        .to_string()
        .replace('<', "\\u003c");
    (
        [
            (CONTENT_TYPE, "text/html; charset=utf-8"),
            (CONTENT_SECURITY_POLICY, POLICY),
        ],
        PAGE.replace("{{MODEL}}", &model),
    )
}
