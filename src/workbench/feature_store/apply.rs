use std::path::Path;

use anyhow::Context as _;

use super::FeatureStore;
use crate::{
    automation::Project,
    features::{
        self, About, Change, Defined, DefinitionKind, FeatureError, Item, OnlineRow, Registry,
        Twin, Version, ViewPlan, What, newest,
    },
    store::{DefinitionStateRow, NewDefinition},
    terms::Progress,
};

/// Who changes the catalog, when, and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// Who.
    pub who: &'a str,
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// Why, in words; empty if nothing is said.
    pub why: &'a str,
}

/// What was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// What became of each definition.
    pub changes: Vec<Change>,
    /// Features that are there already and look like new ones.
    pub twins: Vec<Twin>,
}

/// Why definitions were not taken in.
#[derive(Debug, thiserror::Error)]
pub enum NotApplied {
    /// Some of the features are there already, and nobody said why they are wanted once more.
    #[error(
        "Nothing was changed: features like these are there already. Use those, or say why you need others (--anyway WHY).\n{}",
        .0.iter().map(|twin| format!("  {}", twin.sentence())).collect::<Vec<_>>().join("\n")
    )]
    Twins(Vec<Twin>),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] anyhow::Error),
}

impl FeatureStore {
    /// The catalog as it is now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn registry(&self) -> anyhow::Result<Registry> {
        self.registry_at(i64::MAX)
    }

    /// The catalog as it was at `at`, in microseconds since the epoch.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn registry_at(&self, at: i64) -> anyhow::Result<Registry> {
        let mut registry = Registry::default();
        for state in self.store.definition_states()? {
            if state.at > at {
                continue;
            }
            // What a newer program wrote is left alone.
            let Some(kind) = DefinitionKind::of_key(&state.kind) else {
                continue;
            };
            let item = Item {
                about: serde_json::from_str(&state.about).unwrap_or_default(),
                current: state.current,
                versions: Vec::new(),
                changed_at: state.at,
            };
            registry.items.insert((kind, state.name), item);
        }
        for row in self.store.definitions()? {
            let Some(kind) = DefinitionKind::of_key(&row.kind) else {
                continue;
            };
            if let Some(item) = registry.items.get_mut(&(kind, row.name.clone())) {
                let version: Version = serde_json::from_str(&row.body).with_context(|| {
                    format!(
                        "Version {} of “{}” was written by another version of the program",
                        row.version, row.name
                    )
                })?;
                if version.at <= at {
                    item.versions.push(version);
                }
            }
        }
        Ok(registry)
    }

    /// What taking in `defined` would change, and which features it would double; nothing is
    /// changed. Places of files are seen from `folder`.
    ///
    /// # Errors
    /// If a definition makes no sense, or a source cannot be read.
    pub fn look(
        &self,
        defined: &[Defined],
        folder: &Path,
        at: i64,
        progress: &dyn Progress,
    ) -> anyhow::Result<Applied> {
        let registry = self.registry()?;
        let defined = self.placed(defined, folder);
        let mut schema_of = |source: &features::DataSource| {
            let columns = self.columns_of(source, progress);
            columns.map_err(|err| FeatureError::Invalid(format!("{err:#}")))
        };
        let changes = features::plan(&registry, &defined, at, &mut schema_of)?;
        let mut after = registry;
        for change in &changes {
            take_in(&mut after, change);
        }
        let mut values = |plan: &ViewPlan| self.newest_rows(plan, progress);
        let twins = features::twins(&after, &changes, &mut values)?;
        Ok(Applied { changes, twins })
    }

    /// Takes `defined` in: all of it, or nothing. Features that look like others are refused
    /// unless `by` says why.
    ///
    /// # Errors
    /// As [`Self::look`], if features would be doubled for no reason, or the catalog cannot be
    /// written.
    pub fn apply(
        &self,
        defined: &[Defined],
        folder: &Path,
        by: By<'_>,
        progress: &dyn Progress,
    ) -> Result<Applied, NotApplied> {
        let applied = self.look(defined, folder, by.at, progress)?;
        if !applied.twins.is_empty() && by.why.trim().is_empty() {
            return Err(NotApplied::Twins(applied.twins));
        }
        let changes = applied.changes.iter();
        let changes = changes.filter(|change| change.what != What::Nothing);
        let rows = changes
            .map(|change| row(change, by))
            .collect::<anyhow::Result<Vec<_>>>()?;
        self.store
            .change_definitions(&rows)
            .map_err(anyhow::Error::from)?;
        Ok(applied)
    }

    /// Lets an earlier or later version of a definition count; those that read it keep theirs.
    ///
    /// # Errors
    /// If there is no such version.
    pub fn pin(&self, kind: DefinitionKind, named: &str, by: By<'_>) -> anyhow::Result<i64> {
        let registry = self.registry()?;
        let (name, version) = registry.named(kind, named)?;
        let about = registry.get(kind, name).map(|item| item.about.clone());
        self.state(
            (kind, name),
            Some(version.number),
            &about.unwrap_or_default(),
            by,
        )?;
        Ok(version.number)
    }

    /// Changes what people say of a definition.
    ///
    /// # Errors
    /// If there is none.
    pub fn describe(
        &self,
        (kind, name): (DefinitionKind, &str),
        about: &About,
        by: By<'_>,
    ) -> anyhow::Result<()> {
        let registry = self.registry()?;
        let version = registry.current(kind, name)?.number;
        self.state((kind, name), Some(version), about, by)
    }

    /// Takes a definition out of the catalog; its versions stay for those who know their numbers.
    /// What is kept online of it is forgotten.
    ///
    /// # Errors
    /// If something reads it, `users` included: models and projects that read a feature service.
    pub fn remove(
        &self,
        (kind, name): (DefinitionKind, &str),
        users: &[String],
        by: By<'_>,
    ) -> anyhow::Result<()> {
        let registry = self.registry()?;
        let item = registry.get(kind, name);
        registry.current(kind, name)?;
        let readers = registry.used_by(kind, name).into_iter();
        let mut readers: Vec<String> = readers
            .map(|(kind, name, version)| {
                format!("the {} “{name}” (version {version})", kind.name())
            })
            .collect();
        readers.extend(users.iter().cloned());
        anyhow::ensure!(
            readers.is_empty(),
            "The {} “{name}” is in use by {}. Remove these first, or mark it as deprecated.",
            kind.name(),
            readers.join(", ")
        );
        let about = item.map(|item| item.about.clone()).unwrap_or_default();
        self.state((kind, name), None, &about, by)?;
        for version in item.into_iter().flat_map(|item| &item.versions) {
            self.online.forget(name, version.number)?;
        }
        Ok(())
    }

    /// The projects whose data set is joined with the feature service of that name.
    ///
    /// # Errors
    /// If the projects cannot be read.
    pub fn readers_of(&self, kind: DefinitionKind, name: &str) -> anyhow::Result<Vec<String>> {
        if kind != DefinitionKind::Service {
            return Ok(Vec::new());
        }
        let mut readers = Vec::new();
        for row in self.store.projects()? {
            let project = Project::parse(&row.definition).map_err(anyhow::Error::msg)?;
            let read = project.extraction.features.as_ref();
            let service = read.map(|read| read.service.split('@').next().unwrap_or_default());
            if service == Some(name) {
                readers.push(format!("the project “{}”", row.name));
            }
        }
        Ok(readers)
    }

    /// Everything that counts, as a file that [`features::parse_definitions`] reads.
    ///
    /// # Errors
    /// If the catalog cannot be read.
    pub fn export(&self) -> anyhow::Result<String> {
        let registry = self.registry()?;
        let defined: Vec<Defined> = registry
            .live()
            .map(|(_, name, item, version)| Defined {
                name: name.to_owned(),
                definition: version.definition.clone(),
                about: item.about.clone(),
            })
            .collect();
        Ok(features::write_definitions(&defined)?)
    }

    fn state(
        &self,
        (kind, name): (DefinitionKind, &str),
        current: Option<i64>,
        about: &About,
        by: By<'_>,
    ) -> anyhow::Result<()> {
        let state = state_row((kind, name), current, about, by)?;
        let change = NewDefinition { state, body: None };
        Ok(self.store.change_definitions(&[change])?)
    }

    /// The newest rows of a view, whatever their age.
    pub(super) fn newest_rows(
        &self,
        plan: &ViewPlan,
        progress: &dyn Progress,
    ) -> Result<Vec<OnlineRow>, FeatureError> {
        let table = self.rows_of_view(plan, progress);
        let table = table.map_err(|err| FeatureError::Invalid(format!("{err:#}")))?;
        newest(plan, &table, i64::MAX, progress)
    }
}

