//! Native file dialogs that do not stop the window.

use std::path::PathBuf;

use crossbeam_channel::{Receiver, bounded};

use crate::data::Format;

/// What the user is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A table to start a project on.
    Table,
    /// A table to add to the open project's sources.
    Source,
    /// A project file to take in.
    Project,
    /// A file to write the rows of a grid to.
    SaveRows,
    /// A file to write the result of a query to.
    Result,
    /// A file to write what step 3 found to.
    AnalysisReport,
    /// A file to write two windows of step 9 to.
    Windows,
    /// Where to write what the levels lab found.
    LabReport,
    /// Where to write every period of the levels lab.
    LabPeriods,
    /// A folder with results of the levels lab.
    LabFolder,
    /// Where to write the comparison of a class.
    LabComparison,
    /// A folder to write experiments to.
    ExportExperiments,
    /// A folder to take experiments in from.
    ImportExperiments,
    /// A file to write a registered model to, as ONNX.
    OnnxModel,
    /// A file to write a registered model to.
    ModelFile,
    /// A model that was exported.
    ImportModel,
    /// A file to write the card of a model to.
    ModelCard,
    /// A folder, not there yet, to write a model to with everything that serves it.
    ModelFolder,
    /// The reference of a prediction log.
    LogReference,
    /// The rows of a prediction log to look at.
    LogCurrent,
    /// A file to write what was found in a prediction log to.
    LogReport,
    /// A file to draw a plot into, with lines that stay sharp.
    PlotSvg,
    /// A file to draw a plot into, with pixels.
    PlotPng,
    /// A folder to write the open project to.
    ExportFolder,
}

/// What the files of tables end with.
fn table_endings() -> Vec<&'static str> {
    let endings = Format::ALL.iter().flat_map(|format| format.endings());
    let more = ["gz", "db", "sqlite", "sqlite3"];
    endings.copied().chain(more).collect()
}

/// What a web page is called to start with.
fn page_name(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::LogReport => "prediction-log.html",
        _ => "analysis.html",
    }
}

/// Asks the user for a file or folder. Tests put in a fake that answers at once.
pub trait FileDialogs {
    /// The receiver gives `None` if the user changed their mind.
    fn ask(&self, wanted: Wanted, ctx: &egui::Context) -> Receiver<Option<PathBuf>>;
}

/// The dialogs of the operating system.
#[derive(Debug)]
pub struct NativeDialogs;

impl FileDialogs for NativeDialogs {
    fn ask(&self, wanted: Wanted, ctx: &egui::Context) -> Receiver<Option<PathBuf>> {
        let (tx, rx) = bounded(1);
        let ctx = ctx.clone();
        let dialog = rfd::AsyncFileDialog::new();
        // macOS wants the dialog made on the main thread; any thread may wait for the answer.
        let answer: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> =
            match wanted {
                Wanted::Table | Wanted::Source | Wanted::LogReference | Wanted::LogCurrent => {
                    Box::pin(dialog.add_filter("Tables", &table_endings()).pick_file())
                }
                Wanted::Project => {
                    Box::pin(dialog.add_filter("Nonagon projects", &["toml"]).pick_file())
                }
                Wanted::SaveRows => {
                    let dialog = dialog
                        .add_filter("CSV", &["csv"])
                        .add_filter("Parquet", &["parquet"])
                        .add_filter("TSV", &["tsv"]);
                    Box::pin(dialog.set_file_name("rows.csv").save_file())
                }
                Wanted::Result => {
                    let endings = ["csv", "tsv", "parquet", "json", "ndjson"];
                    let dialog = dialog.add_filter("Tables", &endings);
                    Box::pin(dialog.set_file_name("result.csv").save_file())
                }
                Wanted::PlotSvg | Wanted::PlotPng => {
                    let is_svg = wanted == Wanted::PlotSvg;
                    let ending = if is_svg { "svg" } else { "png" };
                    let dialog = dialog.set_file_name(format!("plot.{ending}"));
                    Box::pin(dialog.add_filter("Pictures", &[ending]).save_file())
                }
                Wanted::LabReport | Wanted::LabPeriods | Wanted::LabComparison => {
                    Box::pin(lab_file(dialog, wanted).save_file())
                }
                Wanted::LogReport | Wanted::AnalysisReport => {
                    let dialog = dialog.set_file_name(page_name(wanted));
                    Box::pin(dialog.add_filter("Web pages", &["html"]).save_file())
                }
                Wanted::Windows => {
                    let dialog = dialog.add_filter("Pictures", &["svg"]);
                    let dialog = dialog.add_filter("Tables", &["csv"]);
                    Box::pin(dialog.set_file_name("windows.svg").save_file())
                }
                Wanted::ExportFolder
                | Wanted::ExportExperiments
                | Wanted::ImportExperiments
                | Wanted::LabFolder => Box::pin(dialog.pick_folder()),
                // A dialog that picks folders would only give those that are there.
                Wanted::ModelFolder => Box::pin(dialog.set_file_name("model").save_file()),
                Wanted::ModelFile => {
                    let dialog = dialog.set_file_name("model.nonagon");
                    Box::pin(
                        dialog
                            .add_filter("Nonagon models", &["nonagon"])
                            .save_file(),
                    )
                }
                Wanted::ImportModel => Box::pin(
                    dialog
                        .add_filter("Nonagon models", &["nonagon"])
                        .pick_file(),
                ),
                Wanted::ModelCard => {
                    let dialog = dialog.add_filter("Markdown", &["md"]);
                    let dialog = dialog.add_filter("Web pages", &["html"]);
                    Box::pin(dialog.set_file_name("model-card.md").save_file())
                }
                Wanted::OnnxModel => {
                    let dialog = dialog.set_file_name("model.onnx");
                    Box::pin(dialog.add_filter("ONNX models", &["onnx"]).save_file())
                }
            };
        let waiter = std::thread::Builder::new().name("file-dialog".to_owned());
        let spawned = waiter.spawn(move || {
            let file = pollster::block_on(answer);
            // Fails only when the window is gone, and then nobody waits.
            tx.send(file.map(|file| file.path().to_owned())).ok();
            ctx.request_repaint();
        });
        if let Err(err) = spawned {
            tracing::error!("The file dialog cannot be waited for: {err}");
        }
        rx
    }
}

/// The dialog for what the levels lab writes.
fn lab_file(dialog: rfd::AsyncFileDialog, wanted: Wanted) -> rfd::AsyncFileDialog {
    let pages = |dialog: rfd::AsyncFileDialog| dialog.add_filter("Web pages", &["html"]);
    let tables = |dialog: rfd::AsyncFileDialog| dialog.add_filter("Tables", &["csv"]);
    match wanted {
        Wanted::LabPeriods => tables(dialog).set_file_name("levels-lab-periods.csv"),
        Wanted::LabComparison => tables(pages(dialog)).set_file_name("levels-lab-class.html"),
        _ => {
            let dialog = dialog.add_filter("Results to compare", &["json"]);
            tables(pages(dialog)).set_file_name("levels-lab.json")
        }
    }
}
