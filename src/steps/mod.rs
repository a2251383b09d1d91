//! The nine steps of the machine learning lifecycle.
//!
//! Each step is a module with `params.rs` (what a person chooses), `run.rs` (the work) and
//! `report.rs` (what came out). A `run` is pure: the same input, parameters and seed give the same
//! report, whoever calls it; the window, the command line and automation call the same one.

pub mod analysis;
pub mod deployment;
pub mod evaluation;
pub mod extraction;
pub mod monitoring;
mod package;
pub mod preparation;
pub mod problem;
pub mod slices;
pub mod training;
pub mod validation;

pub use self::package::{Package, Prediction, PredictionError, StoredFeatures};

use crate::{
    data::{DataError, recipe::RecipeError},
    learners::LearnError,
    terms::Cancelled,
};

/// One of the nine steps, in their order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// What is to be predicted, for whom, and what counts as good enough.
    Problem,
    /// Where the rows come from.
    Extraction,
    /// What the rows look like.
    Analysis,
    /// From raw columns to a clean split and matrix.
    Preparation,
    /// Fitting models.
    Training,
    /// How good the chosen model is on rows it never saw.
    Evaluation,
    /// Whether it is good enough to ship.
    Validation,
    /// Registering the model and serving it.
    Deployment,
    /// Whether it stays healthy.
    Monitoring,
}

impl Step {
    /// Every step, first to last.
    pub const ALL: [Self; 9] = [
        Self::Problem,
        Self::Extraction,
        Self::Analysis,
        Self::Preparation,
        Self::Training,
        Self::Evaluation,
        Self::Validation,
        Self::Deployment,
        Self::Monitoring,
    ];

    /// 0 to 8.
    pub fn index(self) -> usize {
        self as usize
    }

    /// Name in files and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Problem => "problem",
            Self::Extraction => "extraction",
            Self::Analysis => "analysis",
            Self::Preparation => "preparation",
            Self::Training => "training",
            Self::Evaluation => "evaluation",
            Self::Validation => "validation",
            Self::Deployment => "deployment",
            Self::Monitoring => "monitoring",
        }
    }

    /// The step with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.id() == id)
    }

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Problem => "Problem",
            Self::Extraction => "Extraction",
            Self::Analysis => "Analysis",
            Self::Preparation => "Preparation",
            Self::Training => "Training",
            Self::Evaluation => "Evaluation",
            Self::Validation => "Validation",
            Self::Deployment => "Deployment",
            Self::Monitoring => "Monitoring",
        }
    }

    /// The steps whose results this one reads.
    ///
    /// Analysis informs people, not the later steps: a changed analysis makes nothing stale.
    pub fn needs(self) -> &'static [Self] {
        match self {
            Self::Problem | Self::Extraction => &[],
            Self::Analysis | Self::Preparation => &[Self::Problem, Self::Extraction],
            Self::Training => &[Self::Preparation],
            Self::Evaluation => &[Self::Training],
            Self::Validation => &[Self::Evaluation],
            Self::Deployment => &[Self::Validation],
            Self::Monitoring => &[Self::Deployment],
        }
    }

    /// The step after this one.
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self.index() + 1).copied()
    }
}

/// Why a step gave no report.
#[derive(Debug, thiserror::Error)]
pub enum StepError {
    /// Somebody asked it to stop.
    #[error("stopped")]
    Cancelled,
    /// The data could not be read or used.
    #[error(transparent)]
    Data(DataError),
    /// The recipe could not be fitted or applied.
    #[error(transparent)]
    Recipe(RecipeError),
    /// A learner refused its input or failed.
    #[error(transparent)]
    Learn(LearnError),
    /// A parameter does not fit the project or its data; the text says which, and what to do.
    #[error("{0}")]
    Invalid(String),
    /// A gate stands in the way.
    #[error("{0}")]
    Blocked(String),
}

impl StepError {
    /// A parameter that does not fit.
    pub fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(text.into())
    }
}

/// Stopping during a fit is stopping, not a failure of the learner.
impl From<LearnError> for StepError {
    fn from(err: LearnError) -> Self {
        match err {
            LearnError::Cancelled => Self::Cancelled,
            err => Self::Learn(err),
        }
    }
}

impl From<Cancelled> for StepError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

impl From<DataError> for StepError {
    fn from(error: DataError) -> Self {
        match error {
            DataError::Cancelled(cancelled) => cancelled.into(),
            other => Self::Data(other),
        }
    }
}

impl From<RecipeError> for StepError {
    fn from(error: RecipeError) -> Self {
        match error {
            RecipeError::Cancelled(cancelled) => cancelled.into(),
            other => Self::Recipe(other),
        }
    }
}
