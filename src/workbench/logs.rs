//! Prediction logs that were made elsewhere: kept with the workspace, read and followed in jobs.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Command, JobKey, JobResult, Page, Workbench, jobs_of::JobProgress};
use crate::{
    data::{ColumnInfo, Fingerprint, Kind, ReadOptions, Table, fingerprint},
    sources::{self, Location, Passwords},
    steps::monitoring::{
        Params,
        log::{self, Followed, Log, Roles},
    },
    store::Store,
    terms::Progress,
};

/// The setting that the logs of a workspace are kept under.
const SETTING: &str = "prediction_logs";

/// What columns with the probability of one class are called before the class.
const BEFORE_CLASS: [&str; 6] = [
    "probability of ",
    "probability_",
    "proba_",
    "prob_",
    "y_pred_proba_",
    "p_",
];

/// What can be done with prediction logs.
#[derive(Clone, Debug, PartialEq)]
pub enum LogCommand {
    /// Start another one.
    New,
    /// Look at one.
    Show(u64),
    /// Forget one; its tables stay where they are.
    Remove(u64),
    /// Read a side of the one that is shown, 0 the reference and 1 what is current, from a file,
    /// `file.db::table` or `postgres://user@host/database::table`; a query may stand in place of
    /// the table.
    Take(usize, String),
    /// Files were dropped: they fill the sides that are empty, the reference first.
    Drop(Vec<PathBuf>),
    /// Say otherwise what the columns of the one that is shown are, or how it is cut.
    Set(Box<PredictionLog>),
    /// Follow the one that is shown.
    Follow,
}

impl From<LogCommand> for Command {
    fn from(command: LogCommand) -> Self {
        Self::Log(command)
    }
}

/// Where a log lies, and what its columns are.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PredictionLog {
    /// Tells it from the others of the workspace.
    pub id: u64,
    /// Name on the screen.
    pub name: String,
    /// Where the reference and the current rows are; empty where nobody said so yet.
    pub places: [String; 2],
    /// Which column holds what.
    pub roles: Roles,
    /// How it is cut.
    pub params: Params,
}

/// A log with what is known of it.
#[derive(Clone, Debug, Default)]
pub struct LogEntry {
    /// What is kept.
    pub log: PredictionLog,
    /// The tables, once they were read.
    pub sides: [Option<LogSide>; 2],
    /// What was found, and what it was made from.
    pub found: Option<(Fingerprint, Arc<Followed>)>,
    /// Why nothing was found the last time.
    pub failed: Option<String>,
}

/// One table of a log.
#[derive(Clone, Debug)]
pub struct LogSide {
    /// Where it was read from.
    pub place: String,
    table: Arc<Table>,
}

impl LogSide {
    /// Its number of rows.
    pub fn rows(&self) -> u64 {
        self.table.n_rows() as u64
    }

    /// Its columns.
    pub fn columns(&self) -> &[ColumnInfo] {
        self.table.columns()
    }
}

impl LogEntry {
    /// The columns that both tables have, in the order of the reference; empty until both are read.
    pub fn both(&self) -> Vec<&ColumnInfo> {
        let [Some(reference), Some(current)] = &self.sides else {
            return Vec::new();
        };
        let columns = reference.columns().iter();
        columns
            .filter(|column| current.table.column_index(&column.name).is_some())
            .collect()
    }

    /// Whether both tables are named.
    pub fn is_ready(&self) -> bool {
        self.log.places.iter().all(|place| !place.is_empty())
    }

    /// Whether what is shown was made from something else than what is said now.
    pub fn is_stale(&self) -> bool {
        let found = self.found.as_ref();
        found.is_some_and(|(of, _)| *of != print(&self.log))
    }
}

/// The logs of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    /// Each of them, the oldest first.
    pub entries: Vec<LogEntry>,
    shown: Option<u64>,
}

impl Logs {
    pub(super) fn load(store: &Store) -> anyhow::Result<Self> {
        let kept: Option<Vec<PredictionLog>> = super::project::setting(store, SETTING)?;
        let entry = |log| LogEntry {
            log,
            ..LogEntry::default()
        };
        let entries: Vec<LogEntry> = kept.unwrap_or_default().into_iter().map(entry).collect();
        Ok(Self {
            shown: entries.last().map(|entry| entry.log.id),
            entries,
        })
    }

    /// The one that is looked at.
    pub fn shown(&self) -> Option<&LogEntry> {
        let id = self.shown?;
        self.entries.iter().find(|entry| entry.log.id == id)
    }

    fn shown_mut(&mut self) -> Option<&mut LogEntry> {
        let id = self.shown?;
        self.entries.iter_mut().find(|entry| entry.log.id == id)
    }

    fn add(&mut self) {
        let ids = self.entries.iter().map(|entry| entry.log.id);
        let id = ids.max().map_or(1, |id| id + 1);
        self.entries.push(LogEntry {
            log: PredictionLog {
                id,
                name: format!("Log {id}"),
                ..PredictionLog::default()
            },
            ..LogEntry::default()
        });
        self.show(id);
    }

