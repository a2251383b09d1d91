//! Step 1: the problem as a contract that later steps read.

mod params;
mod report;
mod run;

pub use self::{
    params::{ColumnRole, Params},
    report::Report,
    run::run,
};
