//! Runs a step on what the steps before it gave.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::{Done, Project, Promotion, Results, State, StepReport, fingerprint, state};
use crate::{
    data::{Fingerprint, Table, snapshot},
    sources::Passwords,
    steps::{
        Package, Step, StepError, analysis, deployment, evaluation, extraction, monitoring,
        preparation::{self, Prepared},
        problem, training,
    },
    terms::Progress,
};

/// What is too heavy to keep in a database: made once, shared by the jobs, and made again from
/// snapshot and reports when the window is opened anew.
#[derive(Debug, Default)]
pub struct Materials {
    table: Mutex<Option<(String, Table)>>,
    prepared: Mutex<Option<(Fingerprint, Arc<Prepared>)>>,
}

/// Everything a step may read, and the few things it may do to the world.
pub struct Pipeline<'a> {
    /// What a person decided.
    pub project: &'a Project,
    /// What the steps gave so far.
    pub results: &'a Results,
    /// Heavy things that are there already.
    pub materials: &'a Materials,
    /// The folder that relative source paths start from.
    pub folder: &'a Path,
    /// Where snapshots are kept.
    pub data_dir: &'a Path,
    /// The passwords of this session.
    pub passwords: &'a Passwords,
    /// Puts features of the feature store beside rows.
    pub features: &'a extraction::JoinFeatures<'a>,
    /// The model in service: its name and its package.
    pub champion: Option<(String, Arc<Package>)>,
    /// Keeps a package and says under which version.
    pub register: &'a deployment::Register<'a>,
    /// Reads a stopwatch, in seconds.
    pub seconds: &'a dyn Fn() -> f64,
    /// Remembers what of a training run is done.
    pub units: &'a dyn training::Units,
    /// Remembers what was computed of chunks in step 9.
    pub points: &'a dyn monitoring::Points,
    /// What step 7 knows of the world.
    pub promotion: Promotion<'a>,
}

/// A step that ended well.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Which step.
    pub step: Step,
    /// What it depended on.
    pub fingerprint: Fingerprint,
    /// What it gave.
    pub report: StepReport,
    /// How long it took.
    pub seconds: f64,
}

impl Materials {
    /// The rows of `snapshot`, read if they are not there yet.
    ///
    /// # Errors
    /// If the snapshot is gone or damaged.
    pub fn table(
        &self,
        data_dir: &Path,
        snapshot: &str,
        progress: &dyn Progress,
    ) -> Result<Table, StepError> {
        if let Some((id, table)) = &*self.table.lock().unwrap_or_else(PoisonError::into_inner)
            && id == snapshot
        {
            return Ok(table.clone());
        }
        // Read outside the lock: the window asks for the table, too, and must not wait.
        let table = snapshot::read(data_dir, snapshot, progress)?;
        self.keep_table(snapshot, &table);
        Ok(table)
    }

    /// The rows that were read last, if they are those of `snapshot`.
    pub fn table_if_there(&self, snapshot: &str) -> Option<Table> {
        let table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let (id, table) = table.as_ref()?;
        (id == snapshot).then(|| table.clone())
    }

    pub(super) fn keep_table(&self, snapshot: &str, table: &Table) {
        *self.table.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((snapshot.to_owned(), table.clone()));
    }

    /// The parts and the fitted recipe of a project whose step 4 has run.
    ///
    /// # Errors
    /// If steps 2 or 4 have no result, or the rows cannot be prepared again.
    pub fn prepared_for(
        &self,
        data_dir: &Path,
        (project, results): (&Project, &Results),
        progress: &dyn Progress,
    ) -> Result<Arc<Prepared>, StepError> {
        let fingerprint = fingerprint(project, results, Step::Preparation);
        if let Some(prepared) = self.prepared(&fingerprint) {
            return Ok(prepared);
        }
        let snapshot = &report(results.extraction.as_ref())?.snapshot.id;
        let table = self.table(data_dir, snapshot, progress)?;
        let report = report(results.preparation.as_ref())?;
        let (problem, params) = (&project.problem, &project.preparation);
        let prepared = preparation::rebuild(&table, problem, params, report, progress)?;
        let prepared = Arc::new(prepared);
        self.keep_prepared(&fingerprint, &prepared);
        Ok(prepared)
    }

    fn prepared(&self, fingerprint: &Fingerprint) -> Option<Arc<Prepared>> {
        let prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let (found, prepared) = prepared.as_ref()?;
        (found == fingerprint).then(|| Arc::clone(prepared))
    }

    fn keep_prepared(&self, fingerprint: &Fingerprint, prepared: &Arc<Prepared>) {
        *self.prepared.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((fingerprint.clone(), Arc::clone(prepared)));
    }
}