    /// Looks at another one; the tables of the others need not stay in memory.
    fn show(&mut self, id: u64) {
        self.shown = Some(id);
        for entry in &mut self.entries {
            if entry.log.id != id {
                entry.sides = [None, None];
            }
        }
    }

    fn kept(&self) -> Vec<&PredictionLog> {
        self.entries.iter().map(|entry| &entry.log).collect()
    }
}

/// What everything that is found depends on.
fn print(log: &PredictionLog) -> Fingerprint {
    fingerprint(&[&serde_json::to_string(log).unwrap_or_default()])
}

/// What a job found out about a log.
pub struct LogAnswer {
    id: u64,
    sides: [Option<LogSide>; 2],
    found: Option<(Fingerprint, Result<Followed, String>)>,
    failed: Option<String>,
}

impl Workbench {
    pub(super) fn run_log(&mut self, command: LogCommand) -> anyhow::Result<()> {
        match command {
            LogCommand::New => {
                self.logs.add();
                self.page = Page::Logs;
                self.keep_logs()
            }
            LogCommand::Show(id) => {
                self.logs.show(id);
                let entry = self.logs.shown();
                let waits = entry.is_some_and(|entry| entry.is_ready() && entry.found.is_none());
                if waits { self.follow_log() } else { Ok(()) }
            }
            LogCommand::Remove(id) => {
                self.logs.entries.retain(|entry| entry.log.id != id);
                self.logs.shown = self.logs.entries.last().map(|entry| entry.log.id);
                self.keep_logs()
            }
            LogCommand::Take(side, place) => self.take_log_side(side, &place),
            LogCommand::Drop(paths) => {
                for path in paths.into_iter().take(2) {
                    if self.logs.shown().is_none() {
                        self.logs.add();
                    }
                    let log = self.logs.shown().map(|entry| &entry.log);
                    let is_first = log.is_some_and(|log| log.places[0].is_empty());
                    self.take_log_side(usize::from(!is_first), &path.to_string_lossy())?;
                }
                Ok(())
            }
            LogCommand::Set(log) => {
                if let Some(entry) = self.logs.shown_mut().filter(|entry| entry.log.id == log.id) {
                    entry.log = *log;
                }
                self.keep_logs()
            }
            LogCommand::Follow => self.follow_log(),
        }
    }

    fn keep_logs(&mut self) -> anyhow::Result<()> {
        let kept = serde_json::to_value(self.logs.kept())?;
        self.keep_setting(SETTING, &kept)
    }

    fn take_log_side(&mut self, side: usize, place: &str) -> anyhow::Result<()> {
        if self.logs.shown().is_none() {
            self.logs.add();
        }
        // A password is kept for this session, and never written down.
        let clean = self.sources.passwords.keep(place.trim());
        let Some(entry) = self.logs.shown_mut() else {
            return Ok(());
        };
        let id = entry.log.id;
        if let Some(named) = entry.log.places.get_mut(side) {
            named.clone_from(&clean);
        }
        if let Some(read) = entry.sides.get_mut(side) {
            *read = None;
        }
        if side == 1 {
            let path = Path::new(&clean);
            if let Some(stem) = path.file_stem().filter(|_| path.is_file()) {
                entry.log.name = stem.to_string_lossy().into_owned();
            }
        }
        entry.failed = None;
        self.keep_logs()?;
        if clean.is_empty() {
            return Ok(());
        }
        let passwords = self.sources.passwords.clone();
        let label = format!("Reading {clean}");
        self.jobs.start(JobKey::LogSide(side), label, move |job| {
            let mut answer = LogAnswer {
                id,
                sides: [None, None],
                found: None,
                failed: None,
            };
            match read(&clean, &passwords, &JobProgress(job)) {
                Ok(found) => {
                    if let Some(place) = answer.sides.get_mut(side) {
                        *place = Some(found);
                    }
                }
                Err(err) => {
                    job.check()?;
                    answer.failed = Some(format!("{err:#}"));
                }
            }
            Ok(JobResult::Log(Box::new(answer)))
        })?;
        Ok(())
    }

    fn follow_log(&mut self) -> anyhow::Result<()> {
        let Some(entry) = self.logs.shown() else {
            return Ok(());
        };
        anyhow::ensure!(
            entry.is_ready(),
            "A log has two tables: choose the reference and the rows to look at."
        );
        let (log, known) = (entry.log.clone(), entry.sides.clone());
        let passwords = self.sources.passwords.clone();
        let label = format!("Following {}", log.name);
        self.jobs.start(JobKey::Log, label, move |job| {
            let progress = JobProgress(job);
            let side = |i: usize| -> anyhow::Result<LogSide> {
                match &known[i] {
                    Some(known) if known.place == log.places[i] => Ok(known.clone()),
                    _ => read(&log.places[i], &passwords, &progress),
                }
            };
            let mut answer = LogAnswer {
                id: log.id,
                sides: [None, None],
                found: None,
                failed: None,
            };
            match (side(0), side(1)) {
                (Ok(reference), Ok(current)) => {
                    let found = log::run(
                        &Log {
                            name: &log.name,
                            reference: &reference.table,
                            current: &current.table,
                            roles: &log.roles,
                        },
                        &log.params,
                        &progress,
                    );
                    job.check()?;
                    let found = found.map_err(|err| err.to_string());
                    answer.found = Some((print(&log), found));
                    answer.sides = [Some(reference), Some(current)];
                }
                (Err(err), _) | (_, Err(err)) => {
                    job.check()?;
                    answer.failed = Some(format!("{err:#}"));
                }
            }
            Ok(JobResult::Log(Box::new(answer)))
        })?;
        Ok(())
    }

