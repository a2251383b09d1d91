//! The registered models.

use std::{io::Write as _, path::Path};

use anyhow::Context as _;

use super::{JobKey, JobResult, Lineage, ModelCommand, Workbench, lineage};
use crate::{
    metrics::Metric,
    onnx,
    steps::Package,
    store::{AliasChange, Store},
    terms::Figure,
};

/// Every registered model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Registry {
    /// One entry per name, in the order of the names.
    pub models: Vec<ModelEntry>,
    /// The way back from the latest predictions of the model that was asked for.
    pub traced: Vec<Lineage>,
}

/// A registered model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelEntry {
    /// The name that clients ask for.
    pub name: String,
    /// Its versions, newest first.
    pub versions: Vec<Version>,
    /// Which alias points to which version.
    pub aliases: Vec<(String, i64)>,
    /// Every change of an alias, newest first.
    pub history: Vec<AliasChange>,
}

/// One version of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// 1, 2, 3…
    pub number: i64,
    /// When it was registered, in microseconds since the epoch.
    pub created_at: i64,
    /// What it reached on the test part.
    pub metrics: Vec<(Metric, Figure)>,
    /// What it was made from, as text pairs.
    pub lineage: Vec<(String, String)>,
}

impl Registry {
    pub(super) fn load(store: &Store) -> anyhow::Result<Self> {
        let mut models = Vec::new();
        for name in store.model_names()? {
            let versions = store.model_versions(&name)?;
            let mut history = store.alias_history(&name)?;
            history.sort_by_key(|change| std::cmp::Reverse(change.at));
            let mut entry = ModelEntry {
                versions: versions
                    .into_iter()
                    .map(|row| Version {
                        number: row.version,
                        created_at: row.created_at,
                        metrics: serde_json::from_str(&row.metrics).unwrap_or_default(),
                        lineage: lineage::pairs(&row.lineage),
                    })
                    .collect(),
                aliases: store.aliases(&name)?,
                history,
                name,
            };
            entry
                .versions
                .sort_by_key(|version| std::cmp::Reverse(version.number));
            models.push(entry);
        }
        Ok(Self {
            models,
            traced: Vec::new(),
        })
    }
}

impl Workbench {
    pub(super) fn run_model(&mut self, command: ModelCommand) -> anyhow::Result<()> {
        let (store, at) = (self.workspace.store().clone(), (self.clock)());
        let changed = |store: &Store| Ok(JobResult::Registry(Registry::load(store)?));
        match command {
            ModelCommand::SetAlias {
                model,
                alias,
                version,
            } => {
                let label = format!("Pointing {alias} to version {version}");
                self.jobs.start(JobKey::Registry, label, move |_| {
                    store.set_alias(&model, &alias, version, at, "a person", "chosen by hand")?;
                    changed(&store)
                })?;
            }
            ModelCommand::RollBack { model, alias } => {
                let label = format!("Rolling {alias} back");
                self.jobs.start(JobKey::Registry, label, move |_| {
                    store.roll_back(&model, &alias, at, "a person", "rolled back by hand")?;
                    changed(&store)
                })?;
            }
            ModelCommand::ExportOnnx {
                model,
                version,
                path,
            } => {
                let label = format!("Writing version {version} of {model} as ONNX");
                self.jobs.start(JobKey::Export, label, move |_| {
                    onnx_file(&store, &model, version, &path)?;
                    let done = format!(
                        "Version {version} of {model} was written to {}",
                        path.display()
                    );
                    Ok(JobResult::Written(Some(done)))
                })?;
            }
            ModelCommand::Trace(model) => {
                self.jobs
                    .start(JobKey::Trace, "Following predictions", move |_| {
                        Ok(JobResult::Traced(lineage::latest(&store, &model)?))
                    })?;
            }
        }
        Ok(())
    }
}

/// Writes a version of a model as one ONNX graph to `path`: aside first, so that what was there
/// before stays until it is whole. Gives the size in bytes.
///
/// # Errors
/// If there is no such version, it cannot be said in ONNX, or the file cannot be written.
pub fn onnx_file(store: &Store, model: &str, version: i64, path: &Path) -> anyhow::Result<usize> {
    let package: Package = serde_json::from_slice(&store.model_package(model, version)?)
        .context("This version was packed by another version of the program. Deploy it again.")?;
    let bytes = onnx::export(&package)?;
    let refused = || {
        format!(
            "The file cannot be written. Choose another place: {}",
            path.display()
        )
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or_else(|| Path::new("."));
    let mut aside = tempfile::NamedTempFile::new_in(folder).with_context(refused)?;
    aside.write_all(&bytes).with_context(refused)?;
    aside.persist(path).with_context(refused)?;
    Ok(bytes.len())
}
