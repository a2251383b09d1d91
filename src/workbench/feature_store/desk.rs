//! The feature store in the window: what the pages read, and what each command does.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::Context as _;

use super::{
    Applied, By, Explained, Facets, FeatureStore, Found, JoinSides, Leak, health::AllHealth,
};
use crate::{
    automation::{Materials, Project},
    data::time_of,
    features::{self, DefinitionKind, OnlineValue, Parity, parse_definitions},
    store::OnlineView,
    workbench::{JobKey, JobResult, Notice, OpenProject, Workbench, jobs_of::JobProgress},
};

/// Everything that is known of the feature store, of one moment.
pub struct Catalog {
    /// The definitions.
    pub registry: features::Registry,
    /// Lines that can be searched.
    pub lines: Found,
    /// The measurements of each feature, by view, version and name.
    pub health: AllHealth,
    /// What is kept online, by view and version.
    pub served: BTreeMap<(String, i64), OnlineView>,
    /// The whole catalog as a file.
    pub text: String,
}

/// What the window knows of the feature store.
#[derive(Default)]
pub struct CatalogState {
    /// The catalog; nothing before it was read.
    pub catalog: Option<Arc<Catalog>>,
    /// What was searched for last, and the places of what was found in the lines.
    pub found: Option<(String, Facets, Vec<usize>)>,
    /// What definitions that were typed would change, or why they cannot be taken in; with their
    /// text.
    pub looked: Option<(String, Result<Applied, String>)>,
    /// What was served against what the source gives: the view, as of when, and feature by feature.
    pub parity: Option<(String, i64, Vec<Parity>)>,
    /// Why a row of the open project was given what it was given: the row, from 1 on.
    pub explained: Option<(usize, Vec<Explained>)>,
    /// What the naive join would seem to give, by the project's number.
    pub leak: Option<(i64, Leak)>,
    /// What was asked online last, and what came back.
    pub asked: Option<AskedOnline>,
}

/// An entity that the online store was asked of.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedOnline {
    /// The service and its version.
    pub service: String,
    /// As of when, in microseconds since 1970-01-01.
    pub at: i64,
    /// Each feature with what it is worth, or why there is no answer.
    pub answer: Result<Vec<(String, OnlineValue)>, String>,
}

/// What can be done with the feature store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogCommand {
    /// Read the catalog again.
    Read,
    /// Find lines.
    Search(String, Facets),
    /// Tell what the definitions of a text would change.
    Look(String),
    /// Take the definitions of a text in; with a reason where features would be doubled.
    Apply(String, String),
    /// Bring the newest values of a view, or of all, online; only what changed, if so.
    Materialize(Option<String>, bool),
    /// Compare what is served of a view with what its source gives.
    Compare(String),
    /// Ask the service of an entity, by its keys; at a time, or now where it is empty.
    Ask(String, Vec<(String, String)>, String),
    /// Tell why a row of the open project, from 1 on, was given its features.
    Explain(usize),
    /// Train the model of the open project with and without the leak.
    Leak,
    /// Let another version count.
    Pin(DefinitionKind, String),
    /// Take a definition out.
    Remove(DefinitionKind, String),
}

/// What a job about the feature store gives back.
pub enum CatalogAnswer {
    /// The catalog, and what the user is told.
    Read(Arc<Catalog>, Option<String>),
    /// What was found.
    Found(String, Facets, Vec<usize>),
    /// What would change.
    Looked(String, Result<Applied, String>),
    /// How serving and training compare.
    Compared(String, i64, Vec<Parity>),
    /// Why a row was given its features.
    Explained(usize, Vec<Explained>),
    /// What the leak would seem to give to a project.
    Leaked(i64, Leak),
    /// What the online store said.
    Asked(AskedOnline),
}

impl From<CatalogAnswer> for JobResult {
    fn from(answer: CatalogAnswer) -> Self {
        Self::Catalog(Box::new(answer))
    }
}

const NO_PROJECT: &str = "No project is open. Open one that reads a feature service.";

/// What a look at the open project needs.
struct Opened {
    id: i64,
    project: Project,
    snapshot: Option<String>,
    materials: Arc<Materials>,
}

impl Opened {
    fn of(open: &OpenProject) -> Self {
        let extracted = open.results.extraction.as_ref();
        Self {
            id: open.id,
            project: open.project.clone(),
            snapshot: extracted.map(|done| done.report.snapshot.id.clone()),
            materials: Arc::clone(&open.materials),
        }
    }

