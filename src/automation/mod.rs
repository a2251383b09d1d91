//! How the nine steps run as one: the project, its levels of automation, and the pipeline.

mod extract;
pub mod lab;
mod level;
mod pipeline;
mod project;
mod results;
mod staleness;
mod step_report;
mod validate;

pub use self::{
    level::Level,
    pipeline::{Finished, Materials, Pipeline},
    project::{PROJECT_FILE, Project, ProjectError},
    results::{Done, Results},
    staleness::{State, fingerprint, state},
    step_report::StepReport,
    validate::Promotion,
};
