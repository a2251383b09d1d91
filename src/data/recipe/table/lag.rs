use super::{
    Past, Work,
    look_back::{Look, Wanted},
    memory::{Memory, Need},
};
use crate::{
    data::{
        ColumnData, DataError, Kind, Table,
        recipe::{Columns, RecipeError, Span, plan::Planner},
    },
    terms::Info,
};

/// The value of an earlier row of the same entity, as a new column; a gap where there is none.
///
/// Only rows that are strictly earlier count, and rows of one time do not see each other. The
/// target may be looked back at too: then set `delay` to how long it takes until it is known,
/// else training sees answers that nobody has when the row is asked about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Lag {
    /// How many rows back; 1 to 1000.
    pub rows: usize,
    /// The column of the entity: that of step 1 where none is given; empty for all rows as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The column of the time: that of step 1 where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Only rows that are at least so much earlier count.
    pub delay: Span,
}

impl Lag {
    /// The row before.
    pub const DEFAULT: Self = Self {
        rows: 1,
        by: None,
        time: None,
        delay: Span::ZERO,
    };

    pub(in crate::data::recipe) const INFO: Info = Info {
        id: "lag",
        name: "Lag",
        summary: "The value of the same entity some rows earlier. It never looks ahead, but mind when an earlier value becomes known: set the delay. Online it answers from the end of the data set, so it ages with it.",
        reference: "R. Hyndman, G. Athanasopoulos, Forecasting: Principles and Practice (2021), section 7.4",
    };

    pub(in crate::data::recipe) fn check(&self) -> Result<(), String> {
        if (1..=1000).contains(&self.rows) {
            Ok(())
        } else {
            Err("A lag looks 1 to 1000 rows back.".to_owned())
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
            let kind = source.info.kind;
            let rows = if self.rows == 1 { "row" } else { "rows" };
            let name = format!("{column} ({} {rows} before{})", self.rows, look.words());
            at.make(&name, kind, &[&[source], sources.as_slice()].concat())?;
            at.work(Work::Lag(FittedLag {
                column,
                name,
                kind,
                rows: self.rows,
                look: look.clone(),
                memory: None,
            }));
        }
        Ok(())
    }
}

impl Default for Lag {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// A lag whose columns are known.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct FittedLag {
    pub(super) column: String,
    pub(super) name: String,
    kind: Kind,
    rows: usize,
    pub(super) look: Look,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memory: Option<Memory>,
}

impl FittedLag {
    pub(super) fn column(&self, table: &Table, past: Past) -> Result<ColumnData, DataError> {
        match past {
            Past::Table => {
                let timeline = self.look.timeline(table)?;
                let earlier = |entity: usize, now: i64| {
                    let entries = timeline.entries(entity);
                    let seen = self.look.visible(&timeline.times[entries.clone()], now);
                    let entry = entries.start + seen.checked_sub(self.rows)?;
                    Some(timeline.rows[entry])
                };
                let rows = timeline.values(None, earlier);
                Ok(table.cells(&self.column)?.pick(&rows).finite())
            }
            Past::Memory => self.remembered(table),
        }
    }

    fn remembered(&self, table: &Table) -> Result<ColumnData, DataError> {
        let Some(memory) = &self.memory else {
            return Ok(ColumnData::gaps(self.kind, table.n_rows()));
        };
        let (places, _) = self.look.places(table, Some(&memory.entities))?;
        let earlier = |(entity, now): (u32, i64)| {
            let entries = memory.remembered(entity)?;
            let seen = self.look.visible(entries.times, now);
            Some(entries.start + seen.checked_sub(self.rows)?)
        };
        let rows = places.into_iter().map(|place| place.and_then(earlier));
        Ok(memory.values.pick(rows))
    }

    pub(super) fn remember(&mut self, table: &Table) -> Result<(), DataError> {
        let timeline = self.look.timeline(table)?;
        let cells = table.cells(&self.column)?;
        let need = Need {
            span: 0,
            rows: self.rows,
        };
        let pick = |rows: &[u32]| {
            let rows: Vec<Option<u32>> = rows.iter().copied().map(Some).collect();
            cells.pick(&rows).finite()
        };
        self.memory = Some(Memory::of(&timeline, &self.look, need, pick));
        Ok(())
    }
}
