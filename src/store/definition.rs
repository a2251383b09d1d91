use rusqlite::{OptionalExtension as _, params};

use super::{Store, StoreError};

/// A version of a definition as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionRow {
    /// "view", "entity"…
    pub kind: String,
    /// Its name.
    pub name: String,
    /// 1, 2, 3…
    pub version: i64,
    /// What it says, as JSON.
    pub body: String,
}

/// What counted of a definition from a moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefinitionStateRow {
    /// "view", "entity"…
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The version that counts; nothing if it was removed.
    pub current: Option<i64>,
    /// What people say of it, as JSON.
    pub about: String,
    /// Since when.
    pub at: i64,
    /// Who did it.
    pub by: String,
    /// Why, in words.
    pub why: String,
}

/// A change of the catalog: a state, and the version that is new in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDefinition {
    /// What counts from now on.
    pub state: DefinitionStateRow,
    /// What version `state.current` says, as JSON; nothing if it is there already.
    pub body: Option<String>,
}

impl Store {
    /// Takes changes of the catalog in, all of them or none.
    ///
    /// # Errors
    /// If a version that is there already says something else: somebody else was quicker.
    pub fn change_definitions(&self, changes: &[NewDefinition]) -> Result<(), StoreError> {
        self.write(|write| {
            for change in changes {
                let state = &change.state;
                if let (Some(body), Some(version)) = (&change.body, state.current) {
                    write.execute(
                        "INSERT INTO definition (kind, name, version, body) VALUES (?1, ?2, ?3, ?4)",
                        params![state.kind, state.name, version, body],
                    )?;
                }
                write.execute(
                    "INSERT INTO definition_state (kind, name, current, about, at, by, why)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                    params![
                        state.kind,
                        state.name,
                        state.current,
                        state.about,
                        state.at,
                        state.by,
                        state.why
                    ],
                )?;
            }
            Ok(())
        })
    }

    /// Every version of every definition, by kind and name, the oldest version first.
    pub fn definitions(&self) -> Result<Vec<DefinitionRow>, StoreError> {
        self.read(|read| {
            let sql =
                "SELECT kind, name, version, body FROM definition ORDER BY kind, name, version";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([], |row| {
                Ok(DefinitionRow {
                    kind: row.get(0)?,
                    name: row.get(1)?,
                    version: row.get(2)?,
                    body: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// What happened to every definition, oldest first.
    pub fn definition_states(&self) -> Result<Vec<DefinitionStateRow>, StoreError> {
        self.read(|read| {
            let sql =
                "SELECT kind, name, current, about, at, by, why FROM definition_state ORDER BY id";
            let mut found = read.prepare_cached(sql)?;
            let rows = found.query_map([], |row| {
                Ok(DefinitionStateRow {
                    kind: row.get(0)?,
                    name: row.get(1)?,
                    current: row.get(2)?,
                    about: row.get(3)?,
                    at: row.get(4)?,
                    by: row.get(5)?,
                    why: row.get(6)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// The number of the newest change of the catalog; 0 before the first. Whoever remembers it
    /// knows whether to read again.
    pub fn definitions_changed(&self) -> Result<i64, StoreError> {
        self.read(|read| {
            let sql = "SELECT id FROM definition_state ORDER BY id DESC LIMIT 1";
            let newest = read.query_row(sql, [], |row| row.get(0)).optional()?;
            Ok(newest.unwrap_or(0))
        })
    }
}
