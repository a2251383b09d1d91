//! What step 6 is asked for besides its result: comparisons, explanations, and what would be if.

use std::sync::Arc;

use super::{JobKey, JobResult, Notice, OpenProject, Workbench, jobs_of::JobProgress};
use crate::{
    automation::{Materials, Project, Results},
    data::Fingerprint,
    metrics::Rope,
    steps::{
        StepError, deployment,
        evaluation::{
            Comparison, compare,
            explain::{Dependence, Desk, Importance, Neighbour, WhatIf},
        },
    },
    terms::Progress,
};

/// What can be asked of step 6.
#[derive(Clone, Debug, PartialEq)]
pub enum EvaluationCommand {
    /// Compare two trained models.
    Compare {
        /// Their ids within the training report.
        models: [String; 2],
        /// Which differences do not matter.
        rope: Rope,
    },
    /// Shuffle every column and see what the metric loses.
    Importance,
    /// Give a column other values and see what the model answers.
    Dependence(String),
    /// Answer for a row of the data set with other values: column and text.
    WhatIf(u32, Vec<(String, String)>),
    /// Look for the training rows that are most like a row of the data set.
    Neighbours(u32),
}

/// The kinds of work; at most one job of each runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvaluationWork {
    /// Comparing two models.
    Compare,
    /// Shuffling columns.
    Importance,
    /// Trying values of a column.
    Dependence,
    /// Answering for a changed row.
    WhatIf,
    /// Looking for near rows.
    Neighbours,
}

/// What was looked at last, of one evaluation; forgotten when that is made anew.
#[derive(Debug, Default)]
pub struct EvaluationState {
    of: Option<Fingerprint>,
    /// Two models side by side.
    pub comparison: Option<Arc<Comparison>>,
    /// What columns matter.
    pub importance: Option<Arc<Importance>>,
    /// What one column does.
    pub dependence: Option<Arc<Dependence>>,
    /// What the model would answer if.
    pub what_if: Option<Arc<WhatIf>>,
    /// Why it cannot answer.
    pub refused: Option<String>,
    /// The training rows that are most like a row: its number, and they.
    pub neighbours: Option<(u32, Arc<[Neighbour]>)>,
    desk: Option<Arc<Desk>>,
}

/// What a job found, of one evaluation of one project.
pub struct Judgement {
    project: i64,
    of: Fingerprint,
    desk: Option<Arc<Desk>>,
    found: Found,
}

enum Found {
    Comparison(Comparison),
    Importance(Importance),
    Dependence(Dependence),
    WhatIf(Result<WhatIf, String>),
    Neighbours(u32, Vec<Neighbour>),
}

impl OpenProject {
    /// What was looked at of the evaluation that stands; nothing where it was made anew since.
    pub fn judged(&self) -> Option<&EvaluationState> {
        let done = self.results.evaluation.as_ref()?;
        Some(&self.judging).filter(|state| state.of.as_ref() == Some(&done.fingerprint))
    }

    /// The desk of the evaluation that stands, once a job has made it.
    pub fn desk(&self) -> Option<&Desk> {
        self.judged()?.desk.as_deref()
    }
}

impl Workbench {
    /// Whether a job of this kind runs.
    pub fn judges(&self, work: EvaluationWork) -> bool {
        let running = self.running().iter();
        running
            .into_iter()
            .any(|run| run.key == JobKey::Evaluation(work))
    }

    pub(super) fn run_evaluation(&mut self, command: EvaluationCommand) -> anyhow::Result<()> {
        let data_dir = self.workspace.data_dir().to_owned();
        let open = self.require_project()?;
        let Some(done) = &open.results.evaluation else {
            return Ok(());
        };
        let sources = Sources {
            desk: open.judged().and_then(|state| state.desk.clone()),
            materials: Arc::clone(&open.materials),
            data_dir,
            project: open.project.clone(),
            results: open.results.clone(),
        };
        let (project, of) = (open.id, done.fingerprint.clone());
        let (work, label) = command.work();
        self.jobs
            .start(JobKey::Evaluation(work), label, move |job| {
                let (found, desk) = sources.find(command, &JobProgress(job))?;
                Ok(JobResult::Judged(Box::new(Judgement {
                    project,
                    of,
                    desk,
                    found,
                })))
            })?;
        Ok(())
    }

