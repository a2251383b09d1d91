//! The program `nonagon`: a window, or one of the commands without one.

#![expect(
    clippy::print_stderr,
    reason = "whoever started the program must see why there is no window"
)]

use std::process::ExitCode;

use clap::Parser as _;
use nonagon::{cli, ui};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let args = cli::Args::parse();
    start_log(args.command.is_some());
    if let Some(command) = args.command {
        return cli::run(command);
    }
    let open = args.open.or(args.data);
    let asked_for = open.is_some();
    if !has_display() {
        return without_window("there is no display", asked_for);
    }
    let launch = ui::Launch {
        workspace: args.workspace,
        open,
        page: args.page,
    };
    match ui::run(launch) {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) if err.is::<ui::NoWindow>() => without_window(&format!("{err:#}"), asked_for),
        Err(err) => {
            eprintln!("error: {err:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs the sample project in the terminal, unless the person asked for a project of their own.
fn without_window(why: &str, asked_for: bool) -> ExitCode {
    if asked_for {
        eprintln!("error: No window can be opened: {why}. Use `nonagon run PROJECT` instead.");
        return ExitCode::from(2);
    }
    eprintln!("No window can be opened: {why}. Running the sample project here instead.");
    cli::run_sample()
}

/// Whether a window system may answer. Only X11 and Wayland are announced by variables.
fn has_display() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let announced = cfg!(all(unix, not(target_os = "macos")));
    !announced || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") || is_set("WAYLAND_SOCKET")
}

/// Writes the log to stderr, as much of it as `NONAGON_LOG` asks for; warnings by default.
///
/// A command tells its errors itself, so there the workbench's own lines would say them twice.
fn start_log(is_command: bool) {
    let default = if is_command {
        "warn,nonagon::workbench=off"
    } else {
        "warn"
    };
    let filter = EnvFilter::try_from_env("NONAGON_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
