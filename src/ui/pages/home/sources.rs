//! How fresh each source is, and what its columns were in each extraction.

use egui::{Label, RichText, Ui};

use crate::{
    steps::extraction::{Change, PastSource, Report, Severity, Source, SourceReport},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Tone, card, chip, table},
        words,
    },
    workbench::{OpenProject, Workbench},
};

/// Extractions whose sources are listed.
const SHOWN: usize = 20;

/// Every source: whether its file is still the one that was read, and how far its rows go.
pub(super) fn fresh(ui: &mut Ui, workbench: &Workbench, open: &OpenProject, report: &Report) {
    card(ui, "Freshness of each source", |ui| {
        let mut cells = Fresh {
            titles: [
                Column::words("Source", 150.0),
                Column::words("State", 150.0),
                Column::words("File written", 130.0),
                Column::words("Newest row", 230.0),
                Column::figures("Rows", 90.0),
                Column::figures("Columns", 80.0),
                Column::figures("Size", 90.0),
                Column::words("Licence", 300.0),
            ],
            sources: &open.project.extraction.sources,
            workbench,
            report,
        };
        table(ui, "fresh sources", 240.0, &mut cells);
    });
}

struct Fresh<'a> {
    titles: [Column; 8],
    sources: &'a [Source],
    workbench: &'a Workbench,
    report: &'a Report,
}

impl Fresh<'_> {
    fn read(&self, source: &Source) -> Option<&SourceReport> {
        let mut sources = self.report.sources.iter();
        sources.find(|read| read.name == source.name && read.path == source.location)
    }

    fn state(&self, ui: &mut Ui, source: &Source) {
        let sources = &self.workbench.sources;
        let (tone, words) = if matches!(sources.preview(source), Some(Err(_))) {
            (Tone::Bad, "cannot be read")
        } else if self.read(source).is_none() {
            (Tone::Neutral, "not read yet")
        } else if sources.changed.contains(&source.name) {
            (Tone::Warn, "changed since read")
        } else {
            (Tone::Good, "as it was read")
        };
        let told = chip(ui, tone, words);
        if let Some(Err(why)) = sources.preview(source) {
            told.on_hover_text(why);
        }
    }
}

impl Cells for Fresh<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.sources.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(source) = self.sources.get(row) else {
            return;
        };
        let read = self.read(source);
        let words = match column {
            0 => {
                ui.label(RichText::new(&source.name).font(text::strong()))
                    .on_hover_text(&source.location);
                return;
            }
            1 => return self.state(ui, source),
            2 => read.and_then(|read| read.modified).map(words::time),
            3 => read
                .and_then(|read| read.newest.as_ref())
                .map(|newest| format!("{} in {}", words::time(newest.time), newest.column)),
            4 => read.map(|read| words::count(read.rows)),
            5 => read.map(|read| read.columns.to_string()),
            6 => read
                .filter(|read| read.bytes > 0)
                .map(|read| words::bytes(read.bytes)),
            _ => Some(source.licence.clone()),
        };
        let words = words.unwrap_or_else(|| "–".to_owned());
        ui.add(Label::new(&words).truncate()).on_hover_text(words);
    }
}

/// What every source was in each extraction, newest first.
pub(super) fn history(ui: &mut Ui, report: &Report) {
    let now = report.sources.iter().map(|source| {
        let is_first = source.changes.is_none();
        Entry {
            extraction: &report.snapshot.id,
            source: PastSource::from(source),
            is_first,
        }
    });
    let past = report.history.iter().take(SHOWN).flat_map(|past| {
        past.sources.iter().map(|source| Entry {
            extraction: &past.snapshot,
            source: source.clone(),
            is_first: false,
        })
    });
    let entries: Vec<Entry<'_>> = now.chain(past).collect();
    card(ui, "Schema history of each source", |ui| {
        let mut cells = History {
            titles: [
                Column::words("Snapshot", 110.0),
                Column::words("Source", 150.0),
                Column::words("File written", 130.0),
                Column::figures("Rows", 90.0),
                Column::figures("Columns", 80.0),
                Column::words("Columns that changed", 600.0),
            ],
            entries,
        };
        table(ui, "schema history", 240.0, &mut cells);
        if report.history.is_empty() {
            let weak = ui.tokens().text_weak;
            let words = "This is the first extraction: later ones are compared with it.";
            ui.label(RichText::new(words).font(text::label()).color(weak));
        }
    });
}

/// A source in an extraction.
struct Entry<'a> {
    extraction: &'a str,
    source: PastSource,
    /// Whether there was nothing to compare it with.
    is_first: bool,
}

struct History<'a> {
    titles: [Column; 6],
    entries: Vec<Entry<'a>>,
}

impl Cells for History<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.entries.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(entry) = self.entries.get(row) else {
            return;
        };
        let source = &entry.source;
        let words = match column {
            0 => {
                let hash: String = entry.extraction.chars().take(8).collect();
                ui.label(RichText::new(hash).monospace());
                return;
            }
            1 => source.name.clone(),
            2 => source.modified.map_or_else(|| "–".to_owned(), words::time),
            3 => words::count(source.rows),
            4 => source.columns.to_string(),
            _ => return changed(ui, entry),
        };
        ui.add(Label::new(&words).truncate()).on_hover_text(words);
    }
}

/// The columns that were otherwise, worst first.
fn changed(ui: &mut Ui, entry: &Entry<'_>) {
    let mut changes: Vec<&Change> = entry.source.changes.iter().collect();
    if changes.is_empty() {
        let weak = ui.tokens().text_weak;
        let words = if entry.is_first {
            "read for the first time"
        } else {
            "the same"
        };
        ui.label(RichText::new(words).font(text::label()).color(weak));
        return;
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.what.severity()));
    let tone = match changes.first().map(|change| change.what.severity()) {
        Some(Severity::Error) => Tone::Bad,
        Some(Severity::Warning) => Tone::Warn,
        Some(Severity::Note) | None => Tone::Neutral,
    };
    let titles: Vec<String> = changes
        .iter()
        .map(|change| format!("{} {}", change.column, change.what.title()))
        .collect();
    let told: Vec<String> = changes
        .iter()
        .map(|change| format!("{}: {}", change.column, change.what.text()))
        .collect();
    chip(ui, tone, &changes.len().to_string());
    ui.add(Label::new(titles.join(", ")).truncate())
        .on_hover_text(told.join("\n"));
}
