use std::collections::HashMap;

use super::{Entities, FeatureError, Source};
use crate::{data::Table, stats::MISSING};

/// Whom rows are about, in the same numbers on both sides.
pub(super) struct Keys {
    /// Of each row of the source; [`MISSING`] where it is about nobody.
    pub(super) source: Vec<u32>,
    /// Of each entity row; [`MISSING`] where the source knows nothing of them.
    pub(super) entities: Vec<u32>,
    /// How many there are.
    pub(super) n: usize,
}

/// Numbers every combination of keys that the source has. Values are the same if they read the
/// same: a key may be whole numbers on one side and text on the other.
pub(super) fn keys(source: &Source<'_>, entities: Entities<'_>) -> Result<Keys, FeatureError> {
    let own = FeatureError::of(&format!("The source “{}”", source.name));
    let asking = FeatureError::of("The entity rows");
    let mut both: Option<(Vec<u32>, Vec<u32>, usize)> = None;
    for key in source.keys {
        let known = source.table.categories(key).map_err(&own)?;
        let asked = entities.table.categories(key).map_err(&asking)?;
        let place = |level: &String| {
            let found = known.levels.binary_search(level);
            found.map_or(MISSING, |place| place as u32)
        };
        let places: Vec<u32> = asked.levels.iter().map(place).collect();
        let code = |code: &u32| places.get(*code as usize).copied().unwrap_or(MISSING);
        let asked: Vec<u32> = asked.codes.iter().map(code).collect();
        both = Some(match both {
            None => (known.codes, asked, known.levels.len()),
            Some((mut a, mut b, _)) => {
                let n = combine(&mut a, &known.codes, (&mut b, &asked));
                (a, b, n)
            }
        });
    }
    let (source, entities, n) = both.unwrap_or_default();
    Ok(Keys {
        source,
        entities,
        n,
    })
}

/// Numbers the pairs that occur in the source, in the order in which they first do.
fn combine(source: &mut [u32], more: &[u32], (asked, more_asked): (&mut [u32], &[u32])) -> usize {
    let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
    for (a, b) in source.iter_mut().zip(more) {
        *a = if *a == MISSING || *b == MISSING {
            MISSING
        } else {
            let next = numbers.len() as u32;
            *numbers.entry((*a, *b)).or_insert(next)
        };
    }
    for (a, b) in asked.iter_mut().zip(more_asked) {
        *a = numbers.get(&(*a, *b)).copied().unwrap_or(MISSING);
    }
    numbers.len()
}

/// The keys of one row as text: "origin = EWR, hour = 5".
pub(super) fn words(table: &Table, keys: &[String], row: usize) -> String {
    let parts = keys.iter().map(|key| {
        let value = table
            .column_index(key)
            .map(|column| table.cell(row, column));
        format!("{key} = {}", value.unwrap_or_default())
    });
    parts.collect::<Vec<_>>().join(", ")
}
