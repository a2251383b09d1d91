//! Decision trees that look at histograms instead of rows.

mod bins;
mod criterion;
mod flat;
mod grow;
mod split;

pub(super) use self::bins::Binned;
pub use self::{criterion::Criterion, flat::Tree};

use linfa::{DatasetBase, traits::Fit as _};
use ndarray::ArrayView1;

use self::grow::{ClassificationTree, RegressionTree};
use super::{Answers, LearnError, fit::view, params::within};
use crate::terms::{Info, Matrix, Progress};

pub(super) const INFO: Info = Info {
    id: "tree",
    name: "Decision tree",
    summary: "Yes/no questions about one column at a time. Finds curves and interactions and can be read; jumps where the world is smooth.",
    reference: "Own histogram tree behind linfa's Fit and Predict, after Breiman et al. 1984 and LightGBM (Ke et al. 2017); scikit-learn, DecisionTreeClassifier and -Regressor",
};

/// How a tree is grown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TreeParams {
    /// Questions on the longest way to a leaf, 1 to 30.
    pub max_depth: u32,
    /// Rows that a leaf must keep, 1 to 1,000,000: more make its answer steadier.
    pub min_leaf: u32,
    /// What a split of classes must make purer; of no effect for numbers.
    pub criterion: Criterion,
}

impl Default for TreeParams {
    fn default() -> Self {
        Self {
            max_depth: 6,
            min_leaf: 5,
            criterion: Criterion::Gini,
        }
    }
}

impl TreeParams {
    pub(super) fn check(self) -> Result<(), String> {
        within("max_depth", self.max_depth, 1..=30)?;
        within("min_leaf", self.min_leaf, 1..=1_000_000)
    }

    pub(super) fn summary(self) -> String {
        let (depth, leaf) = (self.max_depth, self.min_leaf);
        // What it tells of numbers is always by squared error.
        let criterion = match self.criterion {
            Criterion::Gini => "",
            Criterion::Entropy => ", classes by entropy",
        };
        format!("depth at most {depth}, {leaf} rows or more in a leaf{criterion}")
    }
}

impl Tree {
    /// Fits `answers`, one per row of `matrix`; all finite, at least one row and column.
    pub(super) fn fit(
        params: TreeParams,
        matrix: &Matrix,
        (answers, weights): (Answers<'_>, Option<&[f64]>),
        progress: &dyn Progress,
    ) -> Result<Self, LearnError> {
        let records = view(matrix)?;
        match answers {
            Answers::Classes { codes, n_classes } => {
                let tree = ClassificationTree {
                    params,
                    n_classes,
                    weights,
                    progress,
                };
                tree.fit(&DatasetBase::new(records, ArrayView1::from(codes)))
            }
            Answers::Values(values) => {
                let tree = RegressionTree {
                    params,
                    weights,
                    progress,
                };
                tree.fit(&DatasetBase::new(records, ArrayView1::from(values)))
            }
        }
    }
}
