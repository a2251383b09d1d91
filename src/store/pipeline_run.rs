use rusqlite::{Transaction, params};

use super::{StepResultRow, Store, StoreError, project, setting, step_result};

/// A run of a project's pipeline by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PipelineRunRow {
    /// Its number; [`Store::begin_pipeline_run`] gives it.
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// `running` as long as it goes on.
    pub state: String,
    /// Everything that is known of it, as JSON.
    pub record: String,
    /// When it began.
    pub started_at: i64,
    /// When it changed last.
    pub changed_at: i64,
}

impl Store {
    /// Begins a run and writes a setting with it: both, or neither. Gives its number.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted; also if one of its runs goes on.
    pub fn begin_pipeline_run(
        &self,
        row: &PipelineRunRow,
        (key, value): (&str, &str),
    ) -> Result<i64, StoreError> {
        self.write(|write| {
            project::require(write, row.project_id)?;
            write.execute(
                "INSERT INTO pipeline_run (project_id, state, record, started_at, changed_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    row.project_id,
                    row.state,
                    row.record,
                    row.started_at,
                    row.changed_at
                ],
            )?;
            let id = write.last_insert_rowid();
            setting::set(write, key, value)?;
            Ok(id)
        })
    }

    /// Keeps how a run stands now, and what a step of it gave: both, or neither. A run of a deleted
    /// project is gone, and nothing is kept.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if there is a result, and its project was deleted.
    pub fn save_pipeline_run(
        &self,
        row: &PipelineRunRow,
        result: Option<&StepResultRow>,
    ) -> Result<(), StoreError> {
        self.write(|write| {
            if let Some(result) = result {
                step_result::save(write, result)?;
            }
            save(write, row)
        })
    }

    /// The latest runs of a project, newest first; nothing for an unknown project.
    pub fn pipeline_runs(
        &self,
        project_id: i64,
        most: u32,
    ) -> Result<Vec<PipelineRunRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT id, project_id, state, record, started_at, changed_at
                       FROM pipeline_run WHERE project_id = ?1 ORDER BY id DESC LIMIT ?2";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map((project_id, most), |row| {
                Ok(PipelineRunRow {
                    id: row.get(0)?,
                    project_id: row.get(1)?,
                    state: row.get(2)?,
                    record: row.get(3)?,
                    started_at: row.get(4)?,
                    changed_at: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

fn save(write: &Transaction<'_>, row: &PipelineRunRow) -> Result<(), StoreError> {
    write.execute(
        "UPDATE pipeline_run SET state = ?2, record = ?3, changed_at = ?4 WHERE id = ?1",
        params![row.id, row.state, row.record, row.changed_at],
    )?;
    Ok(())
}
