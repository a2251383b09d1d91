use super::{Expect, Seen};
use crate::{
    data::{DataError, Table},
    terms::{Figure, Progress},
};

/// So many failing rows are named, the first ones; all are counted.
pub const FAILING_ROWS: usize = 1000;

/// Something that a table should hold, and what happens if it does not.
///
/// In a project file: `{ severity = "stop", expect = { kind = "range", column = "age", least = 0.0 } }`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// What happens where it is not met.
    #[serde(default)]
    pub severity: Severity,
    /// What is expected.
    pub expect: Expect,
}

/// What happens where an expectation is not met.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It is told.
    #[default]
    Warn,
    /// The rows are not taken; the last good ones stay.
    Stop,
}

impl Severity {
    /// Both, the milder first.
    pub const ALL: [Self; 2] = [Self::Warn, Self::Stop];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Stop => "stop",
        }
    }
}

/// Whether a table held what was expected.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Outcome {
    /// What was expected.
    pub expectation: Expectation,
    /// What was seen: a share, a number of rows or days, as the kind says; not computable where the
    /// column is missing or of another kind.
    pub value: Figure,
    /// What it was held against, in the same unit.
    pub limit: Figure,
    /// Whether it was met. What could not be looked at was not.
    pub passed: bool,
    /// Rows that do not hold it.
    pub failing: u64,
    /// The first [`FAILING_ROWS`] of them, by their number in the table, from 0.
    pub rows: Vec<u32>,
}

impl Outcome {
    /// What was seen, as a sentence part: "5 rows do not, the first is row 17".
    pub fn summary(&self) -> String {
        match (&self.value, self.rows.first()) {
            (Figure::NotComputable { reason }, _) => reason.clone(),
            (_, Some(first)) if self.failing == 1 => format!("row {} does not", first + 1),
            (_, Some(first)) => format!(
                "{} rows do not, the first is row {}",
                self.failing,
                first + 1
            ),
            (value, None) => format!("{value:.4} was seen, the limit is {:.4}", self.limit),
        }
    }
}

/// Holds `table` against each of `expectations`, in their order.
///
/// # Errors
/// Only if somebody stops it: what cannot be looked at is an outcome, too.
pub fn check(
    table: &Table,
    expectations: &[Expectation],
    progress: &dyn Progress,
) -> Result<Vec<Outcome>, DataError> {
    let mut outcomes = Vec::with_capacity(expectations.len());
    for (i, expectation) in expectations.iter().enumerate() {
        progress.check()?;
        progress.report(
            i as f32 / expectations.len() as f32,
            "Holding rows against expectations",
        );
        outcomes.push(outcome(expectation, expectation.expect.look(table)));
    }
    Ok(outcomes)
}

fn outcome(expectation: &Expectation, seen: Result<Seen, DataError>) -> Outcome {
    let expectation = expectation.clone();
    match seen {
        Ok(seen) => Outcome {
            expectation,
            value: seen.value,
            limit: seen.limit,
            passed: seen.passed,
            failing: seen.failing.count() as u64,
            rows: seen
                .failing
                .iter()
                .take(FAILING_ROWS)
                .map(|row| row as u32)
                .collect(),
        },
        Err(err) => Outcome {
            expectation,
            value: Figure::not_computable(err.to_string()),
            limit: Figure::not_computable("it could not be looked at"),
            passed: false,
            failing: 0,
            rows: Vec::new(),
        },
    }
}
