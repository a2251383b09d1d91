use std::path::PathBuf;

use crate::steps::StepError;

/// Where the rows come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The files to read.
    pub sources: Vec<Source>,
    /// Columns to keep; all where none is named.
    pub columns: Vec<String>,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name by which the project knows it.
    pub name: String,
    /// Where it is; relative to the project's folder.
    pub path: PathBuf,
    /// Who made it and under which licence it may be used.
    #[serde(default)]
    pub licence: String,
}

impl Params {
    /// Whether there is something to read.
    pub fn check(&self) -> Result<(), StepError> {
        if self.sources.is_empty() {
            return Err(StepError::invalid(
                "There is no source yet. Add a CSV or Parquet file in step 2.",
            ));
        }
        if let Some(source) = self
            .sources
            .iter()
            .find(|source| source.path.as_os_str().is_empty())
        {
            return Err(StepError::Invalid(format!(
                "The source “{}” has no path. Choose its file in step 2.",
                source.name
            )));
        }
        Ok(())
    }
}
