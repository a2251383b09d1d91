//! Random forests: many deep trees, each of other rows and columns.

mod fit;
mod grow;
mod model;

pub use self::model::Forest;

use super::{Criterion, params::within};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "forest",
    name: "Random forest",
    summary: "The mean of many deep trees, each grown on other rows and columns. Strong without tuning; large, and slow to explain.",
    reference: "Breiman 2001; own histogram trees, probabilities from leaf counts; scikit-learn, RandomForestClassifier and -Regressor",
};

/// How a random forest is grown.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForestParams {
    /// How many trees, 1 to 2,000: more are steadier, never worse, and slower.
    pub trees: u32,
    /// Questions on the longest way to a leaf, 1 to 30.
    pub max_depth: u32,
    /// Rows that a leaf must keep, 1 to 1,000,000.
    pub min_leaf: u32,
    /// Share of the columns that each split looks at, 0 to 1; 0 is scikit-learn's usual: the root
    /// of their number for classes, all of them for numbers.
    pub column_share: f64,
    /// Whether each tree draws its rows with replacement; else it takes all of them.
    pub bootstrap: bool,
    /// What a split of classes must make purer; of no effect for numbers.
    pub criterion: Criterion,
}

impl Default for ForestParams {
    fn default() -> Self {
        Self {
            trees: 100,
            max_depth: 12,
            min_leaf: 1,
            column_share: 0.0,
            bootstrap: true,
            criterion: Criterion::Gini,
        }
    }
}

impl ForestParams {
    pub(super) fn check(self) -> Result<(), String> {
        within("trees", self.trees, 1..=2000)?;
        within("max_depth", self.max_depth, 1..=30)?;
        within("min_leaf", self.min_leaf, 1..=1_000_000)?;
        if (0.0..=1.0).contains(&self.column_share) {
            Ok(())
        } else {
            Err(format!(
                "column_share must lie between 0 and 1, not {}",
                self.column_share
            ))
        }
    }

    pub(super) fn summary(self) -> String {
        let columns = if self.column_share > 0.0 {
            format!(
                "{:.0} % of the columns at a split",
                self.column_share * 100.0
            )
        } else {
            "the usual share of the columns at a split".to_owned()
        };
        let rows = if self.bootstrap {
            "rows drawn with replacement"
        } else {
            "all rows"
        };
        format!(
            "{} trees, depth at most {}, {} rows or more in a leaf, {columns}, {rows}",
            self.trees, self.max_depth, self.min_leaf
        )
    }

    /// How many of `n` columns a split looks at.
    fn columns(self, n: usize, classes: bool) -> usize {
        let n_columns = n as f64;
        let wanted = match self.column_share {
            share if share > 0.0 => n_columns * share,
            _ if classes => n_columns.sqrt(),
            _ => n_columns,
        };
        (wanted as usize).clamp(1, n.max(1))
    }
}
