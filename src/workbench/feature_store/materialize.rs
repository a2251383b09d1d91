use std::collections::BTreeSet;

use super::{FeatureStore, entry_of};
use crate::{
    data,
    features::{DefinitionKind, FeatureError, OnlineRow, ServicePlan, ViewPlan, newest},
    store::{Load, OnlineEntry, StoreError},
    terms::{Cancelled, Progress},
};

/// What a materialisation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Materialized {
    /// The view.
    pub view: String,
    /// Its version.
    pub version: i64,
    /// Up to which time its source was read.
    pub until: i64,
    /// Entities in the source.
    pub entities: usize,
    /// Rows that were written: all of them, or those that are new or another.
    pub written: usize,
    /// Rows that a load which was cut off had written already.
    pub resumed: usize,
    /// Rows of the source that are about nobody, or whose time is not known.
    pub left_out: usize,
}

/// Why a load ended early.
#[derive(Debug, thiserror::Error)]
enum LoadError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl FeatureStore {
    /// Brings the newest row that was known at `until` of every entity of the view `named` (as
    /// "weather" or "weather@2") into the online store: all of them anew, or, if `incremental`,
    /// only those that changed. A load that is stopped or killed is not seen, and goes on where it
    /// was. Measures the health of its features on the way.
    ///
    /// # Errors
    /// If there is no such view, its source cannot be read or changed, or the disk is full.
    pub fn materialize(
        &self,
        named: &str,
        (until, at): (i64, i64),
        incremental: bool,
        progress: &dyn Progress,
    ) -> anyhow::Result<Materialized> {
        let registry = self.registry()?;
        let (name, version) = registry.named(DefinitionKind::View, named)?;
        let plan = ViewPlan::of(&registry, name, version)?;
        progress.report(0.0, "Reading the source");
        let table = self.rows_of_view(&plan, progress)?;
        progress.report(0.4, "Finding the newest of each entity");
        let rows = newest(&plan, &table, until, progress)?;
        let entities = rows.len();
        let entries: Vec<_> = rows.into_iter().map(entry_of).collect();
        let print = print_of(&entries);
        let load = Load {
            view: name,
            version: version.number,
            until,
            print: &print,
            at,
        };
        let go_on = |written: usize| -> Result<(), LoadError> {
            let share = written as f32 / entities.max(1) as f32;
            progress.report(0.5 + 0.4 * share, "Writing the newest of each entity");
            Ok(progress.check()?)
        };
        let (written, resumed) = if incremental {
            (self.online.update(&load, &entries, go_on)?, 0)
        } else {
            let resumed = self.online.replace(&load, &entries, go_on)?;
            (entities - resumed, resumed)
        };
        progress.report(0.9, "Measuring the features");
        self.measure(&plan, &table, (until, at), progress)?;
        Ok(Materialized {
            view: name.to_owned(),
            version: version.number,
            until,
            entities,
            written,
            resumed,
            left_out: left_out(&plan, &table)?,
        })
    }

    /// Takes rows of a view in at once, as an application knows them: a table with the keys, the
    /// time and every feature. Tells how many were newer than what was kept.
    ///
    /// # Errors
    /// If the table does not hold what the view needs, or the disk is full.
    pub fn push(&self, named: &str, raw: &data::Table, at: i64) -> anyhow::Result<(usize, usize)> {
        let registry = self.registry()?;
        let (name, version) = registry.named(DefinitionKind::View, named)?;
        let plan = ViewPlan::of(&registry, name, version)?;
        let table = plan.table(raw)?;
        let rows: Vec<OnlineRow> = newest(&plan, &table, i64::MAX, &crate::terms::Silent)?;
        let entries: Vec<_> = rows.into_iter().map(entry_of).collect();
        let taken = self.online.push((name, version.number), &entries, at)?;
        Ok((taken, raw.n_rows()))
    }

    /// The views that a feature service, or every one, reads: those to materialise.
    ///
    /// # Errors
    /// If there is no such service.
    pub fn views_of(&self, service: Option<&str>) -> anyhow::Result<Vec<String>> {
        let registry = self.registry()?;
        let mut views = BTreeSet::new();
        if let Some(named) = service {
            let (name, version) = registry.named(DefinitionKind::Service, named)?;
            let plan = ServicePlan::of(&registry, name, version)?;
            let read = plan.views.iter();
            views.extend(read.map(|view| format!("{}@{}", view.view, view.version.number)));
        } else {
            let live = registry.live();
            let live = live.filter(|(kind, ..)| *kind == DefinitionKind::View);
            views.extend(live.map(|(_, name, ..)| name.to_owned()));
        }
        Ok(views.into_iter().collect())
    }
}

/// Stands for these rows.
fn print_of(entries: &[OnlineEntry]) -> String {
    let mut hasher = blake3::Hasher::new();
    for entry in entries {
        hasher.update(&(entry.key.len() as u64).to_le_bytes());
        hasher.update(&entry.key);
        hasher.update(&entry.event_time.to_le_bytes());
        hasher.update(&entry.created.to_le_bytes());
        hasher.update(&(entry.values.len() as u64).to_le_bytes());
        hasher.update(&entry.values);
    }
    hasher.finalize().to_hex().to_string()
}

/// Rows that are about nobody or have no time.
fn left_out(plan: &ViewPlan, table: &data::Table) -> Result<usize, FeatureError> {
    let own = FeatureError::of(&format!("The feature view “{}”", plan.view));
    let needed = plan.entity.keys.iter().chain([&plan.source.time]);
    let places: Vec<usize> = needed.filter_map(|name| table.column_index(name)).collect();
    if places.iter().all(|place| table.missing(*place) == 0) {
        return Ok(0);
    }
    // Reading the time tells whether it is one.
    table.times(&plan.source.time).map_err(own)?;
    let is_out = |row: &usize| places.iter().any(|place| table.is_null(*row, *place));
    Ok((0..table.n_rows()).filter(is_out).count())
}
