use rusqlite::params;

use super::{Store, StoreError, project};

/// One run of a step, however it ended.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Its number; [`Store::log_run`] gives it and does not read it.
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// The step's id.
    pub step: String,
    /// What it was made from; empty if it did not get that far.
    pub fingerprint: String,
    /// When it began.
    pub started_at: i64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// `done`, `failed` or `cancelled`.
    pub outcome: String,
    /// Why it failed; empty otherwise.
    pub message: String,
    /// Who or what started it: `person`, or the name of a trigger.
    pub cause: String,
}

impl Store {
    /// Adds a run to the log, and gives its number.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted.
    pub fn log_run(&self, row: &RunRow) -> Result<i64, StoreError> {
        self.write(|write| {
            project::require(write, row.project_id)?;
            write.execute(
                "INSERT INTO run (project_id, step, fingerprint, started_at, seconds, outcome, message, cause)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    row.project_id,
                    row.step,
                    row.fingerprint,
                    row.started_at,
                    row.seconds,
                    row.outcome,
                    row.message,
                    row.cause
                ],
            )?;
            Ok(write.last_insert_rowid())
        })
    }

    /// Every run of a project's steps, newest first; nothing for an unknown project.
    pub fn runs(&self, project_id: i64) -> Result<Vec<RunRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT id, project_id, step, fingerprint, started_at, seconds, outcome, message, cause
                       FROM run WHERE project_id = ?1 ORDER BY id DESC";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([project_id], |row| {
                Ok(RunRow {
                    id: row.get(0)?,
                    project_id: row.get(1)?,
                    step: row.get(2)?,
                    fingerprint: row.get(3)?,
                    started_at: row.get(4)?,
                    seconds: row.get(5)?,
                    outcome: row.get(6)?,
                    message: row.get(7)?,
                    cause: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
