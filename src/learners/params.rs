use super::{
    LearnError, Learner, LinearParams, LogisticParams, MeanParams, NaiveBayesParams, PriorParams,
    TreeParams,
};

/// A learner with its parameters: `{ learner = "logistic", alpha = 1.0 }`.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "learner", rename_all = "snake_case")]
pub enum Params {
    /// The shares of the classes.
    Prior(PriorParams),
    /// The mean.
    Mean(MeanParams),
    /// Logistic regression.
    Logistic(LogisticParams),
    /// Linear least squares.
    Linear(LinearParams),
    /// Gaussian naive Bayes.
    NaiveBayes(NaiveBayesParams),
    /// A decision tree.
    Tree(TreeParams),
}

impl Params {
    /// Whose parameters they are.
    pub fn learner(&self) -> Learner {
        match self {
            Self::Prior(_) => Learner::Prior,
            Self::Mean(_) => Learner::Mean,
            Self::Logistic(_) => Learner::Logistic,
            Self::Linear(_) => Learner::Linear,
            Self::NaiveBayes(_) => Learner::NaiveBayes,
            Self::Tree(_) => Learner::Tree,
        }
    }

    /// Whether every parameter is in its range.
    ///
    /// # Errors
    /// If one is not; the message says which, and what it must be.
    pub fn check(&self) -> Result<(), LearnError> {
        let checked = match self {
            Self::Prior(_) | Self::Mean(_) => Ok(()),
            Self::Logistic(params) => params.check(),
            Self::Linear(params) => params.check(),
            Self::NaiveBayes(params) => params.check(),
            Self::Tree(params) => params.check(),
        };
        checked.map_err(|problem| LearnError::Params {
            learner: self.learner().info().name,
            problem,
        })
    }

    /// The parameters in words, as a part of a sentence.
    pub fn summary(&self) -> String {
        match self {
            Self::Prior(_) => "the shares of the classes in the training part".to_owned(),
            Self::Mean(_) => "the mean of the training part".to_owned(),
            Self::Logistic(params) => params.summary(),
            Self::Linear(params) => params.summary(),
            Self::NaiveBayes(params) => params.summary(),
            Self::Tree(params) => params.summary(),
        }
    }
}

/// `Ok` if `value` is finite and at least `least`, or a sentence part about `name`.
pub(super) fn at_least(name: &str, value: f64, least: f64) -> Result<(), String> {
    if value.is_finite() && value >= least {
        Ok(())
    } else {
        Err(format!(
            "{name} must be a number from {least} on, not {value}"
        ))
    }
}

/// `Ok` if `value` lies in `range`, or a sentence part about `name`.
pub(super) fn within(
    name: &str,
    value: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<(), String> {
    if range.contains(&value) {
        Ok(())
    } else {
        Err(format!(
            "{name} must lie between {} and {}, not {value}",
            range.start(),
            range.end()
        ))
    }
}
