//! What lag and rolling share: the earlier rows of the same entity.

use rayon::prelude::*;

use crate::{
    data::{
        DataError, Kind, Table,
        recipe::{
            RecipeError, Span,
            plan::{Planned, Planner},
        },
    },
    stats::MISSING,
};

/// Whose earlier rows are looked at, and how old they must be.
///
/// A row sees the rows of its entity that are strictly earlier, and by at least the delay: rows
/// of one time do not see each other, so nothing of its own moment comes in. Rows without a time
/// or an entity see nothing and are not seen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(in crate::data::recipe) struct Look {
    /// The column of the entity; without one all rows are of one.
    pub(super) by: Option<String>,
    /// The column of the time.
    pub(super) time: String,
    /// Microseconds.
    pub(super) delay: i64,
}

/// As [`super::Lag`] and [`super::Rolling`] name them.
pub(super) struct Wanted<'a> {
    pub(super) by: Option<&'a str>,
    pub(super) time: Option<&'a str>,
    pub(super) delay: Span,
}

/// The entity and the time of a row.
type Place = (u32, i64);

impl Look {
    /// With the columns that it reads.
    pub(super) fn plan(
        at: &Planner,
        wanted: &Wanted<'_>,
    ) -> Result<(Self, Vec<Planned>), RecipeError> {
        let time = wanted.time.map(str::to_owned).or_else(|| at.time.clone());
        let time = time.ok_or_else(|| at.no_time())?;
        let by = match wanted.by {
            Some("") => None,
            Some(by) => Some(by.to_owned()),
            None => at.entity.clone(),
        };
        let of_time = at.reads_now(&time)?.clone();
        if of_time.info.kind != Kind::Time {
            return Err(at.wrong_input("rows in the order of a time", &time));
        }
        let mut sources = vec![of_time];
        if let Some(by) = &by {
            sources.push(at.reads_now(by)?.clone());
        }
        let look = Self {
            by,
            time,
            delay: wanted.delay.micros(),
        };
        Ok((look, sources))
    }

    /// " by tailnum" in the name of a column.
    pub(super) fn words(&self) -> String {
        self.by
            .as_ref()
            .map_or_else(String::new, |by| format!(" by {by}"))
    }

    /// The columns that it reads of the row itself.
    pub(super) fn reads(&self) -> impl Iterator<Item = &String> {
        self.by.iter().chain([&self.time])
    }

    /// Entity and time of every row of `table`; nothing where one of them is missing. The entity
    /// is its place in `known`, or among the levels of the table.
    pub(super) fn places(
        &self,
        table: &Table,
        known: Option<&[String]>,
    ) -> Result<(Vec<Option<Place>>, Vec<String>), DataError> {
        let times = table.times(&self.time)?;
        let Some(by) = &self.by else {
            let place = |time: Option<i64>| time.map(|time| (0, time));
            return Ok((times.into_iter().map(place).collect(), vec![String::new()]));
        };
        let categories = table.categories(by)?;
        let place = |level: &String| match known {
            Some(known) => known.binary_search(level).ok().map(|place| place as u32),
            None => None,
        };
        let renamed: Option<Vec<Option<u32>>> =
            known.map(|_| categories.levels.iter().map(place).collect());
        let code = |code: u32| match &renamed {
            _ if code == MISSING => None,
            Some(renamed) => renamed[code as usize],
            None => Some(code),
        };
        let places = categories.codes.iter().zip(times);
        let places = places.map(|(&entity, time)| code(entity).zip(time));
        Ok((places.collect(), categories.levels))
    }

    /// How many of `times`, which ascend, a row at `now` sees.
    pub(super) fn visible(&self, times: &[i64], now: i64) -> usize {
        if self.delay == 0 {
            times.partition_point(|time| *time < now)
        } else {
            let latest = now.saturating_sub(self.delay);
            times.partition_point(|time| *time <= latest)
        }
    }

    /// The rows of `table` by entity and time.
    pub(super) fn timeline(&self, table: &Table) -> Result<Timeline, DataError> {
        let (places, entities) = self.places(table, None)?;
        let mut entries: Vec<(u32, i64, u32)> = places
            .iter()
            .enumerate()
            .filter_map(|(row, place)| place.map(|(entity, time)| (entity, time, row as u32)))
            .collect();
        entries.par_sort_unstable();
        let mut starts = vec![0; entities.len() + 1];
        for (entity, _, _) in &entries {
            starts[*entity as usize + 1] += 1;
        }
        for entity in 0..entities.len() {
            starts[entity + 1] += starts[entity];
        }
        Ok(Timeline {
            n_rows: table.n_rows(),
            rows: entries.iter().map(|entry| entry.2).collect(),
            times: entries.iter().map(|entry| entry.1).collect(),
            owners: entries.iter().map(|entry| entry.0).collect(),
            starts,
            entities,
        })
    }
}

/// Rows by entity, each entity's in the order of time, equal times in the order of the rows.
pub(super) struct Timeline {
    n_rows: usize,
    /// The row of each entry.
    pub(super) rows: Vec<u32>,
    /// The time of each entry.
    pub(super) times: Vec<i64>,
    /// The entity of each entry.
    owners: Vec<u32>,
    /// The first entry of each entity, and the end.
    pub(super) starts: Vec<usize>,
    /// Their names, ascending.
    pub(super) entities: Vec<String>,
}

impl Timeline {
    /// The entries of an entity.
    pub(super) fn entries(&self, entity: usize) -> std::ops::Range<usize> {
        self.starts[entity]..self.starts[entity + 1]
    }

    /// A value for every row of the table: `of` is asked with entity and time of the row; `gap`
    /// where the row has none.
    pub(super) fn values<T: Copy + Send>(
        &self,
        gap: T,
        of: impl Fn(usize, i64) -> T + Sync,
    ) -> Vec<T> {
        let entries = self.owners.par_iter().zip(&self.times);
        let found: Vec<T> = entries
            .with_min_len(1024)
            .map(|(entity, time)| of(*entity as usize, *time))
            .collect();
        let mut values = vec![gap; self.n_rows];
        for (row, value) in self.rows.iter().zip(found) {
            values[*row as usize] = value;
        }
        values
    }
}
