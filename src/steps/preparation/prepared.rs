use super::Labels;
use crate::{
    data::recipe::FittedRecipe,
    learners::{Fitted, Predictions},
    terms::Matrix,
};

/// What training and evaluation work on; made anew from snapshot and report when needed.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// The recipe, fitted on the training part.
    pub recipe: FittedRecipe,
    /// Rows that models are fitted on.
    pub train: Slice,
    /// Rows that choose between models and thresholds.
    pub validation: Slice,
    /// Rows that judge the chosen model.
    pub test: Slice,
    /// Row numbers of the whole test part, labelled or not: what monitoring compares with.
    pub reference: Vec<u32>,
    /// Row numbers in the snapshot that stand for production, labelled or not, in their order.
    pub production: Vec<u32>,
    /// The answers of every row of the snapshot.
    pub labels: Labels,
    /// The newest answer that was known when each row of the snapshot was asked about.
    pub known: Labels,
}

/// One part of the split: labelled rows only.
#[derive(Clone, Debug)]
pub struct Slice {
    /// Row numbers in the snapshot.
    pub rows: Vec<u32>,
    /// The prepared columns of these rows.
    pub matrix: Matrix,
    /// The answers of these rows; none is missing.
    pub labels: Labels,
    /// The newest answer that was known when each row was asked about; missing where there was
    /// none.
    pub known: Labels,
}

impl Slice {
    /// What `model` answers to these rows, each asked about at its own time.
    pub fn predictions(&self, model: &Fitted) -> Predictions {
        model.predict_after(&self.matrix, self.known.answers())
    }
}
