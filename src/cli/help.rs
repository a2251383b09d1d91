//! `nonagon help`: what a command does, and what `--json` prints.

use anyhow::Context as _;
use clap::CommandFactory as _;
use serde_json::{Map, Value, json};

use super::{Args, Exit, args, output::Output};
use crate::{
    drift::{Detector, Distance},
    metrics::Metric,
    steps::Step,
    terms::Task,
};

/// Where a figure may be missing.
const FIGURE: &str = "number, or {\"not_computable\": reason}";

pub(super) fn run(args: &args::Help, output: &Output) -> Result<(), Exit> {
    if args.topic.as_deref() == Some("json") {
        output.json(&shapes());
        return Ok(());
    }
    let mut program = Args::command();
    program.build();
    let command = match &args.topic {
        None => &mut program,
        Some(topic) => program.find_subcommand_mut(topic).with_context(|| {
            format!("There is no command “{topic}”. Run `nonagon help` for all of them, or `nonagon help json`.")
        })?,
    };
    let text = command.render_long_help().to_string();
    output.line(text.trim_end());
    Ok(())
}

/// What each command prints with `--json`, key by key.
///
/// A text says what a key holds, a list shows one of its elements, and a key in angle brackets
/// stands for any number of keys. Other programs rely on these: a key may be added, never taken
/// away.
fn shapes() -> Value {
    json!({
        "run": of_run(),
        "profile": of_profile(),
        "drift": of_drift(),
        "detect": of_detect(),
        "score": of_score(),
        "sql": of_sql(),
    })
}

fn of_run() -> Value {
    let steps = Step::ALL.map(|step| {
        let shape = json!({
            "state": "text: done, failed, blocked or not run",
            "fingerprint": "optional text: equal as long as data and decisions are; if done",
            "seconds": "optional number, or null where it was done by an earlier run; if done",
            "reason": "optional text: why it failed, or which gate is shut; if failed or blocked",
        });
        (step.id().to_owned(), shape)
    });
    json!({
        "project": "text: name of the project",
        "level": "whole number: level of automation, 0 to 2",
        "seconds": "number: how long everything took",
        "passed": "boolean: whether every gate of step 7 is open",
        "steps": Value::Object(steps.into_iter().collect()),
        "snapshot": "text: content hash of the data, or null before step 2",
        "rows": "whole number: rows of the snapshot, or null before step 2",
        "model": "text: id of the learner that was chosen, or null before step 6",
        "test": metrics("on the test part; the object is null before step 6"),
        "baseline": metrics("of the baseline on the test part; the object is null before step 6"),
        "gates": [{
            "gate": "text: kind of gate; the list is null before step 7",
            "title": "text: what must hold",
            "passed": "boolean: whether it holds",
            "explanation": "text: why, with the figures",
            "value": FIGURE,
            "limit": FIGURE,
        }],
        "version": "whole number: version of the registered model, or null before step 8",
        "alerts": [{
            "chunk": "whole number: index of the chunk; the list is null before step 9",
            "concern": "text: performance, data_drift or prediction_drift",
            "subject": "text: the column or metric",
            "value": "number: what was seen",
            "limit": "number: the limit that was passed",
            "text": "text: the same in words",
        }],
    })
}

/// Figures by the id of a metric.
fn metrics(which: &str) -> Value {
    let ids = Metric::ALL.map(Metric::id).join(", ");
    json!({ "<metric>": format!("{FIGURE}; {which}; by id: {ids}") })
}