impl Pipeline<'_> {
    /// Runs `step`.
    ///
    /// # Errors
    /// If a step that it needs has not run, or the step itself fails.
    pub fn run(&self, step: Step, progress: &dyn Progress) -> Result<Finished, StepError> {
        let start = (self.seconds)();
        self.require(step)?;
        let report = match step {
            Step::Problem => {
                StepReport::Problem(Arc::new(problem::run(&self.project.problem, progress)?))
            }
            Step::Extraction => StepReport::Extraction(Arc::new(self.extract(progress)?)),
            Step::Analysis => StepReport::Analysis(Arc::new(self.analyse(progress)?)),
            Step::Preparation => StepReport::Preparation(Arc::new(self.prepare(progress)?)),
            Step::Training => StepReport::Training(Arc::new(self.train(progress)?)),
            Step::Evaluation => StepReport::Evaluation(Arc::new(self.evaluate(progress)?)),
            Step::Validation => StepReport::Validation(Arc::new(self.validate(progress)?)),
            Step::Deployment => StepReport::Deployment(Arc::new(self.deploy(progress)?)),
            Step::Monitoring => StepReport::Monitoring(Arc::new(self.monitor(progress)?)),
        };
        progress.report(1.0, "Done");
        Ok(Finished {
            step,
            fingerprint: fingerprint(self.project, self.results, step),
            report,
            seconds: (self.seconds)() - start,
        })
    }

    fn require(&self, step: Step) -> Result<(), StepError> {
        let missing = step
            .needs()
            .iter()
            .find(|&&before| state(self.project, self.results, before) != State::Fresh);
        match missing {
            None => Ok(()),
            Some(before) => Err(StepError::Invalid(format!(
                "{} needs an up-to-date {}. Run step {} first.",
                step.name(),
                before.name().to_lowercase(),
                before.index() + 1
            ))),
        }
    }

    fn analyse(&self, progress: &dyn Progress) -> Result<analysis::Report, StepError> {
        let table = self.table(progress)?;
        let problem = &self.project.problem;
        analysis::run(&table, problem, &self.project.analysis, progress)
    }

    fn prepare(&self, progress: &dyn Progress) -> Result<preparation::Report, StepError> {
        let table = self.table(progress)?;
        let (problem, params) = (&self.project.problem, &self.project.preparation);
        let (prepared, report) = preparation::run(&table, problem, params, progress)?;
        let fingerprint = fingerprint(self.project, self.results, Step::Preparation);
        self.materials
            .keep_prepared(&fingerprint, &Arc::new(prepared));
        Ok(report)
    }

    fn train(&self, progress: &dyn Progress) -> Result<training::Report, StepError> {
        let (table, prepared) = (self.table(progress)?, self.prepared(progress)?);
        let input = training::Input {
            table: &table,
            prepared: &prepared,
            preparation: &self.project.preparation,
            identity: &fingerprint(self.project, self.results, Step::Preparation),
        };
        let (problem, params) = (&self.project.problem, &self.project.training);
        training::run(
            &input,
            problem,
            params,
            (self.seconds, self.units),
            progress,
        )
    }

    fn evaluate(&self, progress: &dyn Progress) -> Result<evaluation::Report, StepError> {
        let (table, prepared) = (self.table(progress)?, self.prepared(progress)?);
        let training = report(self.results.training.as_ref())?;
        let (problem, params) = (&self.project.problem, &self.project.evaluation);
        let segments = &self.project.segments;
        let input = (&table, &*prepared, segments.as_slice());
        evaluation::run(input, training, problem, params, progress)
    }

    fn deploy(&self, progress: &dyn Progress) -> Result<deployment::Report, StepError> {
        let (table, prepared) = (self.table(progress)?, self.prepared(progress)?);
        let extracted = report(self.results.extraction.as_ref())?;
        let joined = extracted.features.as_ref();
        let input = deployment::Input {
            features: joined.map(|joined| &joined.stored),
            table: &table,
            prepared: &prepared,
            model: self.model()?,
            evaluation: report(self.results.evaluation.as_ref())?,
            validation: report(self.results.validation.as_ref())?,
            register: self.register,
        };
        let (problem, params) = (&self.project.problem, &self.project.deployment);
        deployment::run(&input, problem, params, progress)
    }

    fn monitor(&self, progress: &dyn Progress) -> Result<monitoring::Report, StepError> {
        let (table, prepared) = (self.table(progress)?, self.prepared(progress)?);
        let deployed = report(self.results.deployment.as_ref())?;
        let evaluation = report(self.results.evaluation.as_ref())?;
        let problem = &self.project.problem;
        let package = deployment::package(&prepared, self.model()?, evaluation, problem);
        let input = monitoring::Input {
            model: format!("{} v{}", deployed.model, deployed.version),
            package: &package,
            table: &table,
            reference: &prepared.reference,
            production: &prepared.production,
            labels: &prepared.labels,
            segments: &self.project.segments,
            points: self.points,
        };
        monitoring::run(&input, problem, &self.project.monitoring, progress)
    }

    pub(super) fn model(&self) -> Result<&training::Trained, StepError> {
        let training = report(self.results.training.as_ref())?;
        let evaluation = report(self.results.evaluation.as_ref())?;
        training
            .model(&evaluation.model)
            .ok_or_else(|| StepError::invalid("The evaluated model is gone. Run step 6 again."))
    }

    pub(super) fn table(&self, progress: &dyn Progress) -> Result<Table, StepError> {
        let extraction = report(self.results.extraction.as_ref())?;
        self.materials
            .table(self.data_dir, &extraction.snapshot.id, progress)
    }

    pub(super) fn prepared(&self, progress: &dyn Progress) -> Result<Arc<Prepared>, StepError> {
        let of = (self.project, self.results);
        self.materials.prepared_for(self.data_dir, of, progress)
    }
}

pub(super) fn report<R>(done: Option<&Done<R>>) -> Result<&R, StepError> {
    done.map(|done| done.report.as_ref())
        .ok_or_else(|| StepError::invalid("A step before this one has not run. Run it first."))
}
