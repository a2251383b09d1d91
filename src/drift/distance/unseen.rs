use crate::{
    drift::Table,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "unseen",
    name: "Unseen categories",
    summary: "Share of rows whose category the reference does not have, 0 to 1: rows about which the model learned nothing.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

/// Share of current rows with a category that the reference does not have.
///
/// Measures: rows about whose category the model cannot have learned anything, 0 to 1 of all
/// current rows. Missing is not a category here: see the missing rate.
/// Empty side: not computable. Constant: 0 or 1. NaN: not unseen.
/// Misleads: a column of names or numbers has new values all the time. Prefer then: nothing; leave
/// such a column out. Reference: Schelter et al. 2018, "Automating large-scale data quality
/// verification".
pub fn unseen(table: &Table) -> Figure {
    let (_, m) = table.rows();
    let missing = if table.reference_missing == 0 {
        table.current_missing
    } else {
        0
    };
    let new = table
        .reference
        .iter()
        .zip(&table.current)
        .filter(|(r, _)| **r == 0);
    let rows: u64 = new.map(|(_, c)| c).sum();
    Figure::finite((rows - missing) as f64 / m as f64, super::NO_ROWS)
}
