use egui::{RichText, Ui};

use crate::{
    ui::{
        grid::{GridInput, GridView},
        theme::{UiExt as _, text},
        widgets::{Tone, card_with, chip, empty, text_button},
        words,
    },
    workbench::{Commands, GridId, SQL_ROWS, SqlAnswer, SqlCommand, Workbench},
};

/// What the card of the result remembers between frames.
#[derive(Default)]
pub(super) struct View {
    grid: GridView,
}

impl View {
    /// Shows the last result; true if it shall be saved.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        height: f32,
        workbench: &Workbench,
        commands: &mut Commands,
    ) -> bool {
        let answer = workbench.sql.answer.as_ref();
        let (mut save, mut used) = (false, false);
        let actions = |ui: &mut Ui| {
            if answer.is_some() {
                let hint = "All rows as CSV, TSV, Parquet or JSON";
                save = text_button(ui, "Save the result…")
                    .on_hover_text(hint)
                    .clicked();
                let hint = "Step 2 then makes the data set with this query over the sources";
                used = workbench.project.is_some()
                    && text_button(ui, "Use as the data set")
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
            size(ui, answer);
            if answer.table.n_rows() == 0 {
                empty(
                    ui,
                    "No row fits the query",
                    "It ran well, but nothing fulfils its conditions. Loosen them, or look at the values that there are.",
                    |_| {},
                );
                return;
            }
            let input = GridInput {
                id: GridId("sql"),
                table: &answer.table,
                key: &answer.number.to_string(),
                rows: None,
                height: (height - 330.0).max(260.0),
                grids: &workbench.grids,
            };
            self.grid.ui(ui, &input, commands);
        });
        if used {
            commands.push(SqlCommand::UseAsDataSet.into());
        }
        save
    }
}

/// How much there is, and whether that is all.
fn size(ui: &mut Ui, answer: &SqlAnswer) {
    let weak = ui.tokens().text_weak;
    ui.horizontal_wrapped(|ui| {
        let size = format!(
            "{} rows, {} columns · {:.2} s",
            words::count(answer.table.n_rows() as u64),
            answer.table.n_columns(),
            answer.seconds
        );
        ui.label(RichText::new(size).font(text::label()).color(weak));
        if answer.is_cut {
            let first = words::count(SQL_ROWS as u64);
            let words = format!("There are more: only the first {first} are shown");
            chip(ui, Tone::Warn, &words).on_hover_text("Saving writes all of them");
        }
    });
}
