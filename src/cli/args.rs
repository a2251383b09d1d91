//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// A workbench for the nine steps of the machine learning lifecycle.
///
/// Without a command it opens the window; where there is no display it says so and runs the
/// sample project in the terminal.
#[derive(Debug, Parser)]
#[command(
    version,
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true
)]
pub struct Args {
    /// Open the window with a new project on this table: a file, `file.db::table` or
    /// `postgres://user@host/database::table`.
    #[arg(value_name = "DATA", conflicts_with = "open")]
    pub data: Option<PathBuf>,
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The folder in which projects, snapshots and models are kept.
    #[arg(long, global = true, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Open the window on this project: a project folder, or the name of a sample.
    #[arg(long, value_name = "PROJECT")]
    pub open: Option<PathBuf>,
    /// Open the window on this page: home, sql, models, settings, or a step such as training.
    #[arg(long, value_name = "PAGE")]
    pub page: Option<String>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run all nine steps of a project; exit code 1 if a gate is shut.
    Run(Run),
    /// Describe every column of a table.
    Profile(Profile),
    /// Compare the columns of two tables.
    Drift(Drift),
    /// Find where a column changed, row by row.
    Detect(Detect),
    /// Follow a prediction log chunk by chunk: data, answers, performance, confidence.
    Monitor(super::monitor::Monitor),
    /// Score predictions against the truth.
    Score(Score),
    /// Fit models to a table and compare them.
    Train(Train),
    /// Answer a query over tables.
    Sql(Sql),
    /// List the registered models with their versions, aliases and metrics.
    Models(Models),
    /// Answer the rows of a table with a registered model.
    Predict(Predict),
    /// Answer over HTTP with a registered model, until Ctrl+C.
    Serve(super::serve::Serve),
    /// Write a registered model for other programs or another workspace.
    Export(Export),
    /// Define, find, join, serve and check features: one store for every project.
    Features(Features),
    /// Let the levels of automation live through the same stream, and compare them.
    Lab(Lab),
    /// Mind the triggers of a project and lead its runs, until Ctrl+C.
    Watch(super::watch::Watch),
    /// Test whether the pipeline of a project works; exit code 1 if it does not.
    Test(super::pipeline_test::Test),
    /// Write the files with which GitHub or GitLab tests and runs a project's pipeline.
    Ci(super::ci::Ci),
    /// Say at which level a project really works, as its log proves it.
    Maturity(Maturity),
    /// Say how a project stood at any moment, as its log tells.
    History(History),
    /// Say what a command does, or what the keys of its JSON mean.
    Help(Help),
    /// Answer the requests of a packed model from stdin; step 7 starts it as a fresh process.
    #[command(hide = true)]
    Answer,
}

