//! Step 2: rows from their sources, kept as a snapshot that never changes.

mod append;
mod domain;
mod expected;
mod history;
mod params;
mod report;
mod run;
mod schema_check;
mod source_report;

pub use self::{
    domain::{Domain, Values},
    history::{Past, PastSource},
    params::{Append, Features, Params, Sample, Source},
    report::{JoinedFeatures, Report, Sampled},
    run::{Before, Input, JoinFeatures, Loaded, run},
    schema_check::{Change, Severity, What},
    source_report::{Newest, SourceReport},
};
