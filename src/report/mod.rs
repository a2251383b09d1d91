//! A project's results as one page that any browser shows: to send on, to print, to keep.
//!
//! The page is a single file without scripts; its plots are drawn by [`svg`]. Whatever comes from
//! the data or the project is escaped.

mod analysis;
mod columns_together;
mod costs;
mod curves;
mod deployment;
mod detections;
mod drift;
mod drift_map;
mod duel;
mod evaluation;
mod extraction;
mod intervals;
mod judgement;
mod lab;
mod lineage;
mod model_card;
mod monitoring;
mod page;
mod preparation;
mod problem;
mod svg;
mod timeline;
mod training;
mod validation;
mod windows;
mod words;

use std::{io::Write as _, path::Path};

use anyhow::Context as _;

pub use self::drift::DriftedColumn;
use crate::{
    automation::lab as lab_of,
    drift::{Detections, Detector, Duel, Preset},
    steps::{self, monitoring::log::Followed},
    workbench::{ModelCard, OpenProject, SideBySide},
};

/// Writes the report of `open` to `path`: written aside first, so that the file is whole or is
/// what it was before.
///
/// Steps that have no result are said to have none, so a report can be made at any time.
///
/// # Errors
/// If the folder of `path` cannot be written to.
pub fn write(open: &OpenProject, path: &Path) -> anyhow::Result<()> {
    write_page(&page::page(open).into_string(), path)
}

/// What step 3 found in the data called `name`, as a page of its own.
pub fn analysis_page(
    name: &str,
    report: &steps::analysis::Report,
    problem: &steps::problem::Params,
    params: &steps::analysis::Params,
) -> String {
    page::alone(
        name,
        "Analysis",
        &analysis::content(report, problem, params),
    )
    .into_string()
}

/// What was followed of a prediction log, as a page of its own.
pub fn monitoring_page(found: &Followed) -> String {
    page::alone(&found.report.model, "Monitoring", &monitoring::log(found)).into_string()
}

/// Two tables against each other, as a page of its own: column by column, in the order given.
pub fn drift_page(
    columns: &[DriftedColumn<'_>],
    preset: Preset,
    table_drift: Option<bool>,
) -> String {
    page::alone(
        "Drift",
        "Two tables, column by column",
        &drift::content(columns, preset, table_drift),
    )
    .into_string()
}

/// Where detectors saw `values`, those of a column, change, as a page of its own; a detector that
/// could not run says why.
pub fn detections_page(
    column: &str,
    values: &[f64],
    found: &[(Detector, Result<Detections, String>)],
) -> String {
    page::alone(
        column,
        "Where it changed",
        &detections::content(column, values, found),
    )
    .into_string()
}

/// What came of a duel of detectors over `column`, as a page of its own.
pub fn duel_page(column: &str, duel: &Duel) -> String {
    page::alone(column, "Detectors against each other", &duel::content(duel)).into_string()
}

/// What a class made of the levels lab, as a page of its own.
pub fn lab_comparison_page(comparison: &lab_of::Comparison) -> String {
    let content = lab::comparison(comparison);
    page::alone(
        &comparison.project,
        "Levels lab: a class's results",
        &content,
    )
    .into_string()
}

/// What the levels lab found, as a page of its own.
pub fn lab_page(report: &lab_of::Report) -> String {
    page::alone(&report.project, "Levels lab", &lab::content(report)).into_string()
}

/// The card of a model as a page of its own.
pub fn model_card_page(card: &ModelCard) -> String {
    page::alone(&card.title, "Model card", &model_card::content(card)).into_string()
}

/// Writes two windows of a column to `path`, by its ending: a picture as SVG, or their figures as
/// CSV. `names` says what the windows are, reference first.
///
/// # Errors
/// If the folder of `path` cannot be written to.
pub fn write_windows(shown: &SideBySide, names: [&str; 2], path: &Path) -> anyhow::Result<()> {
    let is_table = path
        .extension()
        .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let text = if is_table {
        windows::csv(shown)
    } else {
        windows::svg(shown, names)
    };
    write_page(&text, path)
}

/// Writes a page to `path`: aside first, so that the file is whole or is what it was before.
///
/// # Errors
/// If the folder of `path` cannot be written to.
pub fn write_page(page: &str, path: &Path) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = || {
        format!(
            "The report cannot be written. Choose another place: {}",
            path.display()
        )
    };
    let mut file = tempfile::Builder::new()
        .prefix(".nonagon-report-")
        .tempfile_in(folder)
        .with_context(failed)?;
    file.write_all(page.as_bytes()).with_context(failed)?;
    readable(file.as_file()).with_context(failed)?;
    file.persist(path)
        .map_err(|err| err.error)
        .with_context(failed)?;
    Ok(())
}

/// A temporary file is for its owner only; a report is meant to be shared.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
