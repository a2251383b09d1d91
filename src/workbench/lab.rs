//! The levels lab: the stream that it replays.

use super::Workbench;
use crate::{automation::Project, data::Table, terms::Silent};

impl Workbench {
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
