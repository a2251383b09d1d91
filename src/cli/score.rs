//! `nonagon score`: predictions against the truth.

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use super::{
    Exit, args,
    output::{self, Output},
    source,
};
use crate::{
    data::{Kind, Table},
    metrics::{
        self, Classified, ConfusionMatrix, Metric,
        bootstrap::{Interval, Judged, intervals, resamples_for},
    },
    stats::MISSING,
    terms::{Figure, Task},
};

/// Up to this many distinct whole numbers count as classes.
const MOST_CLASSES: usize = 20;

/// Draws the resamples behind the intervals: the same file gets the same ones.
const SEED: u64 = 1;

pub(super) fn run(args: &args::Score, output: &Output) -> Result<(), Exit> {
    let table = source::load(&args.data, output)?;
    let task = task(args.problem.as_deref(), &args.target, &table)?;
    let scored = if task == Task::Regression {
        regression(args, &table)?
    } else {
        classification(args, task, &table)?
    };
    let Scored {
        scores,
        intervals,
        extra,
        rows,
    } = scored;
    if args.json {
        let mut report = Map::new();
        report.insert("task".to_owned(), json!(task));
        report.insert("rows".to_owned(), json!(rows));
        report.extend(extra);
        let figures = scores
            .iter()
            .map(|(metric, figure)| (metric.id().to_owned(), json!(figure)));
        report.extend(figures);
        let known = intervals.iter().filter_map(|(metric, interval)| {
            let interval = interval.as_ref()?;
            Some((metric.id().to_owned(), json!(interval)))
        });
        let intervals: Map<String, Value> = known.collect();
        report.insert("intervals".to_owned(), Value::Object(intervals));
        output.json(&Value::Object(report));
        return Ok(());
    }
    output.line(&format!("{}, {rows} rows", task.name()));
    let lines: Vec<Vec<String>> = scores
        .iter()
        .map(|(metric, figure)| {
            let shown = figure
                .reason()
                .map_or_else(|| format!("{figure:.6}"), |reason| format!("– ({reason})"));
            let interval = intervals.iter().find(|(of, _)| of == metric);
            let interval = interval.and_then(|(_, interval)| interval.as_ref());
            let range = interval.map_or_else(String::new, |interval| {
                format!("{:.6} to {:.6}", interval.low, interval.high)
            });
            vec![metric.info().name.to_owned(), shown, range]
        })
        .collect();
    for line in output::table(&lines) {
        output.line(&line);
    }
    Ok(())
}

/// The kind of answer that was named, or that the values of `target` look like.
pub(super) fn task(named: Option<&str>, target: &str, table: &Table) -> anyhow::Result<Task> {
    match named {
        Some("binary") => return Ok(Task::Binary),
        Some("multiclass") => return Ok(Task::Multiclass),
        Some(_) => return Ok(Task::Regression),
        None => {}
    }
    let categories = table.categories(target)?;
    let kind = table
        .column_index(target)
        .map(|index| table.columns()[index].kind);
    Ok(match (kind, categories.levels.len()) {
        (Some(Kind::Decimal), n) if n > 2 => Task::Regression,
        (_, 0..=2) => Task::Binary,
        (Some(Kind::Integer), n) if n > MOST_CLASSES => Task::Regression,
        _ => Task::Multiclass,
    })
}

/// What is known of predictions.
struct Scored {
    scores: Vec<(Metric, Figure)>,
    /// Where each metric lies with 95 % confidence.
    intervals: Vec<(Metric, Option<Interval>)>,
    /// What is told of classes alone.
    extra: Map<String, Value>,
    rows: usize,
}

fn intervals_of(judged: &Judged<'_>, rows: usize) -> Vec<(Metric, Option<Interval>)> {
    intervals(judged, resamples_for(rows), SEED)
}

