//! The workbench without a window: its state, and what each [`Command`] does to it.
//!
//! The window, the command line and tests all drive the same [`Workbench`]: they push commands,
//! call [`Workbench::poll`], and read the public fields.

mod alert_command;
mod analysis;
mod automation;
mod bundle;
mod card;
mod command;
mod evaluation;
mod expectation;
mod experiments;
pub mod explore;
mod export;
pub mod feature_store;
mod features;
mod fresh;
mod gates;
mod grid;
mod guide;
mod inference;
mod jobs_of;
mod kept_points;
mod lab;
mod lineage;
mod live_periods;
mod logs;
mod models;
mod monitoring;
mod monitoring_alerts;
mod monitoring_live;
mod notice;
mod origin;
mod page;
mod pipeline_test;
mod portable;
mod preview;
mod problem;
mod project;
mod replay;
mod role;
mod routing;
mod serve;
mod sources;
mod sql;
mod step_run;
mod steps;
mod theme;
mod traffic;
mod workshop;

use std::{path::PathBuf, sync::Arc};

pub use self::{
    alert_command::{AlertCommand, AlertSettings, AlertWork},
    analysis::{AnalysisCommand, Document},
    automation::{
        AutomationAnswer, AutomationCommand, AutomationState, AutomationWork, TrackedRun,
    },
    bundle::{BundleSettings, is_bundle, take_in_bundle, write_bundle},
    card::{CARD_PARTS, CardSection, ModelCard},
    command::{Command, Commands, Edit, EndpointCommand, ModelCommand, ProjectCommand},
    evaluation::{EvaluationCommand, EvaluationState, EvaluationWork},
    expectation::ExpectationCommand,
    experiments::{
        DiffRow, Experiment, ExperimentCommand, ExperimentKind, ExperimentWork, Experiments, Live,
        Record, Reproduction, Setup, diff, reproduce,
    },
    explore::{ExploreCommand, ExploreState, ExploreWork},
    features::{Feature, FeatureColumn, FeatureCommand, Publish},
    gates::{GateCommand, GateHistory, GateWorth},
    grid::{GridAnswer, GridCells, GridCommand, GridId, GridState, GridSubject, Grids, tsv},
    guide::{Check, checklist},
    inference::{Answered, answered, log_limits, set_log_limits},
    jobs_of::{JobKey, JobResult},
    lab::{LabCommand, LabState, read_lab_result},
    lineage::Lineage,
    live_periods::LivePeriod,
    logs::{LogCommand, LogEntry, LogSide, Logs, PredictionLog},
    models::{ModelEntry, Registry, Version, onnx_file},
    monitoring::{BinRows, MonitoringCommand, MonitoringState, MonitoringWork, SideBySide},
    monitoring_alerts::{AlertEntry, AlertState, Inbox},
    monitoring_live::LiveRows,
    notice::{Notice, Severity},
    page::Page,
    pipeline_test::{PipelineTest, pipeline_tests_json},
    portable::{export_model, import_model},
    preview::{PreviewCommand, PreviewState},
    problem::ProblemCommand,
    project::{Failure, OpenProject, ProjectEntry, Sample},
    replay::Replay,
    role::Role,
    routing::{Outcomes, RouteCommand, VersionOutcome},
    serve::{Asked, ServeAt, Serving, load_served, serve_registered},
    sources::{SourcePreview, Sources, SourcesCommand},
    sql::{SQL_ROWS, SqlAnswer, SqlCommand, SqlConsole, SqlFailure, SqlOrigin, SqlTable, SqlWork},
    steps::StepState,
    theme::Theme,
    traffic::{TrafficCommand, TrafficRun},
    workshop::{
        AsOf, Block, Definition, Evidence, Exercise, HandOver, HandOverState, Happening, Lesson,
        Log, Maturity, Practice, Proof, Topic, Workshop, WorkshopCommand, WorkshopState,
    },
};

