//! The rows: where they come from, how they are read, under which hash they are kept, and what
//! they look like.

mod add_database;
mod changes;
mod columns;
mod combine;
mod expectation_form;
mod expectations;
mod options;
mod preview;
mod rows;
mod sources;

use egui::{Label, RichText, Ui};

use crate::{
    steps::{Step, extraction::Report},
    ui::{
        grid::GridView,
        theme::{UiExt as _, text},
        widgets::{Icon, Tile, Tone, card, card_with, empty, icon, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, Edit, OpenProject, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wants_file: bool,
    /// The place of the source whose rows and options are shown.
    selected: usize,
    database: add_database::Form,
    grid: GridView,
    expectations: expectations::View,
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
        changed_files(ui, workbench, commands);
        figures(ui, open);
        self.database.follow(workbench);
        let mut changed = card_with(
            ui,
            "Sources",
            |ui| {
                self.wants_file |= text_button(ui, "Add a file…").clicked();
                if text_button(ui, "Add a database…").clicked() {
                    self.database.toggle();
                }
            },
            |ui| sources::list(ui, &mut params, &mut self.selected, (workbench, open)),
        );
        if self.database.is_open() {
            changed |= card(ui, "Add a database", |ui| {
                self.database.ui(ui, &mut params, workbench, commands)
            });
        }
        self.selected = self.selected.min(params.sources.len().saturating_sub(1));
        if let Some(source) = params.sources.get_mut(self.selected) {
            changed |= self.source(ui, source, workbench, open);
        }
        let done = open.results.extraction.as_ref().map(|done| &done.report);
        if !params.sources.is_empty() {
            changed |= card(ui, "What becomes the data set", |ui| {
                combine::card(ui, &mut params, done.map(AsRef::as_ref))
            });
        }
        match done {
            None => nothing_read(ui),
            Some(report) => {
                changes::card(ui, report);
                snapshot(ui, &report.snapshot.id);
                changed |= self
                    .expectations
                    .card(ui, &mut params, (workbench, open), commands);
                card(ui, "Rows", |ui| {
                    rows::card(ui, &mut self.grid, workbench, open, commands);
                });
                changed |= card(ui, "Columns", |ui| columns::list(ui, &mut params, report));
            }
        }
        if changed {
            commands.edit(Edit::Extraction(params));
        }
    }

    fn source(
        &self,
        ui: &mut Ui,
        source: &mut crate::steps::extraction::Source,
        workbench: &Workbench,
        open: &OpenProject,
    ) -> bool {
        let report = sources::report(open, source);
        let preview = workbench.sources.preview(source);
        let title = format!("How “{}” is read", source.name);
        card(ui, &title, |ui| {
            ui.push_id(("source", self.selected), |ui| {
                let detected = preview::detected(preview, report);
                let changed = options::form(ui, source, detected);
                changed | preview::card(ui, source, preview)
            })
            .inner
        })
    }

    /// Whether the user asked for a file since the last call.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_file)
    }
}

/// Says that files are not the ones that were read any more.
fn changed_files(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let changed = &workbench.sources.changed;
    if changed.is_empty() {
        return;
    }
    let names: Vec<&str> = changed.iter().map(String::as_str).collect();
    let (ink, _) = Tone::Warn.colors(ui.tokens());
    card(ui, "", |ui| {
        ui.horizontal(|ui| {
            icon(ui, Icon::Warning, 16.0, ink);
            let words = format!(
                "Changed on the disk since it was read: {}. The snapshot still holds what was read before.",
                names.join(", ")
            );
            ui.add(Label::new(RichText::new(words).color(ink)).wrap());
            if text_button(ui, "Read again").clicked() {
                commands.push(Command::Run(Step::Extraction));
            }
        });
    });
}

fn nothing_read(ui: &mut Ui) {
    card(ui, "Snapshot", |ui| {
        empty(
            ui,
            "Nothing has been read yet",
            "Add a file or a database and run this step. The rows are kept as a snapshot under the hash of what they hold, so that every later figure can be traced back to them.",
            |_| {},
        );
    });
}

fn figures(ui: &mut Ui, open: &OpenProject) {
    let n = open.project.extraction.sources.len();
    let how = match (n, open.project.extraction.query.is_empty()) {
        (0 | 1, true) => "",
        (_, true) => "stacked",
        (_, false) => "joined by a query",
    };
    let mut shown = vec![Tile::new("Number of sources", n.to_string()).note(how)];
    if let Some(done) = &open.results.extraction {
        let report = &done.report;
        let bytes: u64 = report.sources.iter().map(|source| source.bytes).sum();
        let id: String = report.snapshot.id.chars().take(12).collect();
        shown.extend([
            Tile::new("Rows read", words::count(report.rows)).note(rows_note(report)),
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

fn rows_note(report: &Report) -> String {
    match (report.sampled, report.appended) {
        (Some(sampled), _) => format!("a sample of {}", words::count(sampled.of)),
        (None, Some(new)) => format!("{} of them new", words::count(new)),
        (None, None) => "all of them kept".to_owned(),
    }
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
