//! Making a database, and saving what a damaged one still holds.
//!
//! A new database is made aside and renamed, so that under its own name there is always a whole
//! one. The damaged file is kept under a name of its own before anything else happens; a crash in
//! between leaves it where it was, and the next opening begins again.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags, config::DbConfig, types::Value};

use super::{
    StoreError, connection,
    migrations::{self, TABLES},
};

/// What SQLite keeps beside a database: the log, and an index of it that it can make again.
const LOG: &str = "-wal";
const INDEX: &str = "-shm";

/// Puts an empty database at `path`, where there is none.
pub(super) fn put_empty(path: &Path) -> Result<(), StoreError> {
    put(path, |_| Ok(()))
}

/// Puts a database with whatever can be read of the damaged one in its place, and tells in whole
/// sentences what was saved and where the damaged one is. `what` is the damage.
pub(super) fn recover(path: &Path, what: &str) -> Result<String, StoreError> {
    let backup = back_up(path)?;
    let mut saved = Vec::new();
    put(path, |new| {
        // A log that cannot be read hides the rest; then the file alone has to do.
        let old = open_damaged(&backup, "").or_else(|_| open_damaged(&backup, "immutable=1"));
        if let Ok(old) = old {
            saved = salvage(&old, new)?;
        }
        Ok(())
    })?;
    fs::remove_file(beside(&backup, INDEX)).ok();
    Ok(notice(what, &saved, &backup))
}

/// How much of a table was saved.
struct Saved {
    noun: &'static str,
    rows: usize,
    /// Every row was read and kept.
    whole: bool,
}

fn notice(what: &str, saved: &[Saved], backup: &Path) -> String {
    let counts: Vec<String> = saved
        .iter()
        .filter(|table| table.rows > 0)
        .map(|table| format!("{} {}", table.rows, table.noun))
        .collect();
    let lost: Vec<&str> = saved
        .iter()
        .filter(|table| !table.whole)
        .map(|table| table.noun)
        .collect();
    let found = match counts.as_slice() {
        [] => "Nothing in it could be read, so the workspace starts empty.".to_owned(),
        counts => format!("Saved into a new one: {}.", counts.join(", ")),
    };
    let missing = match lost.as_slice() {
        [] => String::new(),
        lost => format!(" Some could not be read: {}.", lost.join(", ")),
    };
    format!(
        "The database of the workspace was damaged ({what}). {found}{missing} The damaged file is kept: {}",
        backup.display()
    )
}

/// Makes a database aside, has it filled, and puts it at `path`, in place of what is there.
fn put(
    path: &Path,
    fill: impl FnOnce(&mut Connection) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let aside = beside(path, ".new");
    for leftover in [aside.clone(), beside(&aside, LOG), beside(&aside, INDEX)] {
        remove(&leftover)?;
    }
    let mut new = connection::writer(&aside)?;
    migrations::apply(&mut new, migrations::NEWEST)?;
    fill(&mut new)?;
    // Closing folds the log in, so that the file alone is the whole database.
    new.close().map_err(|(_, err)| err)?;
    // A log that stayed would be read into the new database.
    remove(&beside(path, LOG))?;
    remove(&beside(path, INDEX))?;
    fs::rename(&aside, path).map_err(|why| folder(why, path))?;
    sync_folder(path);
    Ok(())
}

/// Keeps the damaged file and its log under the first free name.
fn back_up(path: &Path) -> Result<PathBuf, StoreError> {
    let mut number = 1;
    let backup = loop {
        let name = beside(path, &format!(".damaged-{number}"));
        if !name.exists() && !beside(&name, LOG).exists() {
            break name;
        }
        number += 1;
    };
    let log = beside(path, LOG);
    if log.exists() {
        keep(&log, &beside(&backup, LOG))?;
    }
    keep(path, &backup)?;
    sync_folder(path);
    Ok(backup)
}

/// Gives the file a second name, or copies it where the file system has no second names.
fn keep(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(|_| ()))
        .map_err(|why| folder(why, to))
}

