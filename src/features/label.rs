use rayon::prelude::*;

use super::{
    Entities, FeatureError, Joined, Source,
    join::beside,
    keys::keys,
    timeline::{Timeline, asked},
};
use crate::{stats::MISSING, terms::Progress};

/// Gives each entity row what came true of it.
///
/// That is the first row of `source` at or after the time of the entity row, at most `horizon`
/// microseconds later; of several rows of one time the one that was written last.
///
/// It is the point-in-time join turned around, for what is to be learned only: what it gives lies
/// in the future of the row that asks, and must never be a feature.
///
/// # Errors
/// As [`Source::check`], or if somebody stops it.
pub fn label(
    entities: Entities<'_>,
    source: &Source<'_>,
    horizon: i64,
    progress: &dyn Progress,
) -> Result<Joined, FeatureError> {
    source.check(entities)?;
    let keys = keys(source, entities)?;
    let timeline = Timeline::of(source, &keys, progress)?;
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
            timeline.after(key, time, horizon)
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
