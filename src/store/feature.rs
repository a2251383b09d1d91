use rusqlite::{OptionalExtension as _, Row, params};

use super::{Store, StoreError};

/// A feature that is to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFeature {
    /// The name by which it is found.
    pub name: String,
    /// The column that says whom or what a value is about; empty where there is none.
    pub entity: String,
    /// What its values are: "decimal".
    pub kind: String,
    /// How a value is made of a raw row, as JSON.
    pub expression: String,
    /// The project that it comes from.
    pub project_id: i64,
    /// The project's name when it was published.
    pub project: String,
    /// The snapshot behind its distribution.
    pub snapshot: String,
    /// What it means.
    pub description: String,
    /// Words to find it by, as JSON.
    pub tags: String,
    /// What its values look like, as JSON.
    pub distribution: String,
    /// When it is published.
    pub created_at: i64,
}

/// A published version of a feature. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureRow {
    /// 1, 2, 3…
    pub version: i64,
    /// What was published.
    pub feature: NewFeature,
}

const COLUMNS: &str = "name, entity, kind, expression, project_id, project, snapshot, description, tags, distribution, created_at, version";

fn feature(row: &Row<'_>) -> rusqlite::Result<FeatureRow> {
    Ok(FeatureRow {
        feature: NewFeature {
            name: row.get(0)?,
            entity: row.get(1)?,
            kind: row.get(2)?,
            expression: row.get(3)?,
            project_id: row.get(4)?,
            project: row.get(5)?,
            snapshot: row.get(6)?,
            description: row.get(7)?,
            tags: row.get(8)?,
            distribution: row.get(9)?,
            created_at: row.get(10)?,
        },
        version: row.get(11)?,
    })
}

impl Store {
    /// Publishes a feature, and gives its version: one more than the last of that name. What was
    /// published before stays; the same again is the version that it was.
    pub fn publish_feature(&self, new: &NewFeature) -> Result<i64, StoreError> {
        self.write(|write| {
            let known: Option<i64> = write
                .query_row(
                    "SELECT version FROM feature WHERE name = ?1 AND entity = ?2 AND kind = ?3
                     AND expression = ?4 AND project_id = ?5 AND snapshot = ?6
                     AND description = ?7 AND tags = ?8",
                    params![
                        new.name,
                        new.entity,
                        new.kind,
                        new.expression,
                        new.project_id,
                        new.snapshot,
                        new.description,
                        new.tags
                    ],
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(version) = known {
                return Ok(version);
            }
            let version: i64 = write.query_row(
                "SELECT coalesce(max(version), 0) + 1 FROM feature WHERE name = ?1",
                [&new.name],
                |row| row.get(0),
            )?;
            let sql = format!(
                "INSERT INTO feature ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
            );
            write.execute(
                &sql,
                params![
                    new.name,
                    new.entity,
                    new.kind,
                    new.expression,
                    new.project_id,
                    new.project,
                    new.snapshot,
                    new.description,
                    new.tags,
                    new.distribution,
                    new.created_at,
                    version
                ],
            )?;
            Ok(version)
        })
    }

    /// Every version of every feature, by name, the newest version first.
    pub fn features(&self) -> Result<Vec<FeatureRow>, StoreError> {
        self.read(|read| {
            let sql = format!("SELECT {COLUMNS} FROM feature ORDER BY name, version DESC");
            let mut found = read.prepare_cached(&sql)?;
            let rows = found.query_map([], feature)?.collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }
}
