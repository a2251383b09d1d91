//! What step 9 raised, and what persons decided about it. Alerts outlive the report that raised
//! them; decisions are only appended to.

use rusqlite::{Row, params};

use super::{Store, StoreError};

/// Something that was worth a person's time.
#[derive(Clone, Debug, PartialEq)]
pub struct AlertRow {
    /// Its number; anything while it is not kept yet.
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// "flights v3".
    pub model: String,
    /// The chunk's label.
    pub chunk: String,
    /// What kind it is, as one word.
    pub concern: String,
    /// The column or metric it is about.
    pub subject: String,
    /// What was seen.
    pub value: f64,
    /// The limit that was passed.
    pub threshold: f64,
    /// Rows that it was seen in.
    pub rows: i64,
    /// The rule that raised it, in words.
    pub rule: String,
    /// The same in words.
    pub text: String,
    /// When it was raised, in microseconds since the epoch.
    pub at: i64,
}

/// What a person, or the program, did about an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertDecisionRow {
    /// The project.
    pub project_id: i64,
    /// The alert; nothing where the decision is about all alerts of the subject.
    pub alert_id: Option<i64>,
    /// What kind of alert it is about.
    pub concern: String,
    /// What it is about.
    pub subject: String,
    /// What was done, as one word.
    pub kind: String,
    /// Who did it.
    pub by: String,
    /// Why.
    pub why: String,
    /// Until when it holds, in microseconds since the epoch; for good where there is none.
    pub until: Option<i64>,
    /// When, in microseconds since the epoch.
    pub at: i64,
}

const ALERT: &str =
    "project_id, model, chunk, concern, subject, value, threshold, rows, rule, text, at";
const DECISION: &str = "project_id, alert_id, concern, subject, kind, by, why, until, at";

fn alert(row: &Row<'_>) -> rusqlite::Result<AlertRow> {
    Ok(AlertRow {
        id: row.get(0)?,
        project_id: row.get(1)?,
        model: row.get(2)?,
        chunk: row.get(3)?,
        concern: row.get(4)?,
        subject: row.get(5)?,
        value: row.get(6)?,
        threshold: row.get(7)?,
        rows: row.get(8)?,
        rule: row.get(9)?,
        text: row.get(10)?,
        at: row.get(11)?,
    })
}

fn decision(row: &Row<'_>) -> rusqlite::Result<AlertDecisionRow> {
    Ok(AlertDecisionRow {
        project_id: row.get(0)?,
        alert_id: row.get(1)?,
        concern: row.get(2)?,
        subject: row.get(3)?,
        kind: row.get(4)?,
        by: row.get(5)?,
        why: row.get(6)?,
        until: row.get(7)?,
        at: row.get(8)?,
    })
}

impl Store {
    /// Keeps alerts, all of them or none; gives those that were not there before, with their
    /// numbers. The same subject of the same model in the same chunk is one alert.
    pub fn log_alerts(&self, rows: &[AlertRow]) -> Result<Vec<AlertRow>, StoreError> {
        self.write(|write| {
            let sql = format!(
                "INSERT INTO alert ({ALERT}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
                 ON CONFLICT DO NOTHING RETURNING id"
            );
            let mut insert = write.prepare_cached(&sql)?;
            let mut new = Vec::new();
            for row in rows {
                let values = params![
                    row.project_id,
                    row.model,
                    row.chunk,
                    row.concern,
                    row.subject,
                    row.value,
                    row.threshold,
                    row.rows,
                    row.rule,
                    row.text,
                    row.at
                ];
                let id = insert
                    .query_map(values, |row| row.get(0))?
                    .next()
                    .transpose()?;
                new.extend(id.map(|id| AlertRow { id, ..row.clone() }));
            }
            Ok(new)
        })
    }

    /// The alerts of a project, the latest first.
    pub fn alerts(&self, project_id: i64) -> Result<Vec<AlertRow>, StoreError> {
        self.read(|read| {
            let sql =
                format!("SELECT id, {ALERT} FROM alert WHERE project_id = ?1 ORDER BY id DESC");
            let mut found = read.prepare_cached(&sql)?;
            let rows = found.query_map([project_id], alert)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Keeps what was done about an alert.
    pub fn log_alert_decision(&self, row: &AlertDecisionRow) -> Result<(), StoreError> {
        self.write(|write| {
            let sql = format!(
                "INSERT INTO alert_decision ({DECISION}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            );
            write.execute(
                &sql,
                params![
                    row.project_id,
                    row.alert_id,
                    row.concern,
                    row.subject,
                    row.kind,
                    row.by,
                    row.why,
                    row.until,
                    row.at
                ],
            )?;
            Ok(())
        })
    }

    /// What was done about the alerts of a project, the latest first.
    pub fn alert_decisions(&self, project_id: i64) -> Result<Vec<AlertDecisionRow>, StoreError> {
        self.read(|read| {
            let sql = format!(
                "SELECT {DECISION} FROM alert_decision WHERE project_id = ?1 ORDER BY id DESC"
            );
            let mut found = read.prepare_cached(&sql)?;
            let rows = found.query_map([project_id], decision)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
