//! `nonagon models`: what is registered.

use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    registered,
};
use crate::{
    metrics::Metric,
    store::{ModelVersionRow, Store},
    terms::Figure,
};

/// How many metrics of a version the terminal shows.
const SHOWN: usize = 3;

/// A model with its versions, newest first, and its aliases.
struct Entry {
    name: String,
    versions: Vec<ModelVersionRow>,
    aliases: Vec<(String, i64)>,
}

pub(super) fn run(args: &args::Models, output: &Output) -> Result<(), Exit> {
    let workspace = registered::workspace(args.workspace.as_ref(), output)?;
    let entries = entries(workspace.store())?;
    if args.json {
        let models: Vec<Value> = entries.iter().map(as_json).collect();
        output.json(&json!({ "models": models }));
        return Ok(());
    }
    if entries.is_empty() {
        output.line("No model is registered yet. Step 8 of a project registers one: nonagon run PROJECT --workspace DIR");
        return Ok(());
    }
    let titles = [
        "model",
        "version",
        "aliases",
        "registered",
        "on the test part",
    ];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    for entry in &entries {
        rows.extend(entry.versions.iter().map(|version| row(entry, version)));
    }
    for line in output::table(&rows) {
        output.line(&line);
    }
    Ok(())
}

fn entries(store: &Store) -> anyhow::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for name in store.model_names()? {
        let mut versions = store.model_versions(&name)?;
        versions.reverse();
        entries.push(Entry {
            aliases: store.aliases(&name)?,
            versions,
            name,
        });
    }
    Ok(entries)
}

impl Entry {
    /// The aliases that point to `version`.
    fn aliases_of(&self, version: i64) -> Vec<&str> {
        let found = self.aliases.iter().filter(|(_, to)| *to == version);
        found.map(|(alias, _)| alias.as_str()).collect()
    }
}

fn as_json(entry: &Entry) -> Value {
    let aliases: Map<String, Value> = entry
        .aliases
        .iter()
        .map(|(alias, version)| (alias.clone(), json!(version)))
        .collect();
    let version = |row: &ModelVersionRow| {
        let metrics = metrics(row).into_iter();
        let metrics = metrics.map(|(metric, figure)| (metric.id().to_owned(), json!(figure)));
        json!({
            "version": row.version,
            "aliases": entry.aliases_of(row.version),
            "registered_at": time(row.created_at),
            "metrics": Value::Object(metrics.collect()),
        })
    };
    json!({
        "model": entry.name,
        "aliases": aliases,
        "versions": entry.versions.iter().map(version).collect::<Vec<_>>(),
    })
}

fn row(entry: &Entry, version: &ModelVersionRow) -> Vec<String> {
    let metrics = metrics(version).into_iter().take(SHOWN);
    let metrics: Vec<String> = metrics
        .map(|(metric, figure)| format!("{} {figure}", metric.info().name))
        .collect();
    vec![
        entry.name.clone(),
        version.version.to_string(),
        entry.aliases_of(version.version).join(", "),
        time(version.created_at),
        metrics.join(", "),
    ]
}

/// What a version reached; nothing where another version of the program wrote it.
fn metrics(version: &ModelVersionRow) -> Vec<(Metric, Figure)> {
    serde_json::from_str(&version.metrics).unwrap_or_default()
}

/// Microseconds since 1970 as RFC 3339 writes them.
fn time(micros: i64) -> String {
    let time = chrono::DateTime::from_timestamp_micros(micros).unwrap_or_default();
    time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
