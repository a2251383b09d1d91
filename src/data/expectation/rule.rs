use super::Seen;
use crate::{
    data::{DataError, Kind, Table, sql::Formula},
    terms::Info,
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "rule",
    name: "Rule",
    summary: "A formula over the columns of one row is not false: arrival >= departure. A row in which it is a gap passes, as with CHECK in SQL.",
    reference: "ISO/IEC 9075-2, \"Foundation\", check constraints",
};

pub(super) fn check(condition: &str) -> Result<(), String> {
    if condition.trim().is_empty() {
        return Err("A rule is empty. Write a condition in step 2.".to_owned());
    }
    Ok(())
}

pub(super) fn look(table: &Table, condition: &str) -> Result<Seen, DataError> {
    let columns = table.columns();
    let formula = Formula::parse(condition, columns)?;
    if formula.kind() != Kind::Boolean {
        return Err(DataError::expectation(format!(
            "“{condition}” gives values of kind {}, not true or false",
            formula.kind()
        )));
    }
    let broken = Formula::parse(&format!("NOT ({condition})"), columns)?;
    Ok(Seen::none_of(broken.matches(table)?))
}
