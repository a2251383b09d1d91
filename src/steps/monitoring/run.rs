use std::ops::Range;

use rayon::prelude::*;

use super::{
    Chunk, Chunking, ColumnTimeline, Intervals, Params, Points, Report, alert,
    answers::Answers,
    column::{self, Column},
    costs::costs,
    estimated::estimated,
    intervals::intervals,
    losses::{self, Errors},
    performance::Performance,
    points::{self, Memory},
    together::together,
};
use crate::{
    data::{Segment, Table},
    estimate::Estimated,
    learners::Predictions,
    steps::{Package, StepError, preparation::Labels, problem},
    terms::{Progress, Task},
};

/// A model and what it saw.
pub struct Input<'a> {
    /// "flights v3".
    pub model: String,
    /// The model with its recipe.
    pub package: &'a Package,
    /// The snapshot.
    pub table: &'a Table,
    /// Rows to compare with.
    pub reference: &'a [u32],
    /// Rows of production, in their order.
    pub production: &'a [u32],
    /// The answers of every row of the snapshot, as far as they are known.
    pub labels: &'a Labels,
    /// The named segments of the project.
    pub segments: &'a [Segment],
    /// What was computed of chunks before.
    pub points: &'a dyn Points,
}

/// The rows of reference and production that are in the segment `name`.
pub(super) fn restricted(input: &Input<'_>, name: &str) -> Result<(Vec<u32>, Vec<u32>), StepError> {
    let segment = input.segments.iter().find(|segment| segment.name == name);
    let Some(segment) = segment else {
        return Err(StepError::Invalid(format!(
            "There is no segment “{name}” any more. Choose another one, or all rows, in step 9."
        )));
    };
    let rows = segment.rows(input.table)?;
    let inside = |of: &[u32]| {
        let of = of.iter().copied();
        of.filter(|row| rows.contains(*row as usize)).collect()
    };
    Ok((inside(input.reference), inside(input.production)))
}

/// Follows data, predictions, performance and confidence over the chunks of production.
///
/// # Errors
/// If there is no production, the model cannot read it, or somebody stops it.
pub fn run(
    input: &Input<'_>,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    let Some(name) = &params.segment else {
        return follow(input, problem, params, progress);
    };
    let (reference, production) = restricted(input, name)?;
    let input = Input {
        model: input.model.clone(),
        reference: &reference,
        production: &production,
        ..*input
    };
    follow(&input, problem, params, progress)
}

/// The same over the rows that are left.
fn follow(
    input: &Input<'_>,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    if input.production.is_empty() || input.reference.is_empty() {
        return Err(StepError::invalid(
            "There is nothing to monitor: the split, or the segment that monitoring is restricted to, leaves no rows. Change the split in step 4, or the segment in step 9.",
        ));
    }
    let times = problem
        .time_column
        .as_deref()
        .map(|column| input.table.times(column))
        .transpose()?;
    let chunking = params
        .chunking
        .unwrap_or_else(|| suggest(input.production, times.as_deref()));
    let cut = cut(input, chunking, times.as_deref());
    progress.report(0.05, "Predicting");
    let rows: Vec<u32> = cut
        .iter()
        .flat_map(|(_, rows)| rows.iter().copied())
        .collect();
    let seen = input.table.take(&rows);
    let scores = input.package.scores_within(input.table, &rows, progress)?;
    let spans = spans(&cut);
    progress.report(0.4, "Comparing columns");
    let raw = columns(input.package, &seen, progress)?;
    let keys = points::keys(&raw, &spans, input.points);
    let memory = Memory {
        points: input.points,
        keys: &keys,
    };
    let columns = column::timelines(&raw, &spans, (params.deviations, memory), progress)?;
    progress.report(0.6, "Comparing all columns together");
    let multivariate = together(&raw, &spans, (params.deviations, memory), progress)?;
    let prediction = ColumnTimeline {
        name: "prediction".to_owned(),
        chunks: column::timeline(
            &Column::Numbers(answer(input.package, &scores)),
            &spans,
            params.deviations,
        ),
    };
    let answers = Answers::of_model(input.package, scores);
    progress.report(0.8, "Measuring performance");
    let mut labels = input.labels.take(&rows);
    let too_young = times.as_deref().map_or(0, |times| {
        let delay = problem.label_delay_days.unwrap_or(0.0);
        forget_young(&mut labels, (&rows, times), delay)
    });
    let chunks = labelled(cut, &spans, &labels);
    let (estimated, intervals) = match input.package.task {
        Task::Regression => regression(&raw, (&answers, &labels), &spans, progress)?,
        _ => (estimated(&answers, &labels, &spans, &problem.costs), None),
    };
    let costs = costs(&raw, &answers, &labels, &spans);
    drop(raw);
    let performance = Performance {
        answers: &answers,
        labels: &labels,
        spans: &spans,
        deviations: params.deviations,
    };
    let metrics = performance.metrics();
    let primary = problem.primary_metric();
    progress.report(0.9, "Following slices");
    let slices = performance.slices(&seen, problem, input.segments)?;
    Ok(Report {
        model: input.model.clone(),
        chunking: chunking.describe(),
        alerts: alert::alerts(&chunks, (primary, &metrics), &columns, &prediction),
        chunks,
        columns,
        multivariate,
        prediction,
        metrics,
        confidence: answers.confidence(&spans),
        intervals,
        estimated,
        costs,
        slices,
        too_young,
    })
}

