//! Leads a run through its steps.

use super::{AutomationWork, TrackedRun, row};
use crate::{
    automation::{Phase, RunState},
    steps::Step,
    workbench::{JobKey, JobResult, Notice, Workbench},
};

impl Workbench {
    /// Starts the next step of the run that goes on, or lets its new version take over, or ends it.
    pub(super) fn lead(&mut self) -> anyhow::Result<()> {
        let is_step = |key: &JobKey| matches!(key, JobKey::Step(_) | JobKey::Rows);
        if self.running().iter().any(|run| is_step(&run.key)) {
            return Ok(());
        }
        let now = (self.clock)();
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let (project, results) = (&open.project, &open.results);
        let state = &mut open.automation;
        let Some(tracked) = state.runs.first_mut().filter(|one| one.run.is_open()) else {
            return Ok(());
        };
        if let Some(step) = tracked.run.next(project, results) {
            state.stepping = Some(step);
            let tracked = tracked.clone();
            return self.start_step_of(step, Some(tracked));
        }
        match tracked.run.rollout.as_ref().map(|rollout| &rollout.phase) {
            Some(Phase::TakenBack(why)) => {
                let note = format!("The new version was taken back: {why}.");
                tracked.run.end(RunState::RolledBack, &note, now);
            }
            Some(Phase::Stayed) | None => tracked.run.through(now),
            Some(_) => return self.roll_out(),
        }
        self.run_ended()
    }

    /// Keeps the newest run, and says how it ended where a person has to know.
    pub(super) fn run_ended(&mut self) -> anyhow::Result<()> {
        self.tell_of_run();
        self.keep_run()
    }

    /// Keeps how the newest run stands.
    pub(super) fn keep_run(&mut self) -> anyhow::Result<()> {
        let (store, now) = (self.workspace.store().clone(), (self.clock)());
        let Some(open) = &self.project else {
            return Ok(());
        };
        let Some(tracked) = open.automation.runs.first() else {
            return Ok(());
        };
        let row = row(open.id, tracked, now)?;
        let key = JobKey::Automation(AutomationWork::Keep);
        self.jobs.start(key, "Keeping a run", move |_| {
            store.save_pipeline_run(&row, None)?;
            Ok(JobResult::Written(None))
        })?;
        Ok(())
    }

    fn tell_of_run(&mut self) {
        let Some(open) = &self.project else { return };
        let Some(TrackedRun { run, .. }) = open.automation.runs.first() else {
            return;
        };
        let name = &open.project.name;
        let notice = match run.state {
            RunState::Running | RunState::Failed | RunState::Blocked | RunState::NothingNew => {
                return;
            }
            RunState::AwaitsPerson | RunState::Done => {
                Notice::info(format!("{name}: a run is through. {}", run.note))
            }
            RunState::RolledBack | RunState::Stopped => Notice::warning(format!(
                "{name}: a run was {}. {}",
                run.state.name(),
                run.note
            )),
        };
        self.notices.push(notice);
    }

    /// A step of the run ended well; the job has kept it with the run.
    pub(in crate::workbench) fn run_went(&mut self, tracked: TrackedRun) {
        let Some(open) = &mut self.project else {
            return;
        };
        let state = &mut open.automation;
        state.stepping = None;
        let newest = state.runs.first_mut();
        if let Some(known) = newest.filter(|known| known.id == tracked.id) {
            *known = tracked;
            if !known.run.is_open() {
                self.tell_of_run();
            }
        }
    }

    /// The step of a run failed; the job has kept that.
    pub(in crate::workbench) fn run_failed(&mut self, step: Step, blocked: bool, why: &str) {
        let now = (self.clock)();
        let Some(open) = &mut self.project else {
            return;
        };
        let state = &mut open.automation;
        if state.stepping.take_if(|of| *of == step).is_some()
            && let Some(tracked) = state.runs.first_mut()
        {
            tracked.run.step_failed(step, blocked, why, now);
        }
    }

    /// A step was stopped: if it was the run's, the run is.
    pub(in crate::workbench) fn run_stopped(&mut self, step: Step) -> anyhow::Result<()> {
        let open = self.project.as_mut();
        let stepping = open.and_then(|open| open.automation.stepping.take_if(|of| *of == step));
        match stepping {
            Some(_) => self.stop_run("stopped by a person"),
            None => Ok(()),
        }
    }

    /// Ends the run that goes on, and takes back what it tries.
    pub(super) fn stop_run(&mut self, why: &str) -> anyhow::Result<()> {
        let now = (self.clock)();
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        let state = &mut open.automation;
        let Some(tracked) = state.runs.first_mut().filter(|one| one.run.is_open()) else {
            return Ok(());
        };
        let tried = tracked.run.rollout.as_ref().map(|rollout| rollout.version);
        tracked
            .run
            .end(RunState::Stopped, &format!("It was {why}."), now);
        let stepping = state.stepping.take();
        for run in self.jobs.running() {
            if stepping.is_some_and(|step| run.key == JobKey::Step(step)) {
                run.cancel();
            }
        }
        if let (Some(version), Some(serving)) = (tried, &self.serving)
            && serving.endpoint.challenger() == Some(version)
        {
            serving.endpoint.roll_back(why)?;
        }
        self.run_ended()
    }
}
