use std::path::PathBuf;

use super::{
    AlertCommand, AnalysisCommand, AutomationCommand, EvaluationCommand, ExpectationCommand,
    ExperimentCommand, ExploreCommand, FeatureCommand, GateCommand, GridCommand, LabCommand,
    LogCommand, MonitoringCommand, Page, PreviewCommand, ProblemCommand, Role, RouteCommand,
    SourcesCommand, SqlCommand, Theme, TrafficCommand, WorkshopCommand,
    feature_store::CatalogCommand,
};
use crate::{
    automation::{Automation, Level},
    data::Segment,
    steps::{
        Step, analysis, deployment, evaluation, extraction, monitoring, preparation, problem,
        training, validation,
    },
    store::LogLimits,
};

/// Everything the user can ask for, as data. Pages push these; only the workbench acts on them.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Show a page.
    Open(Page),
    /// Put another role's work first.
    SetRole(Role),
    /// Light or dark.
    SetTheme(Theme),
    /// Fold or unfold the guide.
    ToggleGuide,
    /// Something about projects.
    Project(ProjectCommand),
    /// Change what the project says.
    Edit(Box<Edit>),
    /// Take the last edit back.
    Undo,
    /// Do again what was taken back.
    Redo,
    /// Run one step, and what the level of automation runs after it.
    Run(Step),
    /// Run every step up to this one that is not fresh.
    RunThrough(Step),
    /// Stop whatever runs.
    Stop,
    /// Something about the contract that the data suggest.
    Problem(ProblemCommand),
    /// Look at what step 4 would do.
    Preview(PreviewCommand),
    /// Something about what the rows should hold.
    Expectation(ExpectationCommand),
    /// Something about experiments.
    Experiment(ExperimentCommand),
    /// Something about published features.
    Feature(FeatureCommand),
    /// Something about the feature store.
    Catalog(CatalogCommand),
    /// Something about the gates of step 7.
    Gate(GateCommand),
    /// Something about registered models.
    Model(ModelCommand),
    /// Something about the local endpoint.
    Endpoint(EndpointCommand),
    /// Something in the SQL console.
    Sql(SqlCommand),
    /// Something about the rows that are looked at in step 3.
    Explore(ExploreCommand),
    /// Something about a grid of rows.
    Grid(Box<GridCommand>),
    /// Something about where rows come from.
    Sources(SourcesCommand),
    /// Something about a prediction log that was made elsewhere.
    Log(LogCommand),
    /// Something about what step 3 found.
    Analysis(AnalysisCommand),
    /// Something about what runs by itself.
    Automation(AutomationCommand),
    /// Something about the levels lab.
    Lab(LabCommand),
    /// Something in the workshop.
    Workshop(WorkshopCommand),
    /// Something about the judged model.
    Evaluation(EvaluationCommand),
    /// Something about what step 9 follows.
    Monitoring(MonitoringCommand),
    /// Something about alerts.
    Alert(AlertCommand),
    /// Take a notice away.
    Dismiss(usize),
}

/// What can be done with projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProjectCommand {
    /// Open the sample with this folder name, importing it the first time.
    OpenSample(String),
    /// Take in a project file or folder.
    Import(PathBuf),
    /// Start a project on a table.
    New(PathBuf),
    /// Write the open project and its data to a folder.
    Export(PathBuf),
    /// Open another project of the workspace.
    Switch(i64),
    /// Close the open project.
    Close,
    /// Remove a project and its results; registered models stay.
    Delete(i64),
}

/// What can be changed in a project.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Name on the screen.
    Name(String),
    /// What it is about.
    Description(String),
    /// The cells of a level, by the project's own preset.
    Level(Level),
    /// How much runs by itself, and what starts it.
    Automation(Automation),
    /// Step 1.
    Problem(problem::Params),
    /// Step 2.
    Extraction(extraction::Params),
    /// Step 3.
    Analysis(analysis::Params),
    /// Step 4.
    Preparation(preparation::Params),
    /// Step 5.
    Training(training::Params),
    /// Step 6.
    Evaluation(evaluation::Params),
    /// Step 7.
    Validation(validation::Params),
    /// Step 8.
    Deployment(deployment::Params),
    /// Step 9.
    Monitoring(monitoring::Params),
    /// Rows that have a name.
    Segments(Vec<Segment>),
}

/// What can be done with registered models.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelCommand {
    /// Point an alias to a version.
    SetAlias {
        /// The registered model.
        model: String,
        /// The alias.
        alias: String,
        /// The version it is to point to.
        version: i64,
        /// Who moves it.
        by: String,
        /// Why.
        why: String,
    },
    /// Write a version with its card to a file.
    Export {
        /// The registered model.
        model: String,
        /// Its version.
        version: i64,
        /// The file.
        path: PathBuf,
    },
    /// Write a version as a folder that can be served elsewhere.
    Bundle {
        /// The registered model.
        model: String,
        /// Its version.
        version: i64,
        /// The folder; it must not be there yet.
        path: PathBuf,
    },
    /// Take in a file that was exported, as a new version.
    Import(PathBuf),
    /// Put a text of a version's card in place of the one before.
    Write {
        /// The registered model.
        model: String,
        /// Its version.
        version: i64,
        /// The part of the card.
        part: String,
        /// What it says from now on.
        text: String,
    },
    /// Point an alias back to where it pointed before.
    RollBack {
        /// The registered model.
        model: String,
        /// The alias.
        alias: String,
    },
    /// Follow the latest predictions back to their data.
    Trace(String),
    /// Write a version as one ONNX graph.
    ExportOnnx {
        /// The registered model.
        model: String,
        /// The version.
        version: i64,
        /// The file.
        path: PathBuf,
    },
}

/// What can be done with the local endpoint.
#[derive(Clone, Debug, PartialEq)]
pub enum EndpointCommand {
    /// Serve what `model@alias` points to.
    Start {
        /// The registered model.
        model: String,
        /// The alias.
        alias: String,
        /// The port on the loopback address; 0 lets the system choose.
        port: u16,
        /// What clients must send; nothing where every program of this machine may ask.
        token: Option<String>,
    },
    /// Stop serving.
    Stop,
    /// Something about which version answers whom.
    Route(RouteCommand),
    /// Something about the traffic that is played.
    Traffic(TrafficCommand),
    /// Post a request by hand.
    Ask(serde_json::Value),
    /// Ask a version what was logged, so many times as fast as it came, or as fast as it goes.
    Replay(i64, Option<f64>),
    /// Write down how much of a model's past its log keeps.
    Keep(String, LogLimits),
}

/// Collects the commands of one frame.
#[derive(Debug, Default)]
pub struct Commands(Vec<Command>);

impl Commands {
    /// Asks for `command`; it is done before the next frame.
    pub fn push(&mut self, command: Command) {
        self.0.push(command);
    }

    /// Asks for a change of the project.
    pub fn edit(&mut self, edit: Edit) {
        self.push(Command::Edit(Box::new(edit)));
    }

    /// Asks for something of a grid.
    pub fn grid(&mut self, command: GridCommand) {
        self.push(Command::Grid(Box::new(command)));
    }

    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that was asked for, in order.
    pub fn drain(&mut self) -> impl Iterator<Item = Command> + use<> {
        std::mem::take(&mut self.0).into_iter()
    }
}
