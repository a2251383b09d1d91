//! What can be done with the rows as a whole.

use egui::{Id, Key, Popup, PopupCloseBehavior, ScrollArea, TextEdit, Ui, WidgetInfo};

use super::{GridView, Rows, columns::ColumnView};
use crate::{
    ui::widgets::text_button,
    workbench::{Commands, GridCommand},
};

impl GridView {
    pub(super) fn toolbar(&mut self, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) {
        ui.horizontal(|ui| {
            self.find_bar(ui, rows, commands);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if text_button(ui, "Save the rows…")
                    .on_hover_text("Writes what is shown, in its order, as CSV, TSV or Parquet")
                    .clicked()
                {
                    let columns = self.columns.shown();
                    let columns = columns.map(|column| column.name.clone()).collect();
                    commands.grid(GridCommand::Save(rows.input.subject(), columns));
                }
                let word = if self.details {
                    "Close the details"
                } else {
                    "Row details"
                };
                if text_button(ui, word)
                    .on_hover_text("Every column of the selected row; Enter in the rows")
                    .clicked()
                {
                    self.details = !self.details;
                    if self.cursor.is_none() {
                        let first = self.columns.indices().first().copied();
                        self.cursor = first.filter(|_| rows.n > 0).map(|column| (0, column));
                    }
                }
                self.columns_button(ui);
                self.go_to_row(ui, rows);
            });
        });
    }

    fn columns_button(&mut self, ui: &mut Ui) {
        let hidden = self
            .columns
            .all()
            .iter()
            .filter(|column| column.hidden)
            .count();
        let word = match hidden {
            0 => "Columns".to_owned(),
            n => format!("Columns ({n} hidden)"),
        };
        let button = text_button(ui, &word);
        Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.set_width(280.0);
                if text_button(ui, "Show all as they come").clicked() {
                    self.columns.reset();
                }
                ui.separator();
                let list: Vec<(usize, String)> = self
                    .columns
                    .all()
                    .iter()
                    .map(|column| (column.index, column.name.clone()))
                    .collect();
                ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                    for (index, name) in list {
                        let Some(column) = self.columns.get_mut(index) else {
                            continue;
                        };
                        column_line(ui, column, &name);
                    }
                });
            });
    }

    fn go_to_row(&mut self, ui: &mut Ui, rows: &Rows<'_>) {
        let edit = TextEdit::singleline(&mut self.row_draft)
            .id(Id::unique(("go to row", rows.input.id)))
            .hint_text("Go to row")
            .desired_width(84.0);
        let response = ui.add(edit);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::TextInput, true, "Go to row"));
        if response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
            let digits: String = self
                .row_draft
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            let row = digits.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
            let place =
                row.and_then(|row| rows.place(row.min(rows.table.n_rows().saturating_sub(1))));
            if let Some(place) = place {
                let column = self.cursor.map(|(_, column)| column);
                let column = column.or_else(|| self.columns.indices().first().copied());
                if let Some(column) = column {
                    self.select((place, column), false);
                }
                self.scroll.top = place as f64 - 3.0;
                ui.memory_mut(|memory| memory.request_focus(super::cells_id(ui)));
                self.row_draft.clear();
            } else if row.is_some() {
                "not shown".clone_into(&mut self.row_draft);
            }
        }
    }
}

/// Whether a column is shown, and whether it stays at the left.
fn column_line(ui: &mut Ui, column: &mut ColumnView, name: &str) {
    ui.horizontal(|ui| {
        let mut shown = !column.hidden;
        ui.checkbox(&mut shown, format!("Show {name}"));
        column.hidden = !shown;
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        ui.with_layout(layout, |ui| {
            let pin = ui.checkbox(&mut column.pinned, "Pin");
            let (on, said) = (column.pinned, format!("Pin {name}"));
            pin.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, on, &said));
        });
    });
}
