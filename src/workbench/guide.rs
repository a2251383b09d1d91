//! What a step is for, and what of it has been done.

use super::{OpenProject, Workbench};
use crate::{
    automation::{State, state},
    steps::Step,
};

/// One thing to do in a step, and whether it was really done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is to be done.
    pub text: String,
    /// Whether it was.
    pub done: bool,
}

impl Step {
    /// What the step is for, in plain words.
    pub fn purpose(self) -> &'static str {
        match self {
            Self::Problem => {
                "Say what is to be predicted, from what, and what counts as good enough. Later steps read this contract: the criteria become gates, the costs choose the threshold."
            }
            Self::Extraction => {
                "Bring the rows in and keep them as a snapshot that never changes, so that every figure can be traced back to the rows behind it."
            }
            Self::Analysis => {
                "Look before you model: what is missing, what is skewed, which columns tell the answer, and which tell it suspiciously well."
            }
            Self::Preparation => {
                "Split the rows first, then fit the recipe on the training part alone. Whatever is learned from the other parts is a leak."
            }
            Self::Training => {
                "Fit several models on the training part and compare them on the validation part. A baseline is always among them: what does not beat it is not worth shipping."
            }
            Self::Evaluation => {
                "Judge the chosen model on rows that neither training nor choosing has seen, and choose the threshold by what a wrong answer costs."
            }
            Self::Validation => {
                "Let gates decide: the success criteria, the baseline, the model in service. A gate that is shut says which figure was missed, and by how much."
            }
            Self::Deployment => {
                "Register the model as a version, prove that it answers online as it does in a batch, and serve it. An alias says which version clients get."
            }
            Self::Monitoring => {
                "Follow data, predictions, performance and confidence over time, against the rows the model was tested on, and learn of trouble before your users do."
            }
        }
    }
}

/// The checklist of `step`, computed from what was really done.
pub fn checklist(workbench: &Workbench, step: Step) -> Vec<Check> {
    let Some(open) = &workbench.project else {
        return Vec::new();
    };
    let mut checks = if step <= Step::Preparation {
        before_training(open, step)
    } else {
        from_training(workbench, open, step)
    };
    let fresh = state(&open.project, &open.results, step) == State::Fresh;
    checks.push(check("The result is up to date", fresh));
    checks
}

fn check(text: &str, done: bool) -> Check {
    Check {
        text: text.to_owned(),
        done,
    }
}

fn before_training(open: &OpenProject, step: Step) -> Vec<Check> {
    let (problem, results) = (&open.project.problem, &open.results);
    match step {
        Step::Problem => vec![
            check(
                "Ask a question in plain words",
                !problem.question.is_empty(),
            ),
            check("Choose the target", !problem.target.is_empty()),
            check(
                "Set at least one success criterion",
                !problem.criteria.is_empty(),
            ),
            check(
                "Mark what is known too late",
                !problem.unavailable.is_empty(),
            ),
        ],
        Step::Extraction => vec![
            check("Name a source", !open.project.extraction.sources.is_empty()),
            check("Keep a snapshot", results.extraction.is_some()),
        ],
        Step::Analysis => {
            let alerts = results
                .analysis
                .as_ref()
                .map(|done| done.report.alerts.len());
            vec![
                check("Profile every column", alerts.is_some()),
                check("No alert is left open", alerts == Some(0)),
            ]
        }
        Step::Preparation => {
            let production = results.preparation.as_ref().is_some_and(|done| {
                let last = done.report.parts.last();
                last.is_some_and(|part| part.rows > 0)
            });
            vec![
                check(
                    "Fit the recipe on the training part",
                    results.preparation.is_some(),
                ),
                check("Hold rows back for monitoring", production),
            ]
        }
        _ => Vec::new(),
    }
}

fn from_training(workbench: &Workbench, open: &OpenProject, step: Step) -> Vec<Check> {
    let (problem, results) = (&open.project.problem, &open.results);
    match step {
        Step::Training => {
            let n = results
                .training
                .as_ref()
                .map_or(0, |done| done.report.models.len());
            vec![
                check("Train a model", n > 0),
                check("Compare at least two learners", n > 2),
            ]
        }
        Step::Evaluation => vec![
            check(
                "Judge a model on the test part",
                results.evaluation.is_some(),
            ),
            check("Give wrong answers a cost", !problem.costs.is_empty()),
        ],
        Step::Validation => {
            let report = results.validation.as_ref().map(|done| &done.report);
            vec![
                check("Let the gates judge", report.is_some()),
                check(
                    "Every gate is open",
                    report.is_some_and(|report| report.passed),
                ),
            ]
        }
        Step::Deployment => vec![
            check("Register a version", results.deployment.is_some()),
            check("Serve it", workbench.serving.is_some()),
        ],
        Step::Monitoring => {
            let report = results.monitoring.as_ref().map(|done| &done.report);
            vec![
                check("Follow the model over production", report.is_some()),
                check(
                    "Every alert has been seen to",
                    report.is_some() && open.inbox().open().next().is_none(),
                ),
            ]
        }
        _ => Vec::new(),
    }
}
