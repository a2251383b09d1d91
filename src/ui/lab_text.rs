//! How what the levels lab gave is written to a file, by the ending of its name.

use std::path::Path;

use crate::{
    automation::lab::{self, Comparison, Report},
    report,
};

/// A way to write a result.
pub(super) type LabText = fn(&Report, &Path) -> String;

/// A result as CSV, as JSON for a comparison, or as a page.
pub(super) fn of_result(found: &Report, path: &Path) -> String {
    match ending(path).as_str() {
        "csv" => lab::scores_csv(found),
        "json" => format!("{:#}\n", lab::to_json(found)),
        _ => report::lab_page(found),
    }
}

/// A class's results as CSV or as a page.
pub(super) fn of_comparison(found: &Comparison, path: &Path) -> String {
    match ending(path).as_str() {
        "csv" => lab::comparison_csv(found),
        _ => report::lab_comparison_page(found),
    }
}

fn ending(path: &Path) -> String {
    let ending = path.extension().unwrap_or_default();
    ending.to_string_lossy().to_lowercase()
}
