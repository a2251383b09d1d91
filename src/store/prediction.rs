use super::{Store, StoreError};

/// One answer of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredictionRow {
    /// The id that the client got. Clients choose ids too, so two rows may have the same one.
    pub id: String,
    /// The model's name.
    pub model: String,
    /// The model's version.
    pub version: i64,
    /// When it was answered.
    pub at: i64,
    /// What was asked: the raw columns as JSON.
    pub inputs: String,
    /// What was answered, as JSON.
    pub outputs: String,
    /// How long the inference took, in microseconds.
    pub latency_us: i64,
}

impl Store {
    /// Keeps answers: all of `rows` or, after an error, none of them.
    ///
    /// # Errors
    /// [`StoreError::UnknownVersion`] if one of them names a version that is not registered.
    pub fn log_predictions(&self, rows: &[PredictionRow]) -> Result<(), StoreError> {
        self.write(|write| {
            let sql = "INSERT INTO prediction (prediction_id, model, version, at, inputs, outputs, latency_us)
                       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
            let mut insert = write.prepare_cached(sql)?;
            for row in rows {
                let values = (&row.id, &row.model, row.version, row.at, &row.inputs, &row.outputs, row.latency_us);
                insert.execute(values).map_err(|err| match err.sqlite_error_code() {
                    // Nothing but the version is constrained.
                    Some(rusqlite::ErrorCode::ConstraintViolation) => StoreError::UnknownVersion {
                        model: row.model.clone(),
                        version: row.version,
                    },
                    _ => err.into(),
                })?;
            }
            Ok(())
        })
    }

    /// The latest `n` answers of `model`, newest first; nothing for an unknown model.
    pub fn predictions(&self, model: &str, n: usize) -> Result<Vec<PredictionRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT prediction_id, model, version, at, inputs, outputs, latency_us
                       FROM prediction WHERE model = ?1 ORDER BY id DESC LIMIT ?2";
            let mut found = read.prepare_cached(sql)?;
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            let rows = found.query_map((model, n), |row| {
                Ok(PredictionRow {
                    id: row.get(0)?,
                    model: row.get(1)?,
                    version: row.get(2)?,
                    at: row.get(3)?,
                    inputs: row.get(4)?,
                    outputs: row.get(5)?,
                    latency_us: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