    fn explain(
        &self,
        store: &FeatureStore,
        row: usize,
        data_dir: &Path,
        progress: &JobProgress<'_>,
    ) -> anyhow::Result<Vec<Explained>> {
        let features = self.project.extraction.features.as_ref();
        let features = features.context("This project reads no feature service.")?;
        let snapshot = self.snapshot.as_ref();
        let snapshot = snapshot.context("There are no rows yet. Run step 2 first.")?;
        let table = self.materials.table(data_dir, snapshot, progress)?;
        let sides = JoinSides {
            table: &table,
            time: &features.time,
        };
        let plan = store.service(&features.service)?;
        let place = row.checked_sub(1).context("Rows count from 1.")?;
        store.explain(&plan, sides, place, progress)
    }
}

/// Who changes the catalog from the window.
const WHO: &str = "window";

impl FeatureStore {
    fn read_all(&self) -> anyhow::Result<Arc<Catalog>> {
        Ok(Arc::new(Catalog {
            registry: self.registry()?,
            lines: self.catalog()?,
            health: self.health()?,
            served: self.served()?,
            text: self.export()?,
        }))
    }
}

impl Workbench {
    pub(in crate::workbench) fn run_catalog(
        &mut self,
        command: CatalogCommand,
    ) -> anyhow::Result<()> {
        let open = self.project.as_ref().map(Opened::of);
        let passwords = self.sources.passwords.clone();
        let data_dir = self.workspace.data_dir().to_owned();
        let store = self.feature_store.clone();
        let at = (self.clock)();
        let folder = self.project.as_ref().map(|open| open.folder.clone());
        let folder = folder.unwrap_or_default();
        let (key, label) = job_of(&command);
        let catalog = self.catalog.catalog.clone();
        self.jobs.start(key, label, move |job| {
            let progress = JobProgress(job);
            let answer = match command {
                CatalogCommand::Read => CatalogAnswer::Read(store.read_all()?, None),
                CatalogCommand::Search(text, facets) => {
                    let catalog = catalog.context("The catalog was not read yet.")?;
                    let found = catalog.lines.search(&text, &facets, at)?;
                    CatalogAnswer::Found(text, facets, found)
                }
                CatalogCommand::Look(text) => {
                    let looked = parse_definitions(&text).map_err(anyhow::Error::from);
                    let looked = looked
                        .and_then(|defined| store.look(&defined, &folder, at, &progress))
                        .map_err(|err| format!("{err:#}"));
                    CatalogAnswer::Looked(text, looked)
                }
                CatalogCommand::Apply(text, why) => {
                    apply(&store, (&text, &why), &folder, at, &progress)?
                }
                CatalogCommand::Materialize(view, incremental) => {
                    materialize(&store, view, incremental, at, &progress)?
                }
                CatalogCommand::Compare(view) => {
                    let (as_of, parity) = store.parity(&view, &progress)?;
                    CatalogAnswer::Compared(view, as_of, parity)
                }
                CatalogCommand::Ask(service, given, time) => {
                    CatalogAnswer::Asked(ask(&store, service, &given, &time, at))
                }
                CatalogCommand::Explain(row) => {
                    let open = open.context(NO_PROJECT)?;
                    let found = open.explain(&store, row, &data_dir, &progress)?;
                    CatalogAnswer::Explained(row, found)
                }
                CatalogCommand::Leak => {
                    let open = open.context(NO_PROJECT)?;
                    let leak = store.leak(&open.project, (&folder, &passwords), &progress)?;
                    CatalogAnswer::Leaked(open.id, leak)
                }
                CatalogCommand::Pin(kind, named) => {
                    let version = store.pin(kind, &named, by(at))?;
                    let told = format!("Version {version} counts now: {named}.");
                    CatalogAnswer::Read(store.read_all()?, Some(told))
                }
                CatalogCommand::Remove(kind, name) => {
                    let users = store.readers_of(kind, &name)?;
                    store.remove((kind, &name), &users, by(at))?;
                    let told = format!("The {} “{name}” is out of the catalog.", kind.name());
                    CatalogAnswer::Read(store.read_all()?, Some(told))
                }
            };
            Ok(answer.into())
        })?;
        Ok(())
    }

