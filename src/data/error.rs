use std::{
    io,
    path::{Path, PathBuf},
};

use super::{Kind, sql::SqlError};
use crate::terms::Cancelled;

/// Why data could not be read, used or kept.
///
/// Every message says what failed, then what to do; a path comes last.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled(#[from] Cancelled),
    /// There is no such file.
    #[error("There is no such file. Check the path: {path}", path = path.display())]
    NotFound {
        /// Where it should be.
        path: PathBuf,
    },
    /// The path leads to a folder.
    #[error("This is a folder, not a file. Choose a file in it: {path}", path = path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("The file is empty. Choose another one: {path}", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The ending of the name belongs to no format that can be read.
    #[error("Files that end in “{ending}” cannot be read. Save the table as CSV, Parquet, JSON, Arrow or XLSX: {path}", path = path.display())]
    Ending {
        /// The ending, with its dot.
        ending: String,
        /// The file.
        path: PathBuf,
    },
    /// The ending of the name belongs to no format that can be written.
    #[error("Tables cannot be written to files that end in “{ending}”. Take .csv, .tsv, .parquet, .json or .ndjson: {path}", path = path.display())]
    ExportEnding {
        /// The ending, with its dot.
        ending: String,
        /// The file.
        path: PathBuf,
    },
    /// The first bytes are those of another format.
    #[error("The file is not {expected}, as its ending says, but {found}. Give it the right ending, or save it again: {path}", path = path.display())]
    Content {
        /// What the ending promises.
        expected: &'static str,
        /// What the first bytes say.
        found: &'static str,
        /// The file.
        path: PathBuf,
    },
    /// The text breaks the rules of its encoding.
    #[error("Line {line} is not text in {encoding}. Choose the encoding of the file, or correct the line: {path}", path = path.display())]
    Encoding {
        /// The line, from 1.
        line: usize,
        /// The encoding that the rest is in, or that was chosen.
        encoding: String,
        /// The file.
        path: PathBuf,
    },
    /// The file breaks the rules of its format.
    #[error("The file cannot be understood: {message}. Correct it, or save it again: {path}", path = path.display())]
    Malformed {
        /// What is wrong, as the reader of the format says it.
        message: String,
        /// The file.
        path: PathBuf,
    },
    /// A value does not fit the kind that was chosen for its column.
    #[error("The column “{name}” cannot be read as {wanted}: line {line} holds “{value}”. Choose another kind, or correct the value: {path}", path = path.display())]
    WrongValue {
        /// The column.
        name: String,
        /// The kind that was chosen.
        wanted: Kind,
        /// The line, or the row where there are no lines, from 1.
        line: usize,
        /// The first value that does not fit.
        value: String,
        /// The file.
        path: PathBuf,
    },
    /// A choice of how to read a file cannot be followed.
    #[error("{message}")]
    Options {
        /// Which one, and what to choose instead.
        message: String,
    },
    /// The system refused to read the file.
    #[error("The file cannot be read: {source}. Check its permissions: {path}", path = path.display())]
    Read {
        /// What the system said.
        source: io::Error,
        /// The file.
        path: PathBuf,
    },
    /// The system refused to write a file.
    #[error("{what} cannot be written: {source}. {advice}: {path}", advice = advice(source), path = path.display())]
    Write {
        /// What was to be written: "The snapshot".
        what: &'static str,
        /// What the system said.
        source: io::Error,
        /// The file or its folder.
        path: PathBuf,
    },
    /// What a file holds does not make a table.
    #[error("{problem} The file: {path}", path = path.display())]
    InFile {
        /// What is wrong.
        problem: Box<Self>,
        /// The file.
        path: PathBuf,
    },
    /// Two columns have the same name.
    #[error("Two columns are named “{name}”. Rename one of them.")]
    DuplicateColumn {
        /// The name.
        name: String,
    },
    /// A column has no name.
    #[error("Column {position} has no name. Give it one, or remove the column.")]
    UnnamedColumn {
        /// Its place, from 1.
        position: usize,
    },
    /// A column has more or fewer values than the others.
    #[error(
        "The column “{name}” has {rows} values, but the table has {expected} rows. Give every column one value per row."
    )]
    Length {
        /// The column.
        name: String,
        /// How many values it has.
        rows: usize,
        /// How many the first column has.
        expected: usize,
    },
    /// There is no column of this name.
    #[error("There is no column “{name}”. {}", suggestion(.known))]
    UnknownColumn {
        /// The name that was asked for.
        name: String,
        /// The columns that there are.
        known: Vec<String>,
    },
    /// A column holds something else than was asked for.
    #[error(
        "The column “{name}” holds values of kind {found}, but {wanted} is needed here. Choose another column."
    )]
    WrongKind {
        /// The column.
        name: String,
        /// What it holds.
        found: Kind,
        /// What is needed, in words.
        wanted: &'static str,
    },
    /// A column holds values that fit no [`Kind`].
    #[error(
        "The column “{name}” holds values of type {found}, which cannot be used. Convert it to numbers, text or times, or remove it."
    )]
    Unsupported {
        /// The column.
        name: String,
        /// The type, as the file calls it.
        found: String,
    },
    /// Two tables cannot be put one below the other.
    #[error("The tables do not fit together: {message}. Give them the same columns in step 2.")]
    Append {
        /// What differs.
        message: String,
    },
    /// A split that makes no sense.
    #[error("{message} Change the split in step 4.")]
    Split {
        /// What is wrong, as a sentence.
        message: String,
    },
    /// A query or a formula that cannot be understood or computed.
    #[error("{0}")]
    Sql(SqlError),
    /// A segment whose condition cannot be understood or does not fit the table.
    #[error("The segment “{name}” cannot be used: {message}")]
    Segment {
        /// Its name.
        name: String,
        /// What is wrong with its condition.
        message: String,
    },
    /// Rows that cannot be grouped.
    #[error("{message} Choose bins, a part of it, or another column in step 3.")]
    Groups {
        /// What is wrong, as a sentence.
        message: String,
    },
    /// A table cannot be held against an expectation.
    #[error("{message}. Change the expectation or the data in step 2.")]
    Expectation {
        /// What is wrong, as a sentence without its full stop.
        message: String,
    },
    /// A snapshot is not there.
    #[error("The snapshot is gone. Run step 2 again: {path}", path = path.display())]
    SnapshotGone {
        /// Where it should be.
        path: PathBuf,
    },
    /// A snapshot is not what it was when it was written.
    #[error("The snapshot is damaged: {message}. Run step 2 again: {path}", path = path.display())]
    SnapshotDamaged {
        /// What is wrong.
        message: String,
        /// Its file.
        path: PathBuf,
    },
    /// The engine below failed in a way that has no name of its own.
    #[error("The table cannot be worked on: {message}. Please report this as a defect.")]
    Engine {
        /// What the engine said.
        message: String,
    },
}

