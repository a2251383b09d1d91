//! The catalog of published features.

use std::sync::Arc;

use anyhow::Context as _;
use serde_json::json;

use super::{JobKey, JobResult, Workbench, jobs_of::JobProgress};
use crate::{
    automation::{Project, State, state},
    data::{self, ColumnData, ColumnProfile, Kind, ProfileParams, Table},
    steps::{Step, preparation},
    store::{FeatureRow, NewFeature, Store},
    terms::Progress,
};

/// What can be done with features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureCommand {
    /// Publish a column of the open project.
    Publish(Publish),
}

/// A column that is to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// The name by which it will be found; a name that is taken gets another version.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// The column.
    pub column: FeatureColumn,
}

/// Which column is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeatureColumn {
    /// A column of the snapshot, as it was read.
    Raw(String),
    /// A column that step 4 prepared.
    Prepared(String),
}

/// A published version of a feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// The name by which it is found.
    pub name: String,
    /// 1, 2, 3…
    pub version: i64,
    /// The column that says whom or what a value is about, if there is one.
    pub entity: Option<String>,
    /// What its values are.
    pub kind: String,
    /// How a value is made of a raw row, as JSON.
    pub expression: String,
    /// The project that it comes from, by the name that it had.
    pub project: String,
    /// The snapshot behind its distribution.
    pub snapshot: String,
    /// What it means.
    pub description: String,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What its values look like; nothing where another version of the program wrote it.
    pub distribution: Option<ColumnProfile>,
    /// When it was published, in microseconds since the epoch.
    pub created_at: i64,
}

impl Feature {
    /// Whether each word of `wanted` occurs in name, description, tags, entity or project.
    pub fn matches(&self, wanted: &str) -> bool {
        let text = format!(
            "{} {} {} {} {}",
            self.name,
            self.description,
            self.tags.join(" "),
            self.entity.as_deref().unwrap_or_default(),
            self.project
        )
        .to_lowercase();
        let wanted = wanted.to_lowercase();
        wanted.split_whitespace().all(|word| text.contains(word))
    }

    fn of(row: FeatureRow) -> Self {
        let FeatureRow { version, feature } = row;
        Self {
            version,
            name: feature.name,
            entity: Some(feature.entity).filter(|entity| !entity.is_empty()),
            kind: feature.kind,
            expression: feature.expression,
            project: feature.project,
            snapshot: feature.snapshot,
            description: feature.description,
            tags: serde_json::from_str(&feature.tags).unwrap_or_default(),
            distribution: serde_json::from_str(&feature.distribution).ok(),
            created_at: feature.created_at,
        }
    }
}

/// Every version of every feature, by name, the newest first.
pub(super) fn load(store: &Store) -> anyhow::Result<Vec<Feature>> {
    Ok(store.features()?.into_iter().map(Feature::of).collect())
}

impl Workbench {
    pub(super) fn run_feature(&mut self, command: FeatureCommand) -> anyhow::Result<()> {
        match command {
            FeatureCommand::Publish(publish) => self.publish(publish),
        }
    }

    fn publish(&mut self, publish: Publish) -> anyhow::Result<()> {
        anyhow::ensure!(
            !publish.name.trim().is_empty(),
            "A feature needs a name. Give it one and publish it again."
        );
        let open = self.require_project()?;
        let done = open.results.extraction.as_ref();
        let done = done.context("There are no rows yet. Run step 2 first.")?;
        let is_prepared = matches!(publish.column, FeatureColumn::Prepared(_));
        anyhow::ensure!(
            !is_prepared || state(&open.project, &open.results, Step::Preparation) == State::Fresh,
            "Step 4 is not up to date, so its columns are not those that would be published. Run it first."
        );
        let work = Work {
            publish,
            project: open.project.clone(),
            project_id: open.id,
            snapshot: done.report.snapshot.id.clone(),
            preparation: open
                .results
                .preparation
                .as_ref()
                .map(|done| Arc::clone(&done.report)),
            at: (self.clock)(),
        };
        let (materials, store) = (Arc::clone(&open.materials), self.workspace.store().clone());
        let data_dir = self.workspace.data_dir().to_owned();
        let label = format!("Publishing {}", work.publish.name);
        self.jobs.start(JobKey::Feature, label, move |job| {
            let progress = JobProgress(job);
            let table = materials.table(&data_dir, &work.snapshot, &progress)?;
            let new = work.feature(&table, &progress)?;
            let version = store.publish_feature(&new)?;
            let told = format!("“{}” was published as version {version}.", new.name);
            Ok(JobResult::Published(load(&store)?, told))
        })?;
        Ok(())
    }
}

/// Everything that a published column is made from.
struct Work {
    publish: Publish,
    project: Project,
    project_id: i64,
    snapshot: String,
    preparation: Option<Arc<preparation::Report>>,
    at: i64,
}

impl Work {
    fn feature(&self, table: &Table, progress: &dyn Progress) -> anyhow::Result<NewFeature> {
        let (column, expression) = match &self.publish.column {
            FeatureColumn::Raw(name) => (table.select(&[name.as_str()])?, json!({ "raw": name })),
            FeatureColumn::Prepared(name) => self.prepared(name, table, progress)?,
        };
        let profile = data::profile(&column, &ProfileParams::default(), progress)?;
        let profile = profile.columns.first().context("The column is gone.")?;
        Ok(NewFeature {
            name: self.publish.name.trim().to_owned(),
            entity: self.project.problem.entity.clone().unwrap_or_default(),
            kind: profile.kind.name().to_owned(),
            expression: expression.to_string(),
            project_id: self.project_id,
            project: self.project.name.clone(),
            snapshot: self.snapshot.clone(),
            description: self.publish.description.trim().to_owned(),
            tags: json!(self.publish.tags).to_string(),
            distribution: serde_json::to_string(profile)?,
            created_at: self.at,
        })
    }

    /// The prepared column over the training part, and the recipe that makes it.
    fn prepared(
        &self,
        name: &str,
        table: &Table,
        progress: &dyn Progress,
    ) -> anyhow::Result<(Table, serde_json::Value)> {
        let report = self.preparation.as_deref();
        let report = report.context("Step 4 has prepared nothing yet. Run it first.")?;
        let (problem, params) = (&self.project.problem, &self.project.preparation);
        let prepared = preparation::rebuild(table, problem, params, report, progress)?;
        let matrix = &prepared.train.matrix;
        let place = matrix.names().iter().position(|known| known == name);
        let place = place.with_context(|| {
            format!("Step 4 prepares no column “{name}”. Choose one of its columns.")
        })?;
        let values = matrix
            .column(place)
            .iter()
            .map(|value| Some(*value))
            .collect();
        let source = report.sources.get(place).cloned().unwrap_or_default();
        let column = Table::from_columns(vec![(name.to_owned(), ColumnData::Numbers(values))])?;
        debug_assert_eq!(column.columns()[0].kind, Kind::Decimal);
        let expression = json!({
            "prepared": name,
            "source": source,
            "recipe": report.recipe,
        });
        Ok((column, expression))
    }
}
