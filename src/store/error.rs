use std::{io, path::PathBuf};

use rusqlite::ErrorCode;

/// Why a workspace does not open, or does not keep something or give it back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The folder cannot be made, read or written.
    #[error("The workspace cannot be written ({why}). Allow writing there, or choose another one with --workspace: {}", path.display())]
    Folder {
        /// What the system said.
        why: io::Error,
        /// The folder or file.
        path: PathBuf,
    },
    /// Another window, or a command, works on it.
    #[error(
        "The workspace is open in another window ({}). Close it there, or choose another workspace with --workspace: {}",
        process.map_or_else(|| "of another process".to_owned(), |id| format!("process {id}")),
        path.display()
    )]
    InUse {
        /// The number of the process that has it, where it could be read.
        process: Option<u32>,
        /// The folder.
        path: PathBuf,
    },
    /// A newer version of the program wrote it. Nothing was changed.
    #[error("The workspace was written by a newer Nonagon (its format is {found}, this program knows {known}). Install that version, or choose another workspace with --workspace: {}", path.display())]
    Newer {
        /// The format that was found.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
        /// The database.
        path: PathBuf,
    },
    /// The file is a healthy database of some other program. Nothing was changed.
    #[error("This database belongs to another program. Choose another workspace with --workspace: {}", path.display())]
    Foreign {
        /// The database.
        path: PathBuf,
    },
    /// The database is damaged; what SQLite says about it.
    #[error(
        "The database of the workspace is damaged ({0}). Close the program and open it again: it saves what can be read and keeps the damaged file."
    )]
    Damaged(String),
    /// There is no room left; nothing of the write was kept.
    #[error(
        "The disk is full, so this was not kept. Make room on the disk of the workspace and do it again."
    )]
    DiskFull,
    /// The file or its folder may not be written.
    #[error(
        "The database of the workspace may not be written, so this was not kept. Allow writing to its folder, or choose another workspace with --workspace."
    )]
    ReadOnly,
    /// Another program holds the database.
    #[error(
        "Another program holds the database of the workspace. Close what reads it and do it again."
    )]
    Busy,
    /// There is no such project.
    #[error("There is no project number {0} in this workspace. It may have been deleted.")]
    UnknownProject(i64),
    /// There is no such version of the model, or no such model.
    #[error(
        "There is no version {version} of “{model}”. Choose one of the versions on the page of the models."
    )]
    UnknownVersion {
        /// The model's name.
        model: String,
        /// The version that was asked for.
        version: i64,
    },
    /// There is nothing to roll back to.
    #[error(
        "“{alias}” of “{model}” has pointed to no other version before. Choose a version by hand instead."
    )]
    NothingBefore {
        /// The model's name.
        model: String,
        /// The alias.
        alias: String,
    },
    /// Anything else that SQLite refused.
    #[error("The database of the workspace refused this: {0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(err: rusqlite::Error) -> Self {
        match err.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged(err.to_string())
            }
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Database(err),
        }
    }
}
