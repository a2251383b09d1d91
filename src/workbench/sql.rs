//! The SQL console: queries over the tables of the workspace, their history and the last result.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Clock, Command, Edit, JobKey, JobResult, Page, Workbench, jobs_of::JobProgress};
use crate::{
    automation::{Materials, Project, StepReport},
    data::{
        self, ColumnInfo, Table, snapshot,
        sql::{self, SqlError},
    },
    jobs::JobCtx,
    sources::{self, Location, Passwords},
    steps::{Step, extraction},
    store::{QueryRow, Store},
    terms::{Part, Progress},
};

/// Rows of a result that are kept and shown; a file gets all of them.
pub const SQL_ROWS: usize = 100_000;

/// How many queries the console remembers.
const HISTORY: usize = 200;

/// What can be done in the SQL console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlCommand {
    /// Look again which tables there are.
    Look,
    /// Answer a query.
    Run(String),
    /// Stop the query that runs; the last result stays.
    Stop,
    /// Write all rows of the last result to a file: CSV, TSV, Parquet or JSON by its ending.
    Save(PathBuf),
    /// Make the query of the last result the one that gives the data set of the open project.
    UseAsDataSet,
    /// Forget the queries that ran.
    ClearHistory,
}

/// What the SQL console shows.
#[derive(Default)]
pub struct SqlConsole {
    /// The tables that a query may name.
    pub tables: Vec<SqlTable>,
    /// The queries that ran, newest first.
    pub history: Vec<QueryRow>,
    /// The last result.
    pub answer: Option<SqlAnswer>,
    /// Why the last query gave no result.
    pub failure: Option<SqlFailure>,
    runs: u64,
}

/// A table that a query may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlTable {
    /// Its name.
    pub name: String,
    /// Where its rows come from.
    pub origin: SqlOrigin,
    /// What is known of its columns: nothing before a source is read the first time.
    pub columns: Vec<ColumnInfo>,
}

/// Where the rows of a table come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SqlOrigin {
    /// The data set of the open project, by its snapshot.
    DataSet(String),
    /// A source of the open project.
    Source(Box<extraction::Source>),
    /// The data set of another project, by its snapshot.
    Project(String),
}

/// What a query gave.
#[derive(Clone, Debug, PartialEq)]
pub struct SqlAnswer {
    /// Counts the results: another number is another table.
    pub number: u64,
    /// Its text.
    pub query: String,
    /// The rows, at most [`SQL_ROWS`].
    pub table: Table,
    /// Whether there are more rows than that.
    pub is_cut: bool,
    /// How long it took, reading included, in seconds.
    pub seconds: f64,
}

/// Why a query gave nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlFailure {
    /// Its text.
    pub query: String,
    /// What is wrong and what to do.
    pub message: String,
    /// The line and column of what is wrong, from 1, in characters.
    pub position: Option<(usize, usize)>,
}

/// What a job of the console gives back.
pub enum SqlWork {
    /// The tables that there are, and what ran before.
    Looked(Vec<SqlTable>, Vec<QueryRow>),
    /// A query is through.
    Ran {
        /// What it gave.
        result: Result<SqlAnswer, SqlFailure>,
        /// What ran so far.
        history: Vec<QueryRow>,
        /// Tables whose columns are known now.
        read: Vec<SqlTable>,
    },
}

impl SqlConsole {
    pub(super) fn load(store: &Store) -> anyhow::Result<Self> {
        Ok(Self {
            history: store.queries(HISTORY)?,
            ..Self::default()
        })
    }
}

impl Workbench {
    pub(super) fn run_sql(&mut self, command: SqlCommand) -> anyhow::Result<()> {
        match command {
            SqlCommand::Look => self.look_at_tables(),
            SqlCommand::Run(query) => self.run_query(query),
            SqlCommand::Stop => {
                for run in self.jobs.running() {
                    if run.key == JobKey::Sql {
                        run.cancel();
                    }
                }
                Ok(())
            }
            SqlCommand::Save(path) => self.save_answer(path),
            SqlCommand::UseAsDataSet => self.use_as_data_set(),
            SqlCommand::ClearHistory => {
                self.sql.history.clear();
                let store = self.workspace.store().clone();
                self.jobs
                    .start(JobKey::SqlHistory, "Clearing the history", move |_| {
                        store.clear_queries()?;
                        Ok(JobResult::Written(None))
                    })?;
                Ok(())
            }
        }
    }

