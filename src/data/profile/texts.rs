use super::{
    super::{
        categories::{self, Categories},
        cells::Cells,
    },
    Count,
    count::most_frequent,
};
use crate::terms::Figure;

/// Figures of a column of text; lengths in characters.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct TextProfile {
    /// Length of the shortest value; nothing where every value is missing.
    pub shortest: Option<u64>,
    /// Mean length over all rows with a value.
    pub mean_length: Figure,
    /// Length of the longest value.
    pub longest: Option<u64>,
}

/// The levels of a column with their counts.
pub(super) struct Counted {
    categories: Categories,
    counts: Vec<u64>,
}

impl Counted {
    pub(super) fn of(cells: Cells<'_>) -> Self {
        let categories = categories::of(cells);
        Self {
            counts: categories.counts(),
            categories,
        }
    }

    /// How many levels there are, and the most frequent ones.
    pub(super) fn top(&self, n_top: usize) -> (u64, Vec<Count>) {
        let levels = self.categories.levels.iter().map(String::as_str);
        let counted: Vec<(&str, u64)> = levels.zip(self.counts.iter().copied()).collect();
        (
            counted.len() as u64,
            most_frequent(&counted, n_top, str::to_owned),
        )
    }

    pub(super) fn profile(&self) -> TextProfile {
        let length = |level: &String| level.chars().count() as u64;
        let lengths = || self.categories.levels.iter().map(length);
        let total: u64 = lengths()
            .zip(&self.counts)
            .map(|(length, count)| length * count)
            .sum();
        let rows: u64 = self.counts.iter().sum();
        TextProfile {
            shortest: lengths().min(),
            mean_length: Figure::finite(total as f64 / rows as f64, "no values"),
            longest: lengths().max(),
        }
    }
}
