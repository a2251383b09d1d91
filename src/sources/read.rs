use std::path::Path;

use super::{Location, Passwords, SourceError, location::is_database, postgres, sqlite};
use crate::{
    data::{self, Detected, Preview, ReadOptions, Table},
    terms::Progress,
};

/// A table that was read, with what was found out about its source.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The rows.
    pub table: Table,
    /// What was found out.
    pub detected: Detected,
}

/// Reads everything that `location` names.
///
/// # Errors
/// If it is not there, does not let us in, goes away in the middle, or holds no table.
pub fn read(
    location: &Location,
    options: &ReadOptions,
    passwords: &Passwords,
    progress: &dyn Progress,
) -> Result<Taken, SourceError> {
    let (table, detected) = match location {
        Location::File(path) => {
            is_table(path)?;
            data::read(path, options, progress)?
        }
        Location::Sqlite { path, what } => sqlite::read((path, what), None, options, progress)?,
        Location::Postgres { server, what } => {
            postgres::read((server, what), None, (options, passwords), progress)?
        }
    };
    Ok(Taken { table, detected })
}

/// The first `n` rows of what `location` names.
///
/// # Errors
/// As [`read`].
pub fn preview(
    location: &Location,
    options: &ReadOptions,
    passwords: &Passwords,
    n: usize,
    progress: &dyn Progress,
) -> Result<Preview, SourceError> {
    let most = Some(n + 1);
    let (table, detected) = match location {
        Location::File(path) => {
            is_table(path)?;
            return Ok(data::preview(path, options, n)?);
        }
        Location::Sqlite { path, what } => sqlite::read((path, what), most, options, progress)?,
        Location::Postgres { server, what } => {
            postgres::read((server, what), most, (options, passwords), progress)?
        }
    };
    Ok(Preview {
        is_whole: table.n_rows() <= n,
        table: table.slice(0, n),
        detected,
    })
}

/// The tables and views of the database that `location` is in, sorted; empty for a file.
///
/// # Errors
/// As [`read`].
pub fn tables(location: &Location, passwords: &Passwords) -> Result<Vec<String>, SourceError> {
    match location {
        Location::File(_) => Ok(Vec::new()),
        Location::Sqlite { path, .. } => sqlite::tables(path),
        Location::Postgres { server, .. } => postgres::tables(server, passwords),
    }
}

/// Of a database file somebody has to say which table is meant.
fn is_table(path: &Path) -> Result<(), SourceError> {
    if !is_database(path) || !path.is_file() {
        return Ok(());
    }
    let tables = sqlite::tables(path)?;
    let first = tables.first().map_or("table", String::as_str);
    let has = match tables.len() {
        0 => "It has no table.".to_owned(),
        _ => format!("It has: {}.", tables.join(", ")),
    };
    Err(SourceError::Location(format!(
        "Name a table or a query of the database behind two colons, as in {}::{first}. {has}",
        path.display()
    )))
}
