//! Step 9: whether the deployed model stays healthy.

mod alert;
mod alert_rules;
mod answers;
mod chunk;
mod column;
mod estimated;
pub mod log;
mod params;
mod performance;
mod report;
mod run;
pub mod windows;

pub use self::{
    alert::{Alert, Concern},
    alert_rules::{AlertRules, Quiet, Raised},
    chunk::{Chunk, Chunking, Period},
    params::Params,
    report::{ColumnTimeline, MetricTimeline, Report, SliceTimeline},
    run::{Input, run},
};
