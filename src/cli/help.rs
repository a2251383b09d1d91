//! `nonagon help`: what a command does, and what `--json` prints.

use anyhow::Context as _;
use clap::CommandFactory as _;
use serde_json::{Map, Value, json};

use super::{
    Args, Exit, args, drift, duel, features, history, lab, maturity, monitor, output::Output,
    pipeline_test,
};
use crate::{
    drift::{Detector, Preset},
    metrics::Metric,
    stats::Association,
    steps::{Step, analysis::Rule},
    terms::Task,
    workbench::{Block, Topic},
};

/// Where a figure may be missing.
pub(super) const FIGURE: &str = "number, or {\"not_computable\": reason}";

pub(super) fn run(args: &args::Help, output: &Output) -> Result<(), Exit> {
    if args.topic.as_deref() == Some("json") {
        output.json(&shapes());
        return Ok(());
    }
    let mut program = Args::command();
    program.build();
    if args.topic.as_deref() == Some("topics") {
        for topic in Topic::all() {
            output.line(&format!("{:<18} {}", topic.id(), topic.title()));
        }
        return Ok(());
    }
    let is_command = |id: &str| program.find_subcommand(id).is_some();
    let topic = args.topic.as_deref().filter(|id| !is_command(id));
    if let Some(topic) = topic.and_then(Topic::from_id) {
        lesson(topic, output);
        return Ok(());
    }
    let command = match &args.topic {
        None => &mut program,
        Some(topic) => program.find_subcommand_mut(topic).with_context(|| {
            format!("There is no command “{topic}” and no such topic. Run `nonagon help` for all commands, `nonagon help topics` for what can be explained, or `nonagon help json`.")
        })?,
    };
    let text = command.render_long_help().to_string();
    output.line(text.trim_end());
    Ok(())
}