    pub(in crate::workbench) fn take_catalog(&mut self, answer: CatalogAnswer) {
        let state = &mut self.catalog;
        match answer {
            CatalogAnswer::Read(catalog, told) => {
                state.catalog = Some(catalog);
                state.found = None;
                self.notices.extend(told.map(Notice::info));
            }
            CatalogAnswer::Found(text, facets, found) => state.found = Some((text, facets, found)),
            CatalogAnswer::Looked(text, looked) => state.looked = Some((text, looked)),
            CatalogAnswer::Compared(view, at, parity) => state.parity = Some((view, at, parity)),
            CatalogAnswer::Explained(row, found) => state.explained = Some((row, found)),
            CatalogAnswer::Leaked(project, leak) => state.leak = Some((project, leak)),
            CatalogAnswer::Asked(asked) => state.asked = Some(asked),
        }
    }
}

fn by<'a>(at: i64) -> By<'a> {
    By {
        who: WHO,
        at,
        why: "",
    }
}

/// Which job a command is; looking, searching and asking run beside work that takes long.
fn job_of(command: &CatalogCommand) -> (JobKey, String) {
    match command {
        CatalogCommand::Read => (JobKey::Catalog, "Reading the catalog".to_owned()),
        CatalogCommand::Search(..) => (JobKey::CatalogSearch, "Searching the catalog".to_owned()),
        CatalogCommand::Look(_) => (JobKey::CatalogLook, "Looking at definitions".to_owned()),
        CatalogCommand::Apply(..) => (JobKey::Catalog, "Taking in definitions".to_owned()),
        CatalogCommand::Materialize(view, _) => {
            let what = view.as_deref().unwrap_or("all feature views");
            (JobKey::Materialize, format!("Materialising {what}"))
        }
        CatalogCommand::Compare(view) => (
            JobKey::CatalogLook,
            format!("Comparing what is served of {view}"),
        ),
        CatalogCommand::Explain(row) => (
            JobKey::CatalogLook,
            format!("Looking why row {row} has its features"),
        ),
        CatalogCommand::Leak => (
            JobKey::CatalogLeak,
            "Training with and without the leak".to_owned(),
        ),
        CatalogCommand::Ask(..) => (JobKey::CatalogAsk, "Asking the online store".to_owned()),
        CatalogCommand::Pin(..) | CatalogCommand::Remove(..) => {
            (JobKey::Catalog, "Changing the catalog".to_owned())
        }
    }
}

fn apply(
    store: &FeatureStore,
    (text, why): (&str, &str),
    folder: &Path,
    at: i64,
    progress: &JobProgress<'_>,
) -> anyhow::Result<CatalogAnswer> {
    let defined = parse_definitions(text)?;
    let by = By { who: WHO, at, why };
    let applied = store.apply(&defined, folder, by, progress)?;
    let changed = applied.changes.iter();
    let changed = changed.filter(|change| change.what != features::What::Nothing);
    let told = format!("{} definitions were taken in.", changed.count());
    Ok(CatalogAnswer::Read(store.read_all()?, Some(told)))
}

fn materialize(
    store: &FeatureStore,
    view: Option<String>,
    incremental: bool,
    at: i64,
    progress: &JobProgress<'_>,
) -> anyhow::Result<CatalogAnswer> {
    let views = match view {
        Some(view) => vec![view],
        None => store.views_of(None)?,
    };
    let mut told = Vec::with_capacity(views.len());
    for view in &views {
        let done = store.materialize(view, (at, at), incremental, progress)?;
        told.push(format!(
            "{}: {} entities, {} rows written",
            done.view, done.entities, done.written
        ));
    }
    let told = if told.is_empty() {
        "There is no feature view yet. Define one first.".to_owned()
    } else {
        format!("Served now: {}.", told.join("; "))
    };
    Ok(CatalogAnswer::Read(store.read_all()?, Some(told)))
}

fn ask(
    store: &FeatureStore,
    service: String,
    given: &[(String, String)],
    time: &str,
    now: i64,
) -> AskedOnline {
    let answer = || -> anyhow::Result<(i64, Vec<(String, OnlineValue)>)> {
        let at = if time.trim().is_empty() {
            now
        } else {
            time_of(time.trim()).with_context(|| {
                format!("“{time}” is no time. Write it as in 2013-06-30 12:00, or leave it empty for now.")
            })?
        };
        let plan = store.service(&service)?;
        let request = FeatureStore::request(&plan, given)?;
        let rows = store.get(&plan, &[request], at)?;
        let row = rows.into_iter().next().unwrap_or_default();
        Ok((at, plan.names.iter().cloned().zip(row).collect()))
    };
    match answer() {
        Ok((at, values)) => AskedOnline {
            service,
            at,
            answer: Ok(values),
        },
        Err(err) => AskedOnline {
            service,
            at: now,
            answer: Err(format!("{err:#}")),
        },
    }
}
