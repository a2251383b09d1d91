use egui::{Label, RichText, Ui};

use crate::{
    data::{Kind, Table},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, table},
        words,
    },
    workbench::OpenProject,
};

/// The chosen rows, all of them: only those that are seen are read.
pub(super) fn show(ui: &mut Ui, open: &OpenProject) {
    let Some(rows) = open.table() else {
        return;
    };
    let explore = &open.explore;
    let chosen = explore.rows.as_deref().filter(|_| !explore.is_whole());
    let n = chosen.map_or_else(|| rows.n_rows(), <[u32]>::len);
    let weak = ui.tokens().text_weak;
    let words = format!(
        "{} rows, in the order of the data set",
        words::count(n as u64)
    );
    ui.label(RichText::new(words).font(text::label()).color(weak));
    let mut titles = vec![Column::figures("Row", 72.0)];
    titles.extend(rows.columns().iter().map(|column| match column.kind {
        Kind::Integer | Kind::Decimal => Column::figures(&column.name, 104.0),
        Kind::Time => Column::words(&column.name, 160.0),
        Kind::Text | Kind::Boolean => Column::words(&column.name, 110.0),
    }));
    let mut cells = Rows {
        table: rows,
        chosen,
        titles,
    };
    table(ui, "chosen rows", 380.0, &mut cells);
}

struct Rows<'a> {
    table: Table,
    chosen: Option<&'a [u32]>,
    titles: Vec<Column>,
}

impl Cells for Rows<'_> {
    fn columns(&self) -> &[Column] {
        &self.titles
    }

    fn n_rows(&self) -> usize {
        self.chosen
            .map_or_else(|| self.table.n_rows(), <[u32]>::len)
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let row = match self.chosen {
            Some(chosen) => chosen.get(row).map_or(usize::MAX, |row| *row as usize),
            None => row,
        };
        let weak = ui.tokens().text_weak;
        let Some(column) = column.checked_sub(1) else {
            let number = words::count(row as u64 + 1);
            ui.label(RichText::new(number).small().color(weak));
            return;
        };
        if self.table.is_null(row, column) {
            ui.label(RichText::new("–").color(weak))
                .on_hover_text("missing");
        } else {
            ui.add(Label::new(self.table.cell(row, column)));
        }
    }
}
