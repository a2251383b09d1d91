use egui::{
    Align2, Color32, FontId, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    epaint::TextShape, pos2, vec2,
};

use crate::ui::{
    picture::{self, Head},
    theme::{Tokens, UiExt as _, text},
    words,
};

/// Room for the names beside the rows.
const BESIDE: f32 = 132.0;
/// A cell is at most this wide and high.
const LARGEST: f32 = 34.0;
/// A cell narrower than this has no value in it.
const WRITTEN: f32 = 26.0;
/// Names that are longer are cut.
const LONGEST: usize = 18;

/// A value for each row and column, as strong in colour as it is far from 0.
pub(in crate::ui) struct Matrix<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// From top to bottom.
    pub rows: &'a [String],
    /// From left to right.
    pub columns: &'a [String],
    /// From -1 to 1, row after row; nothing where there is none.
    pub values: &'a [Option<f64>],
    /// The cell that is looked at.
    pub selected: Option<(usize, usize)>,
    /// What a cell says when it is pointed at.
    pub hint: &'a dyn Fn(usize, usize) -> String,
}

impl Matrix<'_> {
    /// Draws it as large as there is room for; gives the row and the column that were clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<(usize, usize)> {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<(usize, usize)> {
        let names = self.columns.iter().map(|name| name.chars().count());
        let above = 7.0 * names.max().unwrap_or(0).min(LONGEST) as f32 + 10.0;
        let room = (ui.available_width() - BESIDE) / self.columns.len().max(1) as f32;
        let side = vec2(
            room.clamp(7.0, 2.0 * LARGEST),
            room.clamp(13.0, LARGEST * 0.75),
        );
        let size = vec2(
            BESIDE + side.x * self.columns.len() as f32,
            above + side.y * self.rows.len() as f32,
        );
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        let grid = Rect::from_min_max(rect.min + vec2(BESIDE, above), rect.max);
        let cell = |(row, column): (usize, usize)| {
            let corner = grid.min + vec2(side.x * column as f32, side.y * row as f32);
            Rect::from_min_size(corner, side)
        };
        let at = |place: Pos2| {
            let (x, y) = (
                (place.x - grid.left()) / side.x,
                (place.y - grid.top()) / side.y,
            );
            let inside = x >= 0.0 && y >= 0.0;
            let found = (y as usize, x as usize);
            (inside && found.0 < self.rows.len() && found.1 < self.columns.len()).then_some(found)
        };
        let hovered = response.hover_pos().and_then(at);
        if ui.is_rect_visible(rect) {
            self.paint(ui, (rect, grid, side), &cell);
            let tokens = ui.tokens();
            let frame = |found, stroke| {
                ui.painter()
                    .rect_stroke(cell(found), 2, stroke, StrokeKind::Inside);
            };
            if let Some(found) = hovered {
                frame(found, Stroke::new(1.0, tokens.text));
            }
            if let Some(found) = self.selected {
                frame(found, Stroke::new(2.0, tokens.accent));
            }
        }
        let place = response.interact_pointer_pos();
        let clicked = place.filter(|_| response.clicked()).and_then(at);
        if let Some((row, column)) = hovered {
            response.on_hover_text_at_pointer((self.hint)(row, column));
        }
        clicked
    }

    fn paint(
        &self,
        ui: &Ui,
        (rect, grid, side): (Rect, Rect, egui::Vec2),
        cell: &dyn Fn((usize, usize)) -> Rect,
    ) {
        let (tokens, painter) = (ui.tokens(), ui.painter());
        for (row, name) in self.rows.iter().enumerate() {
            let y = grid.top() + side.y * (row as f32 + 0.5);
            let line = Rect::from_x_y_ranges(rect.x_range(), y - side.y / 2.0..=y + side.y / 2.0);
            if !ui.is_rect_visible(line) {
                continue;
            }
            let place = pos2(grid.left() - 6.0, y);
            painter.text(
                place,
                Align2::RIGHT_CENTER,
                cut(name),
                text::label(),
                tokens.text,
            );
            for column in 0..self.columns.len() {
                let inside = cell((row, column)).shrink(0.5);
                let value = self
                    .values
                    .get(row * self.columns.len() + column)
                    .copied()
                    .flatten();
                painter.rect_filled(inside, 2, ground(tokens, value));
                if let Some(value) = value.filter(|value| side.x >= WRITTEN && value.abs() >= 0.095)
                {
                    let ink = if value.abs() > 0.55 {
                        tokens.on_accent
                    } else {
                        tokens.text
                    };
                    let font = FontId::proportional(10.0);
                    painter.text(
                        inside.center(),
                        Align2::CENTER_CENTER,
                        short(value),
                        font,
                        ink,
                    );
                }
            }
        }
        for (column, name) in self.columns.iter().enumerate() {
            let galley = painter.layout_no_wrap(cut(name), text::label(), tokens.text);
            let x = grid.left() + side.x * (column as f32 + 0.5) - galley.size().y / 2.0;
            let place = pos2(x, grid.top() - 5.0);
            let upright = TextShape::new(place, galley, tokens.text);
            painter.add(upright.with_angle(-std::f32::consts::FRAC_PI_2));
        }
    }
}

/// ".87" and "−.20": the sign and two digits are all there is room for.
fn short(value: f64) -> String {
    if value.abs() >= 0.995 {
        return if value < 0.0 { "−1" } else { "1" }.to_owned();
    }
    let digits = (value.abs() * 100.0).round() as u64;
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}.{digits:02}")
}

fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Above 0 in the first colour of the series, below in the second; nothing where there is none.
fn ground(tokens: &Tokens, value: Option<f64>) -> Color32 {
    match value {
        None => tokens.surface,
        Some(value) => {
            let full = tokens.series[usize::from(value < 0.0)];
            tokens
                .sunken
                .lerp_to_gamma(full, value.abs().min(1.0) as f32)
        }
    }
}

/// What the colours of a matrix mean, from `low` to 1.
pub(in crate::ui) fn matrix_key(ui: &mut Ui, low: f64) {
    ui.horizontal_wrapped(|ui| {
        for value in [-1.0, -0.5, 0.0, 0.5, 1.0] {
            if value >= low {
                let (rect, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
                ui.painter()
                    .rect_filled(rect, 2, ground(ui.tokens(), Some(value)));
                let weak = ui.tokens().text_weak;
                ui.label(
                    egui::RichText::new(words::number(value))
                        .font(text::label())
                        .color(weak),
                );
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_short() {
        assert_eq!(
            [0.874, -0.2, 0.999, -1.0, 0.1].map(short),
            [".87", "−.20", "1", "−1", ".10"]
        );
        assert_eq!(cut("a_name_that_is_much_too_long"), "a_name_that_is_mu…");
    }
}
