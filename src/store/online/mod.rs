//! The online store: of each entity the newest row of each feature view, to be read in
//! microseconds. It is a database of its own beside that of the workspace: it is made of sources
//! and can be made again, and nobody who reads it waits for anything else.

mod load;
#[cfg(test)]
mod tests;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};

pub use self::load::Load;
use super::StoreError;

/// The name of the database in a workspace.
const DATABASE: &str = "online.db";
/// How long a statement waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// A view has one generation that is read; a load writes the next one beside it.
const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS view (
        id         INTEGER PRIMARY KEY,
        name       TEXT NOT NULL,
        version    INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        until      INTEGER,
        rows       INTEGER NOT NULL,
        at         INTEGER NOT NULL,
        UNIQUE (name, version)
    ) STRICT;
    CREATE TABLE IF NOT EXISTS loading (
        view_id    INTEGER PRIMARY KEY REFERENCES view (id) ON DELETE CASCADE,
        generation INTEGER NOT NULL,
        print      TEXT NOT NULL,
        written    INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS entry (
        view_id    INTEGER NOT NULL,
        generation INTEGER NOT NULL,
        key        BLOB NOT NULL,
        event_time INTEGER NOT NULL,
        created    INTEGER NOT NULL,
        pushed     INTEGER NOT NULL,
        features   BLOB NOT NULL,
        PRIMARY KEY (view_id, generation, key)
    ) STRICT, WITHOUT ROWID;
";

/// The newest row of one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineEntry {
    /// Whom it is about.
    pub key: Vec<u8>,
    /// From when on it was known.
    pub event_time: i64,
    /// When it was written.
    pub created: i64,
    /// The values of its features.
    pub values: Vec<u8>,
}

/// What is kept of a version of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnlineView {
    /// The view.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// Up to which time its sources were read; nothing if rows were only pushed.
    pub until: Option<i64>,
    /// How many entities there are.
    pub rows: i64,
    /// When it was last loaded.
    pub at: i64,
    /// How many rows of a load that did not end are waiting to be gone on with.
    pub unfinished: Option<i64>,
}

/// The database of the online store. Every method may be called from any thread.
pub struct OnlineDb {
    writer: Mutex<Connection>,
    reader: Option<Mutex<Connection>>,
}