use self::feature_store::{CatalogState, FeatureStore};
use crate::{
    jobs::{Jobs, Outcome, Running},
    store::{Opened, Workspace},
};

/// Microseconds since the epoch; passed in so that tests have their own time.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Everything the pages show. They read it; only [`Workbench::run`] and [`Workbench::poll`]
/// change it.
pub struct Workbench {
    /// The page that is shown.
    pub page: Page,
    /// Whose work comes first.
    pub role: Role,
    /// Light, dark, or what the system says.
    pub theme: Theme,
    /// Whether the guide is unfolded.
    pub guide_open: bool,
    /// The project that is open.
    pub project: Option<OpenProject>,
    /// Every project of the workspace, last opened first.
    pub projects: Vec<ProjectEntry>,
    /// The registered models.
    pub registry: Registry,
    /// What the gates of the open project said so far.
    pub gate_history: GateHistory,
    /// The published features, by name, the newest version first.
    pub features: Vec<Feature>,
    /// The feature store.
    pub catalog: CatalogState,
    /// The results of a class in the levels lab, if they were read.
    pub comparison: Option<Arc<crate::automation::lab::Comparison>>,
    /// What the log of the open project says.
    pub workshop: WorkshopState,
    /// The SQL console.
    pub sql: SqlConsole,
    /// The local endpoint, if it runs.
    pub serving: Option<Serving>,
    /// The orders, filters and searches of the grids.
    pub grids: Grids,
    /// Where rows come from: what was seen of the sources.
    pub sources: Sources,
    /// The prediction logs that were made elsewhere.
    pub logs: Logs,
    /// What the user should know, newest last.
    pub notices: Vec<Notice>,
    /// Whether triggers start runs.
    minds_triggers: bool,
    samples: Vec<Sample>,
    samples_dir: PathBuf,
    jobs: Jobs<JobKey, JobResult>,
    feature_store: FeatureStore,
    workspace: Workspace,
    clock: Clock,
}

impl Workbench {
    /// A workbench over an opened workspace. `samples` is the folder of the sample projects;
    /// `wake` asks the window to look again and is called from worker threads.
    ///
    /// # Errors
    /// If the workspace cannot be read.
    pub fn new(
        opened: Opened,
        samples: PathBuf,
        clock: Clock,
        wake: impl Fn() + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let store = opened.workspace.store().clone();
        let mut workbench = Self {
            page: Page::Home,
            role: project::setting(&store, "role")?.unwrap_or_default(),
            theme: project::setting(&store, "theme")?.unwrap_or_default(),
            guide_open: project::setting(&store, "guide")?.unwrap_or(true),
            project: None,
            projects: project::entries(&store)?,
            registry: Registry::load(&store)?,
            gate_history: GateHistory::default(),
            features: features::load(&store)?,
            catalog: CatalogState::default(),
            comparison: None,
            workshop: WorkshopState::default(),
            sql: SqlConsole::load(&store)?,
            serving: None,
            grids: Grids::default(),
            sources: Sources::default(),
            logs: Logs::load(&store)?,
            notices: opened.notices.into_iter().map(Notice::warning).collect(),
            minds_triggers: false,
            samples: project::samples(&samples),
            samples_dir: samples,
            jobs: Jobs::new(wake),
            feature_store: FeatureStore::open(&opened.workspace)?,
            workspace: opened.workspace,
            clock,
        };
        if let Some(id) = project::setting(&store, "project")? {
            workbench.run(Command::Project(ProjectCommand::Switch(id)));
        }
        Ok(workbench)
    }

