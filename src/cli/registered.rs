//! Registered models that are named on the command line.

use std::path::PathBuf;

use anyhow::Context as _;

use super::output::Output;
use crate::{
    steps::Package,
    store::{ModelReference, Workspace},
};

/// A version of a model with what it answers with.
pub(super) struct Registered {
    /// The model's name.
    pub(super) model: String,
    /// Its version.
    pub(super) version: i64,
    /// Recipe and model.
    pub(super) package: Package,
}

/// Opens the workspace in `dir`, or the user's own. One that is not there is not made: it could
/// hold no model.
pub(super) fn workspace(dir: Option<&PathBuf>, output: &Output) -> anyhow::Result<Workspace> {
    let dir = match dir {
        Some(dir) => dir.clone(),
        None => Workspace::usual_dir()
            .context("This user has no data folder. Name one with --workspace DIR.")?,
    };
    anyhow::ensure!(
        Workspace::is_in(&dir),
        "There is no workspace here, so no model is registered. Name another one with --workspace, or deploy a model first (nonagon run PROJECT --workspace DIR): {}",
        dir.display()
    );
    let opened = Workspace::open(&dir)?;
    for notice in &opened.notices {
        output.remark(notice);
    }
    Ok(opened.workspace)
}

/// The version that `named` leads to.
pub(super) fn find(workspace: &Workspace, named: &str) -> anyhow::Result<Registered> {
    let reference: ModelReference = named.parse()?;
    let version = reference.resolve(workspace.store())?;
    let bytes = workspace.store().model_package(&reference.model, version)?;
    let package = serde_json::from_slice(&bytes).with_context(|| {
        format!("Version {version} of “{}” was packed by another version of the program. Deploy it again.", reference.model)
    })?;
    Ok(Registered {
        model: reference.model,
        version,
        package,
    })
}
