//! Whether a model is good enough to ship: each gate passes, fails or does not know, and says why
//! with figures. Only a person can waive one, with a reason.

mod agreement;
mod baseline;
mod calibration;
mod champion;
mod criterion;
mod decision;
mod evidence;
mod fairness;
mod freshness;
mod gate;
mod infrastructure;
mod integrity;
mod judged;
mod latency;
mod limits;
mod overfit;
mod result;
mod rows;
mod schema;
mod settings;
mod sign_off;
mod size;
mod slices;

pub use self::{
    criterion::Criterion,
    decision::{Decision, Ruling},
    evidence::{ChampionEvidence, Evidence, judge},
    fairness::GroupEvidence,
    gate::Gate,
    infrastructure::Golden,
    integrity::Finding,
    result::{GateResult, Verdict},
    settings::{DecideBy, GateSettings},
    slices::SliceEvidence,
};

/// The error of a limit or a decision that makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GateError(String);
