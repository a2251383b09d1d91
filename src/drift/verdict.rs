/// What is said about a column of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No more different than chance allows, and a large shift would have been seen.
    Stable,
    /// More different than the alarm budget allows.
    Drift,
    /// Too few rows: a large shift could have stayed unseen. The smallest one that could not is in
    /// [`super::ColumnDrift::smallest_shift`].
    Unknown,
}

impl Verdict {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Drift => "drift",
            Self::Unknown => "not enough data",
        }
    }
}
