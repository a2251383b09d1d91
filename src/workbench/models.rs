//! The registered models.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    CardSection, JobKey, JobResult, Lineage, ModelCommand, Workbench,
    card::FACTS,
    lineage,
    portable::{export_model, import_model},
    write_bundle,
};
use crate::{
    metrics::Metric,
    onnx,
    steps::{Package, deployment},
    store::{AliasChange, ModelPartRow, ModelVersionRow, Store},
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
    /// The generated sections of its card; empty where none was made.
    pub card: Vec<CardSection>,
    /// What persons wrote on its card: the id of the part and its text.
    pub texts: Vec<(String, String)>,
}

impl Version {
    fn load(store: &Store, row: &ModelVersionRow) -> anyhow::Result<Self> {
        let parts = store.model_parts(&row.model, row.version)?;
        let facts = parts.iter().find(|part| part.part == FACTS);
        let card = facts.and_then(|part| serde_json::from_str(&part.text).ok());
        Ok(Self {
            number: row.version,
            created_at: row.created_at,
            metrics: serde_json::from_str(&row.metrics).unwrap_or_default(),
            lineage: lineage::pairs(&row.lineage),
            card: card.unwrap_or_default(),
            texts: parts
                .into_iter()
                .map(|part| (part.part, part.text))
                .collect(),
        })
    }
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
                    .iter()
                    .map(|row| Version::load(store, row))
                    .collect::<anyhow::Result<_>>()?,
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
                by,
                why,
            } => {
                let params = deployment::Params {
                    model: model.clone(),
                    alias: alias.clone(),
                };
                params.check()?;
                if by.trim().is_empty() || why.trim().is_empty() {
                    anyhow::bail!(
                        "Moving an alias needs who moves it and why. Write both on the page of the models."
                    );
                }
                let label = format!("Pointing {alias} to version {version}");
                self.jobs.start(JobKey::Registry, label, move |_| {
                    store.set_alias(&model, &alias, version, at, &by, &why)?;
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
            ModelCommand::Export { .. }
            | ModelCommand::ExportOnnx { .. }
            | ModelCommand::Bundle { .. } => self.export_version(command)?,
            ModelCommand::Import(path) => {
                self.jobs
                    .start(JobKey::Registry, "Taking in a model", move |_| {
                        import_model(&store, &path, at)?;
                        changed(&store)
                    })?;
            }
            ModelCommand::Write {
                model,
                version,
                part,
                text,
            } => {
                self.jobs
                    .start(JobKey::Registry, "Writing on a card", move |_| {
                        store.write_model_part(&ModelPartRow {
                            model,
                            version,
                            part,
                            text,
                            at,
                            by: "a person".to_owned(),
                        })?;
                        changed(&store)
                    })?;
            }
            ModelCommand::Trace(model) => {
                let dir = self.workspace.dir().to_owned();
                self.jobs
                    .start(JobKey::Trace, "Following predictions", move |_| {
                        Ok(JobResult::Traced(lineage::latest(&store, &dir, &model)?))
                    })?;
            }
        }
        Ok(())
    }

    fn export_version(&mut self, command: ModelCommand) -> anyhow::Result<()> {
        match command {
            ModelCommand::Export {
                model,
                version,
                path,
            } => self.write_model((model, version), path, export_model),
            ModelCommand::ExportOnnx {
                model,
                version,
                path,
            } => self.write_model((model, version), path, |store, model, version, path| {
                onnx_file(store, model, version, path).map(drop)
            }),
            ModelCommand::Bundle {
                model,
                version,
                path,
            } => self.write_model((model, version), path, |store, model, version, path| {
                write_bundle(store, (model, version), &std::env::current_exe()?, path)
            }),
            _ => Ok(()),
        }
    }

    /// Writes a version to a file by `write`.
    fn write_model(
        &mut self,
        (model, version): (String, i64),
        path: PathBuf,
        write: fn(&Store, &str, i64, &Path) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let store = self.workspace.store().clone();
        let label = format!("Writing version {version} of {model} to a file");
        self.jobs.start(JobKey::Export, label, move |_| {
            write(&store, &model, version, &path)?;
            let done = format!(
                "Version {version} of {model} was written to {}",
                path.display()
            );
            Ok(JobResult::Written(Some(done)))
        })?;
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
