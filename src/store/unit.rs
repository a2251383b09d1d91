use rusqlite::OptionalExtension as _;

use super::{Store, StoreError, project};

/// Units of a project that are kept; a unit is about one kilobyte.
const KEPT: i64 = 20_000;

impl Store {
    /// What a finished unit of training gave, if it was kept.
    pub fn unit(&self, project_id: i64, key: &str) -> Result<Option<String>, StoreError> {
        self.read(|read| {
            let sql = "SELECT result FROM unit WHERE project_id = ?1 AND key = ?2";
            let mut found = read.prepare_cached(sql)?;
            let unit = found.query_row((project_id, key), |row| row.get(0));
            Ok(unit.optional()?)
        })
    }

    /// Keeps what a finished unit gave, as JSON, so that a crash cannot take it away.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted.
    pub fn keep_unit(&self, project_id: i64, key: &str, result: &str) -> Result<(), StoreError> {
        self.write(|write| {
            project::require(write, project_id)?;
            write.execute(
                "INSERT INTO unit (project_id, key, result) VALUES (?1, ?2, ?3)
                 ON CONFLICT (project_id, key) DO UPDATE SET result = excluded.result",
                (project_id, key, result),
            )?;
            Ok(())
        })
    }

    /// Forgets all units of a project but the latest twenty thousand.
    pub fn trim_units(&self, project_id: i64) -> Result<(), StoreError> {
        self.write(|write| {
            write.execute(
                "DELETE FROM unit WHERE project_id = ?1 AND id <= (
                     SELECT id FROM unit WHERE project_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                (project_id, KEPT),
            )?;
            Ok(())
        })
    }
}
