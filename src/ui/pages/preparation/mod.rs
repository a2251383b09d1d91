//! Which rows train, choose, test and stand for production, and what is done to the columns.

mod columns;
mod parts;
mod recipe;
mod rule;
mod step;

use egui::Ui;

use crate::{
    data::split::Part,
    steps::preparation::Report,
    ui::{
        widgets::{Tile, Tone, card, empty, grid, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    recipe: recipe::View,
    columns: columns::View,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let report = open.results.preparation.as_ref().map(|done| &*done.report);
        match report {
            Some(report) => {
                figures(ui, report);
                card(ui, "Rows of each part", |ui| parts::bar(ui, report));
                card(ui, "The target in each part", |ui| {
                    parts::target(ui, report, open);
                });
            }
            None => card(ui, "Split", |ui| {
                empty(
                    ui,
                    "Nothing is split yet",
                    "Rows are split first, and the recipe learns from the training part alone: whatever it learned from the others would be a leak. Run this step to see the parts and the prepared columns.",
                    |_| {},
                );
            }),
        }
        let mut params = open.project.preparation.clone();
        let mut changed = false;
        grid(ui, 460.0, 2, |ui, i| {
            changed |= match i {
                0 => card(ui, "How rows are split", |ui| {
                    rule::form(ui, &mut params.split, open)
                }),
                _ => self.recipe.card(ui, &mut params.recipe, open),
            };
        });
        if let Some(report) = report {
            card(ui, "From raw to prepared columns", |ui| {
                self.columns.list(ui, report);
            });
        }
        if changed {
            commands.edit(Edit::Preparation(params));
        }
    }
}

fn figures(ui: &mut Ui, report: &Report) {
    let rows = |part: Part| {
        let found = report.parts.iter().find(|candidate| candidate.part == part);
        found.map_or(0, |part| part.rows)
    };
    let total: u64 = report.parts.iter().map(|part| part.rows).sum();
    let share = |n: u64| {
        format!(
            "{} of all rows",
            words::percent(n as f64 / total.max(1) as f64)
        )
    };
    let production = rows(Part::Production);
    let held = Tile::new("Rows held back", words::count(production));
    let held = if production == 0 {
        held.note("nothing is left to monitor").tone(Tone::Warn)
    } else {
        held.note(share(production))
    };
    let train = rows(Part::Train);
    tiles(
        ui,
        &[
            Tile::new("Rows to train on", words::count(train)).note(share(train)),
            held,
            Tile::new("Rows without an answer", words::count(report.unlabelled))
                .note("cannot teach, are not scored"),
            Tile::new("Raw columns", report.features.len().to_string())
                .note(format!("{} are used", report.recipe.inputs().len())),
            Tile::new("Prepared columns", report.outputs.len().to_string())
                .note("numbers without a gap"),
        ],
    );
}
