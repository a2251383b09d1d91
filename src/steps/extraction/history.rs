use super::{Change, Report, SourceReport};

/// An extraction that was replaced by a later one with other rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Past {
    /// The hash of its snapshot.
    pub snapshot: String,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: u64,
    /// When the newest of its files was last written, in microseconds since 1970-01-01, if that is
    /// known.
    pub modified: Option<i64>,
    /// What was otherwise than in the one before it.
    pub changes: Vec<Change>,
    /// Each of its sources. Extractions of older versions do not have this.
    #[serde(default)]
    pub sources: Vec<PastSource>,
}

/// A source as it was in an earlier extraction.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PastSource {
    /// Its name in the project.
    pub name: String,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: u64,
    /// When its file was last written, in microseconds since 1970-01-01, if that is known.
    pub modified: Option<i64>,
    /// Columns that were otherwise than in the extraction before it.
    pub changes: Vec<Change>,
}

impl From<&SourceReport> for PastSource {
    fn from(source: &SourceReport) -> Self {
        Self {
            name: source.name.clone(),
            rows: source.rows,
            columns: source.columns,
            modified: source.modified,
            changes: source.changes.clone().unwrap_or_default(),
        }
    }
}

/// How many are remembered.
const MOST: usize = 50;

/// The extractions before the one that kept `snapshot`, newest first, at most 50 of them.
///
/// Reading the same rows again adds nothing.
pub(super) fn history(before: Option<&Report>, snapshot: &str) -> Vec<Past> {
    let Some(before) = before else {
        return Vec::new();
    };
    if before.snapshot.id == snapshot {
        return before.history.clone();
    }
    let mut history = vec![Past {
        snapshot: before.snapshot.id.clone(),
        rows: before.rows,
        columns: before.columns.len() as u64,
        modified: before.modified(),
        changes: before.changes.clone().unwrap_or_default(),
        sources: before.sources.iter().map(PastSource::from).collect(),
    }];
    history.extend(before.history.iter().take(MOST - 1).cloned());
    history
}