    pub(super) fn take_sql(&mut self, work: SqlWork) {
        match work {
            SqlWork::Looked(tables, history) => {
                let known = std::mem::take(&mut self.sql.tables);
                self.sql.tables = tables;
                learn(&mut self.sql.tables, known);
                self.sql.history = history;
            }
            SqlWork::Ran {
                result,
                history,
                read,
            } => {
                self.sql.history = history;
                learn(&mut self.sql.tables, read);
                match result {
                    Ok(answer) => {
                        self.sql.answer = Some(answer);
                        self.sql.failure = None;
                    }
                    // The last good result stays.
                    Err(failure) => self.sql.failure = Some(failure),
                }
            }
        }
    }

    fn look_at_tables(&mut self) -> anyhow::Result<()> {
        let desk = self.desk();
        self.jobs
            .start(JobKey::SqlTables, "Looking for tables", move |_| {
                let history = desk.store.queries(HISTORY)?;
                let work = SqlWork::Looked(desk.tables()?, history);
                Ok(JobResult::Sql(Box::new(work)))
            })?;
        Ok(())
    }

    fn run_query(&mut self, query: String) -> anyhow::Result<()> {
        self.sql.runs += 1;
        let (desk, number) = (self.desk(), self.sql.runs);
        let clock = Arc::clone(&self.clock);
        self.jobs
            .start(JobKey::Sql, "Running a query", move |job| {
                Ok(JobResult::Sql(Box::new(
                    desk.run(query, number, &clock, job)?,
                )))
            })?;
        Ok(())
    }

    fn save_answer(&mut self, path: PathBuf) -> anyhow::Result<()> {
        let Some(answer) = self.sql.answer.clone() else {
            return Ok(());
        };
        let desk = self.desk();
        self.jobs
            .start(JobKey::SqlSave, "Saving a result", move |job| {
                let progress = JobProgress(job);
                let table = if answer.is_cut {
                    let tables = desk.read(&answer.query, &Part::new(&progress, 0.0, 0.3))?;
                    let tables: Vec<_> =
                        tables.into_iter().map(|(t, rows)| (t.name, rows)).collect();
                    sql::run(&answer.query, &tables, None, &progress)?
                } else {
                    answer.table
                };
                data::save(&table, None, &path, &progress)?;
                let said = format!("{} rows were written to {}", table.n_rows(), path.display());
                Ok(JobResult::Written(Some(said)))
            })?;
        Ok(())
    }

    /// The query goes into step 2, where it runs over the sources alone.
    fn use_as_data_set(&mut self) -> anyhow::Result<()> {
        let mut params = self.require_project()?.project.extraction.clone();
        let Some(answer) = &self.sql.answer else {
            return Ok(());
        };
        let is_source = |table: &SqlTable| matches!(&table.origin, SqlOrigin::Source(source) if source.name == table.name);
        let mut named = self
            .sql
            .tables
            .iter()
            .filter(|table| sql::mentions(&answer.query, &table.name));
        if let Some(other) = named.find(|table| !is_source(table)) {
            anyhow::bail!(
                "The data set is made from the sources of the project, but the query names “{}”. Name sources only, and run it again.",
                other.name
            );
        }
        params.query.clone_from(&answer.query);
        self.edit(Edit::Extraction(params))?;
        self.page = Page::Step(Step::Extraction);
        Ok(())
    }

    /// What a job needs to find tables and read them.
    fn desk(&self) -> Desk {
        Desk {
            store: self.workspace.store().clone(),
            data_dir: self.workspace.data_dir().to_owned(),
            passwords: self.sources.passwords.clone(),
            open: self.project.as_ref().map(|open| OpenDesk {
                id: open.id,
                project: open.project.clone(),
                extracted: open
                    .results
                    .extraction
                    .as_ref()
                    .map(|done| Arc::clone(&done.report)),
                folder: open.folder.clone(),
                materials: Arc::clone(&open.materials),
            }),
        }
    }
}

/// Takes over the columns of tables that were read.
fn learn(tables: &mut [SqlTable], read: Vec<SqlTable>) {
    for known in read {
        let same = tables
            .iter_mut()
            .find(|table| table.origin == known.origin && table.columns.is_empty());
        if let Some(table) = same {
            table.columns = known.columns;
        }
    }
}

struct Desk {
    store: Store,
    data_dir: PathBuf,
    passwords: Passwords,
    open: Option<OpenDesk>,
}

struct OpenDesk {
    id: i64,
    project: Project,
    extracted: Option<Arc<extraction::Report>>,
    folder: PathBuf,
    materials: Arc<Materials>,
}

