//! Which rows train, choose, test and stand for production, and what is done to the columns.

mod checks;
mod columns;
mod looks_back;
mod operations;
mod params;
mod parts;
mod picker;
mod preview;
mod publish;
mod recipe;
mod rule;
mod step;
mod suggestions;

use egui::Ui;

use crate::{
    data::split::Part,
    steps::preparation::Report,
    ui::{
        widgets::{Icon, Tile, Tone, card, empty, grid, tabs, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    tab: Tab,
    recipe: recipe::View,
    preview: preview::View,
    suggestions: suggestions::View,
    columns: columns::View,
    publish: publish::View,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Recipe,
    Split,
    Columns,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let report = open.results.preparation.as_ref().map(|done| &*done.report);
        if let Some(report) = report {
            figures(ui, report);
        }
        let options = [
            (Tab::Recipe, "Recipe"),
            (Tab::Split, "Split"),
            (Tab::Columns, "Prepared columns"),
        ];
        tabs(ui, &mut self.tab, &options);
        match self.tab {
            Tab::Recipe => self.recipe_tab(ui, open, commands),
            Tab::Split => split_tab(ui, open, commands),
            Tab::Columns => {
                card(ui, "From raw to prepared columns", |ui| match report {
                    Some(report) => self.columns.list(ui, report),
                    None => empty(
                        ui,
                        "Nothing is prepared yet",
                        "Run this step: the recipe learns from the training rows, and here stands what became of every raw column.",
                        |_| {},
                    ),
                });
                self.publish.card(ui, open, commands);
            }
        }
    }

    /// The editor and, beside it, what the chosen step does.
    fn recipe_tab(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let current = recipe::current(open);
        let before = self.recipe.chosen();
        grid(ui, 340.0, 2, |ui, i| {
            if i == 0 {
                self.recipe.card(ui, open, commands);
                return;
            }
            let tried = self.suggestions.tried(&current);
            let (recipe, step) = tried.unwrap_or_else(|| {
                let last = current.steps.len().saturating_sub(1);
                (current.clone(), self.recipe.chosen().min(last))
            });
            self.preview.card(ui, (&recipe, step), open, commands);
        });
        if self.recipe.chosen() != before {
            self.suggestions.leave();
        }
        if let Some(step) = self.suggestions.card(ui, open, commands) {
            self.recipe.choose(step);
        }
    }
}

/// The rule with what it would give, before it is run.
fn split_tab(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    if let Some(ask) = open.preview_parts() {
        commands.push(ask);
    }
    let mut params = open.project.preparation.clone();
    let mut changed = false;
    grid(ui, 480.0, 2, |ui, i| {
        if i == 0 {
            changed = card(ui, "How rows are split", |ui| {
                rule::form(ui, &mut params.split, open)
            });
        } else {
            card(ui, "Rows of each part", |ui| match &open.preview.parts {
                Some(Ok(parts)) => {
                    parts::bar(ui, parts);
                    parts::target(ui, parts, open);
                }
                Some(Err(why)) => {
                    recipe::say(ui, Icon::Warning, Tone::Warn, why);
                }
                None => empty(
                    ui,
                    "Nothing is split yet",
                    "Rows are split first, and the recipe learns from the training part alone: whatever it learned from the others would be a leak. Once step 2 has read the data, the parts stand here before anything is run.",
                    |_| {},
                ),
            });
        }
    });
    if let Some(done) = &open.results.preparation {
        checks::card(ui, &done.report.checks);
    }
    if changed {
        commands.edit(Edit::Preparation(params));
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
