//! Step 8: from a validated model to a registered, served version.

mod params;
mod report;
mod run;

pub use self::{
    params::Params,
    report::{Parity, Report},
    run::{Input, Register, datatype, json_row, package, run, sample_cell, sample_request},
};
