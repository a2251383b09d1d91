//! How the nine steps run as one: the project, its levels of automation, and the pipeline.

mod data_check;
mod extract;
pub mod lab;
mod level;
mod pipeline;
mod preset;
mod project;
mod results;
mod rollout;
mod run;
mod schedule;
mod settings;
mod staleness;
mod step_report;
mod trigger;
mod validate;
mod watch;

pub use self::{
    data_check::{DataCheck, Expected},
    level::Level,
    pipeline::{Finished, Materials, Pipeline},
    preset::Preset,
    project::{PROJECT_FILE, Project, ProjectError},
    results::{Done, Results},
    rollout::{Canary, EndpointSeen, Phase, Rollout, RolloutAct, RolloutFacts},
    run::{PipelineRun, RunState, StepNote, StepOutcome},
    schedule::{Schedule, ScheduleError, moment},
    settings::Automation,
    staleness::{State, fingerprint, state},
    step_report::StepReport,
    trigger::{Cause, Trigger, Triggers, told},
    validate::Promotion,
    watch::{Answers, Decision, Facts, Held, Seen, SourceSeen, Watch},
};