/// `nonagon run`
#[derive(Debug, clap::Args)]
pub struct Run {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// Run as on this level of automation instead of the project's own.
    #[arg(long, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub level: Option<u8>,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the results are kept; a temporary one if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

impl Run {
    /// The bundled sample, with a report in the current folder.
    pub(super) fn sample() -> Self {
        Self {
            project: crate::samples_dir().join("flights"),
            level: None,
            report: Some(PathBuf::from("nonagon-report.html")),
            json: false,
            workspace: None,
        }
    }
}

/// `nonagon profile`
#[derive(Debug, clap::Args)]
pub struct Profile {
    /// A file, `file.db::table` or `postgres://user@host/database::table`.
    pub data: PathBuf,
    /// The column to predict: tells what explains it, and what may leak it.
    #[arg(long, value_name = "COLUMN")]
    pub target: Option<String>,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon drift`
#[derive(Debug, clap::Args)]
pub struct Drift {
    /// The table to compare with.
    #[arg(long, value_name = "DATA")]
    pub reference: PathBuf,
    /// The table that may have drifted.
    #[arg(long, value_name = "DATA")]
    pub current: PathBuf,
    /// The columns to compare; all that both tables have if none is named.
    #[arg(long, value_delimiter = ',')]
    pub columns: Vec<String>,
    /// Distances by id, or all.
    #[arg(long, value_delimiter = ',', default_value = "all")]
    pub methods: Vec<String>,
    /// Whose rules decide the verdict.
    #[arg(long, default_value = "nonagon", value_parser = ["nonagon", "evidently", "nannyml", "credit"])]
    pub preset: String,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon detect`
#[derive(Debug, clap::Args)]
pub struct Detect {
    /// The table, its rows in the order in which they happened.
    pub data: PathBuf,
    /// The column to watch: the errors of a model (1 = wrong, 0 = right), or any number.
    #[arg(long, value_name = "COLUMN")]
    pub column: String,
    /// Detectors by id, or all that fit the values.
    #[arg(
        long = "detector",
        value_name = "ID",
        value_delimiter = ',',
        default_value = "all"
    )]
    pub detectors: Vec<String>,
    /// Let all detectors watch streams with a known change instead, simulated ones and some made
    /// of the column: how late they see it, and how often they see one that is not there.
    #[arg(long, conflicts_with = "detectors")]
    pub duel: bool,
    /// The seed of the streams of --duel.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "duel")]
    pub seed: u64,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon score`
#[derive(Debug, clap::Args)]
pub struct Score {
    /// The table with truth and predictions.
    pub data: PathBuf,
    /// The column with the truth.
    #[arg(long, value_name = "COLUMN")]
    pub target: String,
    /// The column with the predictions.
    #[arg(long, value_name = "COLUMN")]
    pub prediction: String,
    /// The column with the probability of the positive class, or `label=COLUMN` for every class.
    #[arg(long, value_name = "COLUMN")]
    pub probability: Vec<String>,
    /// The label of the positive class; the last one in order if none is named.
    #[arg(long, value_name = "LABEL")]
    pub positive: Option<String>,
    /// What kind of answers they are; read from the data if not given.
    #[arg(long, value_name = "TASK", value_parser = ["binary", "multiclass", "regression"])]
    pub problem: Option<String>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon lab`
#[derive(Debug, clap::Args)]
pub struct Lab {
    /// A project file, or the folder that holds one. It needs a time column.
    #[arg(required_unless_present = "merge", conflicts_with = "merge")]
    pub project: Option<PathBuf>,
    /// Compare results that were saved with --json, instead of making one.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub merge: Vec<PathBuf>,
    /// Whose result it is: a name or a team.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Levels by number, and never, always or oracle beside them.
    #[arg(
        long,
        value_name = "LANE",
        value_delimiter = ',',
        default_value = "0,1,2"
    )]
    pub levels: Vec<String>,
    /// Days of a period: how often monitoring looks.
    #[arg(long, value_name = "DAYS")]
    pub period_days: Option<f64>,
    /// Days that a hand-over between two people takes.
    #[arg(long, value_name = "DAYS")]
    pub handover_days: Option<f64>,
    /// Days after a trigger in which no other one counts.
    #[arg(long, value_name = "DAYS")]
    pub cooldown_days: Option<f64>,
    /// Days of history that a new model is made from; everything that is known if none are given.
    #[arg(long, value_name = "DAYS")]
    pub history_days: Option<f64>,
    /// Days that choose, and as many that judge a new model.
    #[arg(long, value_name = "DAYS")]
    pub judging_days: Option<f64>,
    /// Deploy every model that was trained.
    #[arg(long)]
    pub no_gates: bool,
    /// Kinds of gates that are not asked, though the others are: champion, baseline, …
    #[arg(long, value_name = "GATE", value_delimiter = ',')]
    pub without_gate: Vec<String>,
    /// Leave in service what turned out worse.
    #[arg(long)]
    pub no_roll_back: bool,
    /// Let something go wrong: `KIND[:COLUMN[,COLUMN]]@DAY+DAYS`, as in nulls:price@30+14. Kinds are
    /// unit, nulls, renamed, swapped, stuck, `label_flip` and `concept_flip`.
    #[arg(long, value_name = "WHAT")]
    pub incident: Vec<String>,
    /// Write the scoreboard as a table, one row for each lane.
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
    /// Write every period of every lane as a table.
    #[arg(long, value_name = "FILE", conflicts_with = "merge")]
    pub periods: Option<PathBuf>,
    /// Write a report that any browser shows.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the extraction is kept; a temporary one if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `nonagon maturity`
