//! Selecting cells with the pointer.

use egui::{EventFilter, Response, Sense, Ui};

use super::{GridView, Rows, cells_id, geometry::Geometry, menu};
use crate::{ui::words, workbench::Commands};

impl GridView {
    /// Takes in what the pointer does to the cells.
    pub(super) fn mouse(
        &mut self,
        ui: &Ui,
        geometry: &Geometry,
        rows: &Rows<'_>,
        commands: &mut Commands,
    ) -> Response {
        let id = cells_id(ui);
        let body = ui.interact(geometry.cells, id, Sense::click_and_drag());
        ui.memory_mut(|memory| {
            let filter = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            memory.set_focus_lock_filter(id, filter);
        });
        let shift = ui.input(|input| input.modifiers.shift);
        let pointer = body.interact_pointer_pos();
        let cell = pointer.and_then(|pointer| geometry.cell_at(pointer, self.scroll));
        if let Some(cell) = cell {
            let begins = body.drag_started() || body.clicked();
            if body.secondary_clicked() {
                body.request_focus();
                let inside = self.selected().is_some_and(|(places, columns)| {
                    places.contains(&cell.0) && columns.contains(&cell.1)
                });
                if !inside {
                    self.select(cell, false);
                }
            } else if begins {
                body.request_focus();
                self.select(cell, shift);
            } else if body.dragged() {
                self.select(cell, true);
            }
        }
        if body.double_clicked() {
            self.details = true;
        }
        body.context_menu(|ui| menu::of_cell(self, ui, rows, commands));
        self.hover(ui, &body, geometry, rows);
        body
    }

    /// Says what a cell holds that does not fit into it.
    fn hover(&self, ui: &Ui, body: &Response, geometry: &Geometry, rows: &Rows<'_>) {
        let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) else {
            return;
        };
        if rows.n == 0 || !body.contains_pointer() || body.dragged() {
            return;
        }
        let Some((place, index)) = geometry.cell_at(pointer, self.scroll) else {
            return;
        };
        let Some(column) = geometry.columns.iter().find(|column| column.index == index) else {
            return;
        };
        let row = rows.row(place);
        let text = rows.table.cell(row, index);
        let name = rows.table.columns().get(index).map(|info| &info.name);
        let fits = 6.0 * text.chars().count() as f32 <= column.width - 16.0;
        if rows.table.is_null(row, index) {
            body.clone().on_hover_text_at_pointer("missing");
        } else if !fits && let Some(name) = name {
            let shown: String = text.chars().take(600).collect();
            let row = words::count(row as u64 + 1);
            body.clone()
                .on_hover_text_at_pointer(format!("{name} of row {row}: {shown}"));
        }
    }
}
