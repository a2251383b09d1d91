//! What is known of the sources of the open project before and after they are read.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{Edit, JobKey, JobResult, OpenProject, Workbench, jobs_of::JobProgress};
use crate::{
    data::Preview,
    sources::{self, Location, Passwords, What},
    steps::{
        Step,
        extraction::{Params, Report, Source},
    },
    terms::Progress as _,
};

/// How many rows of a source are looked at.
const ROWS: usize = 50;

/// What can be done about sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcesCommand {
    /// Add files to the sources of the open project.
    Add(Vec<PathBuf>),
    /// Look at the first rows of every source, and whether files have changed.
    Look,
    /// Look which tables a database has: a file, or a server's URL.
    Tables(String),
}

/// What was seen of the sources; passwords of this session.
#[derive(Debug, Default)]
pub struct Sources {
    /// The first rows of each source, by the place and the options that they were read with.
    pub previews: BTreeMap<String, SourcePreview>,
    /// The names of sources whose file is not the one that was read any more.
    pub changed: BTreeSet<String>,
    /// The database that was looked at last, and its tables.
    pub tables: Option<(String, Vec<String>)>,
    /// The database that a project was begun with, until somebody says which of its tables.
    pub(super) begun_with: Option<PathBuf>,
    pub(super) passwords: Passwords,
}

/// The first rows of a source, or why there are none.
pub type SourcePreview = Result<Preview, String>;

/// What looking at the sources gave.
pub struct Looked {
    previews: BTreeMap<String, SourcePreview>,
    changed: BTreeSet<String>,
}

impl Sources {
    /// The first rows of `source`, once they were looked at.
    pub fn preview(&self, source: &Source) -> Option<&SourcePreview> {
        self.previews.get(&key(source))
    }

    /// Takes passwords out of locations and keeps them for this session; whether there were any.
    pub(super) fn take_passwords(&self, params: &mut Params) -> bool {
        let mut taken = false;
        for source in &mut params.sources {
            let clean = self.passwords.keep(&source.location);
            taken |= clean != source.location;
            source.location = clean;
        }
        taken
    }

    pub(super) fn take(&mut self, looked: Looked) {
        self.previews = looked.previews;
        self.changed = looked.changed;
    }
}

/// What a preview depends on.
fn key(source: &Source) -> String {
    let options = serde_json::to_string(&source.options).unwrap_or_default();
    format!("{}\n{options}", source.location)
}

