use std::collections::HashSet;

use super::Seen;
use crate::{
    data::{DataError, RowSet, Table, row_hashes},
    terms::Info,
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "uniqueness",
    name: "Uniqueness",
    summary: "No two rows agree in all of the columns; the number of rows that repeat an earlier one is counted. Rows with a gap in each of the columns are left out.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

pub(super) fn check(columns: &[String]) -> Result<(), String> {
    if columns.is_empty() {
        return Err("A uniqueness names no column. Choose one in step 2.".to_owned());
    }
    Ok(())
}

/// The failing rows are those that repeat an earlier one.
pub(super) fn look(table: &Table, columns: &[String]) -> Result<Seen, DataError> {
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let hashes = row_hashes(table, &names)?;
    let indices: Vec<usize> = names
        .iter()
        .map(|name| table.index_of(name))
        .collect::<Result<_, _>>()?;
    let mut seen = HashSet::with_capacity(hashes.len());
    let repeats: Vec<bool> = hashes
        .into_iter()
        .enumerate()
        .map(|(row, hash)| {
            let is_gap = indices.iter().all(|&index| table.is_null(row, index));
            !is_gap && !seen.insert(hash)
        })
        .collect();
    Ok(Seen::none_of(RowSet::of(table.n_rows(), |row| {
        repeats[row]
    })))
}
