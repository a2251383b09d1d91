use egui::{
    Align2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, epaint::TextShape, pos2, vec2,
};

use super::heat_map::{ground, mark};
use crate::{
    drift::{Distance, Verdict, disagreement::Call},
    ui::{
        picture::{self, Head},
        theme::{UiExt as _, text},
        words,
    },
};

/// Room for the names of the columns.
const BESIDE: f32 = 150.0;
/// Room for the names of the methods.
const ABOVE: f32 = 92.0;
const ROW: f32 = 24.0;
/// A cell is at most this wide.
const WIDEST: f32 = 84.0;

/// One column of the data, and what each method says of it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct MethodRow {
    /// The column.
    pub name: String,
    /// Its calls; methods that are not among them do not apply.
    pub calls: Vec<Call>,
    /// How many reasons are known why they disagree.
    pub reasons: usize,
}

/// Columns by methods: a cell is as strong as it is far beyond the limit that is usual for its
/// method, and wears a diamond where the method would call it drift.
#[derive(Clone, Copy)]
pub(in crate::ui) struct MethodMap<'a> {
    /// The methods, left to right.
    pub methods: &'a [Distance],
    /// The columns, top to bottom.
    pub rows: &'a [MethodRow],
    /// The row that is looked at.
    pub selected: usize,
}

impl MethodMap<'_> {
    /// Draws it; gives the row that was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<usize> {
        picture::saved(
            ui,
            ("What each method says of each column", Head::Above),
            |ui| self.draw(ui),
        )
    }

    fn draw(&self, ui: &mut Ui) -> Option<usize> {
        // One more for the number of reasons.
        let n = self.methods.len() as f32 + 1.0;
        let width = ((ui.available_width() - BESIDE) / n).clamp(18.0, WIDEST);
        let size = vec2(BESIDE + width * n, ABOVE + ROW * self.rows.len() as f32);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = "What each method says of each column";
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
        if !ui.is_rect_visible(rect) {
            return None;
        }
        let grid = Rect::from_min_max(rect.min + vec2(BESIDE, ABOVE), rect.max);
        let at = |place: egui::Pos2| {
            let row = ((place.y - grid.top()) / ROW).floor();
            let column = ((place.x - grid.left()) / width).floor();
            let is_row = row >= 0.0 && row < self.rows.len() as f32;
            is_row.then_some((row as usize, (column >= 0.0).then_some(column as usize)))
        };
        self.paint_heads(ui, grid, width);
        for (i, row) in self.rows.iter().enumerate() {
            let top = grid.top() + ROW * i as f32;
            let line = Rect::from_x_y_ranges(rect.x_range(), top..=top + ROW);
            if ui.is_rect_visible(line) {
                self.paint_row(ui, row, (line, grid, width), i == self.selected);
            }
        }
        let hovered = response.hover_pos().and_then(at);
        let place = response.interact_pointer_pos();
        let clicked = place.filter(|_| response.clicked()).and_then(at);
        if let Some(hint) = hovered.and_then(|(row, column)| self.hint(row, column)) {
            response.on_hover_text_at_pointer(hint);
        }
        clicked.map(|(row, _)| row)
    }

    fn paint_heads(&self, ui: &Ui, grid: Rect, width: f32) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let names = self.methods.iter().map(|method| method.info().name);
        let galleys: Vec<_> = names
            .chain(["Reasons"])
            .map(|name| painter.layout_no_wrap(name.to_owned(), text::label(), tokens.text))
            .collect();
        // All of them stand the same way.
        let fits = galleys.iter().all(|galley| galley.size().x + 6.0 <= width);
        for (i, galley) in galleys.into_iter().enumerate() {
            let foot = pos2(grid.left() + width * (i as f32 + 0.5), grid.top() - 6.0);
            if fits {
                let place = foot - vec2(galley.size().x / 2.0, galley.size().y);
                painter.galley(place, galley, tokens.text);
            } else {
                // A slant keeps long names apart and readable.
                let place = foot - vec2(galley.size().y / 2.0, galley.size().y / 2.0);
                let slanted = TextShape::new(place, galley, tokens.text);
                painter.add(slanted.with_angle(-std::f32::consts::FRAC_PI_4));
            }
        }
    }

    fn paint_row(
        &self,
        ui: &Ui,
        row: &MethodRow,
        (line, grid, width): (Rect, Rect, f32),
        is_selected: bool,
    ) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        if is_selected {
            painter.rect_filled(line, 3, tokens.accent_soft);
        }
        let ink = if is_selected {
            tokens.accent
        } else {
            tokens.text
        };
        let names = Rect::from_x_y_ranges(line.left()..=grid.left() - 6.0, line.y_range());
        painter
            .with_clip_rect(names.intersect(painter.clip_rect()))
            .text(
                pos2(line.left() + 6.0, line.center().y),
                Align2::LEFT_CENTER,
                &row.name,
                text::label(),
                ink,
            );
        for (i, method) in self.methods.iter().enumerate() {
            let left = grid.left() + width * i as f32;
            let cell = Rect::from_x_y_ranges(left..=left + width, line.y_range());
            let inside = cell.shrink(1.0);
            let call = row.calls.iter().find(|call| call.method == *method);
            if let Some((strength, fires)) = call.and_then(|call| call.strength.zip(call.fires)) {
                painter.rect_filled(inside, 2, ground(tokens, Some(strength)));
                let verdict = if fires {
                    Verdict::Drift
                } else {
                    Verdict::Stable
                };
                mark(painter, inside, verdict, tokens);
            } else {
                let center = inside.center();
                let x = center.x - 3.0..=center.x + 3.0;
                painter.hline(x, center.y, Stroke::new(1.0, tokens.text_weak));
            }
        }
        if row.reasons > 0 {
            let left = grid.left() + width * self.methods.len() as f32;
            let center = pos2(left + width / 2.0, line.center().y);
            painter.circle_filled(center, 8.5, tokens.warn_soft);
            painter.circle_stroke(center, 8.5, Stroke::new(1.0, tokens.warn));
            let number = row.reasons.to_string();
            painter.text(
                center,
                Align2::CENTER_CENTER,
                number,
                text::label(),
                tokens.warn,
            );
        }
        if is_selected {
            let stroke = Stroke::new(1.5, tokens.accent);
            painter.rect_stroke(line, 3, stroke, StrokeKind::Inside);
        }
    }

    fn hint(&self, row: usize, column: Option<usize>) -> Option<String> {
        let row = self.rows.get(row)?;
        let method = column.and_then(|column| self.methods.get(column));
        let Some(method) = method else {
            return Some(format!("{}\nClick to read why methods disagree", row.name));
        };
        let info = method.info();
        let call = row.calls.iter().find(|call| call.method == *method);
        let Some(call) = call.filter(|call| call.fires.is_some()) else {
            let why = call.and_then(|call| call.value.reason());
            let why = why.unwrap_or("it was not measured");
            return Some(format!("{} of {}: {why}", info.name, row.name));
        };
        let (what, sign) = if call.is_test {
            ("p-value ", "at most")
        } else {
            ("", "at least")
        };
        let said = if call.fires == Some(true) {
            "would call it drift"
        } else {
            "stays quiet"
        };
        Some(format!(
            "{} of {}: {what}{}\n{said}: the usual rule is {what}{sign} {}\n{}",
            info.name,
            row.name,
            words::figure(&call.value),
            words::number(call.limit),
            info.summary
        ))
    }
}
