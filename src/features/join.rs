use rayon::prelude::*;

use super::{
    Entities, FeatureError, Source,
    keys::keys,
    timeline::{Timeline, asked},
};
use crate::{data::Table, stats::MISSING, terms::Progress};

/// Which row of a source an entity row is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// The newest one that was known when the entity row asks, unless it is too old. What training
    /// sets must use.
    #[default]
    PointInTime,
    /// The newest one, whenever it came: the leak that a join by keys alone makes. Models that are
    /// trained on it look better than they will ever be.
    Newest,
}

/// Entity rows with what was known of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Joined {
    /// The entity rows in their order, and the wanted columns behind them. A column whose name is
    /// taken is called "source.column".
    pub table: Table,
    /// The row of the source that each entity row was given; nothing where there was none.
    pub rows: Vec<Option<u32>>,
    /// How old what was given was when it was asked for, in microseconds; below 0 for what came
    /// later, which only [`Rule::Newest`] gives.
    pub ages: Vec<Option<i64>>,
}

/// Gives each entity row what `source` knew of it.
///
/// The same as Feast's historical retrieval: the latest row at or before the time of the entity
/// row, within the time to live counted back from that time, ties by the time of writing. Takes
/// n log n of the source and a binary search for each entity row.
///
/// # Errors
/// As [`Source::check`], or if somebody stops it.
pub fn join(
    entities: Entities<'_>,
    source: &Source<'_>,
    rule: Rule,
    progress: &dyn Progress,
) -> Result<Joined, FeatureError> {
    let ttl = source.ttl;
    given(
        entities,
        source,
        progress,
        |timeline, key, time| match rule {
            Rule::PointInTime => timeline.at(key, time, ttl),
            Rule::Newest => timeline.of_key(key).last().copied(),
        },
    )
}

/// Gives each entity row the row that `choose` takes for its key and its time.
pub(super) fn given(
    entities: Entities<'_>,
    source: &Source<'_>,
    progress: &dyn Progress,
    choose: impl Fn(&Timeline, u32, i64) -> Option<(i64, u32)> + Sync,
) -> Result<Joined, FeatureError> {
    source.check(entities)?;
    progress.report(0.0, "Matching keys");
    let keys = keys(source, entities)?;
    progress.report(0.3, "Sorting what was known");
    let timeline = Timeline::of(source, &keys, progress)?;
    progress.report(0.7, "Looking up every row");
    let asked = asked(entities)?;
    let given: Vec<Option<(i64, u32)>> = keys
        .entities
        .par_iter()
        .zip(&asked)
        .map(|(&key, time)| {
            let time = (*time)?;
            if key == MISSING {
                return None;
            }
            choose(&timeline, key, time)
        })
        .collect();
    progress.check()?;
    let rows: Vec<Option<u32>> = given.iter().map(|row| row.map(|(_, row)| row)).collect();
    let age = |(given, time): (&Option<(i64, u32)>, &Option<i64>)| {
        let ((known, _), time) = (*given).zip(*time)?;
        Some(time.saturating_sub(known))
    };
    Ok(Joined {
        ages: given.iter().zip(&asked).map(age).collect(),
        table: beside(entities.table, source, &rows)?,
        rows,
    })
}

/// The entity rows with the columns of the rows that they were given.
fn beside(
    entities: &Table,
    source: &Source<'_>,
    rows: &[Option<u32>],
) -> Result<Table, FeatureError> {
    let own = FeatureError::of(&format!("The source “{}”", source.name));
    let wanted: Vec<&str> = source.columns.iter().map(String::as_str).collect();
    let mut given = source
        .table
        .select(&wanted)
        .and_then(|table| table.take_or_gaps(rows))
        .map_err(&own)?;
    for column in source.columns {
        if entities.column_index(column).is_some() {
            let name = format!("{}.{column}", source.name);
            given = given.renamed(column, &name).map_err(&own)?;
        }
    }
    entities.beside(&given).map_err(own)
}
