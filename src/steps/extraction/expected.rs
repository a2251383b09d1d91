use super::Params;
use crate::{
    data::{
        Table,
        expectation::{self, Outcome, Severity},
    },
    steps::StepError,
    terms::Progress,
};

/// Holds the rows against what is expected of them.
///
/// # Errors
/// If they break an expectation that stops them, or somebody does.
pub(super) fn held(
    table: &Table,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Vec<Outcome>, StepError> {
    let outcomes = expectation::check(table, &params.expectations, progress)?;
    let broken: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed && outcome.expectation.severity == Severity::Stop)
        .map(|outcome| {
            let expect = outcome.expectation.expect.to_string();
            format!("{} ({})", expect.trim_end_matches('.'), outcome.summary())
        })
        .collect();
    if broken.is_empty() {
        return Ok(outcomes);
    }
    Err(StepError::Blocked(format!(
        "The rows are not taken, because they are not as expected: {}. The last good rows stay. Correct the source, or let the expectation only warn in step 2.",
        broken.join("; ")
    )))
}
