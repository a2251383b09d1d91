//! Looking at the rows by choosing some of them: every plot, figure and row follows at once.

mod choice;
mod panels;
mod rows;
mod segments;

pub(super) use self::choice::{interval, value};

use egui::{RichText, Ui};

use crate::{
    ui::{
        grid::GridView,
        theme::{UiExt as _, text},
        widgets::{card, card_with, empty, grid},
        words,
    },
    workbench::{
        Command, Commands, OpenProject, Workbench,
        explore::{Binned, ExploreCommand},
    },
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    choice: choice::View,
    panels: panels::View,
    grid: GridView,
    segments: segments::View,
}

impl View {
    /// Shows the tab; true if the chosen rows are to be compared with the others.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) -> bool {
        let Some(binned) = binned(ui, open, commands) else {
            return false;
        };
        let compares = self.choice.card(ui, open, &binned, commands);
        panels::times(ui, open, &binned, commands);
        let memory = format!(
            "{} columns in bins, {} in memory",
            binned.columns.len(),
            words::bytes(binned.bytes())
        );
        let mut shown = None;
        card_with(
            ui,
            "Columns",
            |ui| shown = panels::columns_menu(ui, open, &binned),
            |ui| {
                let weak = ui.tokens().text_weak;
                let help = format!(
                    "Drag over bars to choose a range, click on categories to choose them. {memory}."
                );
                ui.label(RichText::new(help).font(text::label()).color(weak));
                self.panels.columns(ui, open, &binned, commands);
            },
        );
        if let Some(columns) = shown {
            commands.push(Command::Explore(ExploreCommand::Show(columns)));
        }
        grid(ui, 420.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "One column over another", |ui| {
                    panels::scatter(ui, open, &binned, commands);
                });
            } else {
                card(ui, "Segments", |ui| {
                    self.segments.ui(ui, open, commands);
                });
            }
        });
        card(ui, "Chosen rows", |ui| {
            rows::show(ui, &mut self.grid, (workbench, open), commands);
        });
        compares
    }
}

/// The columns in bins; asks for them where they are not those that are wanted, and says what is
/// to come where there are none.
pub(super) fn binned(
    ui: &mut Ui,
    open: &OpenProject,
    commands: &mut Commands,
) -> Option<std::sync::Arc<Binned>> {
    if open.wants_bins() {
        commands.push(Command::Explore(ExploreCommand::Look));
    }
    let binned = open.explore.binned.clone();
    if binned.is_none() {
        let words = if open.table().is_some() {
            "Every column is cut into bins once; from then on what you choose is shown at once."
        } else {
            "Run step 2 to read the rows. Then choose some of them in a plot, and every other plot shows where they lie."
        };
        card(ui, "Explore", |ui| {
            empty(ui, "The columns are not in bins yet", words, |_| {});
        });
    }
    binned
}
