//! What shape the rows have: groups of rows that are alike, and the plane on which rows differ most.

mod clusters;
mod form;
mod projection;

use egui::{Label, RichText, Ui};

use crate::{
    learners::ClusterParams,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tone, card, chip, empty},
        words,
    },
    workbench::{Commands, OpenProject, explore::Structured},
};

/// What the two tabs remember between frames.
#[derive(Default)]
pub(super) struct View {
    params: ClusterParams,
    projection: projection::View,
}

impl View {
    /// Shows the tab with the groups.
    pub(super) fn clusters(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        card(ui, "How to group", |ui| {
            form::ui(ui, &mut self.params, open, commands);
        });
        match open.explore.structure.clone() {
            Some(found) => {
                told(ui, open, &found);
                clusters::ui(ui, open, &found.structure, commands);
            }
            None => nothing(
                ui,
                "Groups",
                "No rows have been grouped yet",
                "Groups of rows that are alike show up here: how large they are, in which columns each differs from the rest, and how clearly they stand apart. A group that a simple condition describes can be saved as a segment.",
            ),
        }
    }

    /// Shows the tab with the plane.
    pub(super) fn projection(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        card(ui, "What to draw", |ui| {
            form::ui(ui, &mut self.params, open, commands);
        });
        match open.explore.structure.clone() {
            Some(found) => {
                told(ui, open, &found);
                self.projection.ui(ui, &found);
            }
            None => nothing(
                ui,
                "Projection",
                "Nothing has been projected yet",
                "All columns of numbers are turned until two directions show as much of the difference between rows as two can. Each row is a point on that plane, coloured by the target or by its group.",
            ),
        }
    }
}

fn nothing(ui: &mut Ui, card_title: &str, title: &str, words: &str) {
    card(ui, card_title, |ui| empty(ui, title, words, |_| {}));
}

/// What was looked at: which columns, and how many of the rows.
fn told(ui: &mut Ui, open: &OpenProject, found: &Structured) {
    let structure = &found.structure;
    ui.horizontal_wrapped(|ui| {
        if let Some(sample) = structure.sample {
            let badge = format!(
                "sample: {} of {} rows, seed {}",
                words::count(sample.rows),
                words::count(sample.of),
                sample.seed
            );
            chip(ui, Tone::Neutral, &badge)
                .on_hover_text("Drawn by chance, each row as likely as any other");
        }
        let current = open.results.extraction.as_ref();
        if current.is_none_or(|done| done.report.snapshot.id != found.snapshot) {
            chip(ui, Tone::Warn, "found in rows that have changed since");
        }
    });
    let left_out = match structure.left_out {
        0 => String::new(),
        n => format!(" {n} more were left out."),
    };
    let words = format!(
        "Measured by {} columns of numbers in standard units: {}.{left_out}",
        structure.columns.len(),
        structure.columns.join(", ")
    );
    note(ui, &words);
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}
