//! Data validation of a run: new rows against the model in service.

use crate::{
    automation::{DataCheck, Expected, PipelineRun, Project, Results, RunState, Trigger},
    data::{ColumnInfo, Table, snapshot},
    steps::{Package, extraction},
    store::Store,
    terms::{Cancelled, Progress},
    workbench::lineage,
};

/// A registered version with the rows that it was made from.
#[derive(Debug)]
pub(super) struct Champion {
    /// "flights v3".
    pub(super) name: String,
    pub(super) package: Package,
    /// Its rows and their snapshot; nothing where that is gone.
    pub(super) rows: Option<(Table, String)>,
}

impl Champion {
    /// Reads a version; nothing where another version of the program packed it.
    pub(super) fn load(
        (store, data_dir): (&Store, &std::path::Path),
        model: &str,
        version: i64,
        progress: &dyn Progress,
    ) -> anyhow::Result<Option<Self>> {
        let Ok(package) = serde_json::from_slice(&store.model_package(model, version)?) else {
            return Ok(None);
        };
        let lineage = lineage::pairs(&store.model_version(model, version)?.lineage);
        let id = lineage.into_iter().find(|(what, _)| what == "snapshot");
        let read = id.and_then(|(_, id)| {
            let table = snapshot::read(data_dir, &id, progress).ok()?;
            Some((table, id))
        });
        progress
            .check()
            .map_err(|Cancelled| crate::jobs::Cancelled)?;
        Ok(Some(Self {
            name: format!("{model} v{version}"),
            package,
            rows: read,
        }))
    }
}

/// What step 2 of a run is held against.
pub(crate) struct Checked<'a> {
    pub(crate) project: &'a Project,
    pub(crate) before: &'a Results,
    pub(crate) store: &'a Store,
    pub(crate) data_dir: &'a std::path::Path,
    pub(crate) now: i64,
}

/// Holds the rows that step 2 of `run` read against the model in service, and ends the run where
/// their shape is another one, or where there is nothing to learn.
pub(crate) fn check(
    run: &mut PipelineRun,
    of: &Checked<'_>,
    (report, table): (&extraction::Report, &Table),
    progress: &dyn Progress,
) -> anyhow::Result<()> {
    run.snapshot = Some(report.snapshot.id.clone());
    let deployment = &of.project.deployment;
    let place = (of.store, of.data_dir);
    let champion = match of.store.alias(&deployment.model, &deployment.alias)? {
        Some(version) => Champion::load(place, &deployment.model, version, progress)?,
        None => None,
    };
    let columns = match &champion {
        Some(champion) => needed(champion, &of.project.problem.target),
        None => of
            .before
            .extraction
            .as_ref()
            .map_or_else(Vec::new, |done| done.report.columns.clone()),
    };
    let known = champion.as_ref();
    let expected = Expected {
        name: known.map_or("the extraction before", |champion| champion.name.as_str()),
        columns: &columns,
        before: known.and_then(|champion| {
            let (table, id) = champion.rows.as_ref()?;
            Some((table, id.as_str()))
        }),
    };
    let found = DataCheck::of(table, &expected, progress)?;
    let told = found.told();
    let is_stopped = !found.schema.is_empty();
    let only_news = run
        .causes
        .iter()
        .all(|cause| matches!(cause.trigger, Trigger::NewData | Trigger::Schedule));
    let is_enough = champion.is_some()
        && of.project.automation.triggers.only_if_skewed
        && only_news
        && !found.is_skewed();
    run.data = Some(found);
    if is_stopped {
        let note = format!("{told} Correct the source, or the project, then run it again.");
        run.end(RunState::Stopped, &note, of.now);
    } else if is_enough {
        let note = format!("{told} No model is trained.");
        run.end(RunState::NothingNew, &note, of.now);
    }
    Ok(())
}

/// The columns that the next model needs: those that the model in service reads, and the answer.
fn needed(champion: &Champion, target: &str) -> Vec<ColumnInfo> {
    let mut columns = champion.package.inputs().to_vec();
    let rows = champion.rows.as_ref().map(|(table, _)| table);
    let known = rows.and_then(|table| {
        let columns = table.columns().iter();
        columns.into_iter().find(|column| column.name == target)
    });
    columns.extend(known.cloned());
    columns
}