#[derive(Debug, clap::Args)]
pub struct Maturity {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// The folder in which the project's results and its log are kept.
    #[arg(long, value_name = "DIR")]
    pub workspace: PathBuf,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon history`
#[derive(Debug, clap::Args)]
pub struct History {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// The folder in which the project's results and its log are kept.
    #[arg(long, value_name = "DIR")]
    pub workspace: PathBuf,
    /// The moment, as 2026-03-01 or 2026-03-01T12:30:00 in UTC; now if none is given.
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon train`
#[derive(Debug, clap::Args)]
pub struct Train {
    /// The table: a file, `file.db::table` or `postgres://user@host/database::table`.
    pub data: PathBuf,
    /// The column to predict.
    #[arg(long, value_name = "COLUMN")]
    pub target: String,
    /// Learners by id; the usual ones of the task if none is named. Baselines always take part.
    #[arg(long = "learner", value_name = "ID", value_delimiter = ',')]
    pub learners: Vec<String>,
    /// The column that says where a row belongs: train, validation, test or production. Where no
    /// row says validation, a fifth of the training rows is taken by lot.
    #[arg(long, value_name = "COLUMN")]
    pub split_column: Option<String>,
    /// Columns that no model may use.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub ignore: Vec<String>,
    /// Seeds whatever is drawn by chance; the same seed gives the same models.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// What kind of answers they are; read from the data if not given.
    #[arg(long, value_name = "TASK", value_parser = ["binary", "multiclass", "regression"])]
    pub problem: Option<String>,
    /// The label of the positive class; the last one in order if none is named.
    #[arg(long, value_name = "LABEL")]
    pub positive: Option<String>,
    /// The metric that decides, by id.
    #[arg(long, value_name = "ID")]
    pub metric: Option<String>,
    /// Compare on folds of the training rows instead of the validation rows.
    #[arg(long, value_name = "RULE", value_parser = ["k_fold", "stratified", "group", "expanding", "rolling"])]
    pub cv: Option<String>,
    /// How many folds.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub folds: u32,
    /// The key whose rows stay in one fold, for `--cv group`.
    #[arg(long, value_name = "COLUMN")]
    pub group: Option<String>,
    /// The column with the time: rows are split by it, and `--cv expanding` and `rolling` go by it.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// Blocks that a rolling window is fitted on.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub window: u32,
    /// Rows left out before those that are judged, for expanding and rolling.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub gap: u32,
    /// Look for better parameters of each learner.
    #[arg(long, value_name = "STRATEGY", value_parser = ["grid", "random", "halving"])]
    pub search: Option<String>,
    /// Candidates of a search, for each learner; 20 where nothing is said.
    #[arg(long, value_name = "N", requires = "search")]
    pub trials: Option<u32>,
    /// Seconds of a search, for each learner.
    #[arg(long, value_name = "N", requires = "search", conflicts_with = "trials")]
    pub seconds: Option<u32>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon sql`
#[derive(Debug, clap::Args)]
pub struct Sql {
    /// One SELECT, also with WITH before it.
    pub query: String,
    /// A table that the query may name: `name=FILE`; once for each.
    #[arg(long, value_name = "NAME=DATA")]
    pub table: Vec<String>,
    /// Write the result: CSV, TSV, Parquet, JSON or NDJSON by the ending.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Give so many rows at most; all where nothing is said.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon models`
#[derive(Debug, clap::Args)]
pub struct Models {
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the models are kept; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `nonagon predict`
#[derive(Debug, clap::Args)]
pub struct Predict {
    /// Which version: `flights@champion` by an alias, `flights@3` by its number.
    #[arg(value_name = "MODEL@ALIAS")]
    pub model: String,
    /// The table with the columns that the model reads; see `nonagon help score` for judging the
    /// answers.
    pub data: PathBuf,
    /// Write the table with the answers beside it: CSV, TSV, Parquet, JSON or NDJSON by the ending.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the models are kept; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `nonagon export`
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Which version: `flights@champion` by an alias, `flights@3` by its number.
    #[arg(value_name = "MODEL@ALIAS")]
    pub model: String,
    /// The file: one that ends in .onnx holds preparation and model as one ONNX graph, one that ends
    /// in .nonagon the version whole, with its card, for another workspace. A name without an ending
    /// becomes a folder with everything that it takes to serve the version elsewhere.
    #[arg(value_name = "FILE")]
    pub to: PathBuf,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the models are kept; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `nonagon features`
#[derive(Debug, clap::Args)]
pub struct Features {
    /// What to do with features.
    #[command(subcommand)]
    pub command: super::features::FeaturesCommand,
}

/// `nonagon help`
#[derive(Debug, clap::Args)]
pub struct Help {
    /// A command, or `json` for what each of them prints with --json.
    pub topic: Option<String>,
}
