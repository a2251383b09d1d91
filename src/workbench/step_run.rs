//! One run of one step, off the window's thread.

use std::{cell::RefCell, path::PathBuf, sync::Arc, time::Instant};

use super::{
    JobResult, TrackedRun, automation, card,
    experiments::{self, KeptUnits, Meter},
    feature_store::FeatureStore,
    fresh, gates,
    jobs_of::JobProgress,
    kept_points::KeptPoints,
    portable,
};
use crate::{
    automation::{
        Finished, Materials, Pipeline, Project, Promotion, Results, Rollout, StepReport, told,
    },
    data::Table,
    jobs::JobCtx,
    sources::Passwords,
    steps::{Package, Step, StepError, deployment, extraction, validation::GoldenRequests},
    store::{ModelPartRow, RunRow, StepResultRow, Store},
    terms::Progress,
};

/// Rows that a registered version keeps with its answers.
const GOLDEN_ROWS: usize = 50;

/// One run of a step, on a thread of its own.
pub(super) struct StepRun {
    pub(super) step: Step,
    pub(super) project_id: i64,
    pub(super) project: Project,
    pub(super) results: Results,
    pub(super) materials: Arc<Materials>,
    pub(super) folder: PathBuf,
    pub(super) data_dir: PathBuf,
    pub(super) passwords: Passwords,
    pub(super) features: FeatureStore,
    pub(super) store: Store,
    pub(super) started_at: i64,
    pub(super) clock: super::Clock,
    pub(super) live: super::Live,
    /// The run that it is a part of; nothing where a person started it.
    pub(super) pipeline: Option<TrackedRun>,
    /// Whether a new version is tried before it takes over.
    pub(super) tries: bool,
}

impl StepRun {
    pub(super) fn run(&self, job: &JobCtx) -> anyhow::Result<JobResult> {
        let watch = Instant::now();
        let seconds = || watch.elapsed().as_secs_f64();
        let rollout = RefCell::new(None);
        let register = |package: &Package, bytes: &[u8]| {
            let (version, before) = self.register(package, bytes)?;
            let at = (self.clock)();
            *rollout.borrow_mut() = before.map(|before| Rollout::new(version, before, at));
            Ok(version)
        };
        let join = |table: &Table, features: &extraction::Features, progress: &dyn Progress| {
            self.features.beside(table, features, progress)
        };
        let subject = gates::subject(&self.project, &self.results);
        let decisions = match self.step {
            Step::Validation => gates::decisions(&self.store, self.project_id, &subject)?,
            _ => Vec::new(),
        };
        let pipeline = Pipeline {
            project: &self.project,
            results: &self.results,
            materials: &self.materials,
            folder: &self.folder,
            data_dir: &self.data_dir,
            passwords: &self.passwords,
            features: &join,
            champion: self.champion()?,
            register: &register,
            seconds: &seconds,
            units: &KeptUnits {
                store: self.store.clone(),
                project_id: self.project_id,
                live: self.live.clone(),
            },
            points: &KeptPoints {
                store: self.store.clone(),
                project_id: self.project_id,
            },
            promotion: Promotion {
                fresh: Some(&fresh::ask),
                decisions: &decisions,
                now: Some((self.clock)()),
            },
        };
        let progress = JobProgress(job);
        let meter = Meter::new(&progress);
        let result = pipeline.run(self.step, &meter);
        let number = self.log(&result, seconds())?;
        let finished = match result {
            Ok(finished) => finished,
            Err(err) => {
                self.keep_failure(&err)?;
                return Err(err.into());
            }
        };
        if let StepReport::Training(report) = &finished.report {
            let run = experiments::Run {
                project: &self.project,
                results: &self.results,
                fingerprint: finished.fingerprint.to_string(),
                started_at: self.started_at,
                seconds: finished.seconds,
                used: meter.used(),
            };
            let whose = (self.project_id, number);
            experiments::keep(&self.store, whose, &run, (report, (self.clock)()))?;
        }
        let run = self.went(&finished, rollout.take(), &progress)?;
        self.keep(&finished, run.as_ref())?;
        if let StepReport::Validation(report) = &finished.report {
            let at = (self.clock)();
            gates::log(&self.store, (self.project_id, &subject), report, at)?;
        }
        Ok(JobResult::Finished(Box::new(finished), run.map(Box::new)))
    }

    /// The run that the step is a part of, after it ended well.
    fn went(
        &self,
        finished: &Finished,
        rollout: Option<Rollout>,
        progress: &JobProgress<'_>,
    ) -> anyhow::Result<Option<TrackedRun>> {
        let Some(mut tracked) = self.pipeline.clone() else {
            return Ok(None);
        };
        let run = &mut tracked.run;
        run.step_done(self.step, finished.seconds);
        if rollout.is_some() {
            run.rollout = rollout;
        }
        if let StepReport::Extraction(report) = &finished.report {
            let of = automation::Checked {
                project: &self.project,
                before: &self.results,
                store: &self.store,
                data_dir: &self.data_dir,
                now: (self.clock)(),
            };
            let table = self
                .materials
                .table(&self.data_dir, &report.snapshot.id, progress)?;
            automation::check(run, &of, (report, &table), progress)?;
        }
        Ok(Some(tracked))
    }

