//! The rows: where they come from, under which hash they are kept, and what they look like.

mod columns;
mod rows;
mod sources;

use egui::{Label, RichText, Ui};

use crate::{
    ui::{
        grid::GridView,
        theme::{UiExt as _, text},
        widgets::{Tile, card, card_with, empty, text_button, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wants_file: bool,
    grid: GridView,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let mut params = open.project.extraction.clone();
        figures(ui, open);
        let mut changed = card_with(
            ui,
            "Sources",
            |ui| self.wants_file |= text_button(ui, "Add a file…").clicked(),
            |ui| sources::list(ui, &mut params, open),
        );
        let Some(done) = &open.results.extraction else {
            card(ui, "Snapshot", |ui| {
                empty(
                    ui,
                    "Nothing has been read yet",
                    "Add a CSV or Parquet file and run this step. The rows are kept as a snapshot under the hash of what they hold, so that every later figure can be traced back to them.",
                    |_| {},
                );
            });
            if changed {
                commands.edit(Edit::Extraction(params));
            }
            return;
        };
        snapshot(ui, &done.report.snapshot.id);
        card(ui, "Rows", |ui| {
            rows::card(ui, &mut self.grid, workbench, open, commands);
        });
        changed |= card(ui, "Columns", |ui| {
            columns::list(ui, &mut params, &done.report)
        });
        if changed {
            commands.edit(Edit::Extraction(params));
        }
    }

    /// Whether the user asked for a file since the last call.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_file)
    }
}

fn figures(ui: &mut Ui, open: &OpenProject) {
    let n = open.project.extraction.sources.len();
    let mut shown = vec![Tile::new("Files", n.to_string()).note("read one below the other")];
    if let Some(done) = &open.results.extraction {
        let report = &done.report;
        let bytes: u64 = report.sources.iter().map(|source| source.bytes).sum();
        let id: String = report.snapshot.id.chars().take(12).collect();
        shown.extend([
            Tile::new("Rows read", words::count(report.rows)).note("of all files together"),
            Tile::new("Columns read", report.columns.len().to_string())
                .note(kinds(&report.columns)),
            Tile::new("Size", words::bytes(bytes)).note(format!(
                "{} as a snapshot",
                words::bytes(report.snapshot.bytes)
            )),
            Tile::new("Kept as", id).note("the start of the hash"),
        ]);
    }
    tiles(ui, &shown);
}

/// "20 numbers, 8 texts": how many columns there are of what.
fn kinds(columns: &[crate::data::ColumnInfo]) -> String {
    let parts: Vec<String> = crate::data::Kind::ALL
        .into_iter()
        .map(|kind| {
            (
                kind,
                columns.iter().filter(|column| column.kind == kind).count(),
            )
        })
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| format!("{n} {}", kind.name()))
        .collect();
    parts.join(", ")
}

fn snapshot(ui: &mut Ui, id: &str) {
    card_with(
        ui,
        "Snapshot",
        |ui| {
            if text_button(ui, "Copy the hash").clicked() {
                ui.copy_text(id.to_owned());
            }
        },
        |ui| {
            ui.add(Label::new(RichText::new(id).text_style(egui::TextStyle::Monospace)).wrap());
            let weak = ui.tokens().text_weak;
            let explanation = "The hash of names, kinds and values of all columns. The same rows always have the same hash; other rows never do. Later steps and models name it as what they were made from.";
            ui.add(Label::new(RichText::new(explanation).font(text::label()).color(weak)).wrap());
        },
    );
}