/// What a regression's errors on the reference tell of every chunk: what they should be, and
/// intervals.
pub(super) fn regression(
    columns: &[(String, Column)],
    (answers, labels): (&Answers, &Labels),
    spans: &Spans,
    progress: &dyn Progress,
) -> Result<(Vec<Vec<Estimated>>, Option<Intervals>), StepError> {
    let Some(errors) = Errors::of(columns, (answers, labels), spans) else {
        return Ok((Vec::new(), None));
    };
    let intervals = intervals(&errors, (answers, labels), spans, progress);
    let estimated = losses::estimated(&errors, answers, spans, progress)?;
    Ok((estimated, intervals))
}

/// The chunks with the number of their labels.
fn labelled(cut: Vec<(Chunk, Vec<u32>)>, spans: &Spans, labels: &Labels) -> Vec<Chunk> {
    let chunks = cut.into_iter().zip(&spans.all);
    chunks
        .map(|((chunk, _), span)| Chunk {
            labelled: span.clone().filter(|&i| labels.is_known(i)).count() as u64,
            ..chunk
        })
        .collect()
}

/// The fewest reference chunks whose spread says anything.
pub(super) const LEAST_CHUNKS: usize = 3;

/// The chunks as ranges of the rows in the order in which they were taken.
pub(super) struct Spans {
    pub(super) all: Vec<Range<usize>>,
    reference: Range<usize>,
}

impl Spans {
    /// The rows of the reference.
    pub(super) fn reference_rows(&self) -> Range<usize> {
        self.reference.clone()
    }

    /// The rows of production.
    pub(super) fn production_rows(&self) -> Range<usize> {
        self.reference.end..self.rows()
    }

    /// All rows.
    pub(super) fn rows(&self) -> usize {
        self.all.last().map_or(0, |span| span.end)
    }

    /// How many chunks belong to the reference; they come first.
    pub(super) fn n_reference(&self) -> usize {
        self.all
            .iter()
            .filter(|span| span.end <= self.reference.end)
            .count()
    }
}

/// Takes the answers as unknown that are younger than `delay` days at the last time of `rows`, and
/// says how many of them there were. Without a delay every answer is known.
fn forget_young(labels: &mut Labels, (rows, times): (&[u32], &[Option<i64>]), delay: f64) -> u64 {
    const DAY: f64 = 86_400_000_000.0;
    let time = |row: &u32| times[*row as usize];
    let Some(last) = rows.iter().filter_map(time).max().filter(|_| delay > 0.0) else {
        return 0;
    };
    let known_until = last.saturating_sub((delay * DAY) as i64);
    let mut young = 0;
    for (place, row) in rows.iter().enumerate() {
        if labels.is_known(place) && time(row).is_some_and(|time| time > known_until) {
            labels.forget(place);
            young += 1;
        }
    }
    young
}

pub(super) fn suggest(rows: &[u32], times: Option<&[Option<i64>]>) -> Chunking {
    const DAY: i64 = 86_400_000_000;
    let known = times.map(|times| rows.iter().filter_map(|&row| times[row as usize]));
    let days = known.and_then(|known| {
        let (first, last) = known.fold((i64::MAX, i64::MIN), |(a, b), t| (a.min(t), b.max(t)));
        (first <= last).then(|| (last - first) / DAY)
    });
    Chunking::suggest(days)
}

pub(super) fn cut(
    input: &Input<'_>,
    chunking: Chunking,
    times: Option<&[Option<i64>]>,
) -> Vec<(Chunk, Vec<u32>)> {
    let mut cut = side(chunking, (input.reference, times), true);
    cut.extend(side(chunking, (input.production, times), false));
    cut
}

/// The chunks of one side with their rows; how many of them have a label is not known yet.
pub(super) fn side(
    chunking: Chunking,
    (rows, times): (&[u32], Option<&[Option<i64>]>),
    is_reference: bool,
) -> Vec<(Chunk, Vec<u32>)> {
    let chunks = chunking.cut(rows, times).into_iter();
    let chunk = |(label, rows, is_partial): (String, Vec<u32>, bool)| {
        let chunk = Chunk {
            label,
            rows: rows.len() as u64,
            labelled: 0,
            is_reference,
            is_partial,
        };
        (chunk, rows)
    };
    chunks.map(chunk).collect()
}

pub(super) fn spans(cut: &[(Chunk, Vec<u32>)]) -> Spans {
    let mut start = 0;
    let mut reference = 0..0;
    let mut all = Vec::with_capacity(cut.len());
    for (chunk, rows) in cut {
        let end = start + rows.len();
        all.push(start..end);
        if chunk.is_reference {
            reference.end = end;
        }
        start = end;
    }
    Spans { all, reference }
}

/// Every raw column that the model reads.
fn columns(
    package: &Package,
    seen: &Table,
    progress: &dyn Progress,
) -> Result<Vec<(String, Column)>, StepError> {
    let inputs = package.inputs().par_iter().map(|info| {
        progress.check()?;
        let column = Column::read(seen, &info.name, info.kind)?;
        Ok((info.name.clone(), column))
    });
    inputs.collect()
}

/// The one number that says most about each answer.
pub(super) fn answer(package: &Package, scores: &Predictions) -> Vec<f64> {
    match scores {
        Predictions::Values(values) => values.clone(),
        Predictions::Probabilities { .. } if package.task == Task::Binary => {
            scores.class_scores(package.positive)
        }
        Predictions::Probabilities { n_classes, values } => values
            .chunks_exact((*n_classes).max(1))
            .map(|row| row.iter().copied().fold(0.0, f64::max))
            .collect(),
    }
}

/// Chunks of so many rows each, those of the reference first.
#[cfg(test)]
pub(super) fn spans_of(reference: usize, production: usize, rows: usize) -> Spans {
    let all = (0..reference + production).map(|i| i * rows..(i + 1) * rows);
    Spans {
        all: all.collect(),
        reference: 0..reference * rows,
    }
}
