//! What persons and the program did to a project, beside what has a table of its own. Only
//! appended to: a trigger refuses to change or remove an entry, also after its project is gone.

use rusqlite::{Row, Transaction, params};

use super::{Store, StoreError};

/// The kind of an entry that holds a whole definition of a project, as it was from then on.
pub const DEFINITION: &str = "definition";

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number; [`Store::log_audit`] gives it and does not read it.
    pub id: i64,
    /// The project.
    pub project_id: i64,
    /// When, in microseconds since the epoch.
    pub at: i64,
    /// Who or what did it.
    pub by: String,
    /// What kind of thing was done, as one word.
    pub kind: String,
    /// What it was done to.
    pub subject: String,
    /// What exactly, as text that the rooms above understand.
    pub detail: String,
}

fn entry(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        id: row.get(0)?,
        project_id: row.get(1)?,
        at: row.get(2)?,
        by: row.get(3)?,
        kind: row.get(4)?,
        subject: row.get(5)?,
        detail: row.get(6)?,
    })
}

pub(super) fn append(write: &Transaction<'_>, row: &AuditRow) -> Result<i64, StoreError> {
    write.execute(
        "INSERT INTO audit (project_id, at, by, kind, subject, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![row.project_id, row.at, row.by, row.kind, row.subject, row.detail],
    )?;
    Ok(write.last_insert_rowid())
}

/// Notes what a project says from `at` on.
pub(super) fn define(
    write: &Transaction<'_>,
    (id, name, definition): (i64, &str, &str),
    by: &str,
    at: i64,
) -> Result<(), StoreError> {
    let row = AuditRow {
        id: 0,
        project_id: id,
        at,
        by: by.to_owned(),
        kind: DEFINITION.to_owned(),
        subject: name.to_owned(),
        detail: definition.to_owned(),
    };
    append(write, &row).map(|_| ())
}

impl Store {
    /// Adds an entry to the audit log, and gives its number.
    pub fn log_audit(&self, row: &AuditRow) -> Result<i64, StoreError> {
        self.write(|write| append(write, row))
    }

    /// The audit log of a project, oldest first; nothing for an unknown project.
    pub fn audit(&self, project_id: i64) -> Result<Vec<AuditRow>, StoreError> {
        self.read(|read| {
            let sql = "SELECT id, project_id, at, by, kind, subject, detail
                       FROM audit WHERE project_id = ?1 ORDER BY id";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([project_id], entry)?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}
