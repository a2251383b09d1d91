use std::hash::Hash;

use polars::prelude::PlHashMap;

use super::cells::{Cells, boolean_text, decimal_text, time_text};
use crate::stats::MISSING;

/// A column as categories: a code per row into a sorted list of levels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Categories {
    /// The level of each row; [`MISSING`] where there is none.
    pub codes: Vec<u32>,
    /// The distinct values as text, sorted as text; every one occurs.
    pub levels: Vec<String>,
}

impl Categories {
    /// How often each level occurs, in the order of the levels.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.levels.len()];
        for &code in self.codes.iter().filter(|code| **code != MISSING) {
            counts[code as usize] += 1;
        }
        counts
    }
}

/// The categories of a column.
pub(super) fn of(cells: Cells<'_>) -> Categories {
    match cells {
        Cells::Texts(values) => collect(values.iter(), str::to_owned),
        Cells::Integers(values) => collect(values.iter(), |value| value.to_string()),
        Cells::Times(values) => collect(values.iter(), time_text),
        Cells::Booleans(values) => collect(values.iter(), |value| boolean_text(value).to_owned()),
        Cells::Decimals(values) => {
            // Both zeros are one value.
            let bits = values
                .iter()
                .map(|value| value.map(|value| (value + 0.0).to_bits()));
            collect(bits, |bits| decimal_text(f64::from_bits(bits)))
        }
    }
}

fn collect<T: Copy + Eq + Hash>(
    values: impl ExactSizeIterator<Item = Option<T>>,
    text: impl Fn(T) -> String,
) -> Categories {
    let mut found = PlHashMap::<T, u32>::default();
    let mut distinct = Vec::new();
    let mut codes = Vec::with_capacity(values.len());
    // Neighbours are often equal: then there is nothing to look up.
    let mut last: Option<(T, u32)> = None;
    for value in values {
        let code = match (value, last) {
            (None, _) => MISSING,
            (Some(value), Some((before, code))) if value == before => code,
            (Some(value), _) => {
                let code = *found.entry(value).or_insert_with(|| {
                    distinct.push(value);
                    (distinct.len() - 1) as u32
                });
                last = Some((value, code));
                code
            }
        };
        codes.push(code);
    }
    sorted(codes, distinct.into_iter().map(text).collect())
}

/// Sorts the levels and renames the codes.
fn sorted(mut codes: Vec<u32>, levels: Vec<String>) -> Categories {
    let mut order: Vec<u32> = (0..levels.len() as u32).collect();
    order.sort_unstable_by(|&a, &b| levels[a as usize].cmp(&levels[b as usize]));
    let mut place = vec![0_u32; levels.len()];
    for (new, &old) in order.iter().enumerate() {
        place[old as usize] = new as u32;
    }
    for code in codes.iter_mut().filter(|code| **code != MISSING) {
        *code = place[*code as usize];
    }
    let mut levels: Vec<Option<String>> = levels.into_iter().map(Some).collect();
    let levels = order
        .iter()
        .filter_map(|&old| levels[old as usize].take())
        .collect();
    Categories { codes, levels }
}
