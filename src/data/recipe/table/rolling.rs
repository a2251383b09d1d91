use rayon::prelude::*;

use super::{
    Past, Work,
    look_back::{Look, Wanted},
    memory::{Memory, Need},
    windows::{Node, Tree, block, window},
};
use crate::{
    data::{
        ColumnData, DataError, Kind, Table,
        recipe::{Columns, RecipeError, Span, plan::Planner},
    },
    terms::Info,
};

/// A statistic of the earlier rows of the same entity, as a new column; gaps are left out.
///
/// The window ends before the row, as [`Lag`](super::Lag) says, so nothing of its own moment
/// comes in. An entity that has not been seen before gets a gap, and so does a window without
/// values, but for the count.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rolling {
    /// What is computed.
    pub statistic: Statistic,
    /// The window: a number of rows (`over = 7`) or a length of time (`over = "7 d"`).
    pub over: Over,
    /// As in [`Lag`](super::Lag).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// As in [`Lag`](super::Lag).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// As in [`Lag`](super::Lag): the window ends so much earlier.
    pub delay: Span,
}

/// How long the window of [`Rolling`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum Over {
    /// The last so many rows, gaps included; 1 to 100,000.
    Rows(usize),
    /// The rows of the last so much time, the row at its very start included.
    Span(Span),
}

/// What [`Rolling`] computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// The mean.
    #[default]
    Mean,
    /// The sum.
    Sum,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// How many values are no gaps.
    Count,
    /// The standard deviation of a sample (over n - 1); a gap below two values.
    Std,
}

impl Statistic {
    /// Every statistic.
    pub const ALL: [Self; 6] = [
        Self::Mean,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Count,
        Self::Std,
    ];

    /// Name on the screen and in the names of columns.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Sum => "sum",
            Self::Min => "smallest",
            Self::Max => "largest",
            Self::Count => "count",
            Self::Std => "standard deviation",
        }
    }
}

impl Rolling {
    /// The mean of the last seven days.
    pub const DEFAULT: Self = Self {
        statistic: Statistic::Mean,
        over: Over::Span(Span::WEEK),
        by: None,
        time: None,
        delay: Span::ZERO,
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "rolling",
        name: "Rolling statistic",
        summary: "Mean, sum, count and the like over the earlier rows of the same entity. It never looks ahead, but mind when a value becomes known: set the delay. Online it answers from the end of the data set, so it ages with it.",
        reference: "pandas rolling(closed=\"left\")",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        match self.over {
            Over::Rows(rows) if !(1..=100_000).contains(&rows) => {
                Err("A rolling window has 1 to 100,000 rows.".to_owned())
            }
            Over::Span(span) if span == Span::ZERO => {
                Err("A rolling window is longer than no time.".to_owned())
            }
            _ => Ok(()),
        }
    }

    pub(in crate::data::recipe) fn plan(
        &self,
        at: &mut Planner,
        columns: &Columns,
    ) -> Result<(), RecipeError> {
        let wanted = Wanted {
            by: self.by.as_deref(),
            time: self.time.as_deref(),
            delay: self.delay,
        };
        let (look, sources) = Look::plan(at, &wanted)?;
        for column in at.chosen(columns)? {
            let source = at.reads_past(&column)?.clone();
            if !(source.info.kind.is_number() || source.info.kind == Kind::Boolean) {
                return Err(at.wrong_input("numbers", &column));
            }
            let over = match self.over {
                Over::Rows(1) => "1 row".to_owned(),
                Over::Rows(rows) => format!("{rows} rows"),
                Over::Span(span) => span.to_string(),
            };
            let name = format!(
                "{column} ({} of {over}{})",
                self.statistic.name(),
                look.words()
            );
            at.make(
                &name,
                Kind::Decimal,
                &[&[source], sources.as_slice()].concat(),
            )?;
            at.work(Work::Rolling(FittedRolling {
                column,
                name,
                statistic: self.statistic,
                over: self.over,
                look: look.clone(),
                memory: None,
            }));
        }
        Ok(())
    }
}

