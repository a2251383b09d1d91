//! Step 4: from raw columns to a split and a matrix, fitted on the training part only.

mod checks;
mod fold;
mod known;
mod labels;
mod outline;
mod params;
mod parts;
mod prepared;
mod preview;
mod report;
mod run;
mod sample;

pub use self::{
    checks::{Check, CheckResult, Verdict},
    fold::fold,
    labels::Labels,
    outline::{Outline, Side},
    params::Params,
    parts::parts,
    prepared::{Prepared, Slice},
    preview::{Change, FailedStep, Preview, RowPair, preview},
    report::{PartReport, Report},
    run::{rebuild, roles, run},
    sample::Sample,
};
