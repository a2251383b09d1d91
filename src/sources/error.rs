use std::path::PathBuf;

use crate::{data::DataError, terms::Cancelled};

/// Why a source gave no rows.
///
/// Every message says what failed, then what to do; where it is comes last, never with a password.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled(#[from] Cancelled),
    /// A file could not be read, or what was read makes no table.
    #[error(transparent)]
    Data(DataError),
    /// The text names no place.
    #[error("{0}")]
    Location(String),
    /// The SQLite file could not be read.
    #[error("The database cannot be read: {message}. {advice}: {path}", path = path.display())]
    Sqlite {
        /// What the engine said.
        message: String,
        /// What to do.
        advice: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// A query could not be prepared or run.
    #[error("The query failed: {message}. Correct it in step 2: {place}")]
    Query {
        /// What the database said, with the position where it knows it.
        message: String,
        /// The database.
        place: String,
    },
    /// The server could not be reached, or it does not let us in.
    #[error("{message}. {advice}: {place}")]
    Connection {
        /// What happened.
        message: String,
        /// What to do.
        advice: &'static str,
        /// The server, without a password.
        place: String,
    },
    /// The connection would not be encrypted, and nobody said that this is fine.
    #[error(
        "The password and all rows would go over the network unencrypted. Connect through a tunnel to localhost, or add ?sslmode=disable if you accept that: {place}"
    )]
    Unencrypted {
        /// The server.
        place: String,
    },
    /// A column is of a type that no table holds.
    #[error(
        "The column “{column}” is of type {found}, which cannot be read. Cast it to text in a query: {place}"
    )]
    Unsupported {
        /// The column.
        column: String,
        /// Its type, as the database calls it.
        found: String,
        /// The database.
        place: String,
    },
}

impl From<DataError> for SourceError {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            other => Self::Data(other),
        }
    }
}