impl Default for Rolling {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A window whose columns are known.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedRolling {
    pub(super) column: String,
    pub(super) name: String,
    statistic: Statistic,
    over: Over,
    pub(super) look: Look,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memory: Option<Memory>,
}

impl FittedRolling {
    pub(super) fn column(&self, table: &Table, past: Past) -> Result<ColumnData, DataError> {
        let values = match past {
            Past::Table => self.rolled(table)?,
            Past::Memory => self.remembered(table)?,
        };
        let values = values
            .into_iter()
            .map(|value| Some(value).filter(|v| !v.is_nan()));
        Ok(ColumnData::Numbers(values.collect()))
    }

    fn rolled(&self, table: &Table) -> Result<Vec<f64>, DataError> {
        let timeline = self.look.timeline(table)?;
        let values = table.numbers(&self.column)?;
        let leaf = |row: &u32| Node::of(values[*row as usize]);
        let tree = |entity: usize| {
            let rows = &timeline.rows[timeline.entries(entity)];
            Tree::new(rows.iter().map(leaf).collect(), self.statistic)
        };
        let trees: Vec<Tree> = (0..timeline.entities.len())
            .into_par_iter()
            .map(tree)
            .collect();
        let figure = |entity: usize, now: i64| {
            let times = &timeline.times[timeline.entries(entity)];
            let Some(range) = self.range(times, 0, now) else {
                return f64::NAN;
            };
            let block = |level, index| trees[entity].block(level, index);
            window(range, self.statistic, block).figure(self.statistic)
        };
        Ok(timeline.values(f64::NAN, figure))
    }

    fn remembered(&self, table: &Table) -> Result<Vec<f64>, DataError> {
        let Some((memory, ColumnData::Numbers(values))) =
            self.memory.as_ref().map(|memory| (memory, &memory.values))
        else {
            return Ok(vec![f64::NAN; table.n_rows()]);
        };
        let (places, _) = self.look.places(table, Some(&memory.entities))?;
        let figure = |(entity, now): (u32, i64)| {
            let entries = memory.remembered(entity)?;
            let (from, to) = self.range(entries.times, entries.skipped, now)?;
            let leaf = |place: usize| {
                let value = values[entries.start + place - entries.skipped];
                Node::of(value.unwrap_or(f64::NAN))
            };
            let block = |level, index| block(level, index, self.statistic, &leaf);
            Some(window((from, to), self.statistic, block).figure(self.statistic))
        };
        let figures = places
            .into_iter()
            .map(|place| place.and_then(figure).unwrap_or(f64::NAN));
        Ok(figures.collect())
    }

    /// The places of the entries in the window, where `skipped` entries stood before `times`;
    /// nothing for an entity that has not been seen, or of which too little is remembered.
    fn range(&self, times: &[i64], skipped: usize, now: i64) -> Option<(usize, usize)> {
        let end = self.look.visible(times, now);
        if end == 0 {
            return None;
        }
        let start = match self.over {
            Over::Rows(rows) => (skipped + end).saturating_sub(rows).checked_sub(skipped),
            Over::Span(span) => {
                let first = now
                    .saturating_sub(self.look.delay)
                    .saturating_sub(span.micros());
                let start = times.partition_point(|time| *time < first);
                // All that is remembered lies in the window: there may have been more.
                (start > 0 || skipped == 0).then_some(start)
            }
        };
        let start = start.or_else(|| (skipped == 0).then_some(0))?;
        Some((skipped + start.min(end), skipped + end))
    }

    pub(super) fn remember(&mut self, table: &Table) -> Result<(), DataError> {
        let timeline = self.look.timeline(table)?;
        let values = table.numbers(&self.column)?;
        let need = match self.over {
            Over::Rows(rows) => Need { span: 0, rows },
            Over::Span(span) => Need {
                span: span.micros(),
                rows: 1,
            },
        };
        let pick = |rows: &[u32]| {
            let value = |row: &u32| Some(values[*row as usize]).filter(|v| v.is_finite());
            ColumnData::Numbers(rows.iter().map(value).collect())
        };
        self.memory = Some(Memory::of(&timeline, &self.look, need, pick));
        Ok(())
    }
}
