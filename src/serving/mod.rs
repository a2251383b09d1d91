//! The local HTTP endpoint: the Open Inference Protocol v2 and `MLflow` scoring on one port.
//!
//! It answers from the same [`Package`](crate::steps::Package) as a batch does, on the loopback
//! address, or elsewhere to those who know a secret. `/openapi.json` describes it, `/metrics`
//! measures it, and `/` is a page to try the model by hand.

mod answer;
mod api_error;
mod body;
mod connection;
mod csv;
mod differences;
mod endpoint;
mod features;
mod feedback;
mod frame;
mod histogram;
mod history;
mod in_path;
mod incident;
mod limits;
mod listen;
mod locked;
mod log;
mod logged;
mod metrics;
mod mlflow;
mod oip;
mod openapi;
mod page;
mod player;
mod request;
mod router;
mod routes;
mod routing;
mod rows;
mod sent;
mod shadow;
mod snippet;
mod survive;
mod version;
mod webhook;

pub use self::{
    differences::{Difference, Differences},
    endpoint::{Endpoint, Keeping, ServeError, Traffic},
    features::{FeatureServer, LookUp, Refused},
    feedback::{Fate, Feedback, Labels},
    history::{Latency, Sample},
    limits::Limits,
    listen::Listen,
    log::Sink,
    logged::{Columns, Logged},
    player::{Played, Player, Recording, Tempo},
    request::{Reply, ask},
    router::{RouteChange, RouteEvent, Routes, VersionTraffic},
    routing::{Guardrail, Mode, RouteError, Routing},
    snippet::{Language, snippet},
    version::Served,
    webhook::{Patience, WebhookError, check_address, post},
};
