//! Running the steps of the open project.

use std::{sync::Arc, time::Instant};

use super::{
    GateHistory, JobKey, JobResult, Notice, Registry, Workbench, card,
    experiments::{self, KeptUnits, Meter},
    fresh, gates,
    jobs_of::JobProgress,
    portable,
    project::Failure,
};
use crate::{
    automation::{Finished, Pipeline, Promotion, State, StepReport, state},
    jobs::JobCtx,
    steps::{Package, Step, StepError, deployment, validation::GoldenRequests},
    store::{ModelPartRow, RunRow, StepResultRow, Store},
};

/// How a step stands, as the navigation shows it.
#[derive(Clone, Debug, PartialEq)]
pub enum StepState {
    /// It has not run.
    Empty,
    /// It runs; the share that is done, 0 to 1.
    Running(f32),
    /// Its result stands.
    Fresh,
    /// Something that it depends on has changed since.
    Stale,
    /// Its last run failed, and why.
    Failed(String),
    /// A gate stands in its way, and which.
    Blocked(String),
}

impl Workbench {
    /// How `step` of the open project stands.
    pub fn step_state(&self, step: Step) -> StepState {
        let Some(open) = &self.project else {
            return StepState::Empty;
        };
        if let Some(run) = self
            .running()
            .iter()
            .find(|run| run.key == JobKey::Step(step))
        {
            return StepState::Running(run.fraction());
        }
        let state = state(&open.project, &open.results, step);
        if state != State::Fresh
            && let Some(failure) = open.failures.get(&step)
        {
            return if failure.blocked {
                StepState::Blocked(failure.text.clone())
            } else {
                StepState::Failed(failure.text.clone())
            };
        }
        match state {
            State::Empty => StepState::Empty,
            State::Fresh => StepState::Fresh,
            State::Stale => StepState::Stale,
        }
    }

    /// Whether everything that `step` needs is up to date.
    pub fn is_ready(&self, step: Step) -> bool {
        self.project.as_ref().is_some_and(|open| {
            let fresh =
                |&before: &Step| state(&open.project, &open.results, before) == State::Fresh;
            step.needs().iter().all(fresh)
        })
    }

    pub(super) fn run_step(&mut self, step: Step) -> anyhow::Result<()> {
        self.require_project()?;
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let level = open.project.level;
        open.queue.clear();
        let mut next = step.next();
        while let Some(after) = next.filter(|&after| level.automates(after)) {
            open.queue.push_back(after);
            next = after.next();
        }
        self.start_step(step)
    }

    pub(super) fn run_through(&mut self, last: Step) -> anyhow::Result<()> {
        self.require_project()?;
        if let Some(open) = &mut self.project {
            open.queue = Step::ALL.into_iter().filter(|&step| step <= last).collect();
        }
        self.start_next()
    }

    /// Starts the next step in the queue whose result does not stand.
    fn start_next(&mut self) -> anyhow::Result<()> {
        while let Some(open) = &mut self.project
            && let Some(step) = open.queue.pop_front()
        {
            if state(&open.project, &open.results, step) != State::Fresh {
                return self.start_step(step);
            }
        }
        Ok(())
    }

