//! What belongs to a version of a model beside its package: the facts of its card, its golden
//! requests, and what persons wrote. The latest text of a part stands; earlier ones are kept.

use rusqlite::params;

use super::{Store, StoreError};

/// A text of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelPartRow {
    /// The model's name.
    pub model: String,
    /// The version.
    pub version: i64,
    /// Which part: "facts", "golden", "intended use"…
    pub part: String,
    /// Its text.
    pub text: String,
    /// When it was written, in microseconds since the epoch.
    pub at: i64,
    /// Who or what wrote it.
    pub by: String,
}

impl Store {
    /// Puts `row` in place of the text of its part; the same text again is not kept twice.
    ///
    /// # Errors
    /// [`StoreError::UnknownVersion`] if there is no such version.
    pub fn write_model_part(&self, row: &ModelPartRow) -> Result<(), StoreError> {
        self.write(|write| {
            let sql = "SELECT 1 FROM model_version WHERE model = ?1 AND version = ?2";
            if !write
                .prepare_cached(sql)?
                .exists((&row.model, row.version))?
            {
                return Err(StoreError::UnknownVersion {
                    model: row.model.clone(),
                    version: row.version,
                });
            }
            write.execute(
                "INSERT INTO model_part (model, version, part, text, at, by)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE ?4 IS NOT
                 (SELECT text FROM model_part WHERE model = ?1 AND version = ?2 AND part = ?3
                  ORDER BY id DESC LIMIT 1)",
                params![row.model, row.version, row.part, row.text, row.at, row.by],
            )?;
            Ok(())
        })
    }

    /// The parts of a version as they stand, in the order of their names; nothing for an unknown
    /// one.
    pub fn model_parts(&self, model: &str, version: i64) -> Result<Vec<ModelPartRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT model, version, part, text, at, by FROM model_part WHERE id IN
                       (SELECT max(id) FROM model_part WHERE model = ?1 AND version = ?2 GROUP BY part)
                       ORDER BY part";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map((model, version), |row| {
                Ok(ModelPartRow {
                    model: row.get(0)?,
                    version: row.get(1)?,
                    part: row.get(2)?,
                    text: row.get(3)?,
                    at: row.get(4)?,
                    by: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
