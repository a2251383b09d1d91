//! The command line: the same engine, for scripts, CI and machines without a display.

mod answer;
mod args;
mod ci;
mod detect;
mod drift;
mod duel;
mod export;
mod features;
mod help;
mod history;
mod lab;
mod maturity;
mod models;
mod monitor;
mod output;
mod pipeline_test;
mod predict;
mod profile;
mod registered;
mod run;
mod score;
mod serve;
mod served;
mod signal;
mod source;
mod sql;
mod taken_in;
mod train;
mod train_split;
mod watch;

pub use self::args::{Args, Command};

use std::process::ExitCode;

use self::output::Output;

/// Why a command did not do its work, with the exit code that says so.
#[derive(Debug)]
pub enum Exit {
    /// A gate or check failed: code 1.
    Failed,
    /// Bad usage or input: code 2; the message goes to stderr.
    Usage(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Exit {
    fn from(err: E) -> Self {
        Self::Usage(err.into())
    }
}

/// Runs `command` and says how it went: 0 done, 1 a gate failed, 2 bad usage or input.
pub fn run(command: Command) -> ExitCode {
    let output = Output::new();
    let result = match command {
        Command::Run(args) => run::run(&args, &output),
        Command::Profile(args) => profile::run(&args, &output),
        Command::Drift(args) => drift::run(&args, &output),
        Command::Detect(args) => detect::run(&args, &output),
        Command::Monitor(args) => monitor::run(&args, &output),
        Command::Score(args) => score::run(&args, &output),
        Command::Train(args) => train::run(&args, &output),
        Command::Sql(args) => sql::run(&args, &output),
        Command::Models(args) => models::run(&args, &output),
        Command::Predict(args) => predict::run(&args, &output),
        Command::Serve(args) => serve::run(&args, &output),
        Command::Export(args) => export::run(&args, &output),
        Command::Lab(args) => lab::run(&args, &output),
        Command::Watch(args) => watch::run(&args, &output),
        Command::Test(args) => pipeline_test::run(&args, &output),
        Command::Ci(args) => ci::run(&args, &output),
        Command::Maturity(args) => maturity::run(&args, &output),
        Command::History(args) => history::run(&args, &output),
        Command::Features(args) => features::run(&args, &output),
        Command::Help(args) => help::run(&args, &output),
        Command::Answer => answer::run(&output),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Exit::Failed) => ExitCode::from(1),
        Err(Exit::Usage(err)) => {
            output.error(&err);
            ExitCode::from(2)
        }
    }
}

/// Runs the sample project in the terminal, because there is no window.
pub fn run_sample() -> ExitCode {
    run(Command::Run(args::Run::sample()))
}
