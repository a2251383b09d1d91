//! The titles of the columns: click to sort, drag to move, drag the edge to resize.

use egui::{
    CursorIcon, Id, Popup, PopupCloseBehavior, Rect, Response, Role, Sense, Stroke, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::{
    GridView, Rows,
    cells::{PADDING, left_center, single_line},
    columns::{NARROWEST, WIDEST, start_width},
    geometry::{Geometry, Placed},
    menu,
};
use crate::{
    data::{Kind, SortKey},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Icon, paint_icon},
        words,
    },
    workbench::{Commands, GridCommand, GridState},
};

/// Width of the button that opens a column's menu.
const BUTTON: f32 = 20.0;

impl GridView {
    pub(super) fn titles(
        &mut self,
        ui: &Ui,
        geometry: &Geometry,
        rows: &Rows<'_>,
        commands: &mut Commands,
    ) {
        let tokens = ui.tokens();
        ui.painter().rect_filled(geometry.titles, 0.0, tokens.page);
        let line = Stroke::new(1.0, tokens.border);
        ui.painter()
            .hline(geometry.titles.x_range(), geometry.titles.bottom(), line);
        let corner = Rect::from_min_size(
            geometry.titles.min,
            vec2(geometry.numbers, geometry.titles.height()),
        );
        let row = single_line("Row", text::label(), tokens.text_weak, corner.width());
        let row = ui.painter().layout_job(row);
        let at = pos2(
            corner.right() - PADDING - row.size().x,
            corner.center().y - row.size().y / 2.0,
        );
        ui.painter().galley(at, row, tokens.text_weak);
        for column in &geometry.columns {
            self.title(ui, geometry, column, rows, commands);
        }
        if self.moved.is_some() && !ui.input(|input| input.pointer.any_down()) {
            self.moved = None;
        }
    }

    fn title(
        &mut self,
        ui: &Ui,
        geometry: &Geometry,
        column: &Placed,
        rows: &Rows<'_>,
        commands: &mut Commands,
    ) {
        let clip = geometry.clip(column, geometry.titles);
        if clip.width() < 2.0 {
            return;
        }
        let Some(info) = rows.table.columns().get(column.index) else {
            return;
        };
        let id = ui.scope_id().with(("title", column.index));
        let response = ui.interact(clip, id, Sense::click_and_drag());
        let sort = rows.state.map(GridState::wanted_sort).unwrap_or_default();
        let key = sort.iter().position(|key| key.column == info.name);
        let descending = key.and_then(|i| sort.get(i)).map(|key| key.descending);
        let said = match descending {
            Some(true) => format!("Sort by {}: largest first", info.name),
            Some(false) => format!("Sort by {}: smallest first", info.name),
            None => format!("Sort by {}", info.name),
        };
        response.widget_info(|| WidgetInfo::labeled(Role::ColumnHeader, true, &said));
        paint_title(ui, clip, column, info, descending, &response);
        if response.clicked() {
            let shift = ui.input(|input| input.modifiers.shift);
            let keys = turned(sort, &info.name, shift);
            commands.grid(GridCommand::Sort(rows.input.subject(), keys));
        }
        self.drag_title(ui, geometry, column, &response);
        let many = (sort.len() > 1).then_some(key).flatten();
        let hint = tooltip(rows, column.index, many);
        let response = response.on_hover_text(hint);
        let button = self.menu_button(ui, clip, column, rows, commands);
        Popup::context_menu(&response)
            .id(id.with("menu"))
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| menu::of_column(self, ui, column.index, rows, commands));
        drop(button);
        self.edge(ui, geometry, column, rows, id);
    }

    fn menu_button(
        &mut self,
        ui: &Ui,
        clip: Rect,
        column: &Placed,
        rows: &Rows<'_>,
        commands: &mut Commands,
    ) -> Option<Response> {
        let right = column.x + column.width - 6.0;
        let rect = Rect::from_center_size(
            pos2(right - BUTTON / 2.0, clip.center().y),
            Vec2::splat(BUTTON),
        );
        if rect.left() < clip.left() || rect.right() > clip.right() {
            return None;
        }
        let info = rows.table.columns().get(column.index)?;
        let id = ui.scope_id().with(("menu", column.index));
        let button = ui.interact(rect, id, Sense::click());
        let name = format!("Column {}", info.name);
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let filtered = rows.state.is_some_and(|state| {
            let mut filters = state.wanted_filters().iter();
            filters.any(|filter| filter.column == info.name)
        });
        let tokens = ui.tokens();
        let (mark, ink) = if filtered {
            (Icon::Funnel, tokens.accent)
        } else if button.hovered() || button.has_focus() {
            (Icon::Dots, tokens.accent)
        } else {
            (Icon::Dots, tokens.text_weak.gamma_multiply(0.6))
        };
        paint_icon(
            &ui.painter().with_clip_rect(clip),
            rect.shrink(4.0),
            mark,
            ink,
        );
        Popup::menu(&button)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| menu::of_column(self, ui, column.index, rows, commands));
        Some(button)
    }

    /// Moves a column to where its title is dropped.
    fn drag_title(&mut self, ui: &Ui, geometry: &Geometry, column: &Placed, response: &Response) {
        if response.drag_started() {
            self.moved = Some(column.index);
        }
        let Some(moved) = self
            .moved
            .filter(|_| response.dragged() || response.drag_stopped())
        else {
            return;
        };
        let Some(pointer) = ui.input(|input| input.pointer.interact_pos()) else {
            return;
        };
        let target = geometry
            .columns
            .iter()
            .find(|other| (other.x..other.x + other.width).contains(&pointer.x));
        let Some(target) = target.filter(|target| target.index != moved) else {
            return;
        };
        let behind = pointer.x > target.x + target.width / 2.0;
        let x = target.x + if behind { target.width } else { 0.0 };
        let line = Stroke::new(2.0, ui.tokens().accent);
        let all = geometry.titles.union(geometry.cells);
        ui.painter().vline(x, all.y_range(), line);
        ui.set_cursor_icon(CursorIcon::Grabbing);
        if response.drag_stopped() {
            self.columns.place(moved, target.index, behind);
            self.moved = None;
        }
    }

    /// The right edge: drag it to resize, double click it to fit what is seen.
    fn edge(&mut self, ui: &Ui, geometry: &Geometry, column: &Placed, rows: &Rows<'_>, id: Id) {
        let x = column.x + column.width;
        let clip = geometry.clip(column, geometry.titles);
        if x > clip.right() + 0.5 {
            return;
        }
        let rect = Rect::from_center_size(pos2(x - 2.0, clip.center().y), vec2(7.0, clip.height()));
        let response = ui.interact(rect, id.with("edge"), Sense::click_and_drag());
        let active = response.hovered() || response.dragged();
        let ink = if active {
            ui.tokens().accent
        } else {
            ui.tokens().border
        };
        ui.painter()
            .vline(x - 0.5, clip.y_range(), Stroke::new(1.0, ink));
        if active {
            ui.set_cursor_icon(CursorIcon::ResizeColumn);
        }
        let Some(view) = self.columns.get_mut(column.index) else {
            return;
        };
        if response.double_clicked() {
            view.width = start_width(rows.table, column.index);
        } else if let Some(pointer) = response
            .interact_pointer_pos()
            .filter(|_| response.dragged())
        {
            view.width = (pointer.x - column.x).clamp(NARROWEST, WIDEST);
        }
    }
}

