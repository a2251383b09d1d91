use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{ExperimentMeta, META, RunMeta, TRAIN, VALIDATION, name};
use crate::{
    data,
    terms::{Figure, Progress},
    workbench::experiments::Experiment,
};

/// MLflow's number for a run that has ended well.
const FINISHED: i64 = 3;
/// MLflow's number for runs that were not started by one of its own ways.
const LOCAL: i64 = 4;

/// Writes `list` as runs of the MLflow experiment `project` below `root`, and says how many. What
/// was written before is written over; runs of others stay.
///
/// # Errors
/// If a file cannot be written, or somebody stops it.
pub(in crate::workbench::experiments) fn export(
    root: &Path,
    project: &str,
    list: &[Experiment],
    progress: &dyn Progress,
) -> anyhow::Result<usize> {
    let root = std::path::absolute(root)?;
    let (id, folder) = experiment(&root, project, list)?;
    for (n, experiment) in list.iter().enumerate() {
        progress.check()?;
        progress.report(n as f32 / list.len() as f32, "Writing runs");
        run((&id, &folder), project, experiment)?;
    }
    Ok(list.len())
}

/// The id and folder of the experiment with this name; made if there is none.
fn experiment(
    root: &Path,
    project: &str,
    list: &[Experiment],
) -> anyhow::Result<(String, PathBuf)> {
    fs::create_dir_all(root).with_context(|| unwritable(root))?;
    for entry in fs::read_dir(root)? {
        let folder = entry?.path();
        let Ok(text) = fs::read_to_string(folder.join(META)) else {
            continue;
        };
        if let Ok(meta) = serde_yaml_ng::from_str::<ExperimentMeta>(&text)
            && meta.name == project
        {
            return Ok((meta.experiment_id, folder));
        }
    }
    // MLflow's own ids are 18 digits, too.
    let hash = data::fingerprint(&["mlflow", project]).to_string();
    let number = u64::from_str_radix(hash.get(..15).unwrap_or("1"), 16).unwrap_or(1);
    let id = format!("{:018}", number % 1_000_000_000_000_000_000);
    let folder = root.join(&id);
    let times = || list.iter().map(|one| one.created_at / 1000);
    let meta = ExperimentMeta {
        artifact_location: format!("file://{}", folder.display()),
        creation_time: times().min().unwrap_or(0),
        experiment_id: id.clone(),
        last_update_time: times().max().unwrap_or(0),
        lifecycle_stage: "active".to_owned(),
        name: project.to_owned(),
    };
    write(&folder.join(META), &serde_yaml_ng::to_string(&meta)?)?;
    Ok((id, folder))
}

fn run((id, folder): (&str, &Path), project: &str, experiment: &Experiment) -> anyhow::Result<()> {
    let record = &experiment.record;
    let number = experiment.id.to_string();
    let started = record.started_at / 1000;
    let hash = data::fingerprint(&[project, &number, &record.fingerprint]).to_string();
    let run_id = hash.get(..32).unwrap_or(&hash).to_owned();
    let folder = folder.join(&run_id);
    for kind in ["params", "metrics", "tags", "artifacts"] {
        let inside = folder.join(kind);
        fs::create_dir_all(&inside).with_context(|| unwritable(&inside))?;
    }
    for (key, value) in params(experiment) {
        write(&folder.join("params").join(name(&key)), &value)?;
    }
    for (key, values) in metrics(experiment) {
        let lines: Vec<String> = values
            .iter()
            .enumerate()
            .map(|(step, value)| format!("{started} {value} {step}"))
            .collect();
        write(&folder.join("metrics").join(name(&key)), &lines.join("\n"))?;
    }
    let run_name = format!("{} {number}", record.title());
    for (key, value) in tags(experiment, &run_name)? {
        write(&folder.join("tags").join(name(&key)), &value)?;
    }
    let meta = RunMeta {
        artifact_uri: format!("file://{}", folder.join("artifacts").display()),
        end_time: Some(started + (record.run_seconds * 1000.0) as i64),
        experiment_id: id.to_owned(),
        lifecycle_stage: "active".to_owned(),
        run_id: run_id.clone(),
        run_name,
        run_uuid: run_id,
        source_type: LOCAL,
        start_time: Some(started),
        status: FINISHED,
        user_id: "nonagon".to_owned(),
        ..RunMeta::default()
    };
    // Last: a run without it is not seen, so none is seen half written.
    write(&folder.join(META), &serde_yaml_ng::to_string(&meta)?)
}

