use egui::{Align2, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::axis;
use crate::ui::{
    picture::{self, Head},
    theme::{UiExt as _, text},
    words,
};

const ROW: f32 = 26.0;
const BESIDE: f32 = 132.0;
const BELOW: f32 = 24.0;

/// The spread of a number in each of several groups, one below the other: a line from the 5 % to
/// the 95 % quantile, a box between the quartiles, a mark at the middle.
pub(in crate::ui) struct BoxPlot<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// Each group: its name, its rows, and the quantiles 5, 25, 50, 75 and 95 %.
    pub boxes: &'a [(String, u64, [f64; 5])],
}

impl BoxPlot<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui));
    }

    fn draw(&self, ui: &mut Ui) {
        let size = vec2(ui.available_width(), ROW * self.boxes.len() as f32 + BELOW);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        if !ui.is_rect_visible(rect) {
            return;
        }
        let ends = |place: usize| self.boxes.iter().map(move |(_, _, of)| of[place]);
        let low = ends(0).fold(f64::INFINITY, f64::min);
        let high = ends(4).fold(f64::NEG_INFINITY, f64::max).max(low + 1e-12);
        let (left, right) = (rect.left() + BESIDE, rect.right() - 16.0);
        let x = |value: f64| left + ((value - low) / (high - low)) as f32 * (right - left);
        let (tokens, painter) = (ui.tokens(), ui.painter());
        let bottom = rect.bottom() - BELOW;
        let ticks = axis::ticks(low, high, 6);
        for tick in &ticks {
            painter.vline(x(*tick), rect.top()..=bottom, (1.0, tokens.border));
            let place = pos2(x(*tick), bottom + 5.0);
            let label = axis::tick_text(*tick, &ticks);
            painter.text(
                place,
                Align2::CENTER_TOP,
                label,
                text::label(),
                tokens.text_weak,
            );
        }
        for (i, (label, rows, of)) in self.boxes.iter().enumerate() {
            let y = rect.top() + ROW * (i as f32 + 0.5);
            let names =
                Rect::from_x_y_ranges(rect.left()..=left - 8.0, y - ROW / 2.0..=y + ROW / 2.0);
            let clipped = painter.with_clip_rect(names.intersect(painter.clip_rect()));
            clipped.text(
                pos2(rect.left(), y),
                Align2::LEFT_CENTER,
                label,
                text::label(),
                tokens.text,
            );
            painter.hline(x(of[0])..=x(of[4]), y, (1.5, tokens.series[0]));
            let body = Rect::from_x_y_ranges(x(of[1])..=x(of[3]), y - 8.0..=y + 8.0);
            painter.rect_filled(body, 2, tokens.series[0].gamma_multiply(0.45));
            painter.vline(x(of[2]), y - 9.0..=y + 9.0, (2.5, tokens.text));
            let row = Rect::from_x_y_ranges(rect.x_range(), names.y_range());
            let hovered = response
                .hover_pos()
                .is_some_and(|place| row.contains(place));
            if hovered {
                let of = of.map(words::number);
                response.clone().on_hover_text_at_pointer(format!(
                    "{label}: {} rows\n5 %: {}\n25 %: {}\nmiddle: {}\n75 %: {}\n95 %: {}",
                    words::count(*rows),
                    of[0],
                    of[1],
                    of[2],
                    of[3],
                    of[4]
                ));
            }
        }
    }
}
