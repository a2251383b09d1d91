//! Drawing the cells that are seen.

use egui::{
    Align, Color32, CornerRadius, FontId, Painter, Rect, Stroke, StrokeKind, Ui,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::{
    GridView, Rows,
    geometry::{Geometry, Placed},
};
use crate::{
    data::Kind,
    ui::{
        theme::{Tokens, UiExt as _, text::figures},
        words,
    },
};

/// Between a cell's edge and its text.
pub(super) const PADDING: f32 = 8.0;

/// Letters of a cell that are laid out; the rest can only be seen in the details.
const LONGEST: usize = 200;

impl GridView {
    pub(super) fn cells(&self, ui: &Ui, geometry: &Geometry, rows: &Rows<'_>, focused: bool) {
        let tokens = ui.tokens();
        let painter = ui.painter().with_clip_rect(geometry.cells);
        painter.rect_filled(geometry.cells, 0.0, tokens.surface);
        for place in geometry.places(self.scroll) {
            if place % 2 == 1 {
                let rect = geometry.row(place, self.scroll);
                painter.rect_filled(rect, 0.0, tokens.sunken);
            }
        }
        let selected = self.selected();
        for column in &geometry.columns {
            let clip = geometry.clip(column, geometry.cells);
            let painter = painter.with_clip_rect(clip);
            let is_selected = selected
                .as_ref()
                .is_some_and(|(_, columns)| columns.contains(&column.index));
            for place in geometry.places(self.scroll) {
                let rect = self.cell_rect(geometry, column, place);
                let row = rows.row(place);
                let found = rows.state.and_then(|state| state.found());
                if found.is_some_and(|found| found.contains(row, column.index)) {
                    painter.rect_filled(rect, 0.0, tokens.warn_soft);
                }
                let holds =
                    |(places, _): &(std::ops::Range<usize>, Vec<usize>)| places.contains(&place);
                if is_selected && selected.as_ref().is_some_and(holds) {
                    painter.rect_filled(rect, 0.0, tokens.accent_soft);
                }
                cell(&painter, tokens, rect, rows, (row, column.index));
            }
        }
        self.numbers(&painter, tokens, geometry, rows);
        self.cursor_frame(&painter, tokens, geometry, focused);
        lines(ui, geometry);
    }

    fn cell_rect(&self, geometry: &Geometry, column: &Placed, place: usize) -> Rect {
        let row = geometry.row(place, self.scroll);
        Rect::from_x_y_ranges(column.x..=column.x + column.width, row.y_range())
    }

    /// The numbers of the rows in the table, whatever the order in which they stand.
    fn numbers(&self, painter: &Painter, tokens: &Tokens, geometry: &Geometry, rows: &Rows<'_>) {
        let edge = geometry.cells.left() + geometry.numbers;
        let clip = Rect::from_x_y_ranges(geometry.cells.left()..=edge, geometry.cells.y_range());
        let painter = painter.with_clip_rect(clip);
        painter.rect_filled(clip, 0.0, tokens.page);
        for place in geometry.places(self.scroll) {
            let rect = geometry.row(place, self.scroll);
            let is_current = self.cursor.is_some_and(|(cursor, _)| cursor == place);
            let ink = if is_current {
                tokens.text
            } else {
                tokens.text_weak
            };
            let text = words::count(rows.row(place) as u64 + 1);
            let job = single_line(&text, figures(11.5), ink, f32::INFINITY);
            let galley = painter.layout_job(job);
            let at = egui::pos2(
                edge - PADDING - galley.size().x,
                rect.center().y - galley.size().y / 2.0,
            );
            painter.galley(at, galley, ink);
        }
    }

    fn cursor_frame(&self, painter: &Painter, tokens: &Tokens, geometry: &Geometry, focused: bool) {
        let Some((place, index)) = self.cursor else {
            return;
        };
        let column = geometry.columns.iter().find(|column| column.index == index);
        let Some(column) = column.filter(|_| geometry.places(self.scroll).contains(&place)) else {
            return;
        };
        let rect = self.cell_rect(geometry, column, place).shrink(0.5);
        let width = if focused { 2.0 } else { 1.0 };
        painter
            .with_clip_rect(geometry.clip(column, geometry.cells))
            .rect_stroke(
                rect,
                CornerRadius::same(2),
                Stroke::new(width, tokens.accent),
                StrokeKind::Inside,
            );
    }
}

/// Hairlines: around everything, and between what stays and what scrolls.
fn lines(ui: &Ui, geometry: &Geometry) {
    let line = Stroke::new(1.0, ui.tokens().border);
    let all = geometry.titles.union(geometry.cells);
    let numbers = all.left() + geometry.numbers;
    ui.painter().vline(numbers, all.y_range(), line);
    if geometry.scrolled > numbers + 1.0 {
        let strong = Stroke::new(1.5, ui.tokens().accent.gamma_multiply(0.6));
        ui.painter().vline(geometry.scrolled, all.y_range(), strong);
    }
    ui.painter()
        .rect_stroke(all, CornerRadius::ZERO, line, StrokeKind::Inside);
}
fn cell(
    painter: &Painter,
    tokens: &Tokens,
    rect: Rect,
    rows: &Rows<'_>,
    (row, column): (usize, usize),
) {
    let kind = rows.table.columns().get(column).map(|info| info.kind);
    let is_number = kind.is_some_and(Kind::is_number);
    let (text, ink) = if rows.table.is_null(row, column) {
        ("–".to_owned(), tokens.text_weak)
    } else {
        (rows.table.cell(row, column), tokens.text)
    };
    if text.is_empty() {
        return;
    }
    let font = match kind {
        Some(Kind::Integer | Kind::Decimal | Kind::Time) => figures(13.0),
        _ => FontId::proportional(13.0),
    };
    let width = rect.width() - 2.0 * PADDING;
    let galley = painter.layout_job(single_line(shortened(&text), font, ink, width));
    let left = if is_number {
        rect.right() - PADDING - galley.size().x
    } else {
        rect.left() + PADDING
    };
    let at = egui::pos2(left, rect.center().y - galley.size().y / 2.0);
    painter.galley(at, galley, ink);
}

/// The first letters of the first line.
fn shortened(text: &str) -> &str {
    let line = text.find(['\n', '\r']).map_or(text, |end| &text[..end]);
    line.char_indices()
        .nth(LONGEST)
        .map_or(line, |(end, _)| &line[..end])
}

/// One line that ends in "…" where there is no room for more.
pub(super) fn single_line(text: &str, font: FontId, ink: Color32, width: f32) -> LayoutJob {
    let mut job = LayoutJob::single_section(text.to_owned(), TextFormat::simple(font, ink));
    job.wrap = TextWrapping::truncate_at_width(width.max(1.0));
    job.break_on_newline = false;
    job.halign = Align::Min;
    job
}

/// Where text of this size stands, in the middle of `rect` from its left edge on.
pub(super) fn left_center(rect: Rect, size: egui::Vec2) -> egui::Pos2 {
    rect.left_center() + vec2(0.0, -size.y / 2.0)
}
