//! The report of any step, for whoever keeps them.

use std::sync::Arc;

use crate::steps::{
    Step, analysis, deployment, evaluation, extraction, monitoring, preparation, problem, training,
    validation,
};

/// The report of any step.
#[derive(Clone, Debug)]
pub enum StepReport {
    /// Step 1.
    Problem(Arc<problem::Report>),
    /// Step 2.
    Extraction(Arc<extraction::Report>),
    /// Step 3.
    Analysis(Arc<analysis::Report>),
    /// Step 4.
    Preparation(Arc<preparation::Report>),
    /// Step 5.
    Training(Arc<training::Report>),
    /// Step 6.
    Evaluation(Arc<evaluation::Report>),
    /// Step 7.
    Validation(Arc<validation::Report>),
    /// Step 8.
    Deployment(Arc<deployment::Report>),
    /// Step 9.
    Monitoring(Arc<monitoring::Report>),
}

impl StepReport {
    /// The report as JSON.
    ///
    /// # Errors
    /// If a value cannot be written as JSON.
    pub fn to_json(&self) -> serde_json::Result<String> {
        match self {
            Self::Problem(report) => serde_json::to_string(report),
            Self::Extraction(report) => serde_json::to_string(report),
            Self::Analysis(report) => serde_json::to_string(report),
            Self::Preparation(report) => serde_json::to_string(report),
            Self::Training(report) => serde_json::to_string(report),
            Self::Evaluation(report) => serde_json::to_string(report),
            Self::Validation(report) => serde_json::to_string(report),
            Self::Deployment(report) => serde_json::to_string(report),
            Self::Monitoring(report) => serde_json::to_string(report),
        }
    }

    /// Reads what [`Self::to_json`] wrote for `step`.
    ///
    /// # Errors
    /// If the text is not such a report, for instance because another version wrote it.
    pub fn from_json(step: Step, json: &str) -> serde_json::Result<Self> {
        Ok(match step {
            Step::Problem => Self::Problem(Arc::new(serde_json::from_str(json)?)),
            Step::Extraction => Self::Extraction(Arc::new(serde_json::from_str(json)?)),
            Step::Analysis => Self::Analysis(Arc::new(serde_json::from_str(json)?)),
            Step::Preparation => Self::Preparation(Arc::new(serde_json::from_str(json)?)),
            Step::Training => Self::Training(Arc::new(serde_json::from_str(json)?)),
            Step::Evaluation => Self::Evaluation(Arc::new(serde_json::from_str(json)?)),
            Step::Validation => Self::Validation(Arc::new(serde_json::from_str(json)?)),
            Step::Deployment => Self::Deployment(Arc::new(serde_json::from_str(json)?)),
            Step::Monitoring => Self::Monitoring(Arc::new(serde_json::from_str(json)?)),
        })
    }
}
