use egui::{RichText, Sense, Ui};

use super::score;
use crate::{
    data::Kind,
    drift::{Distance, Verdict},
    steps::analysis::{ComparedColumn, Comparison},
    terms::Figure,
    ui::{
        theme::UiExt as _,
        widgets::{Cells, Column, Tone, chip, figure, table},
        words,
    },
};

/// Every column in one line; gives the one that was clicked.
pub(super) fn show(
    ui: &mut Ui,
    comparison: &Comparison,
    (names, chosen): (&[String; 2], &str),
) -> Option<String> {
    let [a, b] = names;
    let mut cells = Compared {
        columns: &comparison.columns,
        chosen,
        titles: vec![
            Column::words("Column", 160.0),
            Column::words("Differs", 130.0),
            Column::figures("PSI", 76.0),
            Column::figures("Jensen-Shannon", 110.0),
            Column::figures("KS", 76.0),
            Column::figures("Shift in std", 90.0),
            Column::figures(format!("Mean, {a}"), 160.0),
            Column::figures(format!("Mean, {b}"), 160.0),
            Column::figures(format!("Missing, {a}"), 170.0),
            Column::figures(format!("Missing, {b}"), 170.0),
        ],
        clicked: None,
    };
    table(ui, "compared", 460.0, &mut cells);
    cells.clicked
}

struct Compared<'a> {
    columns: &'a [ComparedColumn],
    chosen: &'a str,
    titles: Vec<Column>,
    clicked: Option<String>,
}

impl Cells for Compared<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.columns.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(compared) = self.columns.get(row) else {
            return;
        };
        match column {
            0 => {
                let is_chosen = compared.name == self.chosen;
                let name = RichText::new(&compared.name);
                let name = if is_chosen {
                    name.color(ui.tokens().accent).strong()
                } else {
                    name
                };
                let label = egui::Label::new(name).truncate().sense(Sense::click());
                let response = ui.add(label);
                response.widget_info(|| {
                    let name = format!("Show {}", compared.name);
                    egui::WidgetInfo::selected(egui::Role::Button, true, is_chosen, name)
                });
                if response.on_hover_text("Show it above").clicked() {
                    self.clicked = Some(compared.name.clone());
                }
            }
            1 => {
                let (tone, word) = match compared.drift.verdict {
                    Verdict::Drift => (Tone::Bad, "differs"),
                    Verdict::Stable => (Tone::Good, "alike"),
                    Verdict::Unknown => (Tone::Neutral, "too few rows"),
                };
                let limit = words::number(compared.drift.limit);
                let hint = format!("Beyond a PSI of {limit} it is no chance for so many rows");
                chip(ui, tone, word).on_hover_text(hint);
            }
            2 => number(ui, &compared.drift.psi),
            3 => number(ui, &score(compared, Distance::JensenShannon)),
            4 => number(ui, &score(compared, Distance::Ks)),
            5 => number(ui, &score(compared, Distance::WassersteinStd)),
            6 => mean(ui, compared, 0),
            7 => mean(ui, compared, 1),
            8 => share(ui, &compared.missing[0]),
            _ => share(ui, &compared.missing[1]),
        }
    }
}

/// The mean of a side; of times it is a time.
fn mean(ui: &mut Ui, compared: &ComparedColumn, side: usize) {
    let mean = &compared.means[side];
    match mean.value() {
        Some(micros) if compared.kind == Kind::Time => {
            ui.label(words::time(micros as i64));
        }
        _ => number(ui, mean),
    }
}

fn number(ui: &mut Ui, value: &Figure) {
    figure(ui, value);
}

fn share(ui: &mut Ui, value: &Figure) {
    match value.value() {
        Some(share) => {
            ui.label(words::percent(share));
        }
        None => number(ui, value),
    }
}
