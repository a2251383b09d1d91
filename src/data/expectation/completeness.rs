use super::Seen;
use crate::{
    data::{DataError, RowSet, Table},
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "completeness",
    name: "Completeness",
    summary: "The share of rows with a value, 0 to 1; a value that stands for a gap, such as −1 or “n/a”, counts as a value.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

pub(super) fn check(at_least: f64) -> Result<(), String> {
    if (0.0..=1.0).contains(&at_least) {
        return Ok(());
    }
    Err(format!(
        "A completeness is a share from 0 to 1, not {at_least}. Change it in step 2."
    ))
}

/// A table without rows is complete.
pub(super) fn look(table: &Table, column: &str, at_least: f64) -> Result<Seen, DataError> {
    let index = table.index_of(column)?;
    let n = table.n_rows();
    let failing = RowSet::of(n, |row| table.is_null(row, index));
    let share = 1.0 - failing.count() as f64 / n.max(1) as f64;
    Ok(Seen {
        value: Figure::Value(share),
        limit: Figure::Value(at_least),
        passed: share >= at_least,
        failing,
    })
}