    /// Takes in what a job found out, unless the log says otherwise by now.
    pub(super) fn take_log(&mut self, answer: LogAnswer) -> anyhow::Result<()> {
        let is_shown = self.logs.shown == Some(answer.id);
        let mut entries = self.logs.entries.iter_mut();
        let Some(entry) = entries.find(|entry| entry.log.id == answer.id) else {
            return Ok(());
        };
        let mut is_new = false;
        for (i, side) in answer.sides.into_iter().enumerate() {
            let side = side.filter(|side| is_shown && side.place == entry.log.places[i]);
            if let Some(side) = side {
                is_new |= entry.sides[i].is_none();
                entry.sides[i] = Some(side);
            }
        }
        entry.failed = answer.failed;
        match answer.found {
            Some((of, Ok(found))) => entry.found = Some((of, Arc::new(found))),
            Some((_, Err(why))) => entry.failed = Some(why),
            None => {}
        }
        if is_new && entry.log.roles == Roles::default() {
            entry.log.roles = propose(&entry.both());
            return self.keep_logs();
        }
        Ok(())
    }
}

fn read(place: &str, passwords: &Passwords, progress: &dyn Progress) -> anyhow::Result<LogSide> {
    let path = Path::new(place);
    let location = if path.is_file() {
        Location::File(path.to_owned())
    } else {
        Location::parse(place, Path::new(""))?
    };
    let read = sources::read(&location, &ReadOptions::default(), passwords, progress)?;
    Ok(LogSide {
        place: place.to_owned(),
        table: Arc::new(read.table),
    })
}

/// What the columns probably are, by their names and what they hold.
fn propose(both: &[&ColumnInfo]) -> Roles {
    // The first name that is there wins, whatever the order of the columns.
    let named = |names: &[&str]| {
        let called = |name: &&str| {
            let mut columns = both.iter();
            columns.find(|column| column.name.eq_ignore_ascii_case(name))
        };
        let found = names.iter().find_map(called);
        found.map(|column| column.name.clone())
    };
    let is_time = |column: &&&ColumnInfo| column.kind == Kind::Time;
    let time = both.iter().find(is_time).map(|column| column.name.clone());
    let alone = named(&["probability", "proba", "score", "y_pred_proba"]);
    let of_classes = classes(both);
    Roles {
        id: named(&["id", "prediction_id", "request_id", "row_id", "uuid"]),
        timestamp: time.or_else(|| named(&["timestamp", "time", "date", "datetime"])),
        target: named(&["label", "target", "truth", "actual", "y_true"]),
        prediction: named(&["prediction", "predicted", "answer", "y_pred", "pred"]),
        probabilities: match alone {
            Some(column) => vec![(None, column)],
            None => of_classes,
        },
        ..Roles::default()
    }
}

/// The columns that hold the probability of one class each, with the class: at least two that are
/// called alike.
pub(super) fn classes(both: &[&ColumnInfo]) -> Vec<(Option<String>, String)> {
    for before in BEFORE_CLASS {
        let is_number =
            |column: &&&ColumnInfo| matches!(column.kind, Kind::Decimal | Kind::Integer);
        let found: Vec<(Option<String>, String)> = both
            .iter()
            .filter(is_number)
            .filter_map(|column| {
                let class = column.name.strip_prefix(before)?;
                Some((Some(class.to_owned()), column.name.clone()))
            })
            .collect();
        if found.len() > 1 {
            return found;
        }
    }
    Vec::new()
}

impl LogEntry {
    /// The columns that hold the probability of one class each, with the class.
    pub fn classes(&self) -> Vec<(Option<String>, String)> {
        classes(&self.both())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_proposed_by_their_names_and_kinds() {
        let column = |name: &str, kind| ColumnInfo {
            name: name.to_owned(),
            kind,
        };
        let columns = [
            column("id", Kind::Integer),
            column("when", Kind::Time),
            column("x", Kind::Decimal),
            column("Label", Kind::Text),
            column("probability of a", Kind::Decimal),
            column("probability of b", Kind::Decimal),
        ];
        let all: Vec<&ColumnInfo> = columns.iter().collect();
        let roles = propose(&all);
        assert_eq!(roles.id.as_deref(), Some("id"));
        assert_eq!(roles.timestamp.as_deref(), Some("when"));
        assert_eq!(roles.target.as_deref(), Some("Label"));
        assert_eq!(roles.prediction, None);
        assert_eq!(roles.probabilities[1].0.as_deref(), Some("b"));
        // One alone is not of classes that are called alike.
        assert_eq!(propose(&all[..5]).probabilities, []);
        assert_eq!(propose(&[]), Roles::default());
    }
}
