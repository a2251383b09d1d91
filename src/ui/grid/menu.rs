//! What can be done with a column, and with a cell.

use egui::Ui;

use super::{GridView, Rows};
use crate::{
    data::{ColumnFilter, Rule, SortKey},
    ui::widgets::text_button,
    workbench::{Commands, GridCells, GridCommand},
};

/// The menu of the column at `index` of the table.
pub(super) fn of_column(
    view: &mut GridView,
    ui: &mut Ui,
    index: usize,
    rows: &Rows<'_>,
    commands: &mut Commands,
) {
    let Some(info) = rows.table.columns().get(index) else {
        return;
    };
    ui.set_width(260.0);
    let sort = |descending| {
        let column = info.name.clone();
        GridCommand::Sort(rows.input.subject(), vec![SortKey { column, descending }])
    };
    if ui.button("Sort, smallest first").clicked() {
        commands.grid(sort(false));
        ui.close();
    }
    if ui.button("Sort, largest first").clicked() {
        commands.grid(sort(true));
        ui.close();
    }
    ui.separator();
    view.filter.ui(ui, info, rows, commands);
    ui.separator();
    let pinned = view
        .columns
        .get_mut(index)
        .is_some_and(|column| column.pinned);
    let word = if pinned {
        "Do not pin"
    } else {
        "Pin to the left"
    };
    ui.horizontal(|ui| {
        if text_button(ui, word).clicked() {
            if let Some(column) = view.columns.get_mut(index) {
                column.pinned = !pinned;
            }
            ui.close();
        }
        if text_button(ui, "Hide").clicked() {
            if let Some(column) = view.columns.get_mut(index) {
                column.hidden = true;
            }
            ui.close();
        }
        if text_button(ui, "Copy the name").clicked() {
            ui.copy_text(info.name.clone());
            ui.close();
        }
    });
    ui.horizontal(|ui| {
        if text_button(ui, "Move left").clicked() {
            view.columns.shift(index, false);
        }
        if text_button(ui, "Move right").clicked() {
            view.columns.shift(index, true);
        }
    });
}

/// The menu of the selected cell.
pub(super) fn of_cell(view: &mut GridView, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) {
    let Some((place, column)) = view.cursor else {
        return;
    };
    let row = rows.row(place);
    if ui.button("Copy the cell").clicked() {
        ui.copy_text(rows.table.cell(row, column));
        ui.close();
    }
    if ui.button("Copy the selection with names  Ctrl+C").clicked() {
        view.copy(ui, rows, commands);
        ui.close();
    }
    if ui.button("Copy the whole rows").clicked()
        && let Some((places, _)) = view.selected()
    {
        let columns = view.columns.indices();
        super::copy::copy_cells(ui, rows, commands, GridCells { places, columns });
        ui.close();
    }
    ui.separator();
    if ui.button("Show only rows with this value").clicked()
        && let Some(info) = rows.table.columns().get(column)
    {
        let rule = if rows.table.is_null(row, column) {
            Rule::Missing
        } else {
            Rule::OneOf([rows.table.cell(row, column)].into())
        };
        let filter = ColumnFilter {
            column: info.name.clone(),
            rule,
        };
        super::filter::set(&info.name, Some(filter), rows, commands);
        ui.close();
    }
    if ui.button("Details of the row  Enter").clicked() {
        view.details = true;
        ui.close();
    }
}