/// Opens the damaged file for reading only: it stays as it is.
fn open_damaged(backup: &Path, options: &str) -> Result<Connection, StoreError> {
    let path = backup
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let old = Connection::open_with_flags(format!("file:{path}?{options}"), flags)?;
    old.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // Lets SQLite go on when it does not understand one of the tables or indexes.
    old.pragma_update(None, "writable_schema", true)?;
    old.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    Ok(old)
}

/// Copies what can be read, table by table.
fn salvage(old: &Connection, new: &mut Connection) -> Result<Vec<Saved>, StoreError> {
    let write = new.transaction()?;
    let mut saved = Vec::new();
    for &(table, noun) in TABLES {
        // A damaged database of an older version may not have the table yet.
        if old.table_exists(None, table).unwrap_or(false) {
            saved.push(salvage_table(old, &write, table, noun)?);
        }
    }
    write.commit()?;
    Ok(saved)
}

/// Reads from the first row up to the damage, and from the last row down to it.
fn salvage_table(
    old: &Connection,
    new: &Connection,
    table: &str,
    noun: &'static str,
) -> Result<Saved, StoreError> {
    let mut saved = Saved {
        noun,
        rows: 0,
        whole: true,
    };
    let columns = columns(new, table)?;
    let names = columns.join(", ");
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT INTO {table} ({names}) VALUES ({places})");
    let mut insert = new.prepare(&insert)?;
    let mut last = i64::MIN;
    // An index may be what is damaged, so the rows are read without one.
    for order in ["id > ?1 ORDER BY id", "id > ?1 ORDER BY id DESC"] {
        let select = format!("SELECT {names} FROM {table} NOT INDEXED WHERE {order}");
        let complete = copy(old, &select, &mut last, &mut |row: Vec<Value>| {
            match insert.execute(rusqlite::params_from_iter(row)) {
                Ok(_) => saved.rows += 1,
                // Garbage, or it belongs to something that could not be read.
                Err(err)
                    if err.sqlite_error_code()
                        == Some(rusqlite::ErrorCode::ConstraintViolation) =>
                {
                    saved.whole = false;
                }
                Err(err) => return Err(err),
            }
            Ok(())
        })?;
        if complete {
            return Ok(saved);
        }
        saved.whole = false;
    }
    Ok(saved)
}

/// Hands row after row to `keep`, whose errors are errors; an error of reading ends it: whether
/// all was read. `last` is where the reading from the front has come to.
fn copy(
    old: &Connection,
    select: &str,
    last: &mut i64,
    keep: &mut dyn FnMut(Vec<Value>) -> rusqlite::Result<()>,
) -> Result<bool, StoreError> {
    let Ok(mut select) = old.prepare(select) else {
        return Ok(false);
    };
    let n = select.column_count();
    let start = *last;
    let Ok(mut rows) = select.query([start]) else {
        return Ok(false);
    };
    let mut complete = true;
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(complete),
            Err(_) => return Ok(false),
        };
        let Ok(values) = (0..n)
            .map(|i| row.get(i))
            .collect::<rusqlite::Result<Vec<Value>>>()
        else {
            complete = false;
            continue;
        };
        if let (true, Some(Value::Integer(id))) = (start == i64::MIN, values.first()) {
            *last = *id;
        }
        keep(values)?;
    }
}

/// The columns of a table, `id` first.
fn columns(new: &Connection, table: &str) -> Result<Vec<String>, StoreError> {
    let mut found = new.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
    let names = found
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(folder(err, path)),
        _ => Ok(()),
    }
}

fn folder(why: io::Error, path: &Path) -> StoreError {
    let path = path.to_owned();
    match why.kind() {
        io::ErrorKind::StorageFull => StoreError::DiskFull,
        _ => StoreError::Folder { why, path },
    }
}

/// Makes new names last through a power cut; some systems cannot, and need not, do this.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent() {
        fs::File::open(folder)
            .and_then(|folder| folder.sync_all())
            .ok();
    }
}
