use super::{Labels, PartReport, run};
use crate::{
    data::{
        Table,
        split::{self, Part, SplitRule},
    },
    steps::{StepError, problem},
};

/// What the parts of a split would hold, before anything is fitted.
///
/// # Errors
/// If the target does not fit the contract, or the rows cannot be split.
pub fn parts(
    table: &Table,
    problem: &problem::Params,
    rule: &SplitRule,
) -> Result<Vec<PartReport>, StepError> {
    let labels = Labels::of(table, problem)?;
    let parts = split::split(table, rule)?;
    let target = labels.numbers(&problem.positive);
    Part::ALL
        .into_iter()
        .map(|part| run::part_report(table, problem, (part, &parts), (&labels, &target)))
        .collect()
}
