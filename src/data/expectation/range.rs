use super::Seen;
use crate::{
    data::{DataError, RowSet, Table},
    terms::Info,
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "range",
    name: "Range",
    summary: "Every number lies within the limits, which themselves are allowed; gaps pass, so ask for completeness beside it.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

pub(super) fn check(least: Option<f64>, most: Option<f64>) -> Result<(), String> {
    match (least, most) {
        (None, None) => Err("A range has no limit. Give one in step 2.".to_owned()),
        (Some(least), Some(most)) if least > most => Err(format!(
            "A range cannot go from {least} to {most}. Change it in step 2."
        )),
        _ if [least, most]
            .into_iter()
            .flatten()
            .any(|limit| !limit.is_finite()) =>
        {
            Err("A limit of a range is not a number. Change it in step 2.".to_owned())
        }
        _ => Ok(()),
    }
}

pub(super) fn look(
    table: &Table,
    column: &str,
    (least, most): (Option<f64>, Option<f64>),
) -> Result<Seen, DataError> {
    let values = table.numbers(column)?;
    let outside = |row: usize| {
        let value: f64 = values[row];
        least.is_some_and(|least| value < least) || most.is_some_and(|most| value > most)
    };
    Ok(Seen::none_of(RowSet::of(values.len(), outside)))
}
