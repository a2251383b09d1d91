use egui::{Label, RichText, Ui};

use crate::{
    data::{Kind, Table},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Tone, card_with, chip, empty, table, text_button},
        words,
    },
    workbench::{Commands, SQL_ROWS, SqlAnswer, Workbench},
};

/// What the card of the result remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The titles of the result of this number.
    titles: (u64, Vec<Column>),
}

impl View {
    /// Shows the last result; true if it shall be saved.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        height: f32,
        workbench: &Workbench,
        _commands: &mut Commands,
    ) -> bool {
        let answer = workbench.sql.answer.as_ref();
        let mut save = false;
        let actions = |ui: &mut Ui| {
            if answer.is_some() {
                let hint = "All rows as CSV, TSV, Parquet or JSON";
                save = text_button(ui, "Save the result…")
                    .on_hover_text(hint)
                    .clicked();
            }
        };
        card_with(ui, "Result", actions, |ui| {
            let Some(answer) = answer else {
                empty(
                    ui,
                    "No query has run yet",
                    "Write a SELECT over the tables at the right, for example SELECT * FROM data LIMIT 100, and run it.",
                    |_| {},
                );
                return;
            };
            self.rows(ui, height, answer);
        });
        save
    }

    fn rows(&mut self, ui: &mut Ui, height: f32, answer: &SqlAnswer) {
        let weak = ui.tokens().text_weak;
        let rows = &answer.table;
        ui.horizontal_wrapped(|ui| {
            let size = format!(
                "{} rows, {} columns · {:.2} s",
                words::count(rows.n_rows() as u64),
                rows.n_columns(),
                answer.seconds
            );
            ui.label(RichText::new(size).font(text::label()).color(weak));
            if answer.is_cut {
                let words = format!(
                    "There are more: only the first {} are shown",
                    words::count(SQL_ROWS as u64)
                );
                chip(ui, Tone::Warn, &words).on_hover_text("Saving writes all of them");
            }
        });
        if rows.n_rows() == 0 {
            empty(
                ui,
                "No row fits the query",
                "It ran well, but nothing fulfils its conditions. Loosen them, or look at the values that there are.",
                |_| {},
            );
            return;
        }
        if self.titles.0 != answer.number {
            self.titles = (answer.number, titles(rows));
        }
        let cells = &mut Rows {
            rows,
            titles: &self.titles.1,
        };
        table(ui, "result", (height - 330.0).max(220.0), cells);
    }
}

fn titles(rows: &Table) -> Vec<Column> {
    let columns = rows.columns().iter().map(|column| {
        if column.kind.is_number() {
            Column::figures(&column.name, 110.0)
        } else {
            let width = if column.kind == Kind::Time {
                160.0
            } else {
                130.0
            };
            Column::words(&column.name, width)
        }
    });
    [Column::figures("Row", 64.0)]
        .into_iter()
        .chain(columns)
        .collect()
}

struct Rows<'a> {
    rows: &'a Table,
    titles: &'a [Column],
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.n_rows()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let weak = ui.tokens().text_weak;
        let Some(column) = column.checked_sub(1) else {
            let number = words::count(row as u64 + 1);
            ui.label(RichText::new(number).small().color(weak));
            return;
        };
        if self.rows.is_null(row, column) {
            ui.label(RichText::new("–").color(weak))
                .on_hover_text("missing");
        } else {
            ui.add(Label::new(self.rows.cell(row, column)));
        }
    }
}
