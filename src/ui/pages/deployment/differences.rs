//! Where two versions answer in different ways.

use std::fmt::Write as _;

use egui::{RichText, Ui};

use crate::{
    serving::{Difference, Differences},
    steps::Prediction,
    ui::{
        theme::UiExt as _,
        widgets::{Cells, Column, table},
        words,
    },
    workbench::Replay,
};

/// What a version would have answered to the log.
pub(super) fn replayed(ui: &mut Ui, found: &Replay) {
    let (labelled, before, after) = found.labelled;
    if labelled > 0 {
        let n = labelled as f64;
        let words = if before + after > 0 || found.errors == (0.0, 0.0) {
            format!(
                "Of {} rows with a label {} were answered right; version {} answers {} right.",
                words::count(labelled),
                words::percent(before as f64 / n),
                found.version,
                words::percent(after as f64 / n),
            )
        } else {
            format!(
                "Over {} rows with a label the mean absolute error was {}; that of version {} is {}.",
                words::count(labelled),
                words::number(found.errors.0 / n),
                found.version,
                words::number(found.errors.1 / n),
            )
        };
        ui.label(words);
    }
    if found.unreadable > 0 {
        let why = found.why.as_deref().unwrap_or("");
        let words = format!(
            "{} rows could not be asked: {why}",
            words::count(found.unreadable)
        );
        ui.label(RichText::new(words).color(ui.tokens().warn));
    }
    differences(ui, "replay", &found.differences);
}

/// Where two versions differ, in figures and row by row.
pub(super) fn differences(ui: &mut Ui, id: &str, found: &Differences) {
    if found.rows == 0 && found.failed == 0 {
        ui.weak("Nothing was compared yet.");
        return;
    }
    let share = found.differing as f64 / found.rows.max(1) as f64;
    let mut words = format!(
        "{} of {} rows get another answer ({}); the mean gap is {}.",
        words::count(found.differing),
        words::count(found.rows),
        words::percent(share),
        found
            .mean_gap()
            .map_or_else(|| "–".to_owned(), words::number),
    );
    if found.failed > 0 {
        // Writing to a String cannot fail.
        write!(
            words,
            " {} rows it could not answer.",
            words::count(found.failed)
        )
        .ok();
    }
    if found.skipped > 0 {
        let skipped = words::count(found.skipped);
        write!(words, " {skipped} rows came too fast for it.").ok();
    }
    ui.label(words);
    if !found.last.is_empty() {
        let mut cells = Rows {
            columns: vec![
                Column::words("When", 150.0),
                Column::words("Prediction", 170.0),
                Column::words("Champion", 120.0),
                Column::words("Challenger", 120.0),
                Column::words("Request", 480.0),
            ],
            rows: found.last.iter().rev().map(AsRef::as_ref).collect(),
        };
        table(ui, id, 260.0, &mut cells);
    }
}

struct Rows<'a> {
    columns: Vec<Column>,
    rows: Vec<&'a Difference>,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(one) = self.rows.get(row) else {
            return;
        };
        let words = match column {
            0 => words::time(one.at),
            1 => one.id.clone(),
            2 => answer(&one.first),
            3 => answer(&one.second),
            _ => one.inputs.to_string(),
        };
        ui.add(egui::Label::new(words).truncate());
    }
}

/// A class with the probability of the likeliest one, or a number.
fn answer(one: &Prediction) -> String {
    let most = one.probabilities.iter().copied().fold(f64::NAN, f64::max);
    match (&one.class, one.value) {
        (Some(class), _) if most.is_finite() => format!("{class} ({})", words::percent(most)),
        (Some(class), _) => class.clone(),
        (None, Some(value)) => words::number(value),
        (None, None) => "–".to_owned(),
    }
}
