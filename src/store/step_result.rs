use rusqlite::Transaction;

use super::{Store, StoreError, project};

/// What the last good run of a step gave.
#[derive(Clone, Debug, PartialEq)]
pub struct StepResultRow {
    /// The project.
    pub project_id: i64,
    /// The step's id.
    pub step: String,
    /// What it was made from.
    pub fingerprint: String,
    /// The report, as JSON.
    pub report: String,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// When it ended.
    pub finished_at: i64,
}

impl Store {
    /// Keeps what a step gave, in place of what it gave before; the one or the other is there at
    /// any moment.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted.
    pub fn save_step_result(&self, row: &StepResultRow) -> Result<(), StoreError> {
        self.write(|write| save(write, row))
    }

    /// Removes what the steps of a project gave; the log of their runs stays.
    pub fn forget_results(&self, project_id: i64) -> Result<(), StoreError> {
        self.write(|write| {
            write.execute(
                "DELETE FROM step_result WHERE project_id = ?1",
                [project_id],
            )?;
            Ok(())
        })
    }

    /// What the steps of a project gave; nothing for an unknown project.
    pub fn step_results(&self, project_id: i64) -> Result<Vec<StepResultRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT project_id, step, fingerprint, report, seconds, finished_at
                       FROM step_result WHERE project_id = ?1 ORDER BY id";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([project_id], |row| {
                Ok(StepResultRow {
                    project_id: row.get(0)?,
                    step: row.get(1)?,
                    fingerprint: row.get(2)?,
                    report: row.get(3)?,
                    seconds: row.get(4)?,
                    finished_at: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Keeps a result within a larger change.
pub(super) fn save(write: &Transaction<'_>, row: &StepResultRow) -> Result<(), StoreError> {
    project::require(write, row.project_id)?;
    write.execute(
        "INSERT INTO step_result (project_id, step, fingerprint, report, seconds, finished_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (project_id, step) DO UPDATE SET fingerprint = excluded.fingerprint,
         report = excluded.report, seconds = excluded.seconds, finished_at = excluded.finished_at",
        (
            row.project_id,
            &row.step,
            &row.fingerprint,
            &row.report,
            row.seconds,
            row.finished_at,
        ),
    )?;
    Ok(())
}