    /// Keeps what the step gave, in one piece with the run that it is a part of.
    fn keep(&self, finished: &Finished, run: Option<&TrackedRun>) -> anyhow::Result<()> {
        let at = (self.clock)();
        let result = StepResultRow {
            project_id: self.project_id,
            step: self.step.id().to_owned(),
            fingerprint: finished.fingerprint.to_string(),
            report: finished.report.to_json()?,
            seconds: finished.seconds,
            finished_at: at,
        };
        match run {
            Some(run) => {
                let row = automation::row(self.project_id, run, at)?;
                self.store.save_pipeline_run(&row, Some(&result))?;
            }
            None => self.store.save_step_result(&result)?,
        }
        Ok(())
    }

    /// Keeps that the run failed with this step. One that was stopped is kept by who stopped it.
    fn keep_failure(&self, err: &StepError) -> anyhow::Result<()> {
        let Some(mut tracked) = self.pipeline.clone() else {
            return Ok(());
        };
        if matches!(err, StepError::Cancelled) {
            return Ok(());
        }
        let blocked = matches!(err, StepError::Blocked(_));
        let at = (self.clock)();
        let why = err.to_string();
        tracked.run.step_failed(self.step, blocked, &why, at);
        let row = automation::row(self.project_id, &tracked, at)?;
        Ok(self.store.save_pipeline_run(&row, None)?)
    }

    fn log(&self, result: &Result<Finished, StepError>, seconds: f64) -> anyhow::Result<i64> {
        let (outcome, message) = match result {
            Ok(_) => ("done", String::new()),
            Err(StepError::Cancelled) => ("cancelled", String::new()),
            Err(err) => ("failed", err.to_string()),
        };
        let fingerprint = result.as_ref().map_or_else(
            |_| String::new(),
            |finished| finished.fingerprint.to_string(),
        );
        Ok(self.store.log_run(&RunRow {
            id: 0,
            project_id: self.project_id,
            step: self.step.id().to_owned(),
            fingerprint,
            started_at: self.started_at,
            seconds,
            outcome: outcome.to_owned(),
            message,
            cause: match &self.pipeline {
                Some(tracked) => told(&tracked.run.causes),
                None => "person".to_owned(),
            },
        })?)
    }

    /// The model in service under the project's alias; only validation looks at it.
    fn champion(&self) -> anyhow::Result<Option<(String, Arc<Package>)>> {
        let deployment::Params { model, alias } = &self.project.deployment;
        if self.step != Step::Validation {
            return Ok(None);
        }
        let Some(version) = self.store.alias(model, alias)? else {
            return Ok(None);
        };
        let bytes = self.store.model_package(model, version)?;
        // A package of another version of the program cannot be compared with, nor can it block.
        let package = serde_json::from_slice(&bytes).ok().map(Arc::new);
        Ok(package.map(|package| (format!("{model} v{version}"), package)))
    }

    /// Keeps a package. Gives its version, and the one that goes on serving while the new one is
    /// tried: the alias moves only where there is nobody to try it on.
    fn register(&self, package: &Package, bytes: &[u8]) -> Result<(i64, Option<i64>), String> {
        let deployment::Params { model, alias } = &self.project.deployment;
        let metrics = serde_json::to_string(&package.metrics).map_err(|err| err.to_string())?;
        let lineage = super::lineage::of(&self.project, &self.results, self.project_id);
        // Neither the alias nor the gates make another model of it.
        let fingerprint =
            crate::automation::fingerprint(&self.project, &self.results, Step::Evaluation);
        let at = (self.clock)();
        let version = self
            .store
            .register_model(&crate::store::NewModel {
                name: model.clone(),
                project_id: self.project_id,
                fingerprint: fingerprint.to_string(),
                package: bytes.to_vec(),
                metrics,
                lineage: lineage.to_string(),
                created_at: at,
            })
            .map_err(|err| err.to_string())?;
        self.describe(package, version, at)
            .map_err(|err| err.to_string())?;
        let points = self.store.alias(model, alias);
        let points = points.map_err(|err| err.to_string())?;
        if points == Some(version) {
            return Ok((version, None));
        }
        if let Some(before) = points.filter(|_| self.tries) {
            return Ok((version, Some(before)));
        }
        let (by, why) = match &self.pipeline {
            Some(tracked) => ("automation", told(&tracked.run.causes)),
            None => ("step 8", "deployed".to_owned()),
        };
        self.store
            .set_alias(model, alias, version, at, by, &why)
            .map_err(|err| err.to_string())?;
        Ok((version, None))
    }

    /// Keeps the card of a version and the requests that whoever loads it must answer the same.
    fn describe(&self, package: &Package, version: i64, at: i64) -> anyhow::Result<()> {
        let facts = card::facts(&self.project, &self.results, self.project_id, package);
        let mut parts = vec![(card::FACTS, serde_json::to_string(&facts)?)];
        let extraction = self.results.extraction.as_ref();
        let table = extraction.and_then(|done| {
            let snapshot = &done.report.snapshot.id;
            self.materials.table_if_there(snapshot)
        });
        if let Some(table) = table {
            let every = table.n_rows().div_ceil(GOLDEN_ROWS).max(1);
            let rows: Vec<u32> = (0..table.n_rows() as u32).step_by(every).collect();
            let golden = GoldenRequests::of(package, &table, &rows)?;
            parts.push((portable::GOLDEN, serde_json::to_string(&golden)?));
        }
        for (part, text) in parts {
            self.store.write_model_part(&ModelPartRow {
                model: self.project.deployment.model.clone(),
                version,
                part: part.to_owned(),
                text,
                at,
                by: "step 8".to_owned(),
            })?;
        }
        Ok(())
    }
}