impl From<SqlError> for DataError {
    fn from(error: SqlError) -> Self {
        match error {
            SqlError::Cancelled(cancelled) => Self::Cancelled(cancelled),
            refused @ SqlError::Refused { .. } => Self::Sql(refused),
        }
    }
}

impl DataError {
    /// The same problem, with the file that it was found in.
    pub(super) fn within(self, path: &Path) -> Self {
        match self {
            Self::DuplicateColumn { .. }
            | Self::UnnamedColumn { .. }
            | Self::Unsupported { .. } => Self::InFile {
                problem: Box::new(self),
                path: path.to_owned(),
            },
            other => other,
        }
    }

    /// What the engine below said.
    pub(super) fn engine(message: &impl ToString) -> Self {
        Self::Engine {
            message: message.to_string(),
        }
    }

    /// A table that cannot be held against an expectation.
    pub(super) fn expectation(message: impl Into<String>) -> Self {
        Self::Expectation {
            message: message.into(),
        }
    }

    /// A split that makes no sense.
    pub(super) fn split(message: impl Into<String>) -> Self {
        Self::Split {
            message: message.into(),
        }
    }
}

/// What helps against this error when writing.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "The disk is full: make room, or choose another folder"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "Nothing may be written there: choose another folder, or change its permissions"
        }
        _ => "Check the folder",
    }
}

/// The known names, as far as they fit into a sentence.
fn suggestion(known: &[String]) -> String {
    const SHOWN: usize = 12;
    if known.is_empty() {
        return "The table has no columns.".to_owned();
    }
    let names = known
        .iter()
        .take(SHOWN)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ");
    let more = known.len().saturating_sub(SHOWN);
    if more > 0 {
        format!("Choose one of: {names} and {more} more.")
    } else {
        format!("Choose one of: {names}.")
    }
}