impl Desk {
    /// The data set as `data`, the sources by name, and the data sets of other projects.
    fn tables(&self) -> anyhow::Result<Vec<SqlTable>> {
        let mut tables = Vec::new();
        if let Some(open) = &self.open {
            let report = open.extracted.as_deref();
            if let Some(report) = report {
                let origin = SqlOrigin::DataSet(report.snapshot.id.clone());
                add(&mut tables, "data", origin, report.columns.clone());
            }
            for source in &open.project.extraction.sources {
                let mut reports = report.into_iter().flat_map(|report| &report.sources);
                let seen = reports.find(|report| report.path == source.location);
                let columns = seen.map_or_else(Vec::new, |report| report.infos.clone());
                let origin = SqlOrigin::Source(Box::new(source.clone()));
                add(&mut tables, &source.name, origin, columns);
            }
        }
        let current = self.open.as_ref().map(|open| open.id);
        for row in self.store.projects()? {
            if Some(row.id) == current {
                continue;
            }
            let results = self.store.step_results(row.id)?;
            let found = results
                .iter()
                .find(|result| result.step == Step::Extraction.id());
            // What another version of the program wrote cannot be read, and is not offered.
            let report = found
                .and_then(|result| StepReport::from_json(Step::Extraction, &result.report).ok());
            if let Some(StepReport::Extraction(report)) = report {
                let origin = SqlOrigin::Project(report.snapshot.id.clone());
                add(&mut tables, &row.name, origin, report.columns.clone());
            }
        }
        Ok(tables)
    }

    /// The tables that `query` names, with their rows.
    fn read(&self, query: &str, progress: &dyn Progress) -> anyhow::Result<Vec<(SqlTable, Table)>> {
        let all = self.tables()?;
        let named: Vec<SqlTable> = all
            .into_iter()
            .filter(|table| sql::mentions(query, &table.name))
            .collect();
        let mut read = Vec::with_capacity(named.len());
        for mut table in named {
            let rows = self.rows(&table.origin, progress)?;
            table.columns = rows.columns().to_vec();
            read.push((table, rows));
        }
        Ok(read)
    }

    fn rows(&self, origin: &SqlOrigin, progress: &dyn Progress) -> anyhow::Result<Table> {
        Ok(match (origin, &self.open) {
            (SqlOrigin::DataSet(id), Some(open)) => {
                open.materials.table(&self.data_dir, id, progress)?
            }
            (SqlOrigin::DataSet(id) | SqlOrigin::Project(id), _) => {
                snapshot::read(&self.data_dir, id, progress)?
            }
            (SqlOrigin::Source(source), open) => {
                let folder = open
                    .as_ref()
                    .map_or_else(|| Path::new(""), |open| &open.folder);
                let location = Location::parse(&source.location, folder)?;
                sources::read(&location, &source.options, &self.passwords, progress)?.table
            }
        })
    }

    fn run(
        &self,
        query: String,
        number: u64,
        clock: &Clock,
        job: &JobCtx,
    ) -> anyhow::Result<SqlWork> {
        let at = clock();
        let progress = JobProgress(job);
        let read = self.read(&query, &Part::new(&progress, 0.0, 0.5))?;
        // What is not named is known all the same: a slip in a name is told from what there is.
        let mut tables: Vec<(String, Table)> = read
            .iter()
            .map(|(table, rows)| (table.name.clone(), rows.clone()))
            .collect();
        for other in self.tables()? {
            if !tables.iter().any(|(name, _)| *name == other.name) {
                tables.push((other.name, Table::from_columns(Vec::new())?));
            }
        }
        let asked = sql::ask(
            &query,
            &tables,
            Some(SQL_ROWS),
            &Part::new(&progress, 0.5, 1.0),
        );
        if let Err(SqlError::Cancelled(cancelled)) = asked {
            return Err(cancelled.into());
        }
        let seconds = (clock() - at) as f64 / 1e6;
        self.store.add_query(&QueryRow {
            text: query.clone(),
            at,
            rows: asked
                .as_ref()
                .ok()
                .map(|answer| answer.table.n_rows() as u64),
            seconds,
        })?;
        let result = match asked {
            Ok(answer) => Ok(SqlAnswer {
                number,
                query,
                table: answer.table,
                is_cut: answer.is_cut,
                seconds,
            }),
            Err(error) => Err(SqlFailure {
                query,
                message: error.message().to_owned(),
                position: error.position(),
            }),
        };
        Ok(SqlWork::Ran {
            result,
            history: self.store.queries(HISTORY)?,
            read: read.into_iter().map(|(table, _)| table).collect(),
        })
    }
}

/// Adds a table under a name that is still free.
fn add(tables: &mut Vec<SqlTable>, name: &str, origin: SqlOrigin, columns: Vec<ColumnInfo>) {
    let is_taken = |name: &str| tables.iter().any(|table| table.name == name);
    let mut free = name.to_owned();
    let mut number = 2;
    while is_taken(&free) {
        free = format!("{name} {number}");
        number += 1;
    }
    tables.push(SqlTable {
        name: free,
        origin,
        columns,
    });
}

impl From<SqlCommand> for Command {
    fn from(command: SqlCommand) -> Self {
        Self::Sql(command)
    }
}
