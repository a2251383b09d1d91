//! What endpoints answered with a model, as a prediction log.

use std::path::PathBuf;

use anyhow::Context as _;

use super::{output::Output, registered};
use crate::{data::Table, steps::monitoring::log::Roles, workbench::answered};

/// The rows that the newest version of `model` answered, with its name; fills in the roles that
/// follow from it.
pub(super) fn read(
    (model, workspace): (&str, Option<&PathBuf>),
    roles: &mut Roles,
    output: &Output,
) -> anyhow::Result<(String, Table)> {
    let workspace = registered::workspace(workspace, output)?;
    let parts = answered(workspace.store(), workspace.dir(), model, usize::MAX)?;
    let rows: usize = parts.iter().map(|part| part.at.len()).sum();
    let newest = parts
        .into_iter()
        .max_by_key(|part| (part.version, part.at.last().copied()));
    let newest = newest.with_context(|| {
        format!("No endpoint has answered with “{model}” yet. Check the name and --workspace.")
    })?;
    let others = rows - newest.at.len();
    if others > 0 {
        output.remark(&format!(
            "{others} rows were answered by other versions, or had other columns, and are left out."
        ));
    }
    let unlabelled = newest.labels.iter().filter(|label| label.is_none()).count();
    if roles.target.is_some() && unlabelled > 0 {
        output.remark(&format!(
            "The labels of {unlabelled} of {} rows have not come yet.",
            newest.labels.len()
        ));
    }
    if roles.prediction.is_none() {
        roles.prediction = Some("prediction".to_owned());
    }
    if roles.probabilities.is_empty() {
        let of = |class: &String| (Some(class.clone()), format!("probability of {class}"));
        roles.probabilities = newest.classes.iter().map(of).collect();
    }
    let table = newest.table(roles.timestamp.as_deref(), roles.target.as_deref())?;
    Ok((format!("{model} v{}", newest.version), table))
}
