use rusqlite::params;

use super::{Store, StoreError};

/// What a feature was like at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureHealthRow {
    /// The feature view.
    pub view: String,
    /// Its version.
    pub version: i64,
    /// The feature.
    pub feature: String,
    /// When it was measured.
    pub at: i64,
    /// What was measured, as JSON.
    pub body: String,
}

impl Store {
    /// Keeps measurements of features, all of them or none.
    pub fn add_feature_health(&self, rows: &[FeatureHealthRow]) -> Result<(), StoreError> {
        self.write(|write| {
            for row in rows {
                write.execute(
                    "INSERT INTO feature_health (view, version, feature, at, body)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![row.view, row.version, row.feature, row.at, row.body],
                )?;
            }
            Ok(())
        })
    }

    /// Every measurement of every feature, oldest first.
    pub fn feature_health(&self) -> Result<Vec<FeatureHealthRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT view, version, feature, at, body FROM feature_health ORDER BY id";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([], |row| {
                Ok(FeatureHealthRow {
                    view: row.get(0)?,
                    version: row.get(1)?,
                    feature: row.get(2)?,
                    at: row.get(3)?,
                    body: row.get(4)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
