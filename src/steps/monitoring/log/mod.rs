//! A prediction log that was made elsewhere: two tables, with or without labels, predictions and
//! timestamps.

mod classes;
mod sides;
mod truth;

pub use self::truth::Roles;

use rayon::prelude::*;

use self::{sides::Sides, truth::Truth};
use super::{
    Chunk, ColumnTimeline, MetricTimeline, Params, Report, alert,
    column::{self, Column},
    costs::costs,
    estimated::estimated,
    performance::Performance,
    points::{self, ForgetfulPoints, Memory, Points},
    run::{Spans, regression},
    together::together,
};
use crate::{
    data::Table,
    metrics::{CostMatrix, Metric},
    steps::{StepError, problem},
    terms::{Progress, Task},
};

/// Below this many reference chunks, what is usual is hardly known.
const FEW_CHUNKS: usize = 6;

/// Two tables of a log, and what their columns are.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// Its name on the report.
    pub name: &'a str,
    /// The rows to compare with: production that was known to be good, and never the rows that the
    /// model was made from.
    pub reference: &'a Table,
    /// The rows to look at.
    pub current: &'a Table,
    /// Which column holds what.
    pub roles: &'a Roles,
}

/// What was found in a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Followed {
    /// The same as of a model of this program; the timeline of the answers is empty without any.
    pub report: Report,
    /// The kind of answer; nothing where the log has neither labels nor answers.
    pub task: Option<Task>,
    /// What was left out, taken otherwise, or is to be read with care.
    pub remarks: Vec<String>,
}

impl Followed {
    /// The metric that raises alerts.
    pub fn primary(&self) -> Metric {
        primary(self.task.unwrap_or_default())
    }
}

fn primary(task: Task) -> Metric {
    let problem = problem::Params {
        task,
        ..problem::Params::default()
    };
    problem.primary_metric()
}

/// Follows the columns of a log, its answers, performance and confidence over the chunks.
///
/// # Errors
/// If a side has no rows (with a time), a column that is named is not in both tables, or what it
/// holds does not fit its role.
pub fn run(log: &Log<'_>, params: &Params, progress: &dyn Progress) -> Result<Followed, StepError> {
    remembered(log, params, &ForgetfulPoints, progress)
}

/// The same, where `points` may know what was computed of chunks before: to the last bit what is
/// computed anew.
///
/// # Errors
/// Those of [`run`], and if points cannot be read or written.
pub fn remembered(
    log: &Log<'_>,
    params: &Params,
    points: &dyn Points,
    progress: &dyn Progress,
) -> Result<Followed, StepError> {
    params.check()?;
    progress.report(0.05, "Cutting chunks");
    let mut remarks = Vec::new();
    let sides = Sides::cut(log, params.chunking, &mut remarks)?;
    let truth = Truth::read(&sides, log.roles, &mut remarks)?;
    progress.report(0.2, "Comparing columns");
    let raw = columns(&sides, log.roles, &mut remarks)?;
    let mut keys = points::keys(&raw, &sides.spans, points);
    let memory = Memory {
        points,
        keys: &keys,
    };
    let columns = column::timelines(&raw, &sides.spans, (params.deviations, memory), progress)?;
    progress.report(0.6, "Comparing all columns together");
    let is_feature = |name: &String| log.roles.target.as_ref() != Some(name);
    let mut names = raw.iter().map(|(name, _)| is_feature(name));
    keys.retain(|_| names.next().unwrap_or(true));
    let features: Vec<(String, Column)> = raw
        .into_iter()
        .filter(|(name, _)| is_feature(name))
        .collect();
    let memory = Memory {
        points,
        keys: &keys,
    };
    let multivariate = together(
        &features,
        &sides.spans,
        (params.deviations, memory),
        progress,
    )?;
    progress.report(0.8, "Measuring performance");
    let prediction = ColumnTimeline {
        name: "prediction".to_owned(),
        chunks: match &truth.signal {
            Some(signal) => column::timeline(signal, &sides.spans, params.deviations),
            None => Vec::new(),
        },
    };
    let chunks = truth.labelled(sides.chunks, &sides.spans);
    let metrics = metrics(&truth, &sides.spans, params.deviations);
    remarks.extend(cautions(&chunks, &truth, &metrics));
    let (mut confidence, mut estimates, mut lost) = (Vec::new(), Vec::new(), None);
    let mut intervals = None;
    if let Some(answers) = &truth.answers {
        confidence = answers.confidence(&sides.spans);
        let known = (answers, &truth.labels);
        if answers.task == Task::Regression {
            (estimates, intervals) = regression(&features, known, &sides.spans, progress)?;
        } else {
            let costs = CostMatrix::default();
            estimates = estimated(answers, &truth.labels, &sides.spans, &costs);
        }
        lost = costs(&features, answers, &truth.labels, &sides.spans);
    }
    drop(features);
    let decides = primary(truth.task.unwrap_or_default());
    let report = Report {
        model: log.name.to_owned(),
        chunking: sides.chunking.describe(),
        alerts: alert::alerts(&chunks, (decides, &metrics), &columns, &prediction),
        chunks,
        columns,
        multivariate,
        prediction,
        metrics,
        confidence,
        intervals,
        estimated: estimates,
        costs: lost,
        slices: Vec::new(),
        too_young: 0,
    };
    Ok(Followed {
        report,
        task: truth.task,
        remarks,
    })
}

/// Every column that is followed, of both sides.
fn columns(
    sides: &Sides,
    roles: &Roles,
    remarks: &mut Vec<String>,
) -> Result<Vec<(String, Column)>, StepError> {
    let read = sides.names(roles, remarks)?.into_par_iter().map(|name| {
        let column = sides.column(&name)?;
        Ok((name, column))
    });
    read.collect()
}

fn metrics(truth: &Truth, spans: &Spans, deviations: f64) -> Vec<MetricTimeline> {
    let (Some(answers), true) = (&truth.answers, truth.has_labels) else {
        return Vec::new();
    };
    let performance = Performance {
        answers,
        labels: &truth.labels,
        spans,
        deviations,
    };
    performance.metrics()
}

/// What a reader must know to believe the figures.
fn cautions(chunks: &[Chunk], truth: &Truth, metrics: &[MetricTimeline]) -> Vec<String> {
    let mut remarks = Vec::new();
    let reference = chunks.iter().filter(|chunk| chunk.is_reference).count();
    if reference < FEW_CHUNKS {
        remarks.push(format!(
            "The reference has {reference} chunks only: what is usual is hardly known. Cut finer, or take a longer reference."
        ));
    }
    if truth.has_labels && truth.answers.is_none() {
        remarks.push(
            "There are labels but no answers, so performance cannot be measured. Name the column with --prediction or --probability.".to_owned(),
        );
    }
    let exact = |metric: Metric| match metric {
        Metric::Accuracy => Some(1.0),
        Metric::Mae => Some(0.0),
        _ => None,
    };
    let never_errs = metrics.iter().any(|timeline| {
        let expected = timeline.expected.value();
        expected.is_some() && expected == exact(timeline.metric)
    });
    if never_errs {
        remarks.push(
            "The model never errs on the reference. If these are the rows that it was made from, everything later looks worse than it is: take rows that it had not seen.".to_owned(),
        );
    }
    remarks
}
