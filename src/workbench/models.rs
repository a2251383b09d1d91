//! The registered models.

use super::{JobKey, JobResult, Lineage, ModelCommand, Workbench, lineage};
use crate::{
    metrics::Metric,
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
