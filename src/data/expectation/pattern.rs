use regex::Regex;

use super::Seen;
use crate::{
    data::{DataError, RowSet, Table},
    stats::MISSING,
    terms::Info,
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "pattern",
    name: "Pattern",
    summary: "Every value matches a regular expression from its first to its last letter; gaps pass, so ask for completeness beside it.",
    reference: "the crate regex, \"Syntax\"",
};

/// `pattern` for whole values.
pub(super) fn regex(pattern: &str) -> Result<Regex, String> {
    Regex::new(&format!("^(?:{pattern})$")).map_err(|_whole| match Regex::new(pattern) {
        // The error of the pattern as it was typed, without what was put around it.
        Err(err) => {
            let text = err.to_string();
            let last = text.lines().last().unwrap_or_default();
            format!(
                "“{pattern}” is no regular expression: {}. Change it in step 2.",
                last.trim_start_matches("error: ")
            )
        }
        Ok(_) => format!("“{pattern}” cannot stand for a whole value. Change it in step 2."),
    })
}

pub(super) fn look(table: &Table, column: &str, pattern: &str) -> Result<Seen, DataError> {
    let regex = regex(pattern).map_err(DataError::expectation)?;
    let categories = table.categories(column)?;
    let fits: Vec<bool> = categories
        .levels
        .iter()
        .map(|level| regex.is_match(level))
        .collect();
    let other = |row: usize| match categories.codes[row] {
        MISSING => false,
        code => !fits[code as usize],
    };
    Ok(Seen::none_of(RowSet::of(table.n_rows(), other)))
}
