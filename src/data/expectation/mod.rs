//! What a table is expected to hold, and which rows do not.

mod column_kind;
mod completeness;
mod draft;
mod expect;
mod outcome;
mod pattern;
mod range;
mod row_count;
mod rule;
mod time;
mod uniqueness;
mod values;

pub use self::{
    draft::draft,
    expect::{Expect, ExpectKind},
    outcome::{Expectation, FAILING_ROWS, Outcome, Severity, check},
};
use super::RowSet;
use crate::terms::Figure;

/// What an expectation saw.
struct Seen {
    /// The figure that decides.
    value: Figure,
    /// What it is held against, in the same unit.
    limit: Figure,
    /// Whether it is as expected.
    passed: bool,
    /// The rows to blame; none where no single row is.
    failing: RowSet,
}

impl Seen {
    /// Rows that must not be: as expected where there are none.
    fn none_of(failing: RowSet) -> Self {
        let n = failing.count();
        Self {
            value: Figure::Value(n as f64),
            limit: Figure::Value(0.0),
            passed: n == 0,
            failing,
        }
    }
}
