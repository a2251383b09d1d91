use super::Seen;
use crate::{
    data::{RowSet, Table},
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "row_count",
    name: "Number of rows",
    summary: "The number of rows of the whole data set lies within the limits: half a file or a file read twice is found.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

pub(super) fn check(least: Option<u64>, most: Option<u64>) -> Result<(), String> {
    match (least, most) {
        (None, None) => Err("A number of rows has no limit. Give one in step 2.".to_owned()),
        (Some(least), Some(most)) if least > most => Err(format!(
            "There cannot be {least} to {most} rows. Change it in step 2."
        )),
        _ => Ok(()),
    }
}

/// No single row is to blame.
pub(super) fn look(table: &Table, least: Option<u64>, most: Option<u64>) -> Seen {
    let n = table.n_rows() as u64;
    let few = least.filter(|least| n < *least);
    let many = most.filter(|most| n > *most);
    let limit = few.or(many).or(least).or(most);
    Seen {
        value: Figure::Value(n as f64),
        limit: limit.map_or_else(
            || Figure::not_computable("no limit"),
            |limit| Figure::Value(limit as f64),
        ),
        passed: few.is_none() && many.is_none(),
        failing: RowSet::none(table.n_rows()),
    }
}
