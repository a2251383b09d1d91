//! What can be said to `nonagon features`.

use std::path::PathBuf;

use clap::Subcommand;

use crate::data::recipe::Span;

/// What can be done with features.
#[derive(Debug, Subcommand)]
pub enum FeaturesCommand {
    /// Take the definitions of a file into the catalog.
    Apply(Apply),
    /// List what is defined.
    List(Find),
    /// Find definitions by words, beginnings of words, and words with a slip in them.
    Search(Find),
    /// Show a definition: versions, features, who reads it, how it is.
    Show(Show),
    /// Give rows the values that were known when they ask, and never one that came later.
    Join(Join),
    /// Bring the newest value of every entity into the online store.
    Materialize(Materialize),
    /// Ask the online store.
    Get(Get),
    /// Take rows into the online store at once.
    Push(Push),
    /// Compare what is served with what its sources give; exit code 1 where they differ.
    Check(Check),
    /// Let another version of a definition count.
    Pin(Pin),
    /// Take a definition out of the catalog, if nothing reads it.
    Remove(Pin),
    /// Write the whole catalog as one file.
    Export(Export),
    /// Take in a catalog that was exported, and show where it differs from this one.
    Import(Import),
}

/// Where the catalog is, and how to print.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The folder of the workspace; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `nonagon features apply`
#[derive(Debug, clap::Args)]
pub struct Apply {
    /// The file, in TOML: `[entity.NAME]`, `[source.NAME]`, `[view.NAME]`, `[on_demand.NAME]`, `[label.NAME]`,
    /// `[service.NAME]`.
    pub file: PathBuf,
    /// Only tell what would change.
    #[arg(long)]
    pub dry_run: bool,
    /// Why features that look like others are wanted all the same.
    #[arg(long, value_name = "WHY")]
    pub anyway: Option<String>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features list` and `nonagon features search`
#[derive(Debug, clap::Args)]
pub struct Find {
    /// Words that must all occur, in any of name, meaning, tags, owner, columns and expression.
    #[arg(value_name = "WORD")]
    pub words: Vec<String>,
    /// Only these: entity, source, view, `on_demand`, label or service.
    #[arg(long, value_name = "KIND", value_parser = super::kind)]
    pub kind: Option<crate::features::DefinitionKind>,
    /// Only what is about this entity.
    #[arg(long, value_name = "NAME")]
    pub entity: Option<String>,
    /// Only what this person answers for.
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Only what is draft, stable or deprecated.
    #[arg(long, value_name = "STATUS", value_parser = super::status)]
    pub status: Option<crate::features::Status>,
    /// Only features that have drifted.
    #[arg(long)]
    pub drifted: bool,
    /// Only features whose newest value is at most so old: "7 d".
    #[arg(long, value_name = "SPAN")]
    pub fresh: Option<Span>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features show`
#[derive(Debug, clap::Args)]
pub struct Show {
    /// Its name, or "name@version".
    pub name: String,
    /// What it is, where several have one name.
    #[arg(long, value_name = "KIND", value_parser = super::kind)]
    pub kind: Option<crate::features::DefinitionKind>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features materialize`
#[derive(Debug, clap::Args)]
pub struct Materialize {
    /// The feature views, "weather" or "weather@2"; every one if none is named.
    #[arg(value_name = "VIEW")]
    pub views: Vec<String>,
    /// The views that this feature service reads.
    #[arg(long, value_name = "SERVICE", conflicts_with = "views")]
    pub service: Option<String>,
    /// Up to which time, "2013-06-30 12:00"; up to now if not given.
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    pub until: Option<i64>,
    /// Write only what changed since the last time.
    #[arg(long)]
    pub incremental: bool,
    /// Do it again and again, after each such length of time, until Ctrl+C: "15 min".
    #[arg(long, value_name = "SPAN")]
    pub every: Option<Span>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features get`
#[derive(Debug, clap::Args)]
pub struct Get {
    /// The feature service, "flights" or "flights@2".
    pub service: String,
    /// Whom one asks of, and what formulas need: "origin=EWR,distance=1400". Once for each entity.
    #[arg(long = "entity", value_name = "KEY=VALUE,…", required = true)]
    pub entities: Vec<String>,
    /// As if it were this time, "2013-06-30 12:00"; now if not given.
    #[arg(long, value_name = "TIME", value_parser = super::time)]
    pub at: Option<i64>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features push`
#[derive(Debug, clap::Args)]
pub struct Push {
    /// The feature view, "weather" or "weather@2".
    pub view: String,
    /// The rows: a table with what the view reads of its source.
    pub data: PathBuf,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features check`
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The feature views; all that are served if none is named.
    #[arg(value_name = "VIEW")]
    pub views: Vec<String>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features pin` and `nonagon features remove`
#[derive(Debug, clap::Args)]
pub struct Pin {
    /// What it is: entity, source, view, `on_demand`, label or service.
    #[arg(value_name = "KIND", value_parser = super::kind)]
    pub kind: crate::features::DefinitionKind,
    /// Its name; with the version to pin, "weather@1".
    pub name: String,
    /// Why.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub why: String,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features export`
#[derive(Debug, clap::Args)]
pub struct Export {
    /// Where to write it; to the terminal if not given.
    pub file: Option<PathBuf>,
    /// The folder of the workspace; the user's own if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// `nonagon features import`
#[derive(Debug, clap::Args)]
pub struct Import {
    /// The file.
    pub file: PathBuf,
    /// Which side counts where both define something differently; nothing is changed as long as
    /// this is not said.
    #[arg(long, value_name = "SIDE", value_parser = ["theirs", "ours"])]
    pub take: Option<String>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}

/// `nonagon features join`
#[derive(Debug, clap::Args)]
pub struct Join {
    /// The rows that ask.
    #[arg(long, value_name = "DATA")]
    pub entities: PathBuf,
    /// Their column with the time at which they ask.
    #[arg(long, value_name = "COLUMN")]
    pub entity_time: String,
    /// The feature service whose features are wanted, "flights" or "flights@2".
    #[arg(long, value_name = "SERVICE", conflicts_with_all = ["source", "keys", "time", "created", "columns", "ttl", "explain"])]
    pub service: Option<String>,
    /// The label view whose label is wanted beside the features: what came true of each row.
    #[arg(long, value_name = "LABEL", requires = "service")]
    pub label: Option<String>,
    /// A table of past values, in place of a service.
    #[arg(
        long,
        value_name = "DATA",
        required_unless_present = "service",
        requires = "keys"
    )]
    pub source: Option<PathBuf>,
    /// The columns that say whom a row is about, in both tables.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub keys: Vec<String>,
    /// The source's column with the time from which on a row was known; the same name as
    /// --entity-time if not given.
    #[arg(long, value_name = "COLUMN")]
    pub time: Option<String>,
    /// The source's column with the time at which a row was written: the later one counts.
    #[arg(long, value_name = "COLUMN")]
    pub created: Option<String>,
    /// The columns that are wanted; all others of the source if none is named.
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    pub columns: Vec<String>,
    /// How old a value may be: "90 min", "7 d"; any age if not given.
    #[arg(long, value_name = "SPAN")]
    pub ttl: Option<Span>,
    /// Take the newest value, even if it came later: shows what the leak would give.
    #[arg(long)]
    pub naive: bool,
    /// Tell which rows of the source this entity row, from 1 on, might have been given, and why.
    #[arg(long, value_name = "ROW")]
    pub explain: Option<usize>,
    /// Write the joined rows: CSV, TSV, Parquet, JSON or NDJSON by the ending.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Where the catalog is, and how to print.
    #[command(flatten)]
    pub place: Place,
}
