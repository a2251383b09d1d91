use crate::terms::Cancelled;

/// Why a model could not be fitted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LearnError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled,
    /// A parameter is out of its range.
    #[error("{learner}: {problem}. Change it in step 5.")]
    Params {
        /// The learner's name on the screen.
        learner: &'static str,
        /// Which parameter must be what.
        problem: String,
    },
    /// The rows or answers cannot be learned from; the text says why, and what to do.
    #[error("{0}")]
    Data(String),
    /// The fit itself failed.
    #[error(
        "{learner} could not be fitted: {reason}. Remove it in step 5, or change its parameters there."
    )]
    Failed {
        /// The learner's name on the screen.
        learner: &'static str,
        /// What went wrong, as a sentence part.
        reason: String,
    },
}

impl LearnError {
    /// A fit of `learner` that failed.
    pub(super) fn failed(learner: &'static str, reason: impl Into<String>) -> Self {
        Self::Failed {
            learner,
            reason: reason.into(),
        }
    }
}

impl From<Cancelled> for LearnError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

/// What linfa's `Fit` asks of every error.
impl From<linfa::Error> for LearnError {
    fn from(err: linfa::Error) -> Self {
        Self::failed("The learner", err.to_string())
    }
}
