//! Runs in the folders of MLflow's file store: `experiment/run/{params,metrics,tags}/name`, with a
//! `meta.yaml` for each experiment and run.
//!
//! Reference: MLflow, `mlflow.store.tracking.file_store`.

mod export;
mod import;

pub(super) use self::{export::export, import::import};

/// The description of an experiment or a run.
const META: &str = "meta.yaml";
/// Leads the names of metrics on the validation part.
const VALIDATION: &str = "validation.";
/// Leads the names of metrics on the training part.
const TRAIN: &str = "train.";

/// `meta.yaml` of an experiment.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct ExperimentMeta {
    artifact_location: String,
    creation_time: i64,
    experiment_id: String,
    last_update_time: i64,
    lifecycle_stage: String,
    name: String,
}

/// `meta.yaml` of a run.
#[derive(Debug, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
struct RunMeta {
    artifact_uri: String,
    end_time: Option<i64>,
    entry_point_name: String,
    experiment_id: String,
    lifecycle_stage: String,
    run_id: String,
    run_name: String,
    run_uuid: String,
    source_name: String,
    source_type: i64,
    source_version: String,
    start_time: Option<i64>,
    status: i64,
    tags: Vec<String>,
    user_id: String,
}

/// Names may hold letters, digits, `_ - . / :` and spaces; anything else becomes `_`.
fn name(text: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-. ".contains(c);
    let name: String = text
        .chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect();
    // `.` and `..` are folders.
    let trimmed = name.trim().trim_start_matches('.');
    if trimmed.is_empty() {
        "_".to_owned()
    } else {
        trimmed.to_owned()
    }
}

#[cfg(test)]
mod tests;
