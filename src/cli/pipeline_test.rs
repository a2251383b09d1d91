//! `nonagon test`: whether the pipeline of a project works, as CI asks.

use std::{path::PathBuf, time::Instant};

use serde_json::{Value, json};

use super::{
    Exit,
    output::Output,
    run::{opened, wait},
};
use crate::{
    steps::Step,
    workbench::{Command, pipeline_tests_json},
};

/// `nonagon test`
///
/// Runs the steps up to 8 and looks whether features, training, answers, artifacts and the
/// endpoint are as they must be. Whether the model is good enough is for the gates of `nonagon
/// run`. Exit code 1 if a test fails.
#[derive(Debug, clap::Args)]
pub struct Test {
    /// A project file, or the folder that holds one.
    pub project: PathBuf,
    /// Print one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
    /// The folder in which the results are kept; a temporary one if none is named.
    #[arg(long, value_name = "DIR")]
    pub workspace: Option<PathBuf>,
}

pub(super) fn run(args: &Test, output: &Output) -> Result<(), Exit> {
    let watch = Instant::now();
    let mut workbench = opened(args.workspace.as_deref(), &args.project, output)?;
    workbench.run(Command::RunThrough(Step::Deployment));
    let failure = wait(&mut workbench, output, Some(watch)).err();
    output.done();
    let open = workbench.project.as_ref();
    let blocked = open.is_some_and(|open| open.failures.values().any(|failure| failure.blocked));
    // A shut gate is a finding: what was trained can be tested all the same.
    if let (Some(failure), false) = (failure, blocked) {
        return Err(failure);
    }
    let tests = workbench.test_pipeline(output)?;
    output.done();
    if args.json {
        output.json(&pipeline_tests_json(&tests));
    } else {
        for test in &tests {
            let mark = if test.passed { "✔" } else { "✘" };
            output.line(&format!("{mark} {}: {}", test.name, test.found));
        }
    }
    if tests.iter().all(|test| test.passed) {
        Ok(())
    } else {
        Err(Exit::Failed)
    }
}

/// What `--json` prints, as `nonagon help json` says it.
pub(super) fn shape() -> Value {
    json!({
        "passed": "boolean: whether every test passes",
        "tests": [{
            "id": "text: features, finite_features, training, finite_answers, artifacts or endpoint",
            "name": "text: what must hold",
            "passed": "boolean",
            "found": "text: the figures, or what is wrong",
        }],
    })
}
