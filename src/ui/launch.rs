//! Opening the window.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::Context as _;
use egui::ViewportBuilder;

use super::{App, NativeDialogs};
use crate::{
    store::Workspace,
    workbench::{Command, Page, ProjectCommand, Workbench},
};

/// The sample that a first start opens.
const FIRST_SAMPLE: &str = "flights";

/// What the window opens with.
#[derive(Clone, Debug, Default)]
pub struct Launch {
    /// The folder in which everything is kept; the user's data folder if none is named.
    pub workspace: Option<PathBuf>,
    /// A project folder or file, the name of a sample, or a table to start a project on.
    pub open: Option<PathBuf>,
    /// A page by its name: home, models, settings or a step.
    pub page: Option<String>,
}

/// The system has no window for us; what it said.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoWindow(String);

/// Opens the window and comes back when it is closed.
///
/// # Errors
/// [`NoWindow`] if there is no display; else if the workspace cannot be opened or an option makes
/// no sense.
pub fn run(launch: Launch) -> anyhow::Result<()> {
    let page = match &launch.page {
        Some(id) => Some(Page::from_id(id).with_context(|| {
            format!(
                "There is no page “{id}”. Choose home, models, settings or a step such as training."
            )
        })?),
        None => None,
    };
    let dir = match launch.workspace {
        Some(dir) => dir,
        None => Workspace::usual_dir()
            .context("This user has no data folder. Name one with --workspace DIR.")?,
    };
    let opened = Workspace::open(&dir)?;
    let open = launch.open;
    let options = eframe::NativeOptions {
        viewport: ViewportBuilder::default()
            .with_title("Nonagon")
            .with_app_id("nonagon")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([960.0, 600.0])
            .with_drag_and_drop(true),
        ..eframe::NativeOptions::default()
    };
    eframe::run_native(
        "nonagon",
        options,
        Box::new(move |cc| {
            let ctx = cc.egui_ctx.clone();
            let clock = Arc::new(|| chrono::Utc::now().timestamp_micros());
            let wake = move || ctx.request_repaint();
            let mut workbench = Workbench::new(opened, crate::samples_dir(), clock, wake)?;
            start(&mut workbench, open);
            if let Some(page) = page {
                workbench.run(Command::Open(page));
            }
            Ok(Box::new(App::new(
                &cc.egui_ctx,
                workbench,
                Box::new(NativeDialogs),
            )))
        }),
    )
    .map_err(|err| match err {
        eframe::Error::AppCreation(err) => anyhow::format_err!("{err}"),
        err => NoWindow(err.to_string()).into(),
    })
}

/// Whether it is a project file or folder, rather than a table.
fn is_project(path: &Path) -> bool {
    path.is_dir() || path.extension().is_some_and(|ending| ending == "toml")
}

/// Opens what was asked for; on the very first start a sample, so that there is something to see.
fn start(workbench: &mut Workbench, open: Option<PathBuf>) {
    let sample = |name: &str| {
        workbench
            .samples()
            .iter()
            .any(|sample| sample.folder == name)
    };
    let command = match open {
        Some(path) => match path.to_str().filter(|name| sample(name)) {
            Some(name) => ProjectCommand::OpenSample(name.to_owned()),
            None if is_project(&path) => ProjectCommand::Import(path),
            None => ProjectCommand::New(path),
        },
        None if workbench.projects.is_empty() => {
            ProjectCommand::OpenSample(FIRST_SAMPLE.to_owned())
        }
        None => return,
    };
    workbench.run(command.into());
}
