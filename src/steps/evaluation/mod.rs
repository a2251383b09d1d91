//! Step 6: how good the chosen model is on rows it never saw.

mod params;
mod report;
mod run;
mod slices;
mod threshold;

pub(in crate::steps) use self::run::UNSURE_BELOW;
pub use self::{
    params::Params,
    report::{BinaryDetail, Detail, RegressionDetail, Report, SliceReport},
    run::run,
    threshold::{Outcome, ThresholdChoice},
};
