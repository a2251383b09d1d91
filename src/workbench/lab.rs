//! The levels lab of the open project.

use std::{sync::Arc, time::Instant};

use super::{JobKey, JobResult, OpenProject, Workbench, jobs_of::JobProgress};
use crate::{
    automation::{
        Project,
        lab::{self, Lane, Params, Report},
    },
    data::Table,
    terms::Silent,
};

/// What can be asked of the levels lab.
#[derive(Clone, Debug, PartialEq)]
pub enum LabCommand {
    /// Let these lanes live through the stream.
    Replay(Vec<Lane>, Box<Params>),
}

/// What a replay gave, and of what.
pub struct Replayed {
    project: i64,
    snapshot: String,
    report: Report,
}

/// The last replay of a project.
#[derive(Debug, Default)]
pub struct LabState {
    of: Option<(String, Project)>,
    report: Option<Arc<Report>>,
}

impl OpenProject {
    /// What the last replay gave; whether rows and project are still those that it was made from.
    pub fn lab(&self) -> Option<(&Arc<Report>, bool)> {
        let report = self.lab.report.as_ref()?;
        let snapshot = self.results.extraction.as_ref();
        let is_fresh = self.lab.of.as_ref().is_some_and(|(of, project)| {
            snapshot.is_some_and(|done| done.report.snapshot.id == *of) && *project == self.project
        });
        Some((report, is_fresh))
    }
}

impl Workbench {
    /// Whether a replay runs.
    pub fn replays(&self) -> bool {
        self.running().iter().any(|run| run.key == JobKey::Lab)
    }

    pub(super) fn run_lab(&mut self, command: LabCommand) -> anyhow::Result<()> {
        let LabCommand::Replay(lanes, params) = command;
        let data_dir = self.workspace.data_dir().to_owned();
        let open = self.require_project()?;
        let Some(done) = &open.results.extraction else {
            anyhow::bail!("The levels lab replays the rows of the project. Run step 2 first.");
        };
        let (project, id, snapshot) = (
            open.project.clone(),
            open.id,
            done.report.snapshot.id.clone(),
        );
        let materials = Arc::clone(&open.materials);
        if let Some(open) = &mut self.project {
            open.lab.of = Some((snapshot.clone(), project.clone()));
        }
        self.jobs
            .start(JobKey::Lab, "Replaying the stream", move |job| {
                let progress = JobProgress(job);
                let table = materials.table(&data_dir, &snapshot, &progress)?;
                let watch = Instant::now();
                let seconds = || watch.elapsed().as_secs_f64();
                let of = (&project, &table);
                let report = lab::replay(of, (&lanes, &params), &seconds, &progress)?;
                Ok(JobResult::Replayed(Box::new(Replayed {
                    project: id,
                    snapshot,
                    report,
                })))
            })?;
        Ok(())
    }

    /// Keeps what a replay gave, if its project is still open.
    pub(super) fn take_replay(&mut self, replayed: Replayed) {
        let open = self.project.as_mut();
        let Some(open) = open.filter(|open| open.id == replayed.project) else {
            return;
        };
        let is_of = |(of, _): &(String, Project)| *of == replayed.snapshot;
        if open.lab.of.as_ref().is_some_and(is_of) {
            open.lab.report = Some(Arc::new(replayed.report));
        }
    }

    /// The open project and its rows; nothing where no project is open or step 2 has not run. Reads
    /// the snapshot if it is not there yet, so not for the window's thread.
    ///
    /// # Errors
    /// If the snapshot is gone or damaged.
    pub fn stream(&self) -> anyhow::Result<Option<(Project, Table)>> {
        let Some(open) = &self.project else {
            return Ok(None);
        };
        let Some(done) = &open.results.extraction else {
            return Ok(None);
        };
        let (data_dir, id) = (self.workspace.data_dir(), &done.report.snapshot.id);
        let table = open.materials.table(data_dir, id, &Silent)?;
        Ok(Some((open.project.clone(), table)))
    }
}
