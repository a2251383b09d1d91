//! `nonagon serve`: a registered model over HTTP, until a signal.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use anyhow::Context as _;
use serde_json::json;

use super::{Exit, output::Output, registered, signal::stop_on_signal};
use crate::{
    serving::{self, Routing},
    store::{ModelReference, Which, Workspace},
    workbench::{
        Clock, ServeAt, Serving, feature_store::FeatureStore, is_bundle, load_served, log_limits,
        serve_registered, set_log_limits, take_in_bundle,
    },
};

/// `nonagon serve`
///
/// Open Inference Protocol v2 and MLflow scoring on one port; `GET /` is a page to try the model,
/// `GET /openapi.json` describes the rest. Every answer is on disk before it is given; labels come
/// back through `POST /feedback`. Ctrl+C or SIGTERM stops it after what is under way, a second one
/// at once.
#[derive(Debug, clap::Args)]
pub struct Serve {
    /// Which version: `flights@champion` by an alias, `flights@3` by its number; or a folder that
    /// `nonagon export` wrote.
    #[arg(value_name = "MODEL@ALIAS")]
    pub model: String,
    /// The port; without one the system chooses a free one, and a folder says its own.
    #[arg(long)]
    pub port: Option<u16>,
    /// The address of an interface of this machine. Any other one than a loopback address needs
    /// --token-file.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub host: std::net::IpAddr,
    /// A file with the token that clients must send as `Authorization: Bearer …`.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,
    /// Raw columns that the log of answers leaves out, from now on.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub log_without: Option<Vec<String>>,
    /// How many MB of answers are kept, from now on; the oldest go first.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(48..1_000_000_000))]
    pub log_mb: Option<u64>,
    /// For how many days answers are kept, from now on; 0 for as long as there is room.
    #[arg(long, value_name = "N")]
    pub log_days: Option<u32>,
    /// A version that is tried beside it: its number, or an alias.
    #[arg(long, value_name = "ALIAS")]
    pub challenger: Option<String>,
    /// What the challenger is asked.
    #[arg(long, value_enum, default_value_t = Mode::Canary, requires = "challenger")]
    pub mode: Mode,
    /// The share of the requests that it answers, in percent; a shadow sees all of them.
    #[arg(
        long,
        value_name = "PERCENT",
        default_value_t = 10.0,
        requires = "challenger"
    )]
    pub share: f64,
    /// The raw column that says who asks, so that everybody always meets the same version; without
    /// one the id of the request decides.
    #[arg(long, value_name = "COLUMN", requires = "challenger")]
    pub key: Option<String>,
    /// Print one JSON object with the address, as soon as it answers, and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the models are kept; the user's own if none is named. A folder that is
    /// served takes one of its own inside.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

/// What a challenger is asked.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum Mode {
    /// A small share of the requests, until something is wrong.
    Canary,
    /// A fixed share of the requests.
    AbTest,
    /// Every request, too, but nobody gets its answer.
    Shadow,
}

/// How soon a signal is seen.
const LOOK: Duration = Duration::from_millis(50);

pub(super) fn run(args: &Serve, output: &Output) -> Result<(), Exit> {
    let token = token(args)?;
    let (workspace, reference, port) = find(args, output)?;
    let version = reference.resolve(workspace.store())?;
    keep_as_asked(args, &workspace, &reference.model)?;
    let stop = stop_on_signal()?;
    let at = ServeAt {
        address: args.host,
        port,
        token,
    };
    let serving = serve_registered(&workspace, &reference, at, clock())?;
    if let Some(challenger) = &args.challenger {
        challenge(args, (&workspace, &reference.model), challenger, &serving)?;
    }
    let url = format!("http://{}", serving.endpoint.address());
    if args.json {
        output.json(&json!({
            "model": reference.model,
            "alias": serving.alias,
            "version": version,
            "url": url,
            "process": std::process::id(),
        }));
    } else {
        output.line(&format!(
            "Version {version} of “{}” answers at {url}. Press Ctrl+C to stop it.",
            reference.model
        ));
    }
    let mut told = 0;
    while !stop.load(Ordering::Acquire) {
        std::thread::sleep(LOOK);
        for event in serving.endpoint.route_events().iter().skip(told) {
            output.remark(&format!("{}: {}.", event.change.text(), event.why));
            told += 1;
        }
    }
    let traffic = serving.endpoint.traffic();
    drop(serving);
    output.remark(&format!(
        "Stopped after {} requests with {} rows.",
        traffic.requests, traffic.rows
    ));
    Ok(())
}

