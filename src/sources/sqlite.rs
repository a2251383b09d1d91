//! Tables in SQLite databases, read without ever changing the file.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, types::ValueRef};

use super::{SourceError, What, query_text};
use crate::{
    data::{ColumnBuilder, ColumnData, Detected, ReadOptions, Table, Value},
    terms::Progress,
};

/// How many rows are read between two looks at whether to stop.
const ROWS: usize = 2048;

/// Reads a table or the result of a query; at most `most` rows.
///
/// SQLite's values have kinds, its columns only tendencies: whole numbers and decimals together
/// become decimals, and other mixtures become text. A column of a table that is declared as
/// BOOLEAN and holds only 0 and 1 is one of truth values; text that is all ISO 8601 becomes times. Blobs are gaps.
pub(super) fn read(
    (path, what): (&Path, &What),
    most: Option<usize>,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<(Table, Detected), SourceError> {
    progress.check()?;
    progress.report(0.0, &format!("Reading {what}"));
    let connection = open(path)?;
    let sql = query_text::select(what, most);
    let failed = |err: rusqlite::Error| failure(&err, path, what);
    let mut statement = connection.prepare(&sql).map_err(failed)?;
    if !statement.readonly() || statement.column_count() == 0 {
        return Err(SourceError::Query {
            message: "only a SELECT may stand here".to_owned(),
            place: path.display().to_string(),
        });
    }
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let truths = truths(&connection, what).map_err(failed)?;
    let mut columns = vec![ColumnBuilder::new(); names.len()];
    let mut blobs = 0_usize;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut n = 0_usize;
    while let Some(row) = rows.next().map_err(failed)? {
        if n.is_multiple_of(ROWS) {
            progress.check()?;
            progress.report(0.5, &format!("Reading {what}: {n} rows"));
        }
        n += 1;
        for (i, column) in columns.iter_mut().enumerate() {
            let value = row.get_ref(i).map_err(failed)?;
            blobs += usize::from(matches!(value, ValueRef::Blob(_)));
            column.push(of(value));
        }
    }
    let mut detected = Detected::format("SQLite");
    if blobs > 0 {
        detected
            .remarks
            .push(format!("{blobs} values are blobs and became gaps."));
    }
    let mut made = Vec::with_capacity(names.len());
    for (name, column) in names.into_iter().zip(columns) {
        if column.is_mixed() {
            detected
                .remarks
                .push(format!("Values of several kinds became text: {name}."));
        }
        let is_truth = truths.contains(&name);
        made.push((name, finished(column, is_truth)));
    }
    let table = Table::from_columns(made)?;
    Ok((crate::data::retyped(table, options, path)?, detected))
}

/// The tables and views, sorted.
pub(super) fn tables(path: &Path) -> Result<Vec<String>, SourceError> {
    let what = What::Table("sqlite_schema".to_owned());
    let failed = |err: rusqlite::Error| failure(&err, path, &what);
    let connection = open(path)?;
    let mut statement = connection
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
        )
        .map_err(failed)?;
    let names = statement.query_map([], |row| row.get(0)).map_err(failed)?;
    names.collect::<Result<_, _>>().map_err(failed)
}

fn open(path: &Path) -> Result<Connection, SourceError> {
    if !path.is_file() {
        return Err(SourceError::Sqlite {
            message: "there is no such file".to_owned(),
            advice: "Check the path",
            path: path.to_owned(),
        });
    }
    let what = What::Table(String::new());
    let failed = |err: rusqlite::Error| failure(&err, path, &what);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    // Another program may be writing: wait a little. A file from elsewhere must not run anything.
    connection
        .busy_timeout(std::time::Duration::from_secs(5))
        .and_then(|()| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true))
        .and_then(|_| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false))
        .map_err(failed)?;
    Ok(connection)
}

fn of(value: ValueRef<'_>) -> Value<'_> {
    match value {
        ValueRef::Integer(value) => Value::Integer(value),
        ValueRef::Real(value) => Value::Decimal(value),
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map_or(Value::Missing, Value::Text),
        ValueRef::Null | ValueRef::Blob(_) => Value::Missing,
    }
}

/// The columns of a table that are declared as truth values; SQLite keeps them as 0 and 1.
fn truths(connection: &Connection, what: &What) -> Result<Vec<String>, rusqlite::Error> {
    let What::Table(name) = what else {
        return Ok(Vec::new());
    };
    let name = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .trim_matches('"');
    let mut statement = connection
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE upper(type) LIKE 'BOOL%'")?;
    statement.query_map([name], |row| row.get(0))?.collect()
}

fn finished(column: ColumnBuilder, is_truth: bool) -> ColumnData {
    let data = column.finish(true);
    let ColumnData::Integers(values) = &data else {
        return data;
    };
    if is_truth && values.iter().flatten().all(|value| matches!(value, 0 | 1)) {
        let values = values.iter().map(|value| value.map(|value| value == 1));
        return ColumnData::Booleans(values.collect());
    }
    data
}

fn failure(err: &rusqlite::Error, path: &Path, what: &What) -> SourceError {
    let advice = match err.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "Choose an SQLite database",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "Another program writes to it: try again when it is done"
        }
        Some(ErrorCode::DatabaseCorrupt) => "It is damaged: recover it, or choose another one",
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => "Check its permissions",
        _ => {
            let message = match err {
                rusqlite::Error::SqlInputError { msg, offset, .. } if *offset >= 0 => {
                    format!("{msg} (character {})", offset + 1)
                }
                other => other.to_string(),
            };
            return SourceError::Query {
                message: format!("{message} in “{what}”"),
                place: path.display().to_string(),
            };
        }
    };
    SourceError::Sqlite {
        message: err.to_string(),
        advice,
        path: path.to_owned(),
    }
}
