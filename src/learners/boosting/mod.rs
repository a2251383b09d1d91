//! Gradient boosting: small trees, each of which follows the slope of the loss.

mod fit;
mod loss;
mod model;

pub use self::model::Boosting;

use super::params::{at_least, within};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "boosting",
    name: "Gradient boosting",
    summary: "Small trees, each of which corrects those before it. Usually the best of all on tables; too many rounds learn by heart.",
    reference: "Friedman 2001; own histogram trees grown leaf by leaf, after LightGBM (Ke et al. 2017); scikit-learn, HistGradientBoostingClassifier and -Regressor",
};

/// How boosted trees are grown.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BoostingParams {
    /// Rounds at most, 1 to 5,000: each adds a tree, or one per class above two classes.
    pub rounds: u32,
    /// Share of each tree that is added, above 0 up to 1: less needs more rounds and errs less.
    pub learning_rate: f64,
    /// Leaves of a tree at most, 2 to 1,024.
    pub max_leaves: u32,
    /// Questions on the longest way to a leaf, 1 to 30.
    pub max_depth: u32,
    /// Rows that a leaf must keep, 1 to 1,000,000.
    pub min_leaf: u32,
    /// Penalty on the squared answers of the leaves, from 0 on.
    pub l2: f64,
    /// Whether a tenth of the training rows is kept back, and rounds end when it no longer gains.
    pub early_stopping: bool,
    /// Rounds without a gain after which it ends, 1 to 1,000; of no effect without early stopping.
    pub patience: u32,
}

impl Default for BoostingParams {
    fn default() -> Self {
        Self {
            rounds: 100,
            learning_rate: 0.1,
            max_leaves: 31,
            max_depth: 30,
            min_leaf: 20,
            l2: 1.0,
            early_stopping: false,
            patience: 10,
        }
    }
}

impl BoostingParams {
    pub(super) fn check(self) -> Result<(), String> {
        within("rounds", self.rounds, 1..=5000)?;
        within("max_leaves", self.max_leaves, 2..=1024)?;
        within("max_depth", self.max_depth, 1..=30)?;
        within("min_leaf", self.min_leaf, 1..=1_000_000)?;
        within("patience", self.patience, 1..=1000)?;
        at_least("l2", self.l2, 0.0)?;
        if self.learning_rate > 0.0 && self.learning_rate <= 1.0 {
            Ok(())
        } else {
            Err(format!(
                "learning_rate must lie above 0 and up to 1, not {}",
                self.learning_rate
            ))
        }
    }

    pub(super) fn summary(self) -> String {
        let stop = if self.early_stopping {
            format!(", ends after {} rounds without a gain", self.patience)
        } else {
            String::new()
        };
        format!(
            "{} rounds of {} leaves, learning rate {}, {} rows or more in a leaf, penalty {}{stop}",
            self.rounds, self.max_leaves, self.learning_rate, self.min_leaf, self.l2
        )
    }
}
