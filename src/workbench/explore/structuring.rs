use anyhow::Context as _;

use super::{ExploreWork, Explored, Found, NO_ROWS};
use crate::{
    learners::ClusterParams,
    steps::analysis::{Structure, structure},
    workbench::{JobKey, JobResult, Workbench, jobs_of::JobProgress},
};

/// Groups and directions, and of which rows.
pub struct Structured {
    /// The snapshot that they were found in.
    pub snapshot: String,
    /// What was found.
    pub structure: Structure,
}

impl Workbench {
    pub(super) fn start_structure(&mut self, params: ClusterParams) -> anyhow::Result<()> {
        params.check()?;
        let open = self.require_project()?;
        let table = open.table().context(NO_ROWS)?;
        let done = open.results.extraction.as_ref().context(NO_ROWS)?;
        let snapshot = done.report.snapshot.id.clone();
        let problem = open.project.problem.clone();
        let id = open.id;
        let key = JobKey::Explore(ExploreWork::Structure);
        self.jobs
            .start(key, "Grouping rows that are alike", move |job| {
                let progress = JobProgress(job);
                let structure = structure(&table, &problem, &params, &progress)?;
                let structured = Structured {
                    snapshot,
                    structure,
                };
                Ok(JobResult::Explored(Box::new(Explored {
                    project: id,
                    found: Found::Structure(Box::new(structured)),
                })))
            })?;
        Ok(())
    }
}
