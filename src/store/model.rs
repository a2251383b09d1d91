use rusqlite::{OptionalExtension as _, Row, params};

use super::{Store, StoreError};

/// A model that is to be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewModel {
    /// The name that clients ask for.
    pub name: String,
    /// The project that it comes from.
    pub project_id: i64,
    /// What it was made from, as one word.
    pub fingerprint: String,
    /// The packed model.
    pub package: Vec<u8>,
    /// What it reached on the test part, as JSON.
    pub metrics: String,
    /// What it was made from, as JSON.
    pub lineage: String,
    /// When it is registered.
    pub created_at: i64,
}

/// A registered version, without its package. It never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelVersionRow {
    /// The model's name.
    pub model: String,
    /// 1, 2, 3…
    pub version: i64,
    /// The project that it comes from, which may have been deleted since.
    pub project_id: i64,
    /// What it was made from, as one word.
    pub fingerprint: String,
    /// What it reached on the test part, as JSON.
    pub metrics: String,
    /// What it was made from, as JSON.
    pub lineage: String,
    /// When it was registered.
    pub created_at: i64,
}

const COLUMNS: &str = "model, version, project_id, fingerprint, metrics, lineage, created_at";

fn model_version(row: &Row<'_>) -> rusqlite::Result<ModelVersionRow> {
    Ok(ModelVersionRow {
        model: row.get(0)?,
        version: row.get(1)?,
        project_id: row.get(2)?,
        fingerprint: row.get(3)?,
        metrics: row.get(4)?,
        lineage: row.get(5)?,
        created_at: row.get(6)?,
    })
}

fn unknown(model: &str, version: i64) -> StoreError {
    StoreError::UnknownVersion {
        model: model.to_owned(),
        version,
    }
}

impl Store {
    /// Registers a model, and gives its version: one more than the last of that name. A model
    /// with the fingerprint and the lineage of an earlier version is that version: its number is
    /// given, its package stays, and nothing is written twice.
    pub fn register_model(&self, model: &NewModel) -> Result<i64, StoreError> {
        self.write(|write| {
            let known: Option<i64> = write
                .query_row(
                    "SELECT version FROM model_version WHERE model = ?1 AND fingerprint = ?2 AND lineage = ?3",
                    (&model.name, &model.fingerprint, &model.lineage),
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(version) = known {
                return Ok(version);
            }
            let version: i64 = write.query_row(
                "SELECT coalesce(max(version), 0) + 1 FROM model_version WHERE model = ?1",
                [&model.name],
                |row| row.get(0),
            )?;
            write.execute(
                "INSERT INTO model_version
                 (model, version, project_id, fingerprint, metrics, lineage, created_at, package)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    model.name,
                    version,
                    model.project_id,
                    model.fingerprint,
                    model.metrics,
                    model.lineage,
                    model.created_at,
                    model.package
                ],
            )?;
            Ok(version)
        })
    }

    /// The names of all registered models, in their order.
    pub fn model_names(&self) -> Result<Vec<String>, StoreError> {
        self.read(|read| {
            let mut found =
                read.prepare_cached("SELECT DISTINCT model FROM model_version ORDER BY model")?;
            let names = found
                .query_map([], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(names)
        })
    }

    /// Every version of `model`, oldest first; nothing for an unknown model.
    pub fn model_versions(&self, model: &str) -> Result<Vec<ModelVersionRow>, StoreError> {
        self.read(|read| {
            let sql =
                format!("SELECT {COLUMNS} FROM model_version WHERE model = ?1 ORDER BY version");
            let mut found = read.prepare_cached(&sql)?;
            let rows = found
                .query_map([model], model_version)?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    /// One version of `model`.
    ///
    /// # Errors
    /// [`StoreError::UnknownVersion`] if there is no such model or version.
    pub fn model_version(&self, model: &str, version: i64) -> Result<ModelVersionRow, StoreError> {
        self.read(|read| {
            let sql =
                format!("SELECT {COLUMNS} FROM model_version WHERE model = ?1 AND version = ?2");
            let mut found = read.prepare_cached(&sql)?;
            let row = found
                .query_row((model, version), model_version)
                .optional()?;
            row.ok_or_else(|| unknown(model, version))
        })
    }

    /// The packed model of a version.
    ///
    /// # Errors
    /// [`StoreError::UnknownVersion`] if there is no such model or version.
    pub fn model_package(&self, model: &str, version: i64) -> Result<Vec<u8>, StoreError> {
        self.read(|read| {
            let sql = "SELECT package FROM model_version WHERE model = ?1 AND version = ?2";
            let mut found = read.prepare_cached(sql)?;
            let package = found
                .query_row((model, version), |row| row.get(0))
                .optional()?;
            package.ok_or_else(|| unknown(model, version))
        })
    }
}
