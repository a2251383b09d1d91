//! Expectations that are drafted from the rows.

use std::sync::Arc;

use anyhow::Context as _;

use super::{Edit, JobKey, JobResult, Notice, Workbench, jobs_of::JobProgress};
use crate::data::expectation::{self, Expectation};

/// What can be asked about the expectations of the open project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectationCommand {
    /// Draft them from the rows that were read last, beside those that there are.
    Draft,
}

impl Workbench {
    pub(super) fn run_expectation(&mut self, command: ExpectationCommand) -> anyhow::Result<()> {
        match command {
            ExpectationCommand::Draft => self.draft(),
        }
    }

    fn draft(&mut self) -> anyhow::Result<()> {
        let open = self.require_project()?;
        let done = open.results.extraction.as_ref();
        let done = done.context("There are no rows yet. Run step 2 first.")?;
        let snapshot = done.report.snapshot.id.clone();
        let materials = Arc::clone(&open.materials);
        let data_dir = self.workspace.data_dir().to_owned();
        self.jobs
            .start(JobKey::Expectations, "Drafting expectations", move |job| {
                let progress = JobProgress(job);
                let table = materials.table(&data_dir, &snapshot, &progress)?;
                Ok(JobResult::Drafted(expectation::draft(&table, &progress)?))
            })?;
        Ok(())
    }

    /// Adds what was drafted, but for kinds and columns that something is expected of already.
    pub(super) fn drafted(&mut self, drafted: Vec<Expectation>) -> anyhow::Result<()> {
        let Some(open) = &self.project else {
            return Ok(());
        };
        let mut params = open.project.extraction.clone();
        let before = params.expectations.len();
        for new in drafted {
            let same = |old: &Expectation| {
                old.expect.kind() == new.expect.kind() && old.expect.column() == new.expect.column()
            };
            if !params.expectations.iter().any(same) {
                params.expectations.push(new);
            }
        }
        let added = params.expectations.len() - before;
        self.notices.push(Notice::info(format!(
            "{added} expectations were drafted from the rows. Read them, then run step 2 to hold the rows against them."
        )));
        self.edit(Edit::Extraction(params))
    }
}
