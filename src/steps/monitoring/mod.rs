//! Step 9: whether the deployed model stays healthy.

mod alert;
mod chunk;
mod estimated;
mod params;
mod performance;
mod report;
mod run;
pub mod windows;

pub use self::{
    alert::{Alert, Concern},
    chunk::{Chunk, Chunking, Period},
    params::Params,
    report::{ColumnTimeline, MetricTimeline, Report, SliceTimeline},
    run::{Input, run},
};
