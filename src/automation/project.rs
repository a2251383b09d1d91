//! A project: what a person decided in each of the nine steps.

use std::path::{Path, PathBuf};

use super::Automation;
use crate::{
    data::Segment,
    steps::{
        analysis, deployment, evaluation, extraction, monitoring, preparation, problem, training,
        validation,
    },
};

/// The name of a project's file within its folder.
pub const PROJECT_FILE: &str = "project.toml";

/// Everything a person decided: the whole input of the pipeline but the data itself.
///
/// It is a `project.toml` beside its data, so that it can live in git and CI.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Project {
    /// Name on the screen; unique within a workspace.
    pub name: String,
    /// What it is about, and what it teaches.
    pub description: String,
    /// How much runs by itself, and what starts it; `level = 2` in short.
    #[serde(alias = "level")]
    pub automation: Automation,
    /// Step 1.
    pub problem: problem::Params,
    /// Step 2.
    pub extraction: extraction::Params,
    /// Step 3.
    pub analysis: analysis::Params,
    /// Step 4.
    pub preparation: preparation::Params,
    /// Step 5.
    pub training: training::Params,
    /// Step 6.
    pub evaluation: evaluation::Params,
    /// Step 7.
    pub validation: validation::Params,
    /// Step 8.
    pub deployment: deployment::Params,
    /// Step 9.
    pub monitoring: monitoring::Params,
    /// Rows that were named; offered wherever rows can be chosen.
    pub segments: Vec<Segment>,
}

/// Why a project file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// It cannot be read or written.
    #[error("The project file cannot be {action}: {source}. Check the path: {path}", path = path.display())]
    Io {
        /// "read" or "written".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not a project.
    #[error("This is not a valid project file: {message}\nCorrect it, or import another one: {path}", path = path.display())]
    Invalid {
        /// What is wrong, with the line.
        message: String,
        /// The file.
        path: PathBuf,
    },
}

impl Project {
    /// Reads `path`, a project file or the folder that holds one. The folder comes back too:
    /// sources are relative to it.
    ///
    /// # Errors
    /// If there is no such file or it is not a project; the message names the line.
    pub fn load(path: &Path) -> Result<(Self, PathBuf), ProjectError> {
        let file = if path.is_dir() {
            path.join(PROJECT_FILE)
        } else {
            path.to_owned()
        };
        let text = std::fs::read_to_string(&file).map_err(|source| ProjectError::Io {
            action: "read",
            path: file.clone(),
            source,
        })?;
        let project = Self::parse(&text).map_err(|message| ProjectError::Invalid {
            message,
            path: file.clone(),
        })?;
        let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
        Ok((project, folder))
    }

    /// Reads a project from the text of its file.
    ///
    /// # Errors
    /// What is wrong with the text, with the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let project: Self = toml::from_str(text).map_err(|err| err.to_string())?;
        if project.name.trim().is_empty() {
            return Err(
                "the project has no name; add a line such as name = \"Flights\"".to_owned(),
            );
        }
        Ok(project)
    }

    /// The text of the project's file.
    ///
    /// # Errors
    /// If a value cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, String> {
        toml::to_string_pretty(self).map_err(|err| err.to_string())
    }
}