impl OnlineDb {
    /// Opens the one in the folder of a workspace, and makes it if it is not there. One that is
    /// damaged is put aside: it can be materialised again.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(DATABASE);
        match Self::open_at(&path) {
            Err(StoreError::Damaged(_)) => {
                let aside = dir.join("online.damaged.db");
                let folder = |why| StoreError::Folder {
                    why,
                    path: path.clone(),
                };
                std::fs::rename(&path, aside).map_err(folder)?;
                for more in ["online.db-wal", "online.db-shm"] {
                    // It may not be there.
                    std::fs::remove_file(dir.join(more)).ok();
                }
                Self::open_at(&path)
            }
            opened => opened,
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a database of its own, beside that of the workspace"
    )]
    fn open_at(path: &Path) -> Result<Self, StoreError> {
        let open = || -> Result<Connection, StoreError> {
            let connection = Connection::open(path)?;
            connection.busy_timeout(PATIENCE)?;
            let _: String =
                connection
                    .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
            connection.pragma_update(None, "synchronous", "FULL")?;
            connection.pragma_update(None, "foreign_keys", true)?;
            Ok(connection)
        };
        let writer = open()?;
        writer.execute_batch(TABLES)?;
        Ok(Self {
            writer: Mutex::new(writer),
            reader: Some(Mutex::new(open()?)),
        })
    }

    /// One that is gone when it is dropped.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn in_memory() -> Result<Self, StoreError> {
        let writer = Connection::open_in_memory()?;
        writer.execute_batch(TABLES)?;
        Ok(Self {
            writer: Mutex::new(writer),
            reader: None,
        })
    }

    fn writer(&self) -> MutexGuard<'_, Connection> {
        // A panic elsewhere leaves the connection usable: the transaction was rolled back.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        let reader = self.reader.as_ref().unwrap_or(&self.writer);
        reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is kept of each of `keys`, all of one moment; nothing for a view that was never
    /// materialised.
    pub fn read(
        &self,
        view: &str,
        version: i64,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<OnlineEntry>>, StoreError> {
        let mut reader = self.reader();
        // One snapshot for all keys: never rows of two generations.
        let transaction = reader.transaction()?;
        let found = find(&transaction, view, version)?;
        let Some((id, generation)) = found else {
            return Ok(vec![None; keys.len()]);
        };
        let mut statement = transaction.prepare_cached(
            "SELECT event_time, created, features FROM entry
             WHERE view_id = ?1 AND generation = ?2 AND key = ?3",
        )?;
        let mut entries = Vec::with_capacity(keys.len());
        for key in keys {
            let entry = statement.query_row(params![id, generation, key], |row| {
                Ok(OnlineEntry {
                    key: key.clone(),
                    event_time: row.get(0)?,
                    created: row.get(1)?,
                    values: row.get(2)?,
                })
            });
            entries.push(entry.optional()?);
        }
        Ok(entries)
    }

    /// Up to `n` keys of a version of a view, to look around with, from the `first` on.
    pub fn keys(
        &self,
        view: &str,
        version: i64,
        (first, n): (usize, usize),
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        let reader = self.reader();
        let Some((id, generation)) = find(&reader, view, version)? else {
            return Ok(Vec::new());
        };
        let mut statement = reader.prepare_cached(
            "SELECT key FROM entry WHERE view_id = ?1 AND generation = ?2 ORDER BY key LIMIT ?3 OFFSET ?4",
        )?;
        let rows = statement.query_map(
            params![id, generation, sql_count(n), sql_count(first)],
            |row| row.get(0),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What is kept of every view.
    pub fn views(&self) -> Result<Vec<OnlineView>, StoreError> {
        let reader = self.reader();
        let mut statement = reader.prepare_cached(
            "SELECT name, version, until, rows, at, written FROM view
             LEFT JOIN loading ON loading.view_id = view.id ORDER BY name, version",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(OnlineView {
                name: row.get(0)?,
                version: row.get(1)?,
                until: row.get(2)?,
                rows: row.get(3)?,
                at: row.get(4)?,
                unfinished: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes rows in at once, each if it is newer than what is kept of its entity; tells how many
    /// were. They stay when the view is materialised again, unless its sources know something
    /// newer.
    pub fn push(
        &self,
        (view, version): (&str, i64),
        entries: &[OnlineEntry],
        at: i64,
    ) -> Result<usize, StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let id = view_id(&write, (view, version), at)?;
        let mut taken = 0;
        {
            let mut statement = write.prepare_cached(
                "INSERT INTO entry (view_id, generation, key, event_time, created, pushed, features)
                 VALUES (?1, (SELECT generation FROM view WHERE id = ?1), ?2, ?3, ?4, 1, ?5)
                 ON CONFLICT DO UPDATE SET event_time = excluded.event_time,
                     created = excluded.created, pushed = 1, features = excluded.features
                 WHERE (excluded.event_time, excluded.created) >= (event_time, created)",
            )?;
            for entry in entries {
                taken += statement.execute(params![
                    id,
                    entry.key,
                    entry.event_time,
                    entry.created,
                    entry.values
                ])?;
            }
        }
        count_rows(&write, id)?;
        write.commit()?;
        Ok(taken)
    }

    /// Forgets a version of a view.
    pub fn forget(&self, view: &str, version: i64) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let write = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some((id, _)) = find(&write, view, version)? {
            write.execute("DELETE FROM entry WHERE view_id = ?1", [id])?;
            write.execute("DELETE FROM view WHERE id = ?1", [id])?;
        }
        write.commit()?;
        Ok(())
    }
}

/// A count as SQLite counts.
fn sql_count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The number and the generation of a version of a view.
fn find(
    connection: &Connection,
    view: &str,
    version: i64,
) -> Result<Option<(i64, i64)>, StoreError> {
    let mut statement = connection
        .prepare_cached("SELECT id, generation FROM view WHERE name = ?1 AND version = ?2")?;
    let found = statement.query_row(params![view, version], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// The number of a version of a view, which is taken in if it is not there.
fn view_id(
    connection: &Connection,
    (view, version): (&str, i64),
    at: i64,
) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO view (name, version, generation, until, rows, at)
         VALUES (?1, ?2, 0, NULL, 0, ?3) ON CONFLICT DO NOTHING",
        params![view, version, at],
    )?;
    let found = find(connection, view, version)?;
    found
        .map(|(id, _)| id)
        .ok_or(StoreError::Database(rusqlite::Error::QueryReturnedNoRows))
}

fn count_rows(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection.execute(
        "UPDATE view SET rows = (SELECT count(*) FROM entry
             WHERE view_id = ?1 AND generation = view.generation) WHERE id = ?1",
        [id],
    )?;
    Ok(())
}
