//! The contract that the data suggest.

use std::sync::Arc;

use anyhow::Context as _;

use super::{JobKey, JobResult, Workbench, jobs_of::JobProgress};
use crate::steps::problem;

/// What can be asked about the contract of the open project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCommand {
    /// Propose it from the data; a target that is set stays.
    Propose,
    /// Take the proposal away.
    Forget,
}

impl Workbench {
    pub(super) fn run_problem(&mut self, command: ProblemCommand) -> anyhow::Result<()> {
        match command {
            ProblemCommand::Propose => self.propose(),
            ProblemCommand::Forget => {
                if let Some(open) = &mut self.project {
                    open.proposal = None;
                }
                Ok(())
            }
        }
    }

    fn propose(&mut self) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let done = open.results.extraction.as_ref();
        let snapshot = done.context("There are no rows yet. Run step 2 first.")?;
        let snapshot = snapshot.report.snapshot.id.clone();
        let (materials, params) = (Arc::clone(&open.materials), open.project.problem.clone());
        let data_dir = self.workspace.data_dir().to_owned();
        self.jobs.start(
            JobKey::Proposal,
            "Reading the contract off the data",
            move |job| {
                let progress = JobProgress(job);
                let table = materials.table(&data_dir, &snapshot, &progress)?;
                let proposal = problem::propose(&table, &params, &progress)?;
                Ok(JobResult::Proposed(Box::new(proposal)))
            },
        )?;
        Ok(())
    }
}
