use super::CheckResult;
use crate::{
    data::{ColumnInfo, recipe::FittedRecipe, split::Part},
    terms::Figure,
};

/// What was done to which columns, and which rows went where.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The raw columns that models may use.
    pub features: Vec<ColumnInfo>,
    /// The prepared columns, in matrix order.
    pub outputs: Vec<String>,
    /// The raw columns behind each prepared one.
    pub sources: Vec<Vec<String>>,
    /// One entry per part of the split.
    pub parts: Vec<PartReport>,
    /// Rows without an answer; they are left out of training, validation and test.
    pub unlabelled: u64,
    /// The class names, sorted; empty for regression.
    pub classes: Vec<String>,
    /// The fitted recipe: what training learned about the columns.
    pub recipe: FittedRecipe,
    /// Whether figures from this split can be trusted.
    #[serde(default)]
    pub checks: Vec<CheckResult>,
}

/// One part of the split.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct PartReport {
    /// Which part.
    pub part: Part,
    /// All its rows.
    pub rows: u64,
    /// Those with an answer.
    pub labelled: u64,
    /// Mean of the target (share of the positive class, or mean value) over labelled rows.
    pub target_mean: Figure,
    /// First and last time, where the problem has a time column.
    pub period: Option<(String, String)>,
}
