use crate::drift::{Summary, Table, align, summary::walk};

/// Why sides of different kinds say nothing.
pub(super) const KINDS_DIFFER: &str = "one side holds numbers and the other categories";
/// Why a side without values says nothing.
pub(super) const NO_VALUES: &str = "one side has no values";

/// How often each value of either side occurs, rising, missing rows left out; or why not.
pub(super) fn values(reference: &Summary, current: &Summary) -> Result<Table, &'static str> {
    let mut table = Table::default();
    let mut push = |r, c| {
        table.reference.push(r);
        table.current.push(c);
    };
    match (reference, current) {
        (Summary::Numbers(r), Summary::Numbers(c)) => walk(r, c, |_, r, c| push(r, c)),
        (Summary::Categories(r), Summary::Categories(c)) => align(r, c, |_, r, c| push(r, c)),
        _ => return Err(KINDS_DIFFER),
    }
    match table.rows() {
        (0, _) | (_, 0) => Err(NO_VALUES),
        _ => Ok(table),
    }
}
