use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{ExperimentMeta, META, RunMeta, TRAIN, VALIDATION};
use crate::{
    terms::{Figure, Progress},
    workbench::experiments::Record,
};

/// What an MLflow folder held.
#[derive(Debug, Default)]
pub(in crate::workbench::experiments) struct Found {
    /// Its runs, as foreign experiments.
    pub(in crate::workbench::experiments) records: Vec<Record>,
    /// What could not be read.
    skipped: Vec<PathBuf>,
}

impl Found {
    /// What the user is told; `new` of them were not known before.
    pub(in crate::workbench::experiments) fn told(&self, new: usize) -> String {
        let known = match self.records.len() - new {
            0 => String::new(),
            known => format!("; {known} were there before"),
        };
        let skipped = self.skipped.first().map_or_else(String::new, |first| {
            let n = self.skipped.len();
            format!(
                "; {n} could not be read, the first of them {}",
                first.display()
            )
        });
        format!("{new} runs were taken in{known}{skipped}")
    }
}

/// The runs of every experiment below `root`, or below `root/mlruns`; deleted ones are left out.
///
/// # Errors
/// If the folder cannot be read or holds no run, or somebody stops it.
pub(in crate::workbench::experiments) fn import(
    root: &Path,
    progress: &dyn Progress,
) -> anyhow::Result<Found> {
    let inside = root.join("mlruns");
    let root = if inside.is_dir() { &inside } else { root };
    let mut found = Found::default();
    for folder in folders(root)? {
        progress.check()?;
        let Some(experiment) = meta::<ExperimentMeta>(&folder, &mut found) else {
            continue;
        };
        if experiment.lifecycle_stage == "deleted" {
            continue;
        }
        for run in folders(&folder)? {
            progress.check()?;
            if let Some(meta) = meta::<RunMeta>(&run, &mut found)
                && meta.lifecycle_stage != "deleted"
            {
                let record = record(root, &run, meta, &mut found);
                found.records.push(record);
            }
        }
    }
    anyhow::ensure!(
        !found.records.is_empty(),
        "There is no MLflow run in this folder. Choose the one that MLflow calls mlruns: {}",
        root.display()
    );
    Ok(found)
}

/// What a `meta.yaml` says; a folder without one is neither experiment nor run.
fn meta<T: serde::de::DeserializeOwned>(folder: &Path, found: &mut Found) -> Option<T> {
    let path = folder.join(META);
    let text = fs::read_to_string(&path).ok()?;
    let meta = serde_yaml_ng::from_str(&text).ok();
    if meta.is_none() {
        found.skipped.push(path);
    }
    meta
}

fn record(root: &Path, run: &Path, meta: RunMeta, found: &mut Found) -> Record {
    let mut params = texts(&run.join("params"), found);
    let tags = texts(&run.join("tags"), found);
    let tag = |name: &str| {
        let found = tags.iter().find(|(key, _)| key == name);
        found.map_or_else(String::new, |(_, value)| value.clone())
    };
    // Of our own, as this names the learner and not a parameter.
    let learner = params.iter().position(|(name, _)| name == "learner");
    let learner = learner.map_or_else(String::new, |place| params.remove(place).1);
    let (mut validation, mut train) = (Vec::new(), Vec::new());
    for (name, text) in texts(&run.join("metrics"), found) {
        let figure = last(&text);
        match (name.strip_prefix(VALIDATION), name.strip_prefix(TRAIN)) {
            (Some(id), _) => validation.push((id.to_owned(), figure)),
            (_, Some(id)) => train.push((id.to_owned(), figure)),
            _ => validation.push((name, figure)),
        }
    }
    let started = meta.start_time.unwrap_or(0);
    let seconds = meta
        .end_time
        .map_or(0.0, |end| (end - started) as f64 / 1000.0);
    let program = tag("nonagon.program");
    Record {
        name: [meta.run_name, tag("mlflow.runName"), meta.run_id.clone()]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default(),
        learner,
        params,
        metric: String::new(),
        score: Figure::not_computable("it was made elsewhere"),
        interval: None,
        train,
        validation,
        folds: Vec::new(),
        share: 1.0,
        seconds,
        run_seconds: seconds,
        cpu_seconds: None,
        peak_bytes: None,
        snapshot: tag("nonagon.snapshot"),
        fingerprint: if meta.run_id.is_empty() {
            meta.run_uuid
        } else {
            meta.run_id
        },
        program: if program.is_empty() {
            "MLflow".to_owned()
        } else {
            program
        },
        started_at: started * 1000,
        model_hash: String::new(),
        source: root.display().to_string(),
        setup: None,
    }
}

/// The value that was logged last: of the highest step, then of the latest time.
fn last(text: &str) -> Figure {
    let value = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let at: i64 = words.next()?.parse().ok()?;
            let value: f64 = words.next()?.parse().ok()?;
            let step: i64 = words.next().map_or(Some(0), |word| word.parse().ok())?;
            Some(((step, at), value))
        })
        .max_by_key(|(place, _)| *place);
    value.map_or_else(
        || Figure::not_computable("MLflow holds no value"),
        |(_, value)| Figure::finite(value, "MLflow holds no finite value"),
    )
}

/// The files below `folder` by their path within it, each with its text.
fn texts(folder: &Path, found: &mut Found) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&next) else {
            continue;
        };
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.strip_prefix(folder).ok().and_then(Path::to_str);
            if path.is_dir() {
                waiting.push(path);
            } else if let (Some(name), Ok(text)) = (name, fs::read_to_string(&path)) {
                texts.push((name.replace('\\', "/"), text));
            } else {
                found.skipped.push(path);
            }
        }
    }
    texts.sort();
    texts
}

/// The folders within a folder, in the order of their names.
fn folders(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(root).with_context(|| {
        format!(
            "The MLflow folder cannot be read. Choose another folder: {}",
            root.display()
        )
    })?;
    let mut folders: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    Ok(folders)
}
