//! What runs by itself for the open project: looks at what may start a run, and leads runs through
//! their steps.

mod answers;
mod data;
mod lead;
mod look;
mod rollout;

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

pub(super) use self::data::{Checked, check};
use super::{JobKey, JobResult, Outcomes, Workbench};
use crate::{
    automation::{Decision, PipelineRun, Watch},
    sources::Stamp,
    steps::Step,
    store::{PipelineRunRow, Store},
};

/// Runs that are remembered in the window.
const SHOWN: u32 = 50;

/// What can be asked of automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AutomationCommand {
    /// Begin a run now, for whoever asks.
    RunNow(String),
    /// Let triggers start runs again.
    Release,
    /// End the run that goes on; a version that is tried is taken back.
    StopRun,
}

/// The kinds of work; jobs of one kind keep their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutomationWork {
    /// Looking whether something starts a run.
    Look,
    /// Keeping how a run stands.
    Keep,
    /// Pointing an alias.
    Alias,
    /// Comparing what came true of a new version with the one before.
    Outcomes,
}

/// A run with its number.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackedRun {
    /// Its number in the workspace.
    pub id: i64,
    /// What is known of it.
    pub run: PipelineRun,
}

/// The runs of the open project, and what may start the next one.
#[derive(Debug, Default)]
pub struct AutomationState {
    /// What is remembered between looks.
    pub watch: Watch,
    /// The runs, the newest first; only that one may go on.
    pub runs: Vec<TrackedRun>,
    /// What waits, and why, if something does.
    pub waits: Option<String>,
    /// Why the last look failed, if it did.
    pub trouble: Option<String>,
    /// When the last look ended.
    looked: Option<i64>,
    /// When what is remembered was written last, and what was written.
    kept: (i64, Watch),
    /// What a person asked for since the last look: by whom, and whether to release triggers.
    asked: (Option<String>, bool),
    /// The step of the run that a job works on.
    stepping: Option<Step>,
    /// What came true of a version that is watched, and why it is worse, if it is.
    judged: (i64, Option<String>),
    contents: Arc<Mutex<BTreeMap<PathBuf, (Stamp, String)>>>,
    baselines: Arc<Mutex<answers::Known>>,
}

/// What a job found for automation, of a project.
pub enum AutomationAnswer {
    /// Somebody looked.
    Looked(Box<look::Looked>),
    /// What came true of a new version beside the one before.
    Judged(Outcomes),
}

impl From<(i64, AutomationAnswer)> for JobResult {
    fn from((project, answer): (i64, AutomationAnswer)) -> Self {
        Self::Automation(project, answer)
    }
}

/// The setting that holds what is remembered of a project.
fn key(project: i64) -> String {
    format!("automation:{project}")
}

/// How a run is kept.
pub(super) fn row(
    project_id: i64,
    tracked: &TrackedRun,
    at: i64,
) -> anyhow::Result<PipelineRunRow> {
    Ok(PipelineRunRow {
        id: tracked.id,
        project_id,
        state: tracked.run.state.id().to_owned(),
        record: serde_json::to_string(&tracked.run)?,
        started_at: tracked.run.started_at,
        changed_at: at,
    })
}

impl AutomationState {
    /// Reads what is kept for a project.
    pub(super) fn load(store: &Store, project: i64) -> anyhow::Result<Self> {
        let watch: Watch = super::project::setting(store, &key(project))?.unwrap_or_default();
        let rows = store.pipeline_runs(project, SHOWN)?;
        // What another version wrote is left out.
        let read = |row: PipelineRunRow| {
            let run = serde_json::from_str(&row.record).ok()?;
            Some(TrackedRun { id: row.id, run })
        };
        Ok(Self {
            kept: (0, watch.clone()),
            watch,
            runs: rows.into_iter().filter_map(read).collect(),
            ..Self::default()
        })
    }

    /// The project is left: a step that is cut off by that is no step that a person stopped.
    pub(super) fn leave(&mut self) {
        self.stepping = None;
    }

    /// Whether somebody has looked since the project was opened, and nothing was asked for since.
    pub fn has_looked(&self) -> bool {
        self.looked.is_some() && self.asked.0.is_none() && !self.asked.1
    }

    /// The run that goes on.
    pub fn current(&self) -> Option<&TrackedRun> {
        self.runs.first().filter(|tracked| tracked.run.is_open())
    }
}

impl Workbench {
    /// From now on triggers start runs, and a run that was interrupted goes on. Without this call
    /// nothing happens by itself, whatever a project says.
    pub fn mind_triggers(&mut self) {
        self.minds_triggers = true;
    }

    pub(super) fn run_automation(&mut self, command: AutomationCommand) -> anyhow::Result<()> {
        self.require_project()?;
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        match command {
            AutomationCommand::RunNow(by) => {
                anyhow::ensure!(
                    open.project.automation.is_awake(),
                    "Every step of this project runs by hand, so there is nothing to start. Choose level 1 or 2 on the page Automation."
                );
                open.automation.asked.0 = Some(by);
            }
            AutomationCommand::Release => open.automation.asked.1 = true,
            AutomationCommand::StopRun => return self.stop_run("stopped by a person"),
        }
        Ok(())
    }

    /// Goes on with whatever is due. Called whenever jobs are looked at.
    pub(super) fn automate(&mut self) -> anyhow::Result<()> {
        if !self.minds_triggers || self.project.is_none() || self.runs(&JobKey::Open) {
            return Ok(());
        }
        self.lead()?;
        self.look_if_due()
    }

    pub(super) fn take_automation(&mut self, project: i64, answer: AutomationAnswer) {
        let now = (self.clock)();
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == project) else {
            return;
        };
        let state = &mut open.automation;
        match answer {
            AutomationAnswer::Looked(looked) => {
                state.looked = Some(now);
                if looked.was_kept {
                    state.kept = (now, looked.watch.clone());
                }
                state.watch = looked.watch;
                state.waits = match &looked.decision {
                    Decision::Wait(why) => Some(why.clone()),
                    Decision::Rest | Decision::Run(_) => None,
                };
                state.trouble = looked.trouble;
                if let Some(begun) = looked.begun {
                    state.judged = (0, None);
                    state.runs.insert(0, begun);
                    state.runs.truncate(SHOWN as usize);
                }
            }
            AutomationAnswer::Judged(outcomes) => {
                state.judged = (now, outcomes.is_worse());
            }
        }
    }

    /// A look that failed is tried again at its time, and told on the page; whatever else failed is
    /// an error like any other.
    pub(super) fn automation_failed(
        &mut self,
        work: AutomationWork,
        err: anyhow::Error,
    ) -> anyhow::Result<()> {
        let now = (self.clock)();
        let Some(open) = &mut self.project else {
            return Err(err);
        };
        let state = &mut open.automation;
        match work {
            AutomationWork::Look => state.looked = Some(now),
            AutomationWork::Outcomes => state.judged.0 = now,
            AutomationWork::Keep | AutomationWork::Alias => return Err(err),
        }
        state.trouble = Some(format!("{err:#}"));
        Ok(())
    }

    /// How soon automation has something to look at although nothing else happens.
    pub(super) fn next_automation(&self) -> Option<Duration> {
        let open = self.project.as_ref().filter(|_| self.minds_triggers)?;
        let automation = &open.project.automation;
        let tries = open.automation.current().is_some();
        let looks = automation.is_awake() && automation.triggers.any();
        let us = match (tries, looks) {
            (true, _) => 1_000_000,
            (false, true) => automation.triggers.look_every(),
            (false, false) => return None,
        };
        Some(Duration::from_micros(us.unsigned_abs()))
    }
}
