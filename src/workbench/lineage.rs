//! The way back from a prediction to the rows that its model was trained on.

use std::path::Path;

use serde_json::{Value, json};

use super::inference;
use crate::{
    automation::{Project, Results},
    steps::Step,
    store::Store,
};

/// How many of the latest predictions are followed.
const LATEST: usize = 50;

/// One prediction and everything behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The prediction's own id, as the client got it.
    pub prediction: String,
    /// When it was made, in microseconds since the epoch.
    pub at: i64,
    /// What was asked.
    pub inputs: String,
    /// What was answered.
    pub outputs: String,
    /// "flights v3".
    pub model: String,
    /// What the version was made from: project, training, recipe, snapshot, source.
    pub origin: Vec<(String, String)>,
}

/// What a version is made from, to be kept beside it.
pub(super) fn of(project: &Project, results: &Results, project_id: i64) -> Value {
    let fingerprint = |step: Step| {
        let found = results.fingerprint(step);
        found.map(ToString::to_string).unwrap_or_default()
    };
    let sources: Vec<String> = project
        .extraction
        .sources
        .iter()
        .map(|source| source.location.clone())
        .collect();
    json!([
        ["project", format!("{} (number {project_id})", project.name)],
        ["evaluation", fingerprint(Step::Evaluation)],
        ["training", fingerprint(Step::Training)],
        ["recipe", fingerprint(Step::Preparation)],
        [
            "snapshot",
            results
                .extraction
                .as_ref()
                .map(|done| done.report.snapshot.id.clone())
        ],
        ["source", sources.join(", ")],
        ["program", concat!("nonagon ", env!("CARGO_PKG_VERSION"))],
    ])
}

/// Reads what [`of`] gave; nothing where another version wrote something else.
pub(super) fn pairs(json: &str) -> Vec<(String, String)> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Follows the latest predictions of `model` in the folder of a workspace, newest first.
pub(super) fn latest(store: &Store, workspace: &Path, model: &str) -> anyhow::Result<Vec<Lineage>> {
    let mut found = Vec::new();
    for part in inference::answered(store, workspace, model, LATEST)? {
        let origin = pairs(&store.model_version(model, part.version)?.lineage);
        let n = part.ids.len();
        for row in n.saturating_sub(LATEST)..n {
            found.push(Lineage {
                model: format!("{model} v{}", part.version),
                prediction: part.ids[row].to_string(),
                at: part.at[row],
                inputs: part.inputs_of(row).to_string(),
                outputs: part.outputs_of(row).to_string(),
                origin: origin.clone(),
            });
        }
    }
    // Until there was a log beside the database, predictions were kept in it.
    for row in store.predictions(model, LATEST)? {
        let version = store.model_version(&row.model, row.version)?;
        found.push(Lineage {
            model: format!("{} v{}", row.model, row.version),
            prediction: row.id,
            at: row.at,
            inputs: row.inputs,
            outputs: row.outputs,
            origin: pairs(&version.lineage),
        });
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.at));
    found.truncate(LATEST);
    Ok(found)
}
