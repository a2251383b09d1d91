//! Step 4: from raw columns to a split and a matrix, fitted on the training part only.

mod labels;
mod params;
mod prepared;
mod report;
mod run;

pub use self::{
    labels::Labels,
    params::Params,
    prepared::{Prepared, Slice},
    report::{PartReport, Report},
    run::{rebuild, roles, run},
};
