//! The local HTTP endpoint: the Open Inference Protocol v2 and `MLflow` scoring on one port.
//!
//! It answers from the same [`Package`](crate::steps::Package) as a batch does, on the loopback
//! address only.

mod api_error;
mod body;
mod csv;
mod endpoint;
mod frame;
mod in_path;
mod log;
mod mlflow;
mod oip;
mod rows;

pub use self::{
    endpoint::{Endpoint, ServeError, Served, Traffic},
    log::{Logged, Sink},
};
