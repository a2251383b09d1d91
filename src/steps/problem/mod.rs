//! Step 1: the problem as a contract that later steps read.

mod params;
mod precision;
mod propose;
mod report;
mod run;

pub use self::{
    params::{ColumnRole, Params},
    precision::{Expected, rows_needed},
    propose::{Candidate, Field, Proposal, Suggestion, propose},
    report::Report,
    run::run,
};
