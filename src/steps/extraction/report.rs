use super::{Change, Domain, Past, SourceReport};
use crate::{
    data::{ColumnInfo, expectation::Outcome, snapshot::Snapshot},
    steps::StoredFeatures,
};

/// What was read, and under which hash it is kept.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// One entry per source, in their order.
    pub sources: Vec<SourceReport>,
    /// Rows of the data set.
    pub rows: u64,
    /// Columns of the data set.
    pub columns: Vec<ColumnInfo>,
    /// The immutable copy that every later step reads.
    pub snapshot: Snapshot,
    /// What each column holds, for the comparison with the next extraction.
    #[serde(default)]
    pub domains: Vec<Domain>,
    /// What is otherwise than in the extraction before; nothing if there was none.
    #[serde(default)]
    pub changes: Option<Vec<Change>>,
    /// That the rows are a sample, and of how many.
    #[serde(default)]
    pub sampled: Option<Sampled>,
    /// How many rows were put below those from before.
    #[serde(default)]
    pub appended: Option<u64>,
    /// Whether the rows are as expected, one entry per expectation.
    #[serde(default)]
    pub expectations: Vec<Outcome>,
    /// The extractions before, newest first.
    #[serde(default)]
    pub history: Vec<Past>,
    /// What the feature store put beside the rows.
    #[serde(default)]
    pub features: Option<JoinedFeatures>,
}

/// Features that were put beside the rows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct JoinedFeatures {
    /// What they are.
    pub stored: StoredFeatures,
    /// Rows that asked.
    pub rows: u64,
    /// Rows that every view knew something of.
    pub given: u64,
}

impl Report {
    /// When the newest file was last written, in microseconds since 1970-01-01, if that is known.
    pub fn modified(&self) -> Option<i64> {
        let sources = self.sources.iter();
        sources.filter_map(|source| source.modified).max()
    }
}

/// That a data set is a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sampled {
    /// How many rows there were.
    pub of: u64,
    /// The lot that drew them.
    pub seed: u64,
}
