use egui::{Label, RichText, Ui};

use crate::{
    steps::extraction::{Change, Report, Severity},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Tone, card as titled, chip, table},
    },
};

/// What is otherwise than in the extraction before; nothing after the first one.
pub(super) fn card(ui: &mut Ui, report: &Report) {
    let Some(changes) = &report.changes else {
        return;
    };
    titled(ui, "Compared with the extraction before", |ui| {
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
    });
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
