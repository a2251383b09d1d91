//! Whether a model is good enough to ship: each gate is open or shut, and says why with figures.

mod baseline;
mod champion;
mod criterion;
mod evidence;
mod gate;
mod latency;
mod limits;
mod result;
mod rows;
mod settings;
mod slices;

pub use self::{
    criterion::Criterion,
    evidence::{Evidence, judge},
    gate::Gate,
    result::GateResult,
    settings::GateSettings,
    slices::SliceEvidence,
};

/// The error of a limit that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GateError(String);
