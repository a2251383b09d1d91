use super::{
    Entities, FeatureError, Source,
    keys::{keys, words},
    timeline::{Timeline, asked},
};
use crate::terms::Progress;

/// A row of a source that an entity row might have been given, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The row of the source, from 0.
    pub row: u32,
    /// From when on it was known, in microseconds since 1970-01-01.
    pub known: i64,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is given.
    Given,
    /// A newer one was known, too.
    Older,
    /// It was known too long before the entity row asks.
    Expired,
    /// It came after the entity row asks.
    Future,
}

impl Fate {
    /// In a few words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Older => "a newer one was known",
            Self::Expired => "too old",
            Self::Future => "not yet known",
        }
    }
}

/// Every row of `source` that is about whom entity row `row` asks of, oldest first, and whom that
/// is in words. None of them is given where the entity row has no time.
///
/// # Errors
/// As [`Source::check`], if there is no such row, or if somebody stops it.
pub fn explain(
    entities: Entities<'_>,
    source: &Source<'_>,
    row: usize,
    progress: &dyn Progress,
) -> Result<(String, Vec<Candidate>), FeatureError> {
    source.check(entities)?;
    let n = entities.table.n_rows();
    if row >= n {
        return Err(FeatureError::Invalid(format!(
            "There is no entity row {}: there are {n}. Name one of them.",
            row + 1
        )));
    }
    // One row asks: the join of it alone is the same, and quick.
    let one = entities.table.slice(row, 1);
    let alone = Entities {
        table: &one,
        ..entities
    };
    let keys = keys(source, alone)?;
    let timeline = Timeline::of(source, &keys, progress)?;
    let time = asked(alone)?.first().copied().flatten();
    let key = keys.entities.first().copied();
    let rows = key.map_or(&[][..], |key| timeline.of_key(key));
    let given = key
        .zip(time)
        .and_then(|(key, time)| timeline.at(key, time, source.ttl));
    let newest = time.map(|time| rows.partition_point(|(known, _)| *known <= time));
    let candidates = rows.iter().enumerate().map(|(place, &(known, row))| {
        let fate = match newest {
            _ if given == Some((known, row)) => Fate::Given,
            Some(newest) if place >= newest => Fate::Future,
            Some(newest) if place + 1 == newest => Fate::Expired,
            Some(_) => Fate::Older,
            None => Fate::Future,
        };
        Candidate { row, known, fate }
    });
    Ok((words(&one, source.keys, 0), candidates.collect()))
}
