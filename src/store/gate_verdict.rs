//! What the gates of step 7 said over time, and what persons decided about them. Only appended to.

use rusqlite::{Row, Transaction, params};

use super::{StepResultRow, Store, StoreError, step_result};

/// A verdict of a gate, or a person's decision about one.
#[derive(Clone, Debug, PartialEq)]
pub struct GateVerdictRow {
    /// The project.
    pub project_id: i64,
    /// The model that was judged, as one word.
    pub subject: String,
    /// The kind of gate.
    pub kind: String,
    /// Its title.
    pub gate: String,
    /// How it stands since.
    pub verdict: String,
    /// What was reached, where that has a figure.
    pub value: Option<f64>,
    /// What had to be reached.
    pub threshold: Option<f64>,
    /// Why, in words.
    pub explanation: String,
    /// What a person decided; nothing for what the rule said.
    pub ruling: Option<String>,
    /// Who or what decided.
    pub by: String,
    /// When, in microseconds since the epoch.
    pub at: i64,
}

const COLUMNS: &str =
    "project_id, subject, kind, gate, verdict, value, threshold, explanation, ruling, by, at";

fn verdict(row: &Row<'_>) -> rusqlite::Result<GateVerdictRow> {
    Ok(GateVerdictRow {
        project_id: row.get(0)?,
        subject: row.get(1)?,
        kind: row.get(2)?,
        gate: row.get(3)?,
        verdict: row.get(4)?,
        value: row.get(5)?,
        threshold: row.get(6)?,
        explanation: row.get(7)?,
        ruling: row.get(8)?,
        by: row.get(9)?,
        at: row.get(10)?,
    })
}

fn append(write: &Transaction<'_>, row: &GateVerdictRow) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO gate_verdict ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
    );
    write.execute(
        &sql,
        params![
            row.project_id,
            row.subject,
            row.kind,
            row.gate,
            row.verdict,
            row.value,
            row.threshold,
            row.explanation,
            row.ruling,
            row.by,
            row.at
        ],
    )?;
    Ok(())
}

impl Store {
    /// Keeps what the gates said about a model. What a gate said of the same model before is not
    /// kept twice.
    pub fn log_gate_verdicts(&self, rows: &[GateVerdictRow]) -> Result<(), StoreError> {
        self.write(|write| {
            for row in rows {
                let sql = "SELECT verdict FROM gate_verdict
                           WHERE project_id = ?1 AND subject = ?2 AND gate = ?3
                           ORDER BY id DESC LIMIT 1";
                let mut found = write.prepare_cached(sql)?;
                let last = found
                    .query_map((row.project_id, &row.subject, &row.gate), |row| {
                        row.get::<_, String>(0)
                    })?
                    .next()
                    .transpose()?;
                if last.as_ref() != Some(&row.verdict) {
                    append(write, row)?;
                }
            }
            Ok(())
        })
    }

    /// Keeps a person's decision and what step 7 says since: both, or neither.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if the project was deleted.
    pub fn log_gate_ruling(
        &self,
        ruling: &GateVerdictRow,
        report: Option<&StepResultRow>,
    ) -> Result<(), StoreError> {
        self.write(|write| {
            append(write, ruling)?;
            match report {
                Some(report) => step_result::save(write, report),
                None => Ok(()),
            }
        })
    }

    /// What the gates of a project said, and what persons decided, newest first.
    pub fn gate_verdicts(&self, project_id: i64) -> Result<Vec<GateVerdictRow>, StoreError> {
        self.read(|read| {
            let sql = format!(
                "SELECT {COLUMNS} FROM gate_verdict WHERE project_id = ?1 ORDER BY id DESC"
            );
            let mut found = read.prepare_cached(&sql)?;
            let rows = found.query_map([project_id], verdict)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
