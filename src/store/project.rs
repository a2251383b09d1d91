use rusqlite::{OptionalExtension as _, Row, Transaction};

use super::{Store, StoreError, audit};

/// A project of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    /// Its number, never given twice in a workspace.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What a person decided, as the text of a project file.
    pub definition: String,
    /// When it was added.
    pub created_at: i64,
    /// When its definition was last written.
    pub changed_at: i64,
    /// When it was last opened.
    pub opened_at: i64,
}

const COLUMNS: &str = "id, name, definition, created_at, changed_at, opened_at";

fn project(row: &Row<'_>) -> rusqlite::Result<ProjectRow> {
    Ok(ProjectRow {
        id: row.get(0)?,
        name: row.get(1)?,
        definition: row.get(2)?,
        created_at: row.get(3)?,
        changed_at: row.get(4)?,
        opened_at: row.get(5)?,
    })
}

impl Store {
    /// Every project, last opened first.
    pub fn projects(&self) -> Result<Vec<ProjectRow>, StoreError> {
        self.read(|read| {
            let sql = format!("SELECT {COLUMNS} FROM project ORDER BY opened_at DESC, id DESC");
            let rows = read
                .prepare_cached(&sql)?
                .query_map([], project)?
                .collect::<Result<_, _>>()?;
            Ok(rows)
        })
    }

    /// Project `id`.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if there is none.
    pub fn project(&self, id: i64) -> Result<ProjectRow, StoreError> {
        self.read(|read| {
            let sql = format!("SELECT {COLUMNS} FROM project WHERE id = ?1");
            let found = read
                .prepare_cached(&sql)?
                .query_row([id], project)
                .optional()?;
            found.ok_or(StoreError::UnknownProject(id))
        })
    }

    /// Adds a project that is opened at `at`, and gives its number. Names need not differ. The audit
    /// log keeps what it says.
    pub fn add_project(&self, name: &str, definition: &str, at: i64) -> Result<i64, StoreError> {
        self.write(|write| {
            write.execute(
                "INSERT INTO project (name, definition, created_at, changed_at, opened_at) VALUES (?1, ?2, ?3, ?3, ?3)",
                (name, definition, at),
            )?;
            let id = write.last_insert_rowid();
            audit::define(write, (id, name, definition), "the program", at)?;
            Ok(id)
        })
    }

    /// Writes what a person decided, and the name, which stands in it too. The audit log keeps what
    /// it says from now on.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if it was deleted.
    pub fn save_definition(
        &self,
        id: i64,
        name: &str,
        definition: &str,
        at: i64,
    ) -> Result<(), StoreError> {
        self.write(|write| {
            let changed = write.execute(
                "UPDATE project SET name = ?2, definition = ?3, changed_at = ?4 WHERE id = ?1",
                (id, name, definition, at),
            )?;
            one(changed, id)?;
            audit::define(write, (id, name, definition), "person", at)
        })
    }

    /// Notes that the project was opened.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if it was deleted.
    pub fn touch_project(&self, id: i64, at: i64) -> Result<(), StoreError> {
        self.write(|write| {
            let changed =
                write.execute("UPDATE project SET opened_at = ?2 WHERE id = ?1", (id, at))?;
            one(changed, id)
        })
    }

    /// Deletes the project with the results and the log of its steps. Its registered models stay.
    ///
    /// # Errors
    /// [`StoreError::UnknownProject`] if there is none.
    pub fn delete_project(&self, id: i64) -> Result<(), StoreError> {
        self.write(|write| {
            let changed = write.execute("DELETE FROM project WHERE id = ?1", [id])?;
            one(changed, id)
        })
    }
}

/// Says clearly what a broken foreign key would say darkly.
pub(super) fn require(write: &Transaction<'_>, id: i64) -> Result<(), StoreError> {
    let found = write
        .prepare_cached("SELECT 1 FROM project WHERE id = ?1")?
        .exists([id])?;
    one(usize::from(found), id)
}

fn one(changed: usize, id: i64) -> Result<(), StoreError> {
    if changed == 0 {
        Err(StoreError::UnknownProject(id))
    } else {
        Ok(())
    }
}
