//! `nonagon monitor`: a prediction log over time, whoever made the predictions.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::ArgGroup;
use serde_json::{Map, Value, json};

use super::{
    Exit, drift, help,
    output::{self, Output},
    served, source,
};
use crate::{
    data::Table,
    drift::{ColumnDrift, Verdict, multivariate::Multivariate},
    report,
    steps::monitoring::{
        Chunking, ColumnTimeline, Costs, IntervalChunk, Params, Period, Report,
        log::{self, Followed, Log, Roles},
    },
    terms::{Figure, Task},
};

/// `nonagon monitor`
///
/// Two tables are enough; labels, answers and times are used where they are named. Labels may have
/// gaps: performance is measured where they are known and estimated where probabilities are.
#[derive(Debug, clap::Args)]
#[command(group = ArgGroup::new("chunks").args(["chunk_size", "chunk_number", "period"]))]
pub struct Monitor {
    /// The rows to compare with: good production, and never those that the model was made from.
    #[arg(long, value_name = "DATA")]
    pub reference: PathBuf,
    /// The rows to look at.
    #[arg(long, value_name = "DATA", required_unless_present = "served")]
    pub current: Option<PathBuf>,
    /// Look at what endpoints answered with the newest version of this model, and at the labels
    /// that came since. `nonagon predict --out` makes a reference that fits: columns and classes
    /// have the same names.
    #[arg(long, value_name = "MODEL", conflicts_with = "current")]
    pub served: Option<String>,
    /// The folder in which its answers are kept; the user's own if none is named.
    #[arg(long, value_name = "DIR", requires = "served")]
    pub workspace: Option<PathBuf>,
    /// The column with the time; rows are put in its order.
    #[arg(long, value_name = "COLUMN")]
    pub timestamp: Option<String>,
    /// Rows of a chunk.
    #[arg(long, value_name = "N")]
    pub chunk_size: Option<usize>,
    /// Cut each side into so many equal chunks.
    #[arg(long, value_name = "N")]
    pub chunk_number: Option<usize>,
    /// One chunk a day, week or month.
    #[arg(long, value_name = "PERIOD", value_parser = ["D", "W", "M"], requires = "timestamp")]
    pub period: Option<String>,
    /// The column that only tells rows apart; it is not followed.
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,
    /// The column with the truth.
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// The column with the answers.
    #[arg(long, value_name = "COLUMN")]
    pub prediction: Option<String>,
    /// The column with the probability of the positive class, or `label=COLUMN` for every class.
    #[arg(long, value_name = "COLUMN")]
    pub probability: Vec<String>,
    /// The label of the positive class; the last one in order if none is named.
    #[arg(long, value_name = "LABEL")]
    pub positive: Option<String>,
    /// What kind of answers they are; read from the data if not given.
    #[arg(long, value_name = "TASK", value_parser = ["binary", "multiclass", "regression"])]
    pub problem: Option<String>,
    /// The columns to follow; all that both tables have if none is named.
    #[arg(long, value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

pub(super) fn run(args: &Monitor, output: &Output) -> Result<(), Exit> {
    let reference = source::load(&args.reference, output)?;
    let mut roles = roles(args);
    let (name, current) = current(args, &mut roles, output)?;
    let log = Log {
        name: &name,
        reference: &reference,
        current: &current,
        roles: &roles,
    };
    let params = Params {
        chunking: chunking(args),
        ..Params::default()
    };
    let found = log::run(&log, &params, output)?;
    output.done();
    if let Some(path) = &args.html {
        report::write_page(&report::monitoring_page(&found), path)?;
        output.remark(&format!("The report was written to {}", path.display()));
    }
    if args.json {
        output.json(&whole(&found));
    } else if args.html.is_none() {
        tell(&found, output);
    }
    Ok(())
}

/// The rows to look at, and what they are called.
fn current(args: &Monitor, roles: &mut Roles, output: &Output) -> anyhow::Result<(String, Table)> {
    if let Some(model) = &args.served {
        return served::read((model, args.workspace.as_ref()), roles, output);
    }
    let path = args
        .current
        .as_ref()
        .context("Name the rows to look at with --current.")?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok((
        name.to_string_lossy().into_owned(),
        source::load(path, output)?,
    ))
}

fn roles(args: &Monitor) -> Roles {
    let probability = |named: &String| match named.split_once('=') {
        Some((class, column)) => (Some(class.to_owned()), column.to_owned()),
        None => (None, named.clone()),
    };
    Roles {
        id: args.id.clone(),
        timestamp: args.timestamp.clone(),
        target: args.target.clone(),
        prediction: args.prediction.clone(),
        probabilities: args.probability.iter().map(probability).collect(),
        positive: args.positive.clone(),
        task: args.problem.as_deref().map(|named| match named {
            "binary" => Task::Binary,
            "multiclass" => Task::Multiclass,
            _ => Task::Regression,
        }),
        columns: args.columns.clone(),
    }
}

fn chunking(args: &Monitor) -> Option<Chunking> {
    let period = args.period.as_deref().map(|period| match period {
        "D" => Period::Day,
        "W" => Period::Week,
        _ => Period::Month,
    });
    let size = args.chunk_size.map(Chunking::Size);
    let number = args.chunk_number.map(Chunking::Number);
    period.map(Chunking::Period).or(size).or(number)
}

fn whole(found: &Followed) -> Value {
    let report = &found.report;
    let columns = report.columns.iter();
    let columns: Map<String, Value> = columns
        .map(|column| (column.name.clone(), timeline(column)))
        .collect();
    let metrics = report.metrics.iter().map(|timeline| {
        let shape = json!({
            "values": timeline.values,
            "expected": timeline.expected,
            "lower": timeline.lower,
            "upper": timeline.upper,
        });
        (timeline.metric.id().to_owned(), shape)
    });
    json!({
        "task": found.task,
        "chunking": report.chunking,
        "chunks": report.chunks,
        "columns": columns,
        "multivariate": multivariate(report),
        "prediction": timeline(&report.prediction),
        "metrics": metrics.collect::<Map<String, Value>>(),
        "estimated": estimated(report),
        "costs": report.costs.as_ref().map(costs),
        "confidence": report.confidence,
        "intervals": report.intervals,
        "alerts": report.alerts,
        "remarks": found.remarks,
    })
}

fn timeline(column: &ColumnTimeline) -> Value {
    let chunk = |drift: &ColumnDrift| {
        let mut shape = drift::scores(drift);
        shape.insert("verdict".to_owned(), json!(drift.verdict));
        shape.insert("limit".to_owned(), json!(drift.limit));
        Value::Object(shape)
    };
    column.chunks.iter().map(chunk).collect()
}

/// All columns at once under each way's id.
fn multivariate(report: &Report) -> Value {
    let ways = report.multivariate.iter().map(|way| {
        let shape = json!({
            "values": way.values,
            "lower": way.limits.lower,
            "upper": way.limits.upper,
            "drift": (0..way.values.len()).map(|chunk| way.is_drift(chunk)).collect::<Vec<bool>>(),
        });
        (way.method.id().to_owned(), shape)
    });
    Value::Object(ways.collect())
}

/// A reason stands in place of what cannot be computed.
fn costs(costs: &Costs) -> Value {
    fn or_reason<T: serde::Serialize>(found: &Result<T, String>) -> Value {
        match found {
            Ok(found) => json!(found),
            Err(reason) => json!({ "not_computable": reason }),
        }
    }
    let columns = costs.columns.iter();
    let columns = columns.map(|(name, undone)| (name.clone(), or_reason(undone)));
    json!({
        "loss": costs.loss,
        "change": or_reason(&costs.change),
        "is_realised": costs.is_realised,
        "columns": columns.collect::<Map<String, Value>>(),
    })
}

/// Chunk by chunk under each metric's id.
fn estimated(report: &Report) -> Value {
    let ids = report.estimated.first().into_iter().flatten();
    let of_metric = |place: usize| -> Value {
        let chunks = report.estimated.iter().filter_map(|chunk| chunk.get(place));
        chunks
            .map(|found| json!({ "value": found.value, "low": found.low, "high": found.high }))
            .collect()
    };
    let metrics = ids
        .enumerate()
        .map(|(place, first)| (first.metric.id().to_owned(), of_metric(place)));
    Value::Object(metrics.collect())
}

fn tell(found: &Followed, output: &Output) {
    let report = &found.report;
    for remark in &found.remarks {
        output.line(&format!("Note: {remark}"));
    }
    let primary = found.primary();
    let realised = report
        .metrics
        .iter()
        .find(|timeline| timeline.metric == primary);
    let estimates = |i: usize| {
        let chunk = report.estimated.get(i)?;
        chunk.iter().find(|found| found.metric.id() == primary.id())
    };
    let has_answers = found.task.is_some();
    let mut titles = ["chunk", "side", "rows", "drifted columns"]
        .map(str::to_owned)
        .to_vec();
    if has_answers {
        let name = primary.info().name;
        titles.extend([
            "prediction".to_owned(),
            name.to_owned(),
            format!("estimated {name}"),
        ]);
        titles.extend(match &report.intervals {
            Some(_) => ["coverage", "width"].map(str::to_owned).to_vec(),
            None => vec!["confidence".to_owned()],
        });
    }
    titles.push("alerts".to_owned());
    let mut rows = vec![titles];
    for (i, chunk) in report.chunks.iter().enumerate() {
        let drifted = report
            .columns
            .iter()
            .filter(|column| is_drift(column, i))
            .count();
        let side = if chunk.is_reference {
            "reference"
        } else {
            "current"
        };
        let mut row = vec![
            chunk.label.clone(),
            side.to_owned(),
            chunk.rows.to_string(),
            drifted.to_string(),
        ];
        if has_answers {
            let answers = report.prediction.chunks.get(i);
            row.extend([
                answers.map_or_else(|| "–".to_owned(), |drift| drift.verdict.name().to_owned()),
                figure(realised.and_then(|timeline| timeline.values.get(i))),
                figure(estimates(i).map(|found| &found.value)),
            ]);
            row.extend(sureness(report, i));
        }
        let alerts = report
            .alerts
            .iter()
            .filter(|alert| alert.chunk == i)
            .count();
        row.push(alerts.to_string());
        rows.push(row);
    }
    for line in output::table(&rows) {
        output.line(&line);
    }
    tell_intervals(report, output);
    for alert in &report.alerts {
        output.line(&format!("{}: {}", alert.concern.name(), alert.text));
    }
}

fn tell_intervals(report: &Report, output: &Output) {
    let intervals = report.intervals.as_ref();
    if let Some(found) = intervals.filter(|found| found.calibrated_on > 0) {
        let (level, rows) = (100.0 * found.level, found.calibrated_on);
        output.line(&format!(
            "Intervals are made to cover {level:.0} % of rows, from {rows} rows of the reference; ! marks less than chance allows."
        ));
    }
}

/// How sure the answers are: coverage and width of the intervals, or the mean probability.
fn sureness(report: &Report, i: usize) -> Vec<String> {
    let Some(intervals) = &report.intervals else {
        let confidence = report.confidence.get(i);
        return vec![figure(confidence.map(|confidence| &confidence.mean))];
    };
    let chunk = intervals.chunks.get(i);
    let mut coverage = figure(chunk.map(|chunk| &chunk.coverage));
    if chunk.is_some_and(IntervalChunk::is_too_narrow) {
        coverage.push('!');
    }
    vec![coverage, figure(chunk.map(|chunk| &chunk.width))]
}

fn is_drift(column: &ColumnTimeline, chunk: usize) -> bool {
    let drift = column.chunks.get(chunk);
    drift.is_some_and(|drift| drift.verdict == Verdict::Drift)
}

fn figure(figure: Option<&Figure>) -> String {
    match figure.and_then(Figure::value) {
        Some(value) => format!("{value:.4}"),
        None => "–".to_owned(),
    }
}

/// What `--json` prints.
pub(super) fn shape() -> Value {
    let figure = help::FIGURE;
    let mut chunk = drift::scores_shape();
    chunk.insert(
        "verdict".to_owned(),
        json!("text: stable, drift, or unknown"),
    );
    let limit = "number: the PSI from which on it is drift, for this chunk's number of rows";
    chunk.insert("limit".to_owned(), json!(limit));
    let chunk = Value::Object(chunk);
    let ways = Multivariate::ALL.map(Multivariate::id).join(", ");
    json!({
        "task": "text: binary, multiclass or regression; null without labels and answers",
        "chunking": "text: how rows were cut",
        "chunks": [{
            "label": "text: what it is called; every list below has one entry per chunk, in this order",
            "rows": "whole number",
            "labelled": "whole number: rows whose answer is known",
            "is_reference": "boolean: whether it belongs to the reference; these come first",
            "is_partial": "boolean: whether it is smaller than the rule says, because data begin or end there",
        }],
        "columns": { "<column>": [chunk.clone()] },
        "multivariate": { "<way>": {
            "values": [format!("{figure}; of all columns but the target; by id: {ways}")],
            "lower": format!("{figure}: below it is drift"),
            "upper": format!("{figure}: above it is drift"),
            "drift": ["boolean"],
        } },
        "prediction": [chunk],
        "metrics": { "<metric>": {
            "values": [figure],
            "expected": format!("{figure}: mean of the reference chunks"),
            "lower": format!("{figure}: the band's lower end"),
            "upper": format!("{figure}: the band's upper end"),
        } },
        "estimated": { "<metric>": [{
            "value": format!("{figure}: to be expected without looking at labels"),
            "low": format!("{figure}: three standard errors below"),
            "high": format!("{figure}: three standard errors above"),
        }] },
        "costs": costs_shape(),
        "confidence": [{
            "rows": "whole number: rows with probabilities; the list is empty without any",
            "mean": figure,
            "margin": figure,
            "entropy": figure,
            "unsure": figure,
            "unsure_below": "number: from this probability on an answer counts as sure",
            "histogram": { "edges": ["number"], "counts": ["whole number"] },
        }],
        "intervals": {
            "level": "number: share of rows whose truth they are made to hold; the object is null but of a regression with labels",
            "calibrated_on": "whole number: labelled rows of the reference that they were made from",
            "is_local": "boolean: whether they are wider where rows like these were further off",
            "chunks": [{
                "width": format!("{figure}: mean width"),
                "coverage": format!("{figure}: share of labelled rows whose truth was inside"),
                "labelled": "whole number: rows that were counted for it",
                "low": format!("{figure}: less coverage is no chance any more"),
                "high": format!("{figure}: more coverage is no chance any more"),
            }],
        },
        "alerts": [{
            "chunk": "whole number: index of the chunk",
            "concern": "text: performance, data_drift or prediction_drift",
            "subject": "text: the column or metric",
            "value": "number: what was seen",
            "limit": "number: the limit that was passed",
            "text": "text: the same in words",
        }],
        "remarks": ["text: what was left out, or is to be read with care"],
    })
}

fn costs_shape() -> Value {
    let part = |what: &str| {
        json!({
            "value": format!("optional number: {what}"),
            "low": "optional number: lower end of 95 %",
            "high": "optional number: upper end of 95 %",
        })
    };
    json!({
        "loss": "text: wrong (share of wrong answers) or absolute_error; the object is null where neither labels nor probabilities tell it",
        "change": {
            "reference": "optional number: mean loss of the reference",
            "current": "optional number: mean loss of the current rows",
            "total": part("the change"),
            "covariate": part("what other rows make of it"),
            "concept": part("what other answers to the same rows make of it"),
            "noise": "optional number: what chance alone makes in one case of twenty",
            "effective_rows": "optional number: what the weighted reference is worth",
            "not_computable": "optional text: why there is no split",
        },
        "is_realised": "boolean: whether columns are undone on labels, or on probabilities alone",
        "columns": { "<column>": {
            "loss": "optional number: mean loss had it not moved",
            "cost": part("what its move adds; the dearest first"),
            "gone": "optional number: share of the reference whose values no longer occur",
            "not_computable": "optional text: why it cannot be undone",
        } },
    })
}
