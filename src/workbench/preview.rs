//! What a recipe and a split would do, before step 4 runs.

use std::sync::Arc;

use super::{Command, JobKey, JobResult, Workbench, jobs_of::JobProgress};
use crate::{
    automation::Materials,
    data::{Table, recipe::Recipe, split::SplitRule},
    jobs::JobCtx,
    steps::{
        StepError,
        preparation::{self, FailedStep, PartReport, Preview, Sample},
        problem,
    },
    terms::Progress,
};

/// What can be looked at before step 4 runs.
#[derive(Clone, Debug, PartialEq)]
pub enum PreviewCommand {
    /// Try a recipe on a sample of the training rows, and show what one step does.
    Step {
        /// The recipe.
        recipe: Recipe,
        /// The step that is shown, from 0.
        step: usize,
    },
    /// Count the rows of each part.
    Parts,
}

/// What was looked at last. What was good stays until something newer is good, too.
#[derive(Debug, Default)]
pub struct PreviewState {
    /// What the step does; of an older recipe or another step while the newer one is made.
    pub step: Option<Arc<Preview>>,
    /// The first step that fails.
    pub failed: Option<FailedStep>,
    /// Why nothing can be tried.
    pub refused: Option<String>,
    /// The rows of each part, or why they cannot be split.
    pub parts: Option<Result<Arc<[PartReport]>, String>>,
    asked_step: Option<(Basis, Recipe, usize)>,
    asked_parts: Option<Basis>,
    sample: Option<(Basis, Arc<Sample>)>,
}

/// What a preview depends on beside the recipe.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    snapshot: String,
    problem: problem::Params,
    split: SplitRule,
}

/// What a preview job gives back.
pub struct Previewed {
    project: i64,
    what: What,
}

enum What {
    Step {
        basis: Box<Basis>,
        sample: Arc<Sample>,
        preview: Option<Preview>,
        failed: Option<FailedStep>,
    },
    Refused(String),
    Parts(Result<Arc<[PartReport]>, String>),
}

impl super::OpenProject {
    /// Asks for what step number `step` of `recipe` does, unless that was asked for already.
    pub fn preview_step(&self, recipe: &Recipe, step: usize) -> Option<Command> {
        let basis = self.basis()?;
        let asked = &self.preview.asked_step;
        let known = asked
            .as_ref()
            .is_some_and(|(before, asked, at)| *at == step && asked == recipe && *before == basis);
        let recipe = recipe.clone();
        (!known).then_some(Command::Preview(PreviewCommand::Step { recipe, step }))
    }

    /// Asks for the rows of each part, unless that was asked for already.
    pub fn preview_parts(&self) -> Option<Command> {
        let basis = self.basis()?;
        let known = self.preview.asked_parts.as_ref() == Some(&basis);
        (!known).then_some(Command::Preview(PreviewCommand::Parts))
    }

    fn basis(&self) -> Option<Basis> {
        let extraction = self.results.extraction.as_ref()?;
        Some(Basis {
            snapshot: extraction.report.snapshot.id.clone(),
            problem: self.project.problem.clone(),
            split: self.project.preparation.split.clone(),
        })
    }
}

impl Workbench {
    pub(super) fn run_preview(&mut self, command: PreviewCommand) -> anyhow::Result<()> {
        let data_dir = self.workspace.data_dir().to_owned();
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let Some(basis) = open.basis() else {
            return Ok(());
        };
        let (project, materials) = (open.id, Arc::clone(&open.materials));
        let state = &mut open.preview;
        match command {
            PreviewCommand::Step { recipe, step } => {
                state.asked_step = Some((basis.clone(), recipe.clone(), step));
                let kept = state.sample.as_ref().filter(|(known, _)| *known == basis);
                let sample = kept.map(|(_, sample)| Arc::clone(sample));
                self.jobs
                    .start(JobKey::Preview, "Trying the recipe", move |job| {
                        let rows = Rows {
                            basis,
                            materials,
                            data_dir,
                        };
                        let what = rows.step((&recipe, step), sample, job);
                        previewed(project, what)
                    })?;
            }
            PreviewCommand::Parts => {
                state.asked_parts = Some(basis.clone());
                self.jobs
                    .start(JobKey::PreviewParts, "Counting the parts", move |job| {
                        let rows = Rows {
                            basis,
                            materials,
                            data_dir,
                        };
                        previewed(project, rows.parts(job))
                    })?;
            }
        }
        Ok(())
    }

    /// Shows what a job found, if its project is still open.
    pub(super) fn previewed(&mut self, found: Previewed) {
        let Some(open) = self
            .project
            .as_mut()
            .filter(|open| open.id == found.project)
        else {
            return;
        };
        let state = &mut open.preview;
        match found.what {
            What::Step {
                basis,
                sample,
                preview,
                failed,
            } => {
                state.sample = Some((*basis, sample));
                state.step = preview.map(Arc::new).or_else(|| state.step.take());
                state.failed = failed;
                state.refused = None;
            }
            What::Refused(why) => state.refused = Some(why),
            What::Parts(parts) => state.parts = Some(parts),
        }
    }
}

/// Where a job takes its rows from.
struct Rows {
    basis: Basis,
    materials: Arc<Materials>,
    data_dir: std::path::PathBuf,
}

impl Rows {
    fn step(
        self,
        (recipe, step): (&Recipe, usize),
        sample: Option<Arc<Sample>>,
        job: &JobCtx,
    ) -> Result<What, StepError> {
        let progress = JobProgress(job);
        let sample = if let Some(sample) = sample {
            sample
        } else {
            let table = self.table(&progress)?;
            let Basis { problem, split, .. } = &self.basis;
            Arc::new(Sample::take(&table, problem, split)?)
        };
        let (preview, failed) = preparation::preview(&sample, recipe, step, &progress)?;
        Ok(What::Step {
            basis: Box::new(self.basis),
            sample,
            preview,
            failed,
        })
    }

    fn parts(self, job: &JobCtx) -> Result<What, StepError> {
        let table = self.table(&JobProgress(job))?;
        let parts = preparation::parts(&table, &self.basis.problem, &self.basis.split);
        Ok(What::Parts(
            parts.map(Arc::from).map_err(|err| err.to_string()),
        ))
    }

    fn table(&self, progress: &dyn Progress) -> Result<Table, StepError> {
        let snapshot = &self.basis.snapshot;
        self.materials.table(&self.data_dir, snapshot, progress)
    }
}

/// What cannot be previewed is said on the page, not as a notice: nobody ran anything.
fn previewed(project: i64, what: Result<What, StepError>) -> anyhow::Result<JobResult> {
    let what = match what {
        Err(StepError::Cancelled) => return Err(StepError::Cancelled.into()),
        Err(err) => What::Refused(err.to_string()),
        Ok(what) => what,
    };
    Ok(JobResult::Previewed(Box::new(Previewed { project, what })))
}
