//! Running the steps of the open project.

use std::sync::Arc;

use super::{
    GateHistory, JobKey, JobResult, Notice, Registry, TrackedRun, Workbench, project::Failure,
    step_run::StepRun,
};
use crate::{
    automation::{Finished, State, state},
    steps::{Step, StepError},
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
        open.queue = open.project.automation.after(step).into();
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
        self.start_step_of(step, None)
    }

    /// Starts `step`, as a part of `pipeline` if it is one's.
    pub(super) fn start_step_of(
        &mut self,
        step: Step,
        pipeline: Option<TrackedRun>,
    ) -> anyhow::Result<()> {
        let tries = pipeline.is_some() && self.tries_versions();
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
            features: self.feature_store.clone(),
            store: self.workspace.store().clone(),
            started_at: (self.clock)(),
            clock: Arc::clone(&self.clock),
            live: open.experiments.live.clone(),
            pipeline,
            tries,
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
        if writes_log(&result) {
            self.workshop.grow_stale();
        }
        match result {
            JobResult::Opened(project) => return self.opened(*project),
            JobResult::Finished(finished, run) => return self.finished(*finished, run),
            JobResult::Automation(project, answer) => self.take_automation(project, answer),
            JobResult::Previewed(found) => self.previewed(*found),
            JobResult::Written(text) => self.notices.extend(text.map(Notice::info)),
            JobResult::Decided(decided) => self.decided(*decided),
            JobResult::Registry(registry) => {
                self.registry = registry;
                return self.follow_alias();
            }
            JobResult::Endpoint(answer) => return self.take_endpoint(*answer),
            JobResult::Proposed(proposal) => {
                if let Some(open) = &mut self.project {
                    open.proposal = Some(*proposal);
                }
            }
            JobResult::Grid(answer) => self.grids.take(*answer),
            JobResult::Looked(looked) => self.sources.take(looked),
            JobResult::Tables(place, tables) => self.sources.tables = Some((place, tables)),
            JobResult::Drafted(drafted) => return self.drafted(drafted),
            JobResult::Published(features, told) => {
                self.features = features;
                self.notices.push(Notice::info(told));
            }
            JobResult::Catalog(answer) => self.take_catalog(*answer),
            JobResult::Sql(work) => self.take_sql(*work),
            JobResult::Traced(lineage) => self.registry.traced = lineage,
            JobResult::Pair(snapshot, picture) => self.drawn(&snapshot, *picture),
            JobResult::Judged(judgement) => self.take_judgement(*judgement),
            JobResult::Alerts(project, new, inbox) => {
                return self.take_alerts((project, new), *inbox);
            }
            JobResult::Told(project, told, inbox) => self.take_told((project, told), *inbox),
            JobResult::Workshop(found) => self.take_workshop(*found),
            JobResult::Lab(answer) => self.take_lab(answer),
            JobResult::Watched(watched) => return self.take_watched(*watched),
            JobResult::Log(answer) => return self.take_log(*answer),
            JobResult::Explored(explored) => return self.explored(*explored),
            JobResult::Experiment(answer) => self.take_experiments(*answer),
        }
        Ok(())
    }

    fn finished(&mut self, finished: Finished, run: Option<Box<TrackedRun>>) -> anyhow::Result<()> {
        if let Some(run) = run {
            self.run_went(*run);
        }
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

    pub(super) fn stopped(&mut self, key: &JobKey) -> anyhow::Result<()> {
        if let JobKey::Grid(id) = key {
            self.grids.stopped(*id);
        }
        if let JobKey::Step(step) = key {
            self.notices.push(Notice::info(format!(
                "{} was stopped. What it gave before is still there.",
                step.name()
            )));
            return self.run_stopped(*step);
        }
        Ok(())
    }

    pub(super) fn failed(&mut self, key: &JobKey, err: anyhow::Error) -> anyhow::Result<()> {
        if let JobKey::Grid(id) = key {
            self.grids.stopped(*id);
        }
        if let JobKey::Automation(work) = key {
            return self.automation_failed(*work, err);
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
        let why = failure.text.clone();
        open.failures.insert(*step, failure);
        self.run_failed(*step, blocked, &why);
        Err(err.context(format!("{} failed", step.name())))
    }
}

/// Whether what gave `result` may have written into the log of the open project.
fn writes_log(result: &JobResult) -> bool {
    matches!(
        result,
        JobResult::Opened(_)
            | JobResult::Finished(..)
            | JobResult::Automation(..)
            | JobResult::Written(_)
            | JobResult::Decided(_)
            | JobResult::Registry(_)
            | JobResult::Endpoint(_)
            | JobResult::Lab(_)
            | JobResult::Alerts(..)
            | JobResult::Told(..)
    )
}