    /// Keeps what a job found, unless the model was judged anew since.
    pub(super) fn take_judgement(&mut self, judgement: Judgement) {
        let Some(open) = self
            .project
            .as_mut()
            .filter(|open| open.id == judgement.project)
        else {
            return;
        };
        let current = open.results.evaluation.as_ref();
        if current.is_none_or(|done| done.fingerprint != judgement.of) {
            self.notices.push(Notice::info(
                "The model was judged anew meanwhile: ask again.".to_owned(),
            ));
            return;
        }
        if open.judging.of.as_ref() != Some(&judgement.of) {
            open.judging = EvaluationState {
                of: Some(judgement.of),
                ..EvaluationState::default()
            };
        }
        let state = &mut open.judging;
        state.desk = judgement.desk.or_else(|| state.desk.take());
        match judgement.found {
            Found::Comparison(found) => state.comparison = Some(Arc::new(found)),
            Found::Importance(found) => state.importance = Some(Arc::new(found)),
            Found::Dependence(found) => state.dependence = Some(Arc::new(found)),
            Found::Neighbours(row, found) => state.neighbours = Some((row, found.into())),
            Found::WhatIf(Ok(found)) => {
                (state.what_if, state.refused) = (Some(Arc::new(found)), None);
            }
            Found::WhatIf(Err(why)) => state.refused = Some(why),
        }
    }
}

impl EvaluationCommand {
    fn work(&self) -> (EvaluationWork, String) {
        match self {
            Self::Compare { .. } => (EvaluationWork::Compare, "Comparing two models".to_owned()),
            Self::Importance => (EvaluationWork::Importance, "Shuffling columns".to_owned()),
            Self::Dependence(column) => (
                EvaluationWork::Dependence,
                format!("Trying values of {column}"),
            ),
            Self::WhatIf(..) => (EvaluationWork::WhatIf, "Answering what if".to_owned()),
            Self::Neighbours(_) => (
                EvaluationWork::Neighbours,
                "Looking for near rows".to_owned(),
            ),
        }
    }
}

/// What a job works with.
struct Sources {
    desk: Option<Arc<Desk>>,
    materials: Arc<Materials>,
    data_dir: std::path::PathBuf,
    project: Project,
    results: Results,
}

impl Sources {
    fn find(
        &self,
        command: EvaluationCommand,
        progress: &dyn Progress,
    ) -> Result<(Found, Option<Arc<Desk>>), StepError> {
        if let EvaluationCommand::Compare { models, rope } = &command {
            let prepared = self.materials.prepared_for(
                &self.data_dir,
                (&self.project, &self.results),
                progress,
            )?;
            let training = self.results.training.as_ref();
            let training = training.ok_or_else(not_judged)?;
            let params = (&self.project.problem, &self.project.evaluation);
            let ids = [models[0].as_str(), models[1].as_str()];
            let found = compare(&prepared, &training.report, params, (ids, *rope), progress)?;
            return Ok((Found::Comparison(found), None));
        }
        let desk = match &self.desk {
            Some(desk) => Arc::clone(desk),
            None => Arc::new(self.desk(progress)?),
        };
        let found = match command {
            EvaluationCommand::Importance => {
                let metric = self.project.problem.primary_metric();
                let seed = self.project.evaluation.seed;
                Found::Importance(desk.importance(metric, seed, progress)?)
            }
            EvaluationCommand::Dependence(column) => {
                Found::Dependence(desk.dependence(&column, progress)?)
            }
            EvaluationCommand::Neighbours(row) => {
                Found::Neighbours(row, desk.neighbours(row, progress)?)
            }
            EvaluationCommand::WhatIf(row, changes) => {
                match desk.what_if(row, &changes, progress) {
                    Err(StepError::Cancelled) => return Err(StepError::Cancelled),
                    // What is typed may be wrong half way: it is said beside the fields.
                    other => Found::WhatIf(other.map_err(|err| err.to_string())),
                }
            }
            EvaluationCommand::Compare { .. } => return Err(not_judged()),
        };
        Ok((found, Some(desk)))
    }

    fn desk(&self, progress: &dyn Progress) -> Result<Desk, StepError> {
        let prepared = self.materials.prepared_for(
            &self.data_dir,
            (&self.project, &self.results),
            progress,
        )?;
        let evaluation = self.results.evaluation.as_ref().ok_or_else(not_judged)?;
        let training = self.results.training.as_ref().ok_or_else(not_judged)?;
        let extraction = self.results.extraction.as_ref().ok_or_else(not_judged)?;
        let model = training.report.model(&evaluation.report.model);
        let model = model.ok_or_else(not_judged)?;
        let package =
            deployment::package(&prepared, model, &evaluation.report, &self.project.problem);
        let snapshot = &extraction.report.snapshot.id;
        let table = self.materials.table(&self.data_dir, snapshot, progress)?;
        Desk::new(package, prepared, table)
    }
}

fn not_judged() -> StepError {
    StepError::invalid("The judged model is gone. Run steps 5 and 6 again.")
}
