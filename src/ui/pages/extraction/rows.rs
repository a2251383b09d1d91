use egui::{Label, RichText, Ui};

use crate::{
    data::{Kind, Table},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, empty, table},
        words,
    },
    workbench::OpenProject,
};

/// The rows of the snapshot, all of them: only those that are seen are read.
pub(super) fn card(ui: &mut Ui, open: &OpenProject) {
    let Some(rows) = open.table() else {
        empty(
            ui,
            "The rows are on their way",
            "They are read from the snapshot right now.",
            |_| {},
        );
        return;
    };
    let weak = ui.tokens().text_weak;
    let size = format!(
        "All {} rows, in the order of the files",
        words::count(rows.n_rows() as u64)
    );
    ui.label(RichText::new(size).font(text::label()).color(weak));
    let mut titles = vec![Column::figures("Row", 72.0)];
    titles.extend(rows.columns().iter().map(|column| {
        if column.kind.is_number() {
            Column::figures(&column.name, 104.0)
        } else {
            let width = if column.kind == Kind::Time {
                160.0
            } else {
                110.0
            };
            Column::words(&column.name, width)
        }
    }));
    table(ui, "rows", 420.0, &mut Rows { rows, titles });
}

struct Rows {
    rows: Table,
    titles: Vec<Column>,
}

impl Cells for Rows {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.rows.n_rows()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let weak = ui.tokens().text_weak;
        let Some(column) = column.checked_sub(1) else {
            ui.label(
                RichText::new(words::count(row as u64 + 1))
                    .small()
                    .color(weak),
            );
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