/// A source on `place`, a file or the text of another [`Location`], with a name of its own.
fn source_of(place: &Path) -> anyhow::Result<Source> {
    let text = place.to_string_lossy();
    let stem = |path: &Path| {
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let (name, location) = match Location::parse(&text, &std::env::current_dir()?)? {
        _ if place.is_file() => {
            let path = std::path::absolute(place)?;
            (stem(place), path.to_string_lossy().into_owned())
        }
        Location::File(path) => (stem(&path), path.to_string_lossy().into_owned()),
        location @ Location::Sqlite { .. } => (
            location.path().map_or_else(String::new, stem),
            location.to_string(),
        ),
        // The text itself: the password in it is taken out by whoever keeps it.
        Location::Postgres {
            what: What::Table(table),
            ..
        } => (table, text.into_owned()),
        Location::Postgres { .. } => ("query".to_owned(), text.into_owned()),
    };
    let name = if name.is_empty() {
        "Project".to_owned()
    } else {
        name
    };
    Ok(Source {
        name,
        location,
        ..Source::default()
    })
}

impl Workbench {
    pub(super) fn run_sources(&mut self, command: SourcesCommand) -> anyhow::Result<()> {
        match command {
            SourcesCommand::Add(paths) => self.add_sources(&paths),
            SourcesCommand::Look => self.look_at_sources(true),
            SourcesCommand::Tables(place) => self.look_for_tables(&place),
        }
    }

    fn add_sources(&mut self, paths: &[PathBuf]) -> anyhow::Result<()> {
        let mut params = self.require_project()?.project.extraction.clone();
        self.page = super::Page::Step(Step::Extraction);
        for path in paths {
            // Of a database file a person has to say which table.
            if sources::is_database(path) {
                self.look_for_tables(&path.to_string_lossy())?;
                continue;
            }
            let mut source = source_of(path)?;
            source.name = free_name(&params, &source.name);
            params.sources.push(source);
        }
        self.edit(Edit::Extraction(params))
    }

    /// Looks at the sources of the open project, if there is one; what was seen of others is
    /// forgotten. Servers are asked only where a person wants it.
    pub(super) fn look_at_sources(&mut self, asks_servers: bool) -> anyhow::Result<()> {
        if self.project.is_some()
            && let Some(path) = self.sources.begun_with.take()
        {
            self.look_for_tables(&path.to_string_lossy())?;
        }
        let Some(open) = &self.project else {
            return Ok(());
        };
        let (params, folder) = (open.project.extraction.clone(), open.folder.clone());
        let report = report(open);
        let known = self.sources.previews.clone();
        let passwords = self.sources.passwords.clone();
        self.jobs
            .start(JobKey::Sources, "Looking at the sources", move |job| {
                let progress = JobProgress(job);
                let mut previews = BTreeMap::new();
                let mut changed = BTreeSet::new();
                for source in &params.sources {
                    progress.check()?;
                    let location = match Location::parse(&source.location, &folder) {
                        Ok(location) => location,
                        Err(err) => {
                            previews.insert(key(source), Err(err.to_string()));
                            continue;
                        }
                    };
                    if report
                        .as_ref()
                        .is_some_and(|report| is_changed(report, source, &location))
                    {
                        changed.insert(source.name.clone());
                    }
                    // A server is not asked again for what is known; a file may be another one by
                    // now.
                    let is_server = location.path().is_none();
                    let known = known.get(&key(source)).filter(|known| known.is_ok());
                    if let Some(known) = known.filter(|_| is_server) {
                        previews.insert(key(source), known.clone());
                    } else if asks_servers || !is_server {
                        let preview = sources::preview(
                            &location,
                            &source.options,
                            &passwords,
                            ROWS,
                            &progress,
                        );
                        previews.insert(key(source), preview.map_err(|err| err.to_string()));
                    }
                }
                Ok(JobResult::Looked(Looked { previews, changed }))
            })?;
        Ok(())
    }

    /// Takes `data` as the first source of a project; gives the name that suits both.
    pub(super) fn begin_with(
        &mut self,
        params: &mut Params,
        data: &Path,
    ) -> anyhow::Result<String> {
        let source = source_of(data)?;
        let name = source.name.clone();
        // Of a database file a person has to say which table, once the project is open.
        if sources::is_database(data) {
            self.sources.begun_with = Some(std::path::absolute(data)?);
        } else {
            params.sources.push(source);
        }
        Ok(name)
    }

    fn look_for_tables(&mut self, place: &str) -> anyhow::Result<()> {
        let folder = self.require_project()?.folder.clone();
        let passwords = self.sources.passwords.clone();
        let clean = passwords.keep(place);
        self.jobs
            .start(JobKey::Tables, "Looking at the database", move |_| {
                // Any table will do: only the database is looked at.
                let location = Location::parse(&format!("{clean}::any"), &folder)?;
                let tables = sources::tables(&location, &passwords)?;
                Ok(JobResult::Tables(clean, tables))
            })?;
        Ok(())
    }
}

fn report(open: &OpenProject) -> Option<std::sync::Arc<Report>> {
    let done = open.results.extraction.as_ref()?;
    Some(std::sync::Arc::clone(&done.report))
}

/// Whether the file of a source is another one than the report speaks of.
fn is_changed(report: &Report, source: &Source, location: &Location) -> bool {
    let read = report
        .sources
        .iter()
        .find(|read| read.path == source.location);
    let (Some(read), Some(found)) = (read, sources::stamp(location)) else {
        return false;
    };
    found.bytes != read.bytes || (read.modified.is_some() && found.modified != read.modified)
}

/// `wanted`, with a number behind it if a source has the name already.
fn free_name(params: &Params, wanted: &str) -> String {
    let is_taken = |name: &str| params.sources.iter().any(|source| source.name == name);
    let mut name = wanted.to_owned();
    let mut number = 2;
    while is_taken(&name) {
        name = format!("{wanted} {number}");
        number += 1;
    }
    name
}