fn params(experiment: &Experiment) -> Vec<(String, String)> {
    let record = &experiment.record;
    let mut params = record.params.clone();
    params.push(("learner".to_owned(), record.learner.clone()));
    if let Some(setup) = &record.setup {
        params.push(("seed".to_owned(), setup.training.seed.to_string()));
        params.push(("resampling".to_owned(), setup.training.resampling.summary()));
    }
    params
}

/// Every metric with one value, or one for each fold.
fn metrics(experiment: &Experiment) -> Vec<(String, Vec<f64>)> {
    let record = &experiment.record;
    let mut metrics = Vec::new();
    for (prefix, figures) in [(VALIDATION, &record.validation), (TRAIN, &record.train)] {
        let known = figures
            .iter()
            .filter_map(|(id, figure)| Some((format!("{prefix}{id}"), vec![figure.value()?])));
        metrics.extend(known);
    }
    if let Some(first) = record.folds.first() {
        for (place, (metric, _)) in first.metrics.iter().enumerate() {
            let of = record
                .folds
                .iter()
                .filter_map(|fold| fold.metrics.get(place));
            let values: Vec<f64> = of.filter_map(|(_, figure)| figure.value()).collect();
            if let Figure::Value(mean) = record.figure(metric.id()) {
                metrics.push((format!("mean.{}", metric.id()), vec![mean]));
                metrics.push((format!("fold.{}", metric.id()), values));
            }
        }
    }
    metrics.push(("seconds".to_owned(), vec![record.seconds]));
    metrics.extend(
        record
            .cpu_seconds
            .map(|n| ("run_cpu_seconds".to_owned(), vec![n])),
    );
    let peak = record.peak_bytes.map(|bytes| bytes as f64);
    metrics.extend(peak.map(|n| ("run_peak_bytes".to_owned(), vec![n])));
    metrics
}

fn tags(experiment: &Experiment, run_name: &str) -> anyhow::Result<Vec<(String, String)>> {
    let record = &experiment.record;
    let mut tags = vec![
        ("mlflow.runName", run_name.to_owned()),
        ("mlflow.source.name", "nonagon".to_owned()),
        ("mlflow.source.type", "LOCAL".to_owned()),
        ("mlflow.note.content", experiment.note.clone()),
        ("nonagon.kind", experiment.kind.id().to_owned()),
        ("nonagon.run", experiment.run.to_string()),
        ("nonagon.program", record.program.clone()),
        ("nonagon.snapshot", record.snapshot.clone()),
        ("nonagon.fingerprint", record.fingerprint.clone()),
    ];
    if let Some(setup) = &record.setup {
        let recipe = serde_json::to_string(&setup.preparation)?;
        tags.push(("nonagon.preparation", recipe));
        tags.push(("nonagon.problem", serde_json::to_string(&setup.problem)?));
    }
    let mut tags: Vec<(String, String)> = tags
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect();
    let own = experiment.tags.iter();
    tags.extend(own.map(|tag| (format!("tag {tag}"), tag.clone())));
    Ok(tags)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| unwritable(folder))?;
    }
    fs::write(path, text).with_context(|| unwritable(path))
}

fn unwritable(path: &Path) -> String {
    format!(
        "The MLflow folder cannot be written. Choose another folder: {}",
        path.display()
    )
}
