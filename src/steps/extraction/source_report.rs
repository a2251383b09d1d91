use super::{Change, Input, Loaded, Params, schema_check::shape};
use crate::data::{ColumnInfo, Detected, Kind, Table};

/// What one source held.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SourceReport {
    /// Its name in the project.
    pub name: String,
    /// Where it was read from.
    pub path: String,
    /// Size of the file in bytes; 0 for a server.
    pub bytes: u64,
    /// Rows read.
    pub rows: u64,
    /// Columns read.
    pub columns: u64,
    /// When the file was last written, in microseconds since 1970-01-01, if that is known.
    #[serde(default)]
    pub modified: Option<i64>,
    /// What was found out while reading it.
    #[serde(default)]
    pub detected: Detected,
    /// Its columns.
    #[serde(default)]
    pub infos: Vec<ColumnInfo>,
    /// The latest time in its first column of times.
    #[serde(default)]
    pub newest: Option<Newest>,
    /// Columns that are otherwise than when it was read before; nothing if it was not.
    #[serde(default)]
    pub changes: Option<Vec<Change>>,
}

/// How far the rows of a source go.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Newest {
    /// The column of times.
    pub column: String,
    /// Its latest one, in microseconds since 1970-01-01.
    pub time: i64,
}

/// What every source held, in their order: also of those that were read before only.
pub(super) fn sources(input: &Input<'_>, params: &Params) -> Vec<SourceReport> {
    let before = input
        .before
        .as_ref()
        .map_or(&[][..], |before| &before.report.sources);
    let mut loaded = input.loaded.iter().peekable();
    let mut reports = Vec::with_capacity(params.sources.len());
    for source in &params.sources {
        if let Some(read) = loaded.next_if(|read| read.name == source.name) {
            let known = before.iter().find(|known| known.name == read.name);
            reports.push(report(read, known));
        } else if let Some(known) = before.iter().find(|known| known.path == source.location) {
            reports.push(known.clone());
        }
    }
    reports
}

fn report(loaded: &Loaded, before: Option<&SourceReport>) -> SourceReport {
    let infos = loaded.table.columns().to_vec();
    // Reports of older versions do not know the columns.
    let before = before.filter(|before| !before.infos.is_empty());
    SourceReport {
        name: loaded.name.clone(),
        path: loaded.path.clone(),
        bytes: loaded.bytes,
        rows: loaded.table.n_rows() as u64,
        columns: infos.len() as u64,
        modified: loaded.modified,
        detected: loaded.detected.clone(),
        newest: newest(&loaded.table),
        changes: before.map(|before| shape(&before.infos, &infos)),
        infos,
    }
}

fn newest(table: &Table) -> Option<Newest> {
    let mut columns = table.columns().iter();
    let column = &columns.find(|column| column.kind == Kind::Time)?.name;
    Some(Newest {
        column: column.clone(),
        time: table.latest(column)?,
    })
}
