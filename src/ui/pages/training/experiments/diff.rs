use egui::{RichText, Ui};

use crate::{
    ui::{
        theme::UiExt as _,
        widgets::{Cells, Column, Tone, card_with, table},
    },
    workbench::{DiffRow, Experiment, diff},
};

/// What the comparison remembers between frames.
#[derive(Default)]
pub(super) struct View {
    everything: bool,
    made: Option<((i64, i64), Vec<DiffRow>)>,
}

impl View {
    /// Two experiments side by side.
    pub(super) fn ui(&mut self, ui: &mut Ui, a: &Experiment, b: &Experiment) {
        let ids = (a.id, b.id);
        if self.made.as_ref().is_none_or(|(made, _)| *made != ids) {
            self.made = Some((ids, diff(&a.record, &b.record)));
        }
        let Some((_, rows)) = &self.made else {
            return;
        };
        let everything = &mut self.everything;
        let title = format!(
            "{} · {} and {} · {}",
            a.record.title(),
            a.id,
            b.record.title(),
            b.id
        );
        let mut shows_all = *everything;
        let actions = |ui: &mut Ui| {
            ui.checkbox(&mut shows_all, "Also what is the same");
        };
        card_with(ui, &title, actions, |ui| {
            body(ui, rows, (a, b), *everything);
        });
        *everything = shows_all;
    }
}

fn body(ui: &mut Ui, rows: &[DiffRow], (a, b): (&Experiment, &Experiment), everything: bool) {
    let shown: Vec<&DiffRow> = rows
        .iter()
        .filter(|row| everything || row.differs)
        .collect();
    if shown.is_empty() {
        ui.weak("They do not differ in anything that was kept.");
        return;
    }
    let alike = rows.len() - shown.len();
    let title = |one: &Experiment| format!("{} · {}", one.record.title(), one.id);
    let columns = vec![
        Column::words("", 100.0),
        Column::words("What", 240.0),
        Column::words(title(a), 300.0),
        Column::words(title(b), 300.0),
        Column::words("", 220.0),
    ];
    table(ui, "differences", 420.0, &mut Board { shown, columns });
    if alike > 0 {
        ui.weak(format!("{alike} more are the same."));
    }
}

struct Board<'a> {
    shown: Vec<&'a DiffRow>,
    columns: Vec<Column>,
}

impl Cells for Board<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.shown.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(&one) = self.shown.get(row) else {
            return;
        };
        let before = row.checked_sub(1).and_then(|row| self.shown.get(row));
        let tokens = ui.tokens();
        match column {
            0 if before.is_none_or(|before| before.section != one.section) => {
                ui.label(RichText::new(one.section).color(tokens.text_weak));
            }
            0 => {}
            1 => {
                ui.label(&one.name).on_hover_text(&one.name);
            }
            2 => {
                let tone = one.better.map(|better| !better);
                side(ui, &one.a, tone);
            }
            3 => side(ui, &one.b, one.better),
            _ => {
                let words = match (one.better, one.apart) {
                    (Some(_), Some(true)) => "intervals are apart",
                    (Some(_), Some(false)) => "intervals overlap: may be luck",
                    _ => "",
                };
                ui.label(RichText::new(words).color(tokens.text_weak));
            }
        }
    }
}

/// One of the two; the better one is marked.
fn side(ui: &mut Ui, words: &str, better: Option<bool>) {
    let (ink, _) = Tone::Good.colors(ui.tokens());
    let text = RichText::new(words);
    let text = if better == Some(true) {
        text.color(ink)
    } else {
        text
    };
    ui.label(text).on_hover_text(words);
    if better == Some(true) {
        ui.label(RichText::new("better").color(ink));
    }
}
