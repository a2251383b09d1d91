//! Opening the file.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use super::{StoreError, migrations};

/// How long a statement waits for another program, say a database browser, to let go.
const PATIENCE: Duration = Duration::from_secs(5);
/// Statements that stay compiled.
const STATEMENTS: usize = 64;

/// Opens the database for writing, or makes an empty one.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that opens the database"
)]
pub(super) fn writer(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    set_up(&connection)?;
    // The log is written aside and folded in later: readers and the writer do not wait for each
    // other. FULL waits for the disk at every commit, so that a power cut loses nothing either.
    let _: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// A second connection to a database that is open, for reading only.
pub(super) fn reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    Ok(connection)
}

/// A database that lives as long as its connection.
pub(super) fn in_memory() -> Result<Connection, StoreError> {
    let connection = Connection::open_in_memory()?;
    set_up(&connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // A file from elsewhere must not be able to run anything or to mislead SQLite.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    Ok(())
}

/// Opens the database at `path`, which exists, if it is ours, not too new and, as far as was
/// looked, not damaged. `whole` looks at every page.
pub(super) fn checked(path: &Path, whole: bool) -> Result<Connection, StoreError> {
    recognise(path)?;
    let connection = writer(path)?;
    if whole {
        let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if found != "ok" {
            return Err(StoreError::Damaged(found));
        }
    }
    Ok(connection)
}

/// Looks at whose database it is, before anything is written to it.
fn recognise(path: &Path) -> Result<(), StoreError> {
    // Not read-only: after a crash the log has to be folded in before anything can be read.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    let application: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let found = migrations::version(&connection)?;
    if application != migrations::APPLICATION_ID && (application != 0 || tables > 0) {
        return Err(StoreError::Foreign {
            path: path.to_owned(),
        });
    }
    if tables == 0 {
        // A database is put in its place only when its tables are there.
        return Err(StoreError::Damaged("its tables are gone".to_owned()));
    }
    let known = migrations::NEWEST;
    if found > known {
        return Err(StoreError::Newer {
            found,
            known,
            path: path.to_owned(),
        });
    }
    Ok(())
}
