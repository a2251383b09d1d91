use super::Seen;
use crate::{
    data::{DataError, Kind, RowSet, Table},
    terms::{Figure, Info},
};

/// What pickers and help say.
pub(super) const INFO: Info = Info {
    id: "type",
    name: "Type",
    summary: "The column is there and holds values of the kind; whole numbers pass as decimals, and a column without any value passes as anything.",
    reference: "Schelter et al. 2018, \"Automating large-scale data quality verification\"",
};

/// No single row is to blame.
pub(super) fn look(table: &Table, column: &str, holds: Kind) -> Result<Seen, DataError> {
    let index = table.index_of(column)?;
    let found = table.columns()[index].kind;
    let empty = || (0..table.n_rows()).all(|row| table.is_null(row, index));
    let fits = found == holds || (holds == Kind::Decimal && found == Kind::Integer) || empty();
    if !fits {
        return Err(DataError::expectation(format!(
            "“{column}” holds values of kind {found}, not {holds}"
        )));
    }
    Ok(Seen {
        value: Figure::Value(1.0),
        limit: Figure::Value(1.0),
        passed: true,
        failing: RowSet::none(table.n_rows()),
    })
}
