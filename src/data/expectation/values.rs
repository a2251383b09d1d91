use super::Seen;
use crate::{
    data::{DataError, RowSet, Table},
    stats::MISSING,
    terms::Info,
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "values",
    name: "Set of values",
    summary: "Every value is one of the list, letter by letter; gaps pass, so ask for completeness beside it.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

pub(super) fn check(column: &str, values: &[String]) -> Result<(), String> {
    if values.is_empty() {
        return Err(format!(
            "No value of “{column}” is allowed. Name some in step 2."
        ));
    }
    Ok(())
}

pub(super) fn look(table: &Table, column: &str, values: &[String]) -> Result<Seen, DataError> {
    let categories = table.categories(column)?;
    let known: Vec<bool> = categories
        .levels
        .iter()
        .map(|level| values.contains(level))
        .collect();
    let strange = |row: usize| match categories.codes[row] {
        MISSING => false,
        code => !known[code as usize],
    };
    Ok(Seen::none_of(RowSet::of(table.n_rows(), strange)))
}
