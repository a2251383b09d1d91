//! What a screen reader is told of the cells that are seen.

use egui::{
    Id, Rect, Role, Sense, Ui, UiBuilder,
    accesskit::{self, Node},
};

use super::{
    Rows,
    geometry::Geometry,
    scroll::{ROW, Scroll},
};
use crate::ui::words;

/// Describes the grid, its rows and its cells, if anybody listens.
pub(super) fn access(
    ui: &mut Ui,
    geometry: &Geometry,
    scroll: Scroll,
    rows: &Rows<'_>,
    (body, cursor): (Id, Option<(usize, usize)>),
) {
    let described = ui.ctx().accesskit_node_builder(body, |node| {
        node.set_role(Role::Grid);
        node.set_label("Rows");
        node.set_row_count(rows.n);
        node.set_column_count(rows.table.n_columns());
        set_bounds(node, geometry.cells);
    });
    if described.is_none() {
        return;
    }
    for place in geometry.places(scroll) {
        let rect = geometry.row(place, scroll).intersect(geometry.cells);
        // A sliver at the edge is no row that can be read.
        if rect.height() < ROW / 2.0 {
            continue;
        }
        let builder = UiBuilder::new()
            .id_salt(("row", place - geometry.places(scroll).start))
            .max_rect(rect)
            .accessibility_parent(body);
        let row_ui = ui.new_child(builder);
        let row = rows.row(place);
        ui.ctx().accesskit_node_builder(row_ui.unique_id(), |node| {
            node.set_role(Role::Row);
            node.set_label(format!("Row {}", words::count(row as u64 + 1)));
            node.set_row_index(place);
            set_bounds(node, rect);
        });
        for column in &geometry.columns {
            let id = row_ui.unique_id().with(column.index);
            let rect = geometry.clip(column, rect);
            row_ui.interact(rect, id, Sense::hover());
            let text = if rows.table.is_null(row, column.index) {
                "missing".to_owned()
            } else {
                rows.table
                    .cell(row, column.index)
                    .chars()
                    .take(200)
                    .collect()
            };
            ui.ctx().accesskit_node_builder(id, |node| {
                node.set_role(Role::Cell);
                node.set_label(text);
                node.set_column_index(column.index);
                node.set_selected(cursor == Some((place, column.index)));
                set_bounds(node, rect);
            });
        }
    }
}

fn set_bounds(node: &mut Node, rect: Rect) {
    node.set_bounds(accesskit::Rect {
        x0: rect.left().into(),
        y0: rect.top().into(),
        x1: rect.right().into(),
        y1: rect.bottom().into(),
    });
}
