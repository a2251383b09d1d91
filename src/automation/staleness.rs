//! Which results still stand after a change.

use serde_json::{Value, json};

use super::{Project, Results};
use crate::{
    data::{self, Fingerprint},
    steps::Step,
};

/// How the result of a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is none.
    Empty,
    /// It was made from what the project says now.
    Fresh,
    /// Something that it depends on has changed since.
    Stale,
}

/// Raised whenever a step computes something else from the same input, so that old results turn
/// stale.
const VERSION: &str = "2";

/// How the result of `step` stands.
pub fn state(project: &Project, results: &Results, step: Step) -> State {
    match results.fingerprint(step) {
        None => State::Empty,
        Some(found) if *found == fingerprint(project, results, step) => State::Fresh,
        Some(_) => State::Stale,
    }
}

/// Stands for everything that a run of `step` would depend on now: its parameters, the parts of
/// the contract that it reads, and what the steps before it gave.
///
/// A success criterion is read by validation only, so changing it makes neither data nor models
/// stale. Extraction counts by its snapshot: reading the same rows again makes nothing stale.
pub fn fingerprint(project: &Project, results: &Results, step: Step) -> Fingerprint {
    let own = own(project, step).to_string();
    let mut parts = vec![VERSION.to_owned(), step.id().to_owned(), own];
    for &before in step.needs() {
        let part = match (before, &results.extraction) {
            (Step::Problem, _) => String::new(),
            (Step::Extraction, Some(done)) => done.report.snapshot.id.clone(),
            // A step before this one may itself be stale: what counts is what it would give now.
            _ => fingerprint(project, results, before).to_string(),
        };
        parts.push(part);
    }
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    data::fingerprint(&parts)
}

/// What `step` reads of the project. Of the contract each step reads only a part.
fn own(project: &Project, step: Step) -> Value {
    let problem = &project.problem;
    let columns = json!([
        problem.task,
        problem.target,
        problem.positive,
        problem.time_column,
        problem.entity,
        problem.unavailable,
        problem.ignored
    ]);
    match step {
        Step::Problem => json!(problem),
        Step::Extraction => json!(project.extraction),
        Step::Analysis => json!([project.analysis.measured(), columns]),
        Step::Preparation => json!([project.preparation, columns]),
        Step::Training => json!([
            project.training,
            problem.primary_metric(),
            problem.label_delay_days
        ]),
        Step::Evaluation => json!([
            project.evaluation,
            problem.costs,
            problem.watched(),
            problem.protected,
            project.segments
        ]),
        Step::Validation => json!([
            project.validation,
            problem.criteria,
            problem.latency_budget_ms
        ]),
        Step::Deployment => json!(project.deployment),
        Step::Monitoring => json!([
            project.monitoring,
            problem.label_delay_days,
            project.segments
        ]),
    }
}
