use super::{Location, Passwords, SourceError, postgres, sqlite};
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
        Location::File(path) => data::read(path, options, progress)?,
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
        Location::File(path) => return Ok(data::preview(path, options, n)?),
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