fn paint_title(
    ui: &Ui,
    clip: Rect,
    column: &Placed,
    info: &crate::data::ColumnInfo,
    descending: Option<bool>,
    response: &Response,
) {
    let tokens = ui.tokens();
    let painter = ui.painter().with_clip_rect(clip);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(clip, 0.0, tokens.accent_soft);
    }
    let rect = Rect::from_x_y_ranges(column.x..=column.x + column.width, clip.y_range());
    let inner = rect.with_min_x(rect.left() + PADDING);
    let mark = painter.layout_job(single_line(
        kind_mark(info.kind),
        text::label(),
        tokens.text_weak,
        40.0,
    ));
    let width = mark.size().x;
    painter.galley(left_center(inner, mark.size()), mark, tokens.text_weak);
    let arrow = if descending.is_some() { 16.0 } else { 0.0 };
    let room = inner.width() - width - 6.0 - arrow - BUTTON - 8.0;
    let ink = if descending.is_some() {
        tokens.accent
    } else {
        tokens.text
    };
    let name = painter.layout_job(single_line(&info.name, text::strong(), ink, room));
    let at = inner.with_min_x(inner.left() + width + 6.0);
    let end = at.left() + name.size().x;
    painter.galley(left_center(at, name.size()), name, ink);
    if let Some(descending) = descending {
        let icon = if descending { Icon::Down } else { Icon::Up };
        let center = pos2(end + 10.0, clip.center().y);
        paint_icon(
            &painter,
            Rect::from_center_size(center, Vec2::splat(10.0)),
            icon,
            ink,
        );
    }
}

/// A few letters that look like the values.
pub(super) fn kind_mark(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "12",
        Kind::Decimal => "1.2",
        Kind::Boolean => "y/n",
        Kind::Text => "Aa",
        Kind::Time => "d:h",
    }
}

fn tooltip(rows: &Rows<'_>, index: usize, key: Option<usize>) -> String {
    let Some(info) = rows.table.columns().get(index) else {
        return String::new();
    };
    let (missing, n) = (rows.table.missing(index), rows.table.n_rows());
    let gaps = if missing == 0 {
        "no value is missing".to_owned()
    } else {
        let share = words::percent(missing as f64 / n as f64);
        format!(
            "{} of {} values are missing ({share})",
            words::count(missing as u64),
            words::count(n as u64)
        )
    };
    let place = key.map_or_else(String::new, |i| format!("\nKey {} of the order.", i + 1));
    format!(
        "{}: {}, {gaps}.{place}\nClick to sort, with Shift to sort within the order; drag to move.",
        info.name, info.kind
    )
}

/// The order after a click on a title: smallest first, largest first, none; with `add` the other
/// keys stay.
pub(super) fn turned(sort: &[SortKey], column: &str, add: bool) -> Vec<SortKey> {
    let next = |descending: bool| SortKey {
        column: column.to_owned(),
        descending,
    };
    let mut keys = if add { sort.to_vec() } else { Vec::new() };
    match sort.iter().find(|key| key.column == column) {
        None => keys.push(next(false)),
        Some(key) if !key.descending => match keys.iter_mut().find(|key| key.column == column) {
            Some(key) => key.descending = true,
            None => keys.push(next(true)),
        },
        Some(_) => keys.retain(|key| key.column != column),
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clicks_turn_the_order_round_and_shift_adds_keys() {
        let says = |keys: &[SortKey]| -> String {
            let keys = keys
                .iter()
                .map(|key| format!("{}{}", key.column, if key.descending { "-" } else { "+" }));
            keys.collect()
        };
        let one = turned(&[], "a", false);
        assert_eq!(says(&one), "a+");
        let two = turned(&one, "b", true);
        assert_eq!(says(&two), "a+b+");
        assert_eq!(says(&turned(&two, "a", true)), "a-b+");
        assert_eq!(says(&turned(&turned(&two, "a", true), "a", true)), "b+");
        assert_eq!(says(&turned(&two, "b", false)), "b-");
        assert_eq!(says(&turned(&turned(&two, "b", false), "b", false)), "");
    }
}