fn of_profile() -> Value {
    let histogram = json!({
        "edges": ["number: edges of the bins, one more than counts"],
        "counts": ["whole number: values in the bin"],
    });
    json!({
        "rows": "whole number",
        "columns": [{
            "name": "text",
            "kind": "text: integer, decimal, boolean, text or time",
            "count": "whole number: rows with a value",
            "missing": "whole number: rows without one",
            "distinct": "whole number: different values",
            "constant": "boolean: whether every row is the same",
            "top": [{ "value": "text", "count": "whole number: rows with it" }],
            "numbers": {
                "mean": FIGURE,
                "std": FIGURE,
                "min": FIGURE,
                "median": FIGURE,
                "max": FIGURE,
                "quantiles": ["[share, quantile]"],
                "skewness": FIGURE,
                "kurtosis": FIGURE,
                "zeros": "whole number; the object is null for other kinds than integer and decimal",
                "negatives": "whole number",
                "infinite": "whole number",
                "lowest": ["number: the smallest values"],
                "highest": ["number: the largest values"],
                "histogram": histogram,
            },
            "times": {
                "first": "whole number: microseconds since 1970, or null without values; the object is null for other kinds than time",
                "median": "the same",
                "last": "the same",
                "histogram": histogram,
            },
            "texts": {
                "shortest": "whole number: characters, or null without values; the object is null for other kinds than text",
                "mean_length": FIGURE,
                "longest": "whole number: characters, or null without values",
            },
        }],
    })
}

fn of_drift() -> Value {
    let mut column: Map<String, Value> = Distance::ALL
        .into_iter()
        .map(|distance| {
            let shape = json!({
                "statistic": FIGURE,
                "p_value": format!("optional {FIGURE}"),
            });
            (distance.id().to_owned(), shape)
        })
        .collect();
    // With --methods only those that were named are there.
    let verdict = "text: stable, drift, or unknown where there are too few rows to tell";
    column.insert("verdict".to_owned(), json!(verdict));
    let limit = "number: the PSI from which on it is drift, for these numbers of rows";
    column.insert("limit".to_owned(), json!(limit));
    json!({
        "reference_rows": "whole number",
        "current_rows": "whole number",
        "drifted_columns": "whole number: columns with the verdict drift",
        "columns": { "<column>": column },
    })
}

fn of_detect() -> Value {
    let detectors = Detector::ALL.map(|detector| {
        let shape = json!({
            "drifts": ["optional whole number: row, from 0, after which it fired"],
            "warnings": ["optional whole number: row, from 0, after which it warned"],
            "seen": "optional whole number: rows with a value",
            "not_computable": "optional text: why it is not made for these values",
        });
        (detector.id().to_owned(), shape)
    });
    // With --detector only those that were named are there.
    json!({
        "column": "text: the column that was watched",
        "rows": "whole number: rows of the table",
        "detectors": Value::Object(detectors.into_iter().collect()),
    })
}

fn of_sql() -> Value {
    json!({
        "columns": [{
            "name": "text: name of the column, or the text of its expression",
            "kind": "text: integer, decimal, boolean, text or time",
        }],
        "rows": [["value of the column at this place: number, boolean or text by its kind, times like 2013-01-31 05:15:00, null where it is missing"]],
        "n_rows": "whole number: rows that are listed",
        "truncated": "boolean: whether --limit left rows out",
    })
}

fn of_score() -> Value {
    let tasks = [Task::Binary, Task::Multiclass, Task::Regression];
    let tasks = tasks.map(|task| json!(task).as_str().unwrap_or_default().to_owned());
    let mut shape = Map::new();
    shape.insert(
        "task".to_owned(),
        json!(format!("text: {}", tasks.join(", "))),
    );
    let rows = "whole number: rows in which truth and prediction are known";
    shape.insert("rows".to_owned(), json!(rows));
    let classes = json!(["optional text: the labels in order; not for regression"]);
    shape.insert("classes".to_owned(), classes);
    let cell = "optional whole number: rows of the true class (outer list) with this answer";
    shape.insert("confusion_matrix".to_owned(), json!([[cell]]));
    for metric in Metric::ALL {
        let tasks: Vec<Value> = metric.tasks().iter().map(|task| json!(task)).collect();
        let tasks: Vec<&str> = tasks.iter().filter_map(Value::as_str).collect();
        let text = format!("optional {FIGURE}; for {}", tasks.join(", "));
        shape.insert(metric.id().to_owned(), json!(text));
    }
    Value::Object(shape)
}