/// The catalog with a change.
fn take_in(registry: &mut Registry, change: &Change) {
    let key = (
        change.defined.definition.kind(),
        change.defined.name.clone(),
    );
    let item = registry.items.entry(key).or_insert_with(|| Item {
        about: About::default(),
        current: None,
        versions: Vec::new(),
        changed_at: change.version.at,
    });
    item.about = change.defined.about.clone();
    item.current = Some(change.version.number);
    if item.version(change.version.number).is_none() {
        item.versions.push(change.version.clone());
    }
}

fn row(change: &Change, by: By<'_>) -> anyhow::Result<NewDefinition> {
    let key = (
        change.defined.definition.kind(),
        change.defined.name.as_str(),
    );
    let is_new = matches!(change.what, What::New | What::Version);
    let body = is_new.then(|| serde_json::to_string(&change.version));
    Ok(NewDefinition {
        state: state_row(key, Some(change.version.number), &change.defined.about, by)?,
        body: body.transpose()?,
    })
}

fn state_row(
    (kind, name): (DefinitionKind, &str),
    current: Option<i64>,
    about: &About,
    by: By<'_>,
) -> anyhow::Result<DefinitionStateRow> {
    Ok(DefinitionStateRow {
        kind: kind.key().to_owned(),
        name: name.to_owned(),
        current,
        about: serde_json::to_string(about)?,
        at: by.at,
        by: by.who.to_owned(),
        why: by.why.trim().to_owned(),
    })
}
