//! The local HTTP endpoint: the Open Inference Protocol v2 and `MLflow` scoring on one port.
//!
//! It answers from the same [`Package`](crate::steps::Package) as a batch does, on the loopback
//! address only.

mod endpoint;
mod log;
mod mlflow;
mod oip;
mod rows;

pub use self::{
    endpoint::{Endpoint, ServeError, Served, Traffic},
    log::{Logged, Sink},
};
