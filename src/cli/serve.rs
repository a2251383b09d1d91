//! `nonagon serve`: a registered model over HTTP, until a signal.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use serde_json::json;
use signal_hook::consts::{SIGINT, SIGTERM};

use super::{Exit, args, output::Output, registered};
use crate::{
    store::{ModelReference, Which, Workspace},
    workbench::{ServeAt, is_bundle, log_limits, serve_registered, set_log_limits, take_in_bundle},
};

/// How soon a signal is seen.
const LOOK: Duration = Duration::from_millis(50);

pub(super) fn run(args: &args::Serve, output: &Output) -> Result<(), Exit> {
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
    let clock = Arc::new(|| chrono::Utc::now().timestamp_micros());
    let serving = serve_registered(&workspace, &reference, at, clock)?;
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
    while !stop.load(Ordering::Acquire) {
        std::thread::sleep(LOOK);
    }
    let traffic = serving.endpoint.traffic();
    drop(serving);
    output.remark(&format!(
        "Stopped after {} requests with {} rows.",
        traffic.requests, traffic.rows
    ));
    Ok(())
}

/// What is to be served, and where it usually is.
fn find(args: &args::Serve, output: &Output) -> anyhow::Result<(Workspace, ModelReference, u16)> {
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
fn token(args: &args::Serve) -> anyhow::Result<Option<String>> {
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
fn keep_as_asked(args: &args::Serve, workspace: &Workspace, model: &str) -> anyhow::Result<()> {
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

/// Becomes true with the first SIGINT or SIGTERM; the second one ends the program at once.
fn stop_on_signal() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let listened = || -> std::io::Result<()> {
            signal_hook::flag::register_conditional_shutdown(
                signal,
                128 + signal,
                Arc::clone(&stop),
            )?;
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
            Ok(())
        };
        listened().context("The program cannot listen to signals, so it could not be stopped.")?;
    }
    Ok(stop)
}