/// Tries another version of the model beside the one that is served.
fn challenge(
    args: &Serve,
    (workspace, model): (&Workspace, &str),
    challenger: &str,
    serving: &Serving,
) -> anyhow::Result<()> {
    let reference: ModelReference = format!("{model}@{challenger}").parse()?;
    let version = reference.resolve(workspace.store())?;
    let routing = Routing {
        mode: match args.mode {
            Mode::Canary => serving::Mode::Canary,
            Mode::AbTest => serving::Mode::AbTest,
            Mode::Shadow => serving::Mode::Shadow,
        },
        percent: args.share,
        key: args.key.clone(),
        ..Routing::default()
    };
    let served = load_served(&FeatureStore::open(workspace)?, model, version, &clock())?;
    let why = "asked for on the command line";
    Ok(serving.endpoint.challenge(served, routing, why)?)
}

fn clock() -> Clock {
    Arc::new(|| chrono::Utc::now().timestamp_micros())
}

/// What is to be served, and where it usually is.
fn find(args: &Serve, output: &Output) -> anyhow::Result<(Workspace, ModelReference, u16)> {
    let folder = Path::new(&args.model);
    if !is_bundle(folder) {
        anyhow::ensure!(
            !folder.is_dir(),
            "This folder holds no model that can be served. Write one with: nonagon export MODEL@ALIAS {}",
            folder.display()
        );
        let reference = args.model.parse()?;
        let workspace = registered::workspace(args.workspace.as_ref(), output)?;
        return Ok((workspace, reference, args.port.unwrap_or(0)));
    }
    let inside = folder.join("workspace");
    let opened = Workspace::open(args.workspace.as_deref().unwrap_or(&inside))?;
    for notice in &opened.notices {
        output.remark(notice);
    }
    let now = chrono::Utc::now().timestamp_micros();
    let (model, settings) = take_in_bundle(opened.workspace.store(), folder, now)?;
    let reference = ModelReference {
        model,
        which: Which::Alias(settings.alias),
    };
    let port = args.port.unwrap_or(settings.port);
    Ok((opened.workspace, reference, port))
}

/// What clients must send. It stands in a file, because arguments can be read by every user.
fn token(args: &Serve) -> anyhow::Result<Option<String>> {
    let Some(path) = &args.token_file else {
        anyhow::ensure!(
            args.host.is_loopback(),
            "The address {} can be reached from other machines. Name a file with the token that clients must send: --token-file FILE.",
            args.host
        );
        return Ok(None);
    };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("The token cannot be read: {}", path.display()))?;
    let token = text.trim();
    anyhow::ensure!(
        !token.is_empty(),
        "The file holds no token. Write one line of random characters into it: {}",
        path.display()
    );
    anyhow::ensure!(
        token.chars().all(|c| c.is_ascii_graphic()),
        "The token cannot be sent in a header. Use letters, digits and signs without spaces, in one line: {}",
        path.display()
    );
    Ok(Some(token.to_owned()))
}

/// Writes down what the log shall keep, where it was said.
fn keep_as_asked(args: &Serve, workspace: &Workspace, model: &str) -> anyhow::Result<()> {
    let before = log_limits(workspace.store(), model)?;
    let mut limits = before.clone();
    if let Some(without) = &args.log_without {
        let names = without.iter().filter(|name| !name.is_empty());
        limits.without = names.cloned().collect();
    }
    limits.bytes = args.log_mb.map_or(limits.bytes, |mb| mb << 20);
    limits.days = args.log_days.unwrap_or(limits.days);
    if limits != before {
        set_log_limits(workspace.store(), model, &limits)?;
    }
    Ok(())
}
