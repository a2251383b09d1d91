use crate::{
    data::{recipe::Recipe, split::SplitRule},
    steps::StepError,
};

/// How rows are split and columns made ready.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Which rows train, choose, test, and stand for production.
    pub split: SplitRule,
    /// What is done to the columns; proposed from the data where it has no steps.
    pub recipe: Recipe,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            split: SplitRule::Random {
                train: 0.6,
                validation: 0.15,
                test: 0.15,
                seed: 1,
            },
            recipe: Recipe::default(),
        }
    }
}

impl Params {
    /// Whether the split makes sense.
    pub fn check(&self) -> Result<(), StepError> {
        Ok(self.split.check()?)
    }
}
