use egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Pos2, Rect, ScrollArea, Sense, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::{
    data::Pivot,
    terms::Figure,
    ui::{
        picture::{self, Head},
        theme::{Tokens, UiExt as _},
    },
};

const ROW: f32 = 22.0;
/// Room for the names of the lines.
const BESIDE: f32 = 120.0;
/// Least width of a cell.
const LEAST: f32 = 46.0;
/// Most width of a cell: beyond it a table is harder to read, not easier.
const MOST: f32 = 120.0;

/// A figure for every pair of groups: the higher, the stronger the colour; the figure itself
/// stands in the cell.
#[derive(Clone, Copy)]
pub(in crate::ui) struct PivotMap<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// The figures.
    pub pivot: &'a Pivot,
    /// What the groups of both keys are called.
    pub labels: [&'a [String]; 2],
    /// How a figure is written.
    pub write: &'a dyn Fn(&Figure) -> String,
}

impl PivotMap<'_> {
    /// Draws it as wide as there is room, scrolled where that is not enough; gives the codes of
    /// both groups of the cell that was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Vec<u32>> {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<Vec<u32>> {
        let columns = self.pivot.across.len() + 1;
        let room = ui.available_width() - BESIDE;
        let width = (room / columns as f32).clamp(LEAST, MOST);
        let lines = self.pivot.down.len() + 2;
        let size = vec2(BESIDE + width * columns as f32, ROW * lines as f32);
        let scroll = ScrollArea::both()
            .id_salt(self.name)
            .max_height(560.0)
            .auto_shrink([false, true]);
        scroll
            .show(ui, |ui| {
                let (rect, response) = ui.allocate_exact_size(size, Sense::click());
                response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
                let grid = Grid {
                    origin: rect.min,
                    width,
                };
                let hovered = response.hover_pos().and_then(|pos| self.at(&grid, pos));
                self.paint(ui, &grid, hovered);
                let clicked = response.interact_pointer_pos();
                let clicked = clicked
                    .filter(|_| response.clicked())
                    .and_then(|pos| self.at(&grid, pos));
                if let Some(hint) = hovered.map(|place| self.hint(place)) {
                    response
                        .on_hover_cursor(CursorIcon::PointingHand)
                        .on_hover_text_at_pointer(hint);
                }
                let (line, column) = clicked?;
                Some(vec![
                    *self.pivot.down.get(line)?,
                    *self.pivot.across.get(column)?,
                ])
            })
            .inner
    }

    /// The line and column of the cell at `pos`, if rows are in it.
    fn at(&self, grid: &Grid, pos: Pos2) -> Option<(usize, usize)> {
        let line = ((pos.y - grid.origin.y) / ROW - 1.0).floor();
        let column = ((pos.x - grid.origin.x - BESIDE) / grid.width).floor();
        if line < 0.0 || column < 0.0 {
            return None;
        }
        let (line, column) = (line as usize, column as usize);
        let is_inside = line < self.pivot.down.len() && column < self.pivot.across.len();
        (is_inside && self.pivot.cell(line, column).is_some()).then_some((line, column))
    }

    fn hint(&self, (line, column): (usize, usize)) -> String {
        let figure = self.pivot.cell(line, column);
        let figure = figure
            .map(|figure| (self.write)(figure))
            .unwrap_or_default();
        format!("{}, {}: {figure}", self.line(line), self.column(column))
    }

    fn line(&self, line: usize) -> &str {
        label(self.labels[0], &self.pivot.down, line)
    }

    fn column(&self, column: usize) -> &str {
        label(self.labels[1], &self.pivot.across, column)
    }

    fn paint(&self, ui: &Ui, grid: &Grid, hovered: Option<(usize, usize)>) {
        let (painter, tokens) = (ui.painter(), ui.tokens());
        let values = self.pivot.cells.iter().flatten();
        let values = values.filter_map(Figure::value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (lines, columns) = (self.pivot.down.len(), self.pivot.across.len());
        for column in 0..=columns {
            let cell = grid.cell(0, column);
            let name = if column == columns {
                "all"
            } else {
                self.column(column)
            };
            write(painter, cell, name, tokens.text_weak);
        }
        for line in 0..=lines {
            let row = grid.cell(line + 1, 0);
            let names = Rect::from_x_y_ranges(grid.origin.x..=row.left() - 6.0, row.y_range());
            let name = if line == lines {
                "all"
            } else {
                self.line(line)
            };
            painter
                .with_clip_rect(names.intersect(painter.clip_rect()))
                .text(
                    names.left_center(),
                    Align2::LEFT_CENTER,
                    name,
                    small(),
                    tokens.text_weak,
                );
            for column in 0..=columns {
                let cell = grid.cell(line + 1, column);
                let figure = match (line == lines, column == columns) {
                    (false, false) => self.pivot.cell(line, column),
                    (false, true) => self.pivot.down_totals.get(line),
                    (true, false) => self.pivot.across_totals.get(column),
                    (true, true) => Some(&self.pivot.total),
                };
                let Some(figure) = figure else {
                    continue;
                };
                let is_total = line == lines || column == columns;
                let strength = figure
                    .value()
                    .filter(|_| !is_total)
                    .map(|value| ((value - low) / (high - low).max(f64::MIN_POSITIVE)) as f32);
                let (ground, ink) = colours(tokens, strength);
                painter.rect_filled(cell.shrink(0.5), 2, ground);
                write(painter, cell, &(self.write)(figure), ink);
            }
        }
        if let Some((line, column)) = hovered {
            let stroke = Stroke::new(1.5, tokens.text);
            painter.rect_stroke(grid.cell(line + 1, column), 2, stroke, StrokeKind::Inside);
        }
    }
}

struct Grid {
    origin: Pos2,
    width: f32,
}

impl Grid {
    fn cell(&self, line: usize, column: usize) -> Rect {
        let left = self.origin.x + BESIDE + self.width * column as f32;
        let top = self.origin.y + ROW * line as f32;
        Rect::from_min_size(pos2(left, top), vec2(self.width, ROW))
    }
}

fn label<'a>(labels: &'a [String], codes: &[u32], place: usize) -> &'a str {
    let code = codes.get(place).and_then(|code| labels.get(*code as usize));
    code.map_or("", String::as_str)
}

/// Ground and ink of a cell; a total has no strength.
fn colours(tokens: &Tokens, strength: Option<f32>) -> (Color32, Color32) {
    let Some(strength) = strength else {
        return (tokens.sunken, tokens.text);
    };
    let ground = tokens
        .accent_soft
        .lerp_to_gamma(tokens.accent, 0.9 * strength);
    let ink = if strength > 0.5 {
        tokens.on_accent
    } else {
        tokens.text
    };
    (ground, ink)
}

fn write(painter: &Painter, cell: Rect, words: &str, ink: Color32) {
    painter
        .with_clip_rect(cell.intersect(painter.clip_rect()))
        .text(cell.center(), Align2::CENTER_CENTER, words, small(), ink);
}

fn small() -> FontId {
    FontId::proportional(11.0)
}
