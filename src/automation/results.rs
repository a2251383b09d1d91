//! What the steps gave so far.

use std::sync::Arc;

use super::StepReport;
use crate::{
    data::Fingerprint,
    steps::{
        Step, analysis, deployment, evaluation, extraction, monitoring, preparation, problem,
        training, validation,
    },
};

/// A report, and what it was made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done<R> {
    /// Stands for everything that the report depends on.
    pub fingerprint: Fingerprint,
    /// The report.
    pub report: Arc<R>,
}

/// The latest report of every step; fresh or stale.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Step 1.
    pub problem: Option<Done<problem::Report>>,
    /// Step 2.
    pub extraction: Option<Done<extraction::Report>>,
    /// Step 3.
    pub analysis: Option<Done<analysis::Report>>,
    /// Step 4.
    pub preparation: Option<Done<preparation::Report>>,
    /// Step 5.
    pub training: Option<Done<training::Report>>,
    /// Step 6.
    pub evaluation: Option<Done<evaluation::Report>>,
    /// Step 7.
    pub validation: Option<Done<validation::Report>>,
    /// Step 8.
    pub deployment: Option<Done<deployment::Report>>,
    /// Step 9.
    pub monitoring: Option<Done<monitoring::Report>>,
}

impl Results {
    /// What the report of `step` was made from.
    pub fn fingerprint(&self, step: Step) -> Option<&Fingerprint> {
        fn of<R>(done: Option<&Done<R>>) -> Option<&Fingerprint> {
            done.map(|done| &done.fingerprint)
        }
        match step {
            Step::Problem => of(self.problem.as_ref()),
            Step::Extraction => of(self.extraction.as_ref()),
            Step::Analysis => of(self.analysis.as_ref()),
            Step::Preparation => of(self.preparation.as_ref()),
            Step::Training => of(self.training.as_ref()),
            Step::Evaluation => of(self.evaluation.as_ref()),
            Step::Validation => of(self.validation.as_ref()),
            Step::Deployment => of(self.deployment.as_ref()),
            Step::Monitoring => of(self.monitoring.as_ref()),
        }
    }

    /// Takes in what a step gave, in place of what it gave before.
    pub fn put(&mut self, fingerprint: Fingerprint, report: StepReport) {
        fn done<R>(fingerprint: Fingerprint, report: Arc<R>) -> Done<R> {
            Done {
                fingerprint,
                report,
            }
        }
        match report {
            StepReport::Problem(report) => self.problem = Some(done(fingerprint, report)),
            StepReport::Extraction(report) => self.extraction = Some(done(fingerprint, report)),
            StepReport::Analysis(report) => self.analysis = Some(done(fingerprint, report)),
            StepReport::Preparation(report) => self.preparation = Some(done(fingerprint, report)),
            StepReport::Training(report) => self.training = Some(done(fingerprint, report)),
            StepReport::Evaluation(report) => self.evaluation = Some(done(fingerprint, report)),
            StepReport::Validation(report) => self.validation = Some(done(fingerprint, report)),
            StepReport::Deployment(report) => self.deployment = Some(done(fingerprint, report)),
            StepReport::Monitoring(report) => self.monitoring = Some(done(fingerprint, report)),
        }
    }
}
