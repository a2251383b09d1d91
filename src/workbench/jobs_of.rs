//! What the workbench's jobs work on and give back.

use super::{
    AlertWork, AutomationAnswer, AutomationWork, EvaluationWork, ExperimentWork, ExploreWork,
    Feature, GridAnswer, GridId, Inbox, MonitoringWork, Notice, Registry, TrackedRun, Workshop,
    evaluation::Judgement, experiments::ExperimentAnswer, explore::Explored,
    feature_store::CatalogAnswer, gates::Decided, lab::LabAnswer, lineage::Lineage,
    logs::LogAnswer, monitoring::Watched, preview::Previewed, project::OpenProject,
    serve::EndpointAnswer, sources::Looked, sql::SqlWork,
};
use crate::{
    automation::Finished,
    data::expectation::Expectation,
    jobs::JobCtx,
    steps::{Step, analysis::PairPicture, problem::Proposal},
    store::AlertRow,
    terms::{Cancelled, Progress},
};

/// What a job works on; at most one job per key runs, the latest wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKey {
    /// Opening a project.
    Open,
    /// A step of the open project.
    Step(Step),
    /// Trying a recipe on a sample.
    Preview,
    /// Counting the rows of each part of a split.
    PreviewParts,
    /// Reading the rows of a project that was opened.
    Rows,
    /// Writing the definition of a project.
    Save,
    /// Writing a setting.
    Setting(&'static str),
    /// Writing a project to a folder.
    Export,
    /// Keeping a decision about a gate.
    Gates,
    /// Something about registered models.
    Registry,
    /// Starting the endpoint, or loading another version for it.
    Endpoint,
    /// Comparing what came true of the answers of two versions.
    Outcomes,
    /// Starting or stopping the traffic.
    Traffic,
    /// Asking the endpoint by hand.
    Ask,
    /// Asking a candidate what was logged.
    Replay,
    /// Following a prediction.
    Trace,
    /// Looking at the sources of the open project.
    Sources,
    /// Looking which tables a database has.
    Tables,
    /// Proposing a contract.
    Proposal,
    /// A query.
    Sql,
    /// Which tables a query may name.
    SqlTables,
    /// Forgetting queries.
    SqlHistory,
    /// Writing the result of a query.
    SqlSave,
    /// Drawing two columns side by side.
    Pair,
    /// Comparing and explaining models.
    Evaluation(EvaluationWork),
    /// Writing a report.
    Document,
    /// Looking at the rows of the open project.
    Explore(ExploreWork),
    /// Order, filters and search of a grid.
    Grid(GridId),
    /// The values of a grid's column.
    GridValues(GridId),
    /// Cells of a grid for the clipboard.
    GridCopy(GridId),
    /// Writing the rows of a grid.
    GridSave(GridId),
    /// Drafting expectations.
    Expectations,
    /// Publishing a feature.
    Feature,
    /// Reading or changing the catalog of features.
    Catalog,
    /// Finding features.
    CatalogSearch,
    /// Looking at definitions, or at what is served of one.
    CatalogLook,
    /// Asking the online store.
    CatalogAsk,
    /// Training with and without a leak.
    CatalogLeak,
    /// Bringing features online.
    Materialize,
    /// Something about experiments.
    Experiment(ExperimentWork),
    /// Something about alerts.
    Alerts(AlertWork),
    /// Looking closer at what step 9 follows.
    Monitoring(MonitoringWork),
    /// Something about what runs by itself.
    Automation(AutomationWork),
    /// Replaying the stream in the levels lab.
    Lab,
    /// Reading one side of a prediction log: 0 is the reference, 1 what is current.
    LogSide(usize),
    /// Following a prediction log.
    Log,
    /// A turn of a game in the levels lab.
    Game,
    /// Reading what the log of the open project says.
    Workshop,
    /// Reading the results of a class in the levels lab.
    Compare,
}

impl JobKey {
    /// Whether it is of no use once the project is closed.
    pub(super) fn is_of_project(&self) -> bool {
        matches!(
            self,
            Self::Step(_)
                | Self::Rows
                | Self::Proposal
                | Self::Expectations
                | Self::Pair
                | Self::Experiment(ExperimentWork::Reproduce)
                | Self::Explore(_)
                | Self::Evaluation(_)
                | Self::Monitoring(_)
                | Self::Lab
                | Self::Automation(AutomationWork::Look | AutomationWork::Outcomes)
                | Self::Game
                | Self::Workshop
                | Self::Preview
                | Self::PreviewParts
        )
    }
}

/// What a job gives back.
pub enum JobResult {
    /// A project was opened.
    Opened(Box<OpenProject>),
    /// A step ended well; with the run that it was a part of, if it was one's.
    Finished(Box<Finished>, Option<Box<TrackedRun>>),
    /// Something about what runs by itself, of a project.
    Automation(i64, AutomationAnswer),
    /// A recipe or a split was tried.
    Previewed(Box<Previewed>),
    /// Something was written; the text, if any, tells the user.
    Written(Option<String>),
    /// A person decided about a gate.
    Decided(Box<Decided>),
    /// The registry changed.
    Registry(Registry),
    /// Something about the endpoint.
    Endpoint(Box<EndpointAnswer>),
    /// Something for a grid.
    Grid(Box<GridAnswer>),
    /// The way back from the latest predictions.
    Traced(Vec<Lineage>),
    /// The first rows of the sources, and which files have changed.
    Looked(Looked),
    /// The tables of a database.
    Tables(String, Vec<String>),
    /// The contract that the data suggest.
    Proposed(Box<Proposal>),
    /// Something of the SQL console.
    Sql(Box<SqlWork>),
    /// Two columns side by side, of the snapshot of this id.
    Pair(String, Box<PairPicture>),
    /// Something about the judged model.
    Judged(Box<Judgement>),
    /// What the log of the open project says.
    Workshop(Box<Workshop>),
    /// Something of the levels lab.
    Lab(LabAnswer),
    /// Something about the rows of the open project.
    Explored(Box<Explored>),
    /// The alerts of a project changed; those that are new, and all of them.
    Alerts(i64, Vec<AlertRow>, Box<Inbox>),
    /// The web hook was told, or not.
    Told(i64, Notice, Box<Inbox>),
    /// Something about what step 9 follows.
    Watched(Box<Watched>),
    /// Something about a prediction log.
    Log(Box<LogAnswer>),
    /// Expectations were drafted.
    Drafted(Vec<Expectation>),
    /// Something about experiments.
    Experiment(Box<ExperimentAnswer>),
    /// A feature was published; every feature there is, and what the user is told.
    Published(Vec<Feature>, String),
    /// Something about the feature store.
    Catalog(Box<CatalogAnswer>),
}

/// Lets a step tell a job how far it is.
pub(super) struct JobProgress<'a>(pub(super) &'a JobCtx);

impl Progress for JobProgress<'_> {
    fn report(&self, fraction: f32, what: &str) {
        self.0.progress(fraction, what);
    }

    fn check(&self) -> Result<(), Cancelled> {
        if self.0.cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}
