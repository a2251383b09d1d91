use crate::data::{ColumnInfo, snapshot::Snapshot};

/// What was read, and under which hash it is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// One entry per source, in their order.
    pub sources: Vec<SourceReport>,
    /// Rows of the data set.
    pub rows: u64,
    /// Columns of the data set.
    pub columns: Vec<ColumnInfo>,
    /// The immutable copy that every later step reads.
    pub snapshot: Snapshot,
}

/// What one source held.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceReport {
    /// Its name in the project.
    pub name: String,
    /// Where it was read from.
    pub path: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// Columns read.
    pub columns: u64,
}
