//! Step 9: whether the deployed model stays healthy.

mod alert;
mod alert_rules;
mod answers;
mod chunk;
mod column;
mod costs;
mod estimated;
mod ground;
mod intervals;
pub mod log;
mod losses;
mod params;
mod performance;
mod points;
mod report;
mod run;
mod together;
pub mod windows;

pub use self::{
    alert::{Alert, Concern},
    alert_rules::{AlertRules, Quiet, Raised},
    chunk::{Chunk, Chunking, Period},
    costs::{Costs, Loss},
    intervals::{IntervalChunk, Intervals},
    params::Params,
    points::{ForgetfulPoints, Points},
    report::{ColumnTimeline, MetricTimeline, Report, SliceTimeline},
    run::{Input, run},
};
