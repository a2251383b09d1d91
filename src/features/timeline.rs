use rayon::prelude::*;

use super::{Entities, FeatureError, Source, keys::Keys};
use crate::{stats::MISSING, terms::Progress};

/// The rows of a source, key by key in the order in which they became known.
pub(super) struct Timeline {
    /// One entry per row that can be given: when it was known, and which row it is.
    known: Vec<(i64, u32)>,
    /// Where the rows of each key begin; one more than there are keys.
    first: Vec<u32>,
}

impl Timeline {
    /// Sorts the rows of `source`.
    pub(super) fn of(
        source: &Source<'_>,
        keys: &Keys,
        progress: &dyn Progress,
    ) -> Result<Self, FeatureError> {
        let own = FeatureError::of(&format!("The source “{}”", source.name));
        let times = source.table.times(source.time).map_err(&own)?;
        let created = match source.created {
            Some(column) => source.table.times(column).map_err(&own)?,
            None => Vec::new(),
        };
        progress.check()?;
        // What was never said to be written counts as written before everything else.
        let written = |row: usize| created.get(row).copied().flatten().unwrap_or(i64::MIN);
        let mut rows: Vec<(u32, i64, i64, u32)> = (0_u32..)
            .zip(keys.source.iter().zip(&times))
            .filter_map(|(row, (&key, time))| {
                let time = (*time)?;
                (key != MISSING).then(|| (key, time, written(row as usize), row))
            })
            .collect();
        rows.par_sort_unstable();
        progress.check()?;
        let mut first = vec![0_u32; keys.n + 1];
        for (key, ..) in &rows {
            first[*key as usize + 1] += 1;
        }
        for key in 0..keys.n {
            first[key + 1] += first[key];
        }
        let known = rows.into_iter().map(|(_, time, _, row)| (time, row));
        Ok(Self {
            known: known.collect(),
            first,
        })
    }

    /// What is known of `key`, oldest first; of one time the row that counts comes last.
    pub(super) fn of_key(&self, key: u32) -> &[(i64, u32)] {
        let key = key as usize;
        match (self.first.get(key), self.first.get(key + 1)) {
            (Some(&from), Some(&to)) => &self.known[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The first row of `key` at or after `time`, at most `horizon` later; of several of one time
    /// the one that counts.
    pub(super) fn after(&self, key: u32, time: i64, horizon: i64) -> Option<(i64, u32)> {
        let rows = self.of_key(key);
        let first = rows.partition_point(|(known, _)| *known < time);
        let (known, _) = *rows.get(first)?;
        if i128::from(known) - i128::from(time) > i128::from(horizon) {
            return None;
        }
        let end = rows.partition_point(|(other, _)| *other <= known);
        rows.get(end.checked_sub(1)?).copied()
    }

    /// The newest row of `key` that was known at `time` and is not older than `ttl`.
    pub(super) fn at(&self, key: u32, time: i64, ttl: Option<i64>) -> Option<(i64, u32)> {
        let rows = self.of_key(key);
        let found = rows.partition_point(|(known, _)| *known <= time);
        let (known, row) = *rows.get(found.checked_sub(1)?)?;
        let is_young =
            ttl.is_none_or(|ttl| i128::from(time) - i128::from(known) <= i128::from(ttl));
        is_young.then_some((known, row))
    }
}

/// When each entity row asks.
pub(super) fn asked(entities: Entities<'_>) -> Result<Vec<Option<i64>>, FeatureError> {
    let asking = FeatureError::of("The entity rows");
    entities.table.times(entities.time).map_err(asking)
}
