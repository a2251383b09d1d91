//! What step 3 is asked for besides its result: two columns side by side, and its page as a file.

use std::{fmt, path::PathBuf, sync::Arc};

use super::{JobKey, JobResult, Workbench, jobs_of::JobProgress};
use crate::steps::analysis::{PairPicture, picture};

/// What can be asked of step 3.
#[derive(Clone, Debug, PartialEq)]
pub enum AnalysisCommand {
    /// Draw two columns side by side.
    Pair(String, String),
    /// Write a document to a file.
    Save(Document, PathBuf),
}

/// Makes a document and writes it to a file.
type Write = dyn Fn(&std::path::Path) -> anyhow::Result<()> + Send + Sync;

/// A text that is made when it is written.
#[derive(Clone)]
pub struct Document {
    /// Makes it and writes it; fails where the file cannot be written.
    pub write: Arc<Write>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").finish_non_exhaustive()
    }
}

/// The same only where it is the same one.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.write, &other.write)
    }
}

impl Workbench {
    pub(super) fn run_analysis(&mut self, command: AnalysisCommand) -> anyhow::Result<()> {
        match command {
            AnalysisCommand::Pair(a, b) => self.draw_pair(a, b),
            AnalysisCommand::Save(document, path) => {
                self.jobs
                    .start(JobKey::Document, "Writing a report", move |_| {
                        (document.write)(&path)?;
                        let done = format!("Written to {}", path.display());
                        Ok(JobResult::Written(Some(done)))
                    })?;
                Ok(())
            }
        }
    }

    fn draw_pair(&mut self, a: String, b: String) -> anyhow::Result<()> {
        let data_dir = self.workspace.data_dir().to_owned();
        let open = self.require_project()?;
        let Some(done) = &open.results.extraction else {
            return Ok(());
        };
        let snapshot = done.report.snapshot.id.clone();
        let materials = Arc::clone(&open.materials);
        let seed = open.project.analysis.seed;
        let label = format!("Drawing {a} and {b}");
        self.jobs.start(JobKey::Pair, label, move |job| {
            let progress = JobProgress(job);
            let table = materials.table(&data_dir, &snapshot, &progress)?;
            let picture = picture(&table, (&a, &b), seed, &progress)?;
            Ok(JobResult::Pair(snapshot, Box::new(picture)))
        })?;
        Ok(())
    }

    /// Takes in a picture, unless the data has changed since.
    pub(super) fn drawn(&mut self, snapshot: &str, picture: PairPicture) {
        let Some(open) = &mut self.project else {
            return;
        };
        let extraction = open.results.extraction.as_ref();
        if extraction.is_some_and(|done| done.report.snapshot.id == snapshot) {
            open.pair = Some(Arc::new(picture));
        }
    }
}