fn regression(args: &args::Score, table: &Table) -> anyhow::Result<Scored> {
    let (truth, predicted) = (
        table.numbers(&args.target)?,
        table.numbers(&args.prediction)?,
    );
    let known = truth
        .iter()
        .zip(&predicted)
        .filter(|(t, p)| !t.is_nan() && !p.is_nan());
    let (truth, predicted): (Vec<f64>, Vec<f64>) = known.map(|(t, p)| (*t, *p)).unzip();
    Ok(Scored {
        scores: metrics::regression(&truth, &predicted),
        intervals: intervals_of(&Judged::Values(&truth, &predicted), truth.len()),
        extra: Map::new(),
        rows: truth.len(),
    })
}

fn classification(args: &args::Score, task: Task, table: &Table) -> anyhow::Result<Scored> {
    let (truth, predicted) = (
        table.categories(&args.target)?,
        table.categories(&args.prediction)?,
    );
    let mut classes: Vec<String> = truth.levels.clone();
    classes.extend(
        predicted
            .levels
            .iter()
            .filter(|level| !truth.levels.contains(level))
            .cloned(),
    );
    let code = |level: &String| {
        classes
            .iter()
            .position(|class| class == level)
            .map_or(MISSING, |i| i as u32)
    };
    let renamed: Vec<u32> = predicted.levels.iter().map(code).collect();
    let rows: Vec<usize> = (0..table.n_rows())
        .filter(|&i| truth.codes[i] != MISSING && predicted.codes[i] != MISSING)
        .collect();
    let labels: Vec<u32> = rows.iter().map(|&i| truth.codes[i]).collect();
    let predicted: Vec<u32> = rows
        .iter()
        .map(|&i| renamed[predicted.codes[i] as usize])
        .collect();
    let positive = match &args.positive {
        Some(label) => classes
            .iter()
            .position(|class| class == label)
            .with_context(|| {
                format!(
                    "The label “{label}” does not occur. Choose one of: {}",
                    classes.join(", ")
                )
            })?,
        None => classes.len().saturating_sub(1),
    };
    let probabilities = probabilities(args, table, (&classes, positive), &rows)?;
    let classified = Classified {
        labels: &labels,
        predicted: &predicted,
        probabilities: probabilities.as_deref(),
        n_classes: classes.len(),
        positive: positive as u32,
    };
    let confusion = ConfusionMatrix::of(&labels, &predicted, classes.len());
    let mut extra = Map::new();
    extra.insert("classes".to_owned(), json!(classes));
    extra.insert("confusion_matrix".to_owned(), json!(confusion.rows()));
    Ok(Scored {
        scores: metrics::classification(task, &classified),
        intervals: intervals_of(&Judged::Classes(task, classified), rows.len()),
        extra,
        rows: rows.len(),
    })
}

/// The probabilities row by row, one per class.
fn probabilities(
    args: &args::Score,
    table: &Table,
    (classes, positive): (&[String], usize),
    rows: &[usize],
) -> anyhow::Result<Option<Vec<f64>>> {
    if args.probability.is_empty() {
        return Ok(None);
    }
    let mut columns = vec![None; classes.len()];
    for named in &args.probability {
        let (class, column) = match named.split_once('=') {
            Some((label, column)) => {
                let class = classes.iter().position(|class| class == label);
                let class = class.with_context(|| {
                    format!(
                        "The label “{label}” does not occur. Choose one of: {}",
                        classes.join(", ")
                    )
                })?;
                (class, column)
            }
            None => (positive, named.as_str()),
        };
        columns[class] = Some(table.numbers(column)?);
    }
    if let ([_, _], Some(share)) = (columns.as_slice(), columns[positive].clone())
        && columns[1 - positive].is_none()
    {
        columns[1 - positive] = Some(share.iter().map(|p| 1.0 - p).collect());
    }
    let columns: Vec<Vec<f64>> = columns
        .into_iter()
        .zip(classes)
        .map(|(column, class)| {
            column.with_context(|| {
                format!(
                    "The probability of “{class}” is missing. Add --probability '{class}=COLUMN'"
                )
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let values: Vec<f64> = rows
        .iter()
        .flat_map(|&i| columns.iter().map(move |column| column[i]))
        .collect();
    anyhow::ensure!(
        values.iter().all(|p| p.is_finite()),
        "A probability is missing. Remove the rows without one, or score without --probability."
    );
    Ok(Some(values))
}