/// A lesson as text, no line longer than a terminal is wide.
fn lesson(topic: Topic, output: &Output) {
    let lesson = topic.lesson(None);
    output.line(&lesson.title);
    for block in &lesson.blocks {
        let (first, rest, words) = match block {
            Block::Heading(words) => ("\n", "", words),
            Block::Paragraph(words) | Block::Project(words) => ("", "", words),
            Block::Point(words) => ("- ", "  ", words),
        };
        let mut line = first.to_owned();
        let mut width = first.trim_start().len();
        for (i, word) in words.split_whitespace().enumerate() {
            let more = word.chars().count() + usize::from(i > 0);
            if width + more > 78 && i > 0 {
                line.push('\n');
                line.push_str(rest);
                width = rest.len();
            } else if i > 0 {
                line.push(' ');
                width += 1;
            }
            line.push_str(word);
            width += word.chars().count();
        }
        output.line(&line);
    }
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
        "detect --duel": duel::shape(),
        "monitor": monitor::shape(),
        "score": of_score(),
        "sql": of_sql(),
        "models": of_models(),
        "predict": of_predict(),
        "serve": of_serve(),
        "export": of_export(),
        "train": of_train(),
        "features": features::shape(),
        "lab": lab::shape(),
        "test": pipeline_test::shape(),
        "lab --merge": lab::merge_shape(),
        "maturity": maturity::shape(),
        "history": history::shape(),
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
            "passed": "boolean: whether the model may pass it",
            "verdict": "text: pass, fail, unknown or waived",
            "reason": "text: why it was waived, or null",
            "explanation": "text: why, with the figures",
            "value": FIGURE,
            "limit": FIGURE,
            "interval": "[low, high] of the value with 95 % confidence, or null",
            "must_fall": "boolean: whether the value must stay below the limit",
            "decided_by": "text: rule, or the name of a person",
            "evidence": "[[what, found], …]: what it was judged by",
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

fn of_train() -> Value {
    let by_id = |which: &str| metrics(which);
    json!({
        "target": "text: the column that is predicted",
        "task": "text: binary, multiclass or regression",
        "classes": ["text: the labels in order; empty for regression"],
        "positive": "text: label of the positive class; empty for other tasks than binary",
        "rows": {
            "train": "whole number: labelled rows that models are fitted on",
            "validation": "whole number",
            "test": "whole number",
        },
        "features": ["text: prepared column"],
        "metric": "text: id of the metric that decides",
        "resampling": "text: on which rows models are compared",
        "seed": "whole number",
        "best": "text: id of the best model that is no baseline",
        "models": [{
            "id": "text: the learner's id, numbered where it is used twice; best first",
            "learner": "text: the learner's id",
            "baseline": "boolean: whether it looks at no column",
            "params": { "<parameter>": "number or text" },
            "score": format!("{FIGURE}: what decides; the mean of the folds, or on the validation rows"),
            "interval": "[low, high] of the score at 95 %, or null with fewer than two folds",
            "train": by_id("on the training rows"),
            "validation": by_id("on the validation rows"),
            "test": by_id("on the test rows"),
            "folds": [{
                "train_rows": "whole number; the list is empty without --cv",
                "rows": "whole number: rows that were judged",
                "metrics": by_id("on the rows that were judged"),
                "seconds": "number",
            }],
            "seconds": "number: to fit it on all training rows",
        }],
        "trials": [{
            "number": "whole number, from 1 on; the list is empty without --search",
            "learner": "text: the learner's id",
            "params": { "<parameter>": "number or text" },
            "share": "number: share of the training rows that it was fitted on, 0 to 1",
            "score": FIGURE,
            "seconds": "number",
        }],
        "seconds": "number: how long everything took",
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
    let mut shape = json!({
        "rows": "whole number",
        "duplicates": "whole number: rows that are equal to an earlier one in every column",
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
                "mad": FIGURE,
                "outliers": "whole number: values beyond Tukey's fences",
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
                "unordered": "whole number: rows that are earlier than the row before",
                "gap": "[first, last] time around the longest stretch without a row, or null",
                "histogram": histogram,
            },
            "texts": {
                "shortest": "whole number: characters, or null without values; the object is null for other kinds than text",
                "mean_length": FIGURE,
                "longest": "whole number: characters, or null without values",
                "blank": "whole number: texts that are empty or white space",
            },
        }],
    });
    if let (Value::Object(shape), Value::Object(more)) = (&mut shape, of_analysis()) {
        shape.extend(more);
    }
    shape
}

/// What `profile` tells beside the columns by themselves.
fn of_analysis() -> Value {
    let sample = json!({
        "rows": "whole number: rows that were drawn; the object is null where all were looked at",
        "of": "whole number",
        "seed": "whole number",
    });
    json!({
        "target": [{ "label": "text", "count": "whole number", "share": "number, 0 to 1" }],
        "unlabelled": "whole number: rows without a target; 0 without --target",
        "relations": [{ "column": "text; the list is empty without --target", "explained": FIGURE, "gaps": FIGURE }],
        "associations": {
            "columns": ["text: related ones side by side"],
            "pairs": [{
                "a": "whole number: index into columns",
                "b": "whole number: index into columns, above a",
                "rows": "whole number: rows in which both have a value",
                "figures": associations(),
            }],
            "left_out": [{ "column": "text", "reason": "text" }],
            "sample": sample,
        },
        "missing": {
            "columns": ["text: columns with gaps"],
            "missing": ["whole number: gaps of each"],
            "left_out": "whole number: further columns with gaps, too many to be looked at together",
            "patterns": [{ "missing": ["whole number: index into columns"], "rows": "whole number: rows in which exactly these are missing" }],
            "other_patterns": "whole number: rarer combinations",
            "other_rows": "whole number: their rows",
            "nullity": [format!("{FIGURE}: correlation of the gaps of columns 0 and 1, 0 and 2, 1 and 2, and so on")],
        },
        "outliers": {
            "columns": ["text: columns that count"],
            "rows": [{
                "row": "whole number, from 0 on",
                "score": "number: about twice the logarithm of how much less likely than the usual row",
                "reasons": [{ "column": "text", "value": "number or text", "usual": "number or text", "score": "number: its part" }],
            }],
            "scores": { "edges": ["number"], "counts": ["whole number"] },
            "far_out": [{ "column": "text", "rows": "whole number: values beyond Tukey's fences", "share": "number", "low": "number", "high": "number" }],
        },
        "series": {
            "time": "text: the time column; the object is null without one",
            "period": "text: hour, day, week, month, quarter or year",
            "starts": ["whole number: microseconds since 1970"],
            "rows": ["whole number: rows of each period"],
            "undated": "whole number: rows without a time",
            "left_out": "whole number: further columns, too many to be followed",
            "columns": [{
                "column": "text",
                "missing": ["whole number: gaps of each period"],
                "means": ["number, or null in a period without a value; the list is null for categories"],
                "levels": ["[value, [rows of each period]]"],
            }],
        },
        "alerts": [{
            "column": "text; empty where it is about the whole table",
            "rule": format!("text: {}", Rule::ALL.map(|rule| json!(rule).as_str().unwrap_or_default().to_owned()).join(", ")),
            "value": "number: what was seen",
            "limit": "number: from which value on the rule fires",
            "text": "text: what it means and what to do",
        }],
    })
}

