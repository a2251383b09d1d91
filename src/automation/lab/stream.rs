use super::{Params, params::micros};
use crate::{
    automation::Project,
    data::{Table, split::SplitRule},
    steps::{StepError, preparation::Labels, problem},
};

/// The rows of a project in the order of time, cut into the periods of the lab.
pub(super) struct Stream<'a> {
    pub(super) table: &'a Table,
    pub(super) project: &'a Project,
    /// The answers of every row.
    pub(super) labels: Labels,
    /// Rows that have a time, with it, in its order.
    pub(super) rows: Vec<(i64, u32)>,
    /// Name of the time column.
    pub(super) time: &'a str,
    /// When the lab begins: what came before made the first model.
    pub(super) start: i64,
    /// Periods as ranges of `rows`, with begin and end.
    pub(super) periods: Vec<Period>,
    /// How long an answer takes to become known, in microseconds.
    pub(super) delay: i64,
}

/// A stretch of time with its rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// Periods of history that show how much a column moves without drifting.
const HISTORY: i64 = 8;
/// Periods below which there is nothing to see.
const LEAST_PERIODS: usize = 4;

impl<'a> Stream<'a> {
    /// # Errors
    /// If the project has no time column, or too little comes after its first model.
    pub(super) fn new(
        table: &'a Table,
        project: &'a Project,
        params: &Params,
    ) -> Result<Self, StepError> {
        let (rows, start) = ordered(table, project)?;
        let problem = &project.problem;
        let last = rows.last().map_or(start, |(time, _)| *time);
        let step = micros(params.period_days).max(1);
        let mut periods = Vec::new();
        let mut begin = start;
        while begin <= last {
            let end = begin.saturating_add(step);
            let at = |time: i64| rows.partition_point(|(known, _)| *known < time);
            periods.push(Period {
                start: begin,
                end,
                first: at(begin),
                last: at(end),
            });
            begin = end;
        }
        if periods.len() < LEAST_PERIODS {
            return Err(StepError::Invalid(format!(
                "Only {} periods come after the first model was judged; {LEAST_PERIODS} are needed. Make the periods shorter, or let the split of step 4 end earlier.",
                periods.len()
            )));
        }
        Ok(Self {
            labels: labels(table, problem)?,
            table,
            project,
            time: problem.time_column.as_deref().unwrap_or_default(),
            start,
            periods,
            delay: micros(problem.label_delay_days.unwrap_or(0.0)),
            rows,
        })
    }

    /// The rows of a period, in the order of time.
    pub(super) fn of(&self, period: Period) -> Vec<u32> {
        let rows = &self.rows[period.first..period.last];
        rows.iter().map(|(_, row)| *row).collect()
    }

    /// The rows of the last periods that ended before `time`, so far as there are any.
    pub(super) fn before(&self, time: i64) -> impl Iterator<Item = Vec<u32>> {
        let step = self
            .periods
            .first()
            .map_or(1, |period| period.end - period.start);
        (0..HISTORY)
            .map(move |i| self.between(time - (i + 1) * step, time - i * step))
            .filter(|rows| !rows.is_empty())
    }

    /// The rows from `from` on and before `until`, in the order of time.
    pub(super) fn between(&self, from: i64, until: i64) -> Vec<u32> {
        let at = |time: i64| self.rows.partition_point(|(known, _)| *known < time);
        let (first, last) = (at(from), at(until));
        let rows = self.rows.get(first..last).unwrap_or_default();
        rows.iter().map(|(_, row)| *row).collect()
    }
}

/// The rows that have a time, in its order, and when production begins.
///
/// # Errors
/// If the project has no time column, or no row has a time.
pub(super) fn ordered(
    table: &Table,
    project: &Project,
) -> Result<(Vec<(i64, u32)>, i64), StepError> {
    let time = project.problem.time_column.as_deref().ok_or_else(|| {
        StepError::invalid(
            "The levels lab replays a stream, and this project has no time column. Name one in step 1.",
        )
    })?;
    let mut rows: Vec<(i64, u32)> = table
        .times(time)?
        .iter()
        .zip(0..)
        .filter_map(|(time, row)| Some(((*time)?, row)))
        .collect();
    rows.sort_unstable();
    if rows.is_empty() {
        return Err(StepError::invalid(
            "No row has a time, so there is no stream. Check the time column in step 1.",
        ));
    }
    let start = start(&project.preparation.split, &rows)?;
    Ok((rows, start))
}

fn labels(table: &Table, problem: &problem::Params) -> Result<Labels, StepError> {
    problem.check()?;
    Labels::of(table, problem)
}

/// Where production begins: the end of the test part of a split by time, or three fifths of all
/// rows where the split is another one.
fn start(split: &SplitRule, rows: &[(i64, u32)]) -> Result<i64, StepError> {
    match split {
        SplitRule::Time { test_until, .. } => crate::data::time_of(test_until).ok_or_else(|| {
            StepError::Invalid(format!(
                "“{test_until}” is not a time. Correct the split in step 4."
            ))
        }),
        _ => Ok(rows[rows.len() * 3 / 5].0),
    }
}
