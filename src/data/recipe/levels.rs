//! The values of a text column that training saw.

use super::super::Categories;
use crate::stats::MISSING;

/// The code of a value that training did not see.
pub(super) const UNSEEN: u32 = MISSING - 1;

/// Distinct values, sorted; the code of one is its place.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Levels(Vec<String>);

impl Levels {
    pub(super) fn new(mut levels: Vec<String>) -> Self {
        levels.sort_unstable();
        levels.dedup();
        Self(levels)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn contains(&self, level: &String) -> bool {
        self.0.binary_search(level).is_ok()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &String> {
        self.0.iter()
    }

    /// The code of each row: a place, [`UNSEEN`] or [`MISSING`].
    pub(super) fn codes(&self, categories: &Categories) -> Vec<u32> {
        let code = |level: &String| {
            self.0
                .binary_search(level)
                .map_or(UNSEEN, |code| code as u32)
        };
        let known: Vec<u32> = categories.levels.iter().map(code).collect();
        let rename = |&code: &u32| {
            if code == MISSING {
                MISSING
            } else {
                known[code as usize]
            }
        };
        categories.codes.iter().map(rename).collect()
    }
}
