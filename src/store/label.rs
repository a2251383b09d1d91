use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError};
use crate::terms::PredictionId;

/// What came true of a prediction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelRow {
    /// Of which prediction.
    pub id: PredictionId,
    /// The class or number, as text.
    pub label: String,
    /// When it was told last.
    pub at: i64,
}

/// What a label did to what was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKept {
    /// Nothing was known before.
    New,
    /// The same was known already.
    Unchanged,
    /// Something else was known, and is not any more.
    Replaced,
}

impl Store {
    /// Keeps labels of predictions of `model`: all of them or, after an error, none. The same
    /// label again changes nothing, another one replaces what was told before.
    pub fn keep_labels(
        &self,
        model: &str,
        rows: &[LabelRow],
    ) -> Result<Vec<LabelKept>, StoreError> {
        self.write(|write| {
            let mut known = write.prepare_cached(
                "SELECT label FROM label WHERE model = ?1 AND session = ?2 AND number = ?3",
            )?;
            let mut put = write.prepare_cached(
                "INSERT INTO label (model, session, number, label, at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (model, session, number) DO UPDATE SET label = excluded.label, at = excluded.at",
            )?;
            let mut kept = Vec::with_capacity(rows.len());
            for row in rows {
                let (session, number) = (row.id.session, row.id.number.cast_signed());
                let before: Option<String> = known
                    .query_row(params![model, session, number], |found| found.get(0))
                    .optional()?;
                kept.push(match before {
                    None => LabelKept::New,
                    Some(before) if before == row.label => LabelKept::Unchanged,
                    Some(_) => LabelKept::Replaced,
                });
                if kept.last() != Some(&LabelKept::Unchanged) {
                    put.execute(params![model, session, number, row.label, row.at])?;
                }
            }
            Ok(kept)
        })
    }

    /// Every label of predictions of `model`, by id.
    pub fn labels(&self, model: &str) -> Result<Vec<LabelRow>, StoreError> {
        self.read(|read| {
            let mut found = read.prepare_cached(
                "SELECT session, number, label, at FROM label WHERE model = ?1 ORDER BY session, number",
            )?;
            let rows = found.query_map([model], |row| {
                Ok(LabelRow {
                    id: PredictionId {
                        session: row.get(0)?,
                        number: row.get::<_, i64>(1)?.cast_unsigned(),
                    },
                    label: row.get(2)?,
                    at: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
