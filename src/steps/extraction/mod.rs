//! Step 2: rows from their sources, kept as a snapshot that never changes.

mod params;
mod report;
mod run;

pub use self::{
    params::{Params, Source},
    report::{Report, SourceReport},
    run::{Input, Loaded, run},
};
