//! What is kept of one side: it can be computed anywhere, part by part, and merged.

mod categories;
mod numbers;

pub(super) use self::numbers::walk;
pub use self::{
    categories::{CategorySummary, align},
    numbers::NumberSummary,
};
use super::{Sample, Scale};

/// How often each value of a column occurs: all that the figures of this room need.
///
/// Merging the summaries of parts gives the summary of the whole, to the last bit. A query engine
/// makes one with `SELECT value, count(*) … GROUP BY value`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Summary {
    /// Of a column of numbers.
    Numbers(NumberSummary),
    /// Of a column of categories.
    Categories(CategorySummary),
}

/// Numbers cannot be merged with categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one part holds numbers and the other categories; read the column as one kind in both")]
pub struct ScalesDiffer;

impl Summary {
    /// The summary of `sample`: sorts numbers once, counts categories.
    pub fn of(sample: Sample<'_>) -> Self {
        match sample {
            Sample::Numbers(values) => Self::Numbers(NumberSummary::of(values)),
            Sample::Categories { codes, levels } => {
                Self::Categories(CategorySummary::of(codes, levels))
            }
        }
    }

    /// Adds the rows of `other`.
    ///
    /// # Errors
    /// If one holds numbers and the other categories.
    pub fn merge(&mut self, other: &Self) -> Result<(), ScalesDiffer> {
        match (self, other) {
            (Self::Numbers(all), Self::Numbers(part)) => all.merge(part),
            (Self::Categories(all), Self::Categories(part)) => all.merge(part),
            _ => return Err(ScalesDiffer),
        }
        Ok(())
    }

    /// Number of rows, missing ones too.
    pub fn rows(&self) -> u64 {
        match self {
            Self::Numbers(numbers) => numbers.rows(),
            Self::Categories(categories) => categories.rows(),
        }
    }

    /// What the column is measured in.
    pub fn scale(&self) -> Scale {
        match self {
            Self::Numbers(_) => Scale::Numbers,
            Self::Categories(_) => Scale::Categories,
        }
    }
}
