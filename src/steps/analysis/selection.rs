use std::sync::Arc;

use super::{Target, TargetMean};
use crate::{
    data::{
        RowSet,
        brushing::{self, BinnedColumn, Brush},
    },
    terms::{Cancelled, Progress},
};

/// Rows that a formula chooses, beside what was brushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it chooses, in words: the name of a segment, or the groups that were clicked.
    pub words: String,
    /// The formula.
    pub formula: String,
    /// The rows for which it holds.
    pub rows: Arc<RowSet>,
}

/// The rows that all brushes and conditions choose together, and what every plot shows of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// The rows.
    pub rows: RowSet,
    /// How many they are.
    pub count: u64,
    /// What chose them, in words; empty if nothing did and all rows are chosen.
    pub words: Vec<String>,
    /// The same as one formula.
    pub formula: String,
    /// Of each column that is shown, the chosen rows in each of its bins.
    pub counts: Vec<Vec<u64>>,
    /// The mean answer of the chosen rows, if the project has a target.
    pub target: Option<TargetMean>,
}

/// Chooses the rows for which every brush and every condition holds.
///
/// # Errors
/// If somebody stops it.
///
/// # Panics
/// If columns, conditions or target are of tables of different length.
pub fn choose(
    columns: &[&BinnedColumn],
    (brushes, conditions): (&[Brush], &[Condition]),
    target: Option<&Target>,
    n_rows: usize,
    progress: &dyn Progress,
) -> Result<Selection, Cancelled> {
    let mut rows = brushing::select(columns, brushes, n_rows);
    for condition in conditions {
        rows = rows.and(&condition.rows);
    }
    progress.check()?;
    let counts = brushing::counts(columns, &rows, progress)?;
    progress.check()?;
    let words = brushes.iter().map(|brush| brush.words.clone());
    let more = conditions.iter().map(|condition| condition.words.clone());
    let formulas = brushes.iter().map(|brush| brush.condition.clone());
    let others = conditions
        .iter()
        .map(|condition| format!("({})", condition.formula));
    Ok(Selection {
        count: rows.count() as u64,
        words: words.chain(more).collect(),
        formula: formulas.chain(others).collect::<Vec<_>>().join(" AND "),
        counts,
        target: target.map(|target| target.mean(&rows)),
        rows,
    })
}
