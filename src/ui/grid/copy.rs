//! Cells for the clipboard.

use egui::Ui;

use super::{GridView, Rows};
use crate::{
    terms::Silent,
    workbench::{Commands, GridCells, GridCommand, tsv},
};

/// Cells that are copied at once; more are copied by a job.
const AT_ONCE: usize = 2000;

impl GridView {
    /// Copies the selection with the names of its columns.
    pub(super) fn copy(&self, ui: &Ui, rows: &Rows<'_>, commands: &mut Commands) {
        let Some((places, columns)) = self.selected() else {
            return;
        };
        copy_cells(ui, rows, commands, GridCells { places, columns });
    }

    /// Takes over the text that a job made.
    pub(super) fn take_copied(&mut self, ui: &Ui, rows: &Rows<'_>) {
        let copied = rows.state.and_then(|state| state.copied());
        if let Some((number, text)) = copied.filter(|(number, _)| *number > self.copied) {
            self.copied = *number;
            ui.copy_text(text.to_string());
        }
    }
}

/// Copies `cells` with the names of their columns.
pub(super) fn copy_cells(ui: &Ui, rows: &Rows<'_>, commands: &mut Commands, cells: GridCells) {
    if cells.places.len() * cells.columns.len() <= AT_ONCE {
        // Nobody stops it, so it gives a text.
        if let Ok(text) = tsv(rows.table, rows.order, &cells, &Silent) {
            ui.copy_text(text);
        }
    } else {
        commands.grid(GridCommand::Copy(rows.input.subject(), cells));
    }
}
