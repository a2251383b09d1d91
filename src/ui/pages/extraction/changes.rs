use egui::{Label, RichText, Ui};

use crate::{
    steps::extraction::{Change, Report, Severity},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Cells, Column, Tone, card as titled, chip, table},
        words,
    },
};

/// How many earlier extractions are told one by one.
const SHOWN: usize = 8;

/// What is otherwise than in the extraction before; nothing after the first one.
pub(super) fn card(ui: &mut Ui, report: &Report) {
    let Some(changes) = &report.changes else {
        return;
    };
    titled(ui, "Compared with the extraction before", |ui| {
        compared(ui, changes);
        past(ui, report);
    });
}

fn compared(ui: &mut Ui, changes: &[Change]) {
    if changes.is_empty() {
        ui.horizontal(|ui| {
            chip(ui, Tone::Good, "nothing changed");
            let weak = ui.tokens().text_weak;
            let words = "The same columns, and no value that was not among those before.";
            ui.label(RichText::new(words).font(text::label()).color(weak));
        });
        return;
    }
    let titles = [
        Column::words("Change", 140.0),
        Column::words("Column", 200.0),
        Column::words("What happened", 560.0),
    ];
    table(ui, "changes", 260.0, &mut Changes { titles, changes });
}

/// What each extraction before was, and what had changed in it; nothing where there was only one.
fn past(ui: &mut Ui, report: &Report) {
    if report.history.is_empty() {
        return;
    }
    let weak = ui.tokens().text_weak;
    ui.add_space(space::S);
    ui.label(RichText::new("Earlier extractions").font(text::strong()));
    for past in report.history.iter().take(SHOWN) {
        let hash: String = past.snapshot.chars().take(8).collect();
        let written = past.modified.map_or_else(String::new, |time| {
            format!(", file of {}", words::time(time))
        });
        let changes: Vec<String> = past
            .changes
            .iter()
            .map(|change| format!("{}: {}", change.column, change.what.title()))
            .collect();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            ui.label(RichText::new(hash).monospace());
            ui.label(format!(
                "{} rows, {} columns{written}",
                words::count(past.rows),
                past.columns
            ));
            if !changes.is_empty() {
                let words = format!("{} changes", changes.len());
                let told = ui.label(RichText::new(words).font(text::label()).color(weak));
                told.on_hover_text(changes.join("\n"));
            }
        });
    }
    if report.history.len() > SHOWN {
        let words = format!("and {} before these", report.history.len() - SHOWN);
        ui.label(RichText::new(words).font(text::label()).color(weak));
    }
}

struct Changes<'a> {
    titles: [Column; 3],
    changes: &'a [Change],
}

impl Cells for Changes<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.changes.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(change) = self.changes.get(row) else {
            return;
        };
        match column {
            0 => {
                let tone = match change.what.severity() {
                    Severity::Error => Tone::Bad,
                    Severity::Warning => Tone::Warn,
                    Severity::Note => Tone::Neutral,
                };
                chip(ui, tone, change.what.title());
            }
            1 => {
                ui.add(Label::new(
                    RichText::new(&change.column).font(text::strong()),
                ));
            }
            _ => {
                let words = change.what.text();
                ui.add(Label::new(&words)).on_hover_text(words);
            }
        }
    }
}