/// The measures by their ids.
fn associations() -> Value {
    let measures = Association::ALL.map(|measure| {
        let text = format!("optional {FIGURE}: {}", measure.info().summary);
        (measure.id().to_owned(), json!(text))
    });
    Value::Object(measures.into_iter().collect())
}

fn of_drift() -> Value {
    let mut column = drift::scores_shape();
    // With --methods only those that were named are there.
    let verdict = "text: stable, drift, or unknown where there are too few rows to tell";
    column.insert("verdict".to_owned(), json!(verdict));
    let limit = format!(
        "{FIGURE}: the score from which on it is drift, for these numbers of rows; below which where it is a p-value"
    );
    column.insert("limit".to_owned(), json!(limit));
    let method = "text: what the preset decides by; with the preset nonagon the PSI";
    column.insert("method".to_owned(), json!(method));
    let score = format!("{FIGURE}: of that method, in the preset's own bins");
    column.insert("score".to_owned(), json!(score));
    json!({
        "preset": format!("text: {}", Preset::ALL.map(Preset::id).join(", ")),
        "table_drift": "optional boolean: whether the whole table has drifted; null where the preset has no rule for it",
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

fn of_models() -> Value {
    let version = "whole number: the version that it points to";
    json!({
        "models": [{
            "model": "text: name of the model",
            "aliases": { "<alias>": version },
            "versions": [{
                "version": "whole number; the newest one comes first",
                "aliases": ["text: aliases that point to it"],
                "registered_at": "text: when, like 2013-01-31T05:15:00Z",
                "metrics": metrics("on the test part"),
            }],
        }],
    })
}

fn of_predict() -> Value {
    json!({
        "model": "text: name of the model",
        "version": "whole number: the version that answered",
        "task": "text: binary, multiclass or regression",
        "rows": "whole number: rows that were answered",
        "classes": ["text: the labels in order; none for regression"],
        "unknown_values": { "<column>": "whole number: rows with a text that has no place of its own in the model, as it was rare in training or never seen; columns without such rows are left out" },
        "predictions": [{
            "prediction": "number or text: the label, or the number of a regression; the list is null with --out",
            "probabilities": { "<label>": "optional number, 0 to 1; the object is not there for regression" },
        }],
    })
}

fn of_serve() -> Value {
    json!({
        "model": "text: name of the model",
        "alias": "text: the alias or number that was asked for",
        "version": "whole number: the version that answers",
        "url": "text: where it answers",
        "process": "whole number: the process to send SIGTERM to",
    })
}

fn of_export() -> Value {
    json!({
        "model": "text: name of the model",
        "version": "whole number: the version that was written",
        "format": "text: onnx or nonagon",
        "bytes": "whole number: size of the file",
        "path": "text: the file",
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
    let interval = json!({ "low": "number: the lower end", "high": "number: the upper end" });
    shape.insert("intervals".to_owned(), json!({ "<metric>": interval }));
    Value::Object(shape)
}
