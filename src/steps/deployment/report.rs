use crate::data::ColumnInfo;

/// The version that was registered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// Name of the registered model.
    pub model: String,
    /// Its version.
    pub version: i64,
    /// The alias that points to it now.
    pub alias: String,
    /// Size of the package in bytes.
    pub bytes: u64,
    /// Learner and parameters in words.
    pub description: String,
    /// The raw columns that a request must carry.
    pub inputs: Vec<ColumnInfo>,
    /// A request that can be sent as it stands: the first test row.
    pub example: serde_json::Value,
    /// Whether the package answers row by row as it does in a batch.
    pub parity: Parity,
}

/// Online against batch, on a sample of test rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Parity {
    /// Rows compared.
    pub rows: u64,
    /// Rows whose answers differ in any bit.
    pub differing: u64,
}
