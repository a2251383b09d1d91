//! Where a project came from.

use std::path::{Path, PathBuf};

use super::{
    Workbench,
    project::{folder_key, setting},
};

impl Workbench {
    /// The project of this workspace that was taken in under `name` from `folder`, last opened
    /// first. It may carry a number, if another project had the name already.
    ///
    /// # Errors
    /// If the workspace cannot be read.
    pub fn taken_in(&self, name: &str, folder: &Path) -> anyhow::Result<Option<i64>> {
        let folder = std::path::absolute(folder)?;
        for entry in &self.projects {
            let rest = entry.name.strip_prefix(name);
            let is_numbered = |rest: &str| {
                let number = rest.strip_prefix(' ');
                number.is_some_and(|number| number.parse::<u32>().is_ok())
            };
            if !rest.is_some_and(|rest| rest.is_empty() || is_numbered(rest)) {
                continue;
            }
            let from: Option<PathBuf> = setting(self.workspace.store(), &folder_key(entry.id))?;
            if from.as_ref() == Some(&folder) {
                return Ok(Some(entry.id));
            }
        }
        Ok(None)
    }
}