    /// Does what the user asked for; what takes time goes on in a job.
    pub fn run(&mut self, command: Command) {
        let result = match command {
            Command::Open(page) => {
                self.page = page;
                Ok(())
            }
            Command::SetRole(role) => self.set_role(role),
            Command::SetTheme(theme) => self.set_theme(theme),
            Command::ToggleGuide => self.toggle_guide(),
            Command::Project(command) => self.run_project(command),
            Command::Edit(edit) => self.edit(*edit),
            Command::Undo => self.undo(),
            Command::Redo => self.redo(),
            Command::Run(step) => self.run_step(step),
            Command::RunThrough(step) => self.run_through(step),
            Command::Stop => {
                self.stop();
                Ok(())
            }
            Command::Problem(command) => self.run_problem(command),
            Command::Preview(command) => self.run_preview(command),
            Command::Expectation(command) => self.run_expectation(command),
            Command::Experiment(command) => self.run_experiment(command),
            Command::Feature(command) => self.run_feature(command),
            Command::Catalog(command) => self.run_catalog(command),
            Command::Gate(command) => self.run_gate(command),
            Command::Model(command) => self.run_model(command),
            Command::Endpoint(command) => self.run_endpoint(command),
            Command::Sql(command) => self.run_sql(command),
            Command::Analysis(command) => self.run_analysis(command),
            Command::Automation(command) => self.run_automation(command),
            Command::Lab(command) => self.run_lab(command),
            Command::Workshop(command) => self.run_workshop(command),
            Command::Evaluation(command) => self.run_evaluation(command),
            Command::Monitoring(command) => self.run_monitoring(command),
            Command::Alert(command) => self.run_alert(command),
            Command::Explore(command) => self.run_explore(command),
            Command::Grid(command) => self.run_grid(*command),
            Command::Sources(command) => self.run_sources(command),
            Command::Log(command) => self.run_log(command),
            Command::Dismiss(index) => {
                self.dismiss(index);
                Ok(())
            }
        };
        if let Err(err) = result {
            self.report(&err);
        }
    }

    /// Takes in what the jobs finished.
    pub fn poll(&mut self) {
        for (key, outcome) in self.jobs.poll() {
            let taken = match outcome {
                Outcome::Done(result) => self.take(result),
                Outcome::Cancelled => self.stopped(&key),
                Outcome::Failed(err) => self.failed(&key, err),
            };
            if let Err(err) = taken {
                self.report(&err);
            }
        }
        for due in [Self::watch_routes, Self::automate] {
            if let Err(err) = due(self) {
                self.report(&err);
            }
        }
    }

    /// The jobs that run.
    pub fn running(&self) -> &[Running<JobKey>] {
        self.jobs.running()
    }

    /// The time, in microseconds since the epoch.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// Whether nothing runs and nothing waits to run.
    pub fn is_idle(&self) -> bool {
        let waits = self.project.as_ref().is_some_and(OpenProject::waits);
        self.jobs.running().is_empty() && !waits
    }

    /// The folder in which everything is kept.
    pub fn workspace_dir(&self) -> &std::path::Path {
        self.workspace.dir()
    }

    /// The samples that come with the program.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// The one place where an error reaches the user and the log.
    fn report(&mut self, err: &anyhow::Error) {
        tracing::error!("{err:#}");
        self.notices.push(Notice::error(format!("{err:#}")));
    }

    fn set_role(&mut self, role: Role) -> anyhow::Result<()> {
        self.role = role;
        self.page = Page::Home;
        self.keep_setting("role", &role)
    }

    fn set_theme(&mut self, theme: Theme) -> anyhow::Result<()> {
        self.theme = theme;
        self.keep_setting("theme", &theme)
    }

    fn toggle_guide(&mut self) -> anyhow::Result<()> {
        let open = !self.guide_open;
        self.guide_open = open;
        self.keep_setting("guide", &open)
    }

    fn dismiss(&mut self, index: usize) {
        if index < self.notices.len() {
            self.notices.remove(index);
        }
    }

    fn stop(&mut self) {
        if let Some(project) = &mut self.project {
            project.forget_queue();
        }
        for run in self.jobs.running() {
            run.cancel();
        }
    }
}