    fn start_step(&mut self, step: Step) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        open.failures.remove(&step);
        let run = StepRun {
            step,
            project_id: open.id,
            project: open.project.clone(),
            results: open.results.clone(),
            materials: Arc::clone(&open.materials),
            folder: open.folder.clone(),
            data_dir: self.workspace.data_dir().to_owned(),
            passwords: self.sources.passwords.clone(),
            store: self.workspace.store().clone(),
            started_at: (self.clock)(),
            clock: Arc::clone(&self.clock),
            live: open.experiments.live.clone(),
        };
        if step == Step::Training {
            open.experiments.live.clear();
        }
        for other in self.jobs.running() {
            if matches!(other.key, JobKey::Step(_)) {
                other.cancel();
            }
        }
        let label = format!("{} · {}", step.index() + 1, step.name());
        self.jobs
            .start(JobKey::Step(step), label, move |job| run.run(job))?;
        Ok(())
    }

    pub(super) fn take(&mut self, result: JobResult) -> anyhow::Result<()> {
        match result {
            JobResult::Opened(project) => self.opened(*project),
            JobResult::Finished(finished) => self.finished(*finished),
            JobResult::Previewed(found) => {
                self.previewed(*found);
                Ok(())
            }
            JobResult::Written(text) => {
                self.notices.extend(text.map(Notice::info));
                Ok(())
            }
            JobResult::Decided(decided) => {
                self.decided(*decided);
                Ok(())
            }
            JobResult::Registry(registry) => {
                self.registry = registry;
                self.follow_alias()
            }
            JobResult::Endpoint(answer) => self.take_endpoint(*answer),
            JobResult::Proposed(proposal) => {
                if let Some(open) = &mut self.project {
                    open.proposal = Some(*proposal);
                }
                Ok(())
            }
            JobResult::Grid(answer) => {
                self.grids.take(*answer);
                Ok(())
            }
            JobResult::Looked(looked) => {
                self.sources.take(looked);
                Ok(())
            }
            JobResult::Tables(place, tables) => {
                self.sources.tables = Some((place, tables));
                Ok(())
            }
            JobResult::Drafted(drafted) => self.drafted(drafted),
            JobResult::Published(features, told) => {
                self.features = features;
                self.notices.push(Notice::info(told));
                Ok(())
            }
            JobResult::Sql(work) => {
                self.take_sql(*work);
                Ok(())
            }
            JobResult::Traced(lineage) => {
                self.registry.traced = lineage;
                Ok(())
            }
            JobResult::Pair(snapshot, picture) => {
                self.drawn(&snapshot, *picture);
                Ok(())
            }
            JobResult::Judged(judgement) => {
                self.take_judgement(*judgement);
                Ok(())
            }
            JobResult::Alerts(project, new, inbox) => self.take_alerts((project, new), *inbox),
            JobResult::Told(project, told, inbox) => {
                self.take_told((project, told), *inbox);
                Ok(())
            }
            JobResult::Replayed(replayed) => {
                self.take_replay(*replayed);
                Ok(())
            }
            JobResult::Watched(watched) => self.take_watched(*watched),
            JobResult::Log(answer) => self.take_log(*answer),
            JobResult::Explored(explored) => self.explored(*explored),
            JobResult::Experiment(answer) => {
                self.take_experiments(*answer);
                Ok(())
            }
        }
    }

    fn finished(&mut self, finished: Finished) -> anyhow::Result<()> {
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        open.seconds.insert(finished.step, finished.seconds);
        open.results.put(finished.fingerprint, finished.report);
        if finished.step == Step::Validation {
            let id = open.id;
            self.gate_history = GateHistory::load(self.workspace.store(), id)?;
        }
        if finished.step == Step::Extraction {
            self.look_at_sources(false)?;
        }
        if finished.step == Step::Training {
            self.load_experiments()?;
        }
        if finished.step == Step::Deployment {
            self.registry = Registry::load(self.workspace.store())?;
            self.follow_alias()?;
        }
        if finished.step == Step::Monitoring {
            self.raise_alerts()?;
        }
        self.start_next()
    }

    pub(super) fn stopped(&mut self, key: &JobKey) {
        if let JobKey::Grid(id) = key {
            self.grids.stopped(*id);
        }
        if let JobKey::Step(step) = key {
            self.notices.push(Notice::info(format!(
                "{} was stopped. What it gave before is still there.",
                step.name()
            )));
        }
    }

    pub(super) fn failed(&mut self, key: &JobKey, err: anyhow::Error) -> anyhow::Result<()> {
        if let JobKey::Grid(id) = key {
            self.grids.stopped(*id);
        }
        let (JobKey::Step(step), Some(open)) = (key, &mut self.project) else {
            return Err(err);
        };
        open.forget_queue();
        let blocked = matches!(err.downcast_ref(), Some(StepError::Blocked(_)));
        let failure = Failure {
            text: format!("{err:#}"),
            blocked,
        };
        open.failures.insert(*step, failure);
        Err(err.context(format!("{} failed", step.name())))
    }
}

/// Rows that a registered version keeps with its answers.
const GOLDEN_ROWS: usize = 50;

/// One run of a step, on a thread of its own.
struct StepRun {
    step: Step,
    project_id: i64,
    project: crate::automation::Project,
    results: crate::automation::Results,
    materials: Arc<crate::automation::Materials>,
    folder: std::path::PathBuf,
    data_dir: std::path::PathBuf,
    passwords: crate::sources::Passwords,
    store: Store,
    started_at: i64,
    clock: super::Clock,
    live: super::Live,
}

impl StepRun {
    fn run(&self, job: &JobCtx) -> anyhow::Result<JobResult> {
        let watch = Instant::now();
        let seconds = || watch.elapsed().as_secs_f64();
        let register = |package: &Package, bytes: &[u8]| self.register(package, bytes);
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
            champion: self.champion()?,
            register: &register,
            seconds: &seconds,
            units: &KeptUnits {
                store: self.store.clone(),
                project_id: self.project_id,
                live: self.live.clone(),
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
        let finished = result?;
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
        self.store.save_step_result(&StepResultRow {
            project_id: self.project_id,
            step: self.step.id().to_owned(),
            fingerprint: finished.fingerprint.to_string(),
            report: finished.report.to_json()?,
            seconds: finished.seconds,
            finished_at: (self.clock)(),
        })?;
        if let StepReport::Validation(report) = &finished.report {
            let at = (self.clock)();
            gates::log(&self.store, (self.project_id, &subject), report, at)?;
        }
        Ok(JobResult::Finished(Box::new(finished)))
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
            cause: "person".to_owned(),
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

    fn register(&self, package: &Package, bytes: &[u8]) -> Result<i64, String> {
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
        if self
            .store
            .alias(model, alias)
            .map_err(|err| err.to_string())?
            != Some(version)
        {
            self.store
                .set_alias(model, alias, version, at, "step 8", "deployed")
                .map_err(|err| err.to_string())?;
        }
        Ok(version)
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
