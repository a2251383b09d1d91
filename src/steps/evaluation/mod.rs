//! Step 6: how good the chosen model is on rows it never saw.

mod binary;
mod compare;
mod errors;
pub mod explain;
mod fairness;
mod judge;
mod loss;
mod params;
mod report;
mod residuals;
mod run;
mod slices;
mod threshold;
mod weak_segments;

pub use self::{
    compare::{Comparison, FoldComparison, compare},
    params::Params,
    report::{
        BinaryDetail, ColumnResiduals, Detail, ErrorKind, ErrorRow, Fairness, FairnessGroup,
        RegressionDetail, Report, SliceReport, Uncalibrated, WeakSegment,
    },
    run::run,
    threshold::{Outcome, ThresholdChoice},
};
pub(in crate::steps) use self::{judge::with_judged, run::UNSURE_BELOW};
