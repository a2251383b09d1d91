//! The way back from a prediction to the rows that its model was trained on.

use serde_json::{Value, json};

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

/// Follows the latest predictions of `model`, newest first.
pub(super) fn latest(store: &Store, model: &str) -> anyhow::Result<Vec<Lineage>> {
    let rows = store.predictions(model, LATEST)?;
    rows.into_iter()
        .map(|row| {
            let version = store.model_version(&row.model, row.version)?;
            Ok(Lineage {
                model: format!("{} v{}", row.model, row.version),
                prediction: row.id,
                at: row.at,
                inputs: row.inputs,
                outputs: row.outputs,
                origin: pairs(&version.lineage),
            })
        })
        .collect()
}
