use egui::{Align2, FontId, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::ui::{
    picture::{self, Head},
    theme::{UiExt as _, text},
    words,
};

/// The most room for the names of the true classes.
const BESIDE: f32 = 128.0;
/// Room for the names of the predicted classes.
const ABOVE: f32 = 40.0;
/// A cell without words is smaller than this.
const WORDY: f32 = 44.0;
/// Distance of the cells.
const GAP: f32 = 3.0;

/// Rows by what they are and what the model says, as a grid.
///
/// A cell is as dark as its share of its row: the diagonal of a good model is dark.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Confusion<'a> {
    /// The class names.
    pub classes: &'a [String],
    /// Rows by true class, then predicted class; as many as the square of the classes.
    pub counts: &'a [u64],
    /// The height of a row in points.
    pub row_height: f32,
}

impl Confusion<'_> {
    /// Draws it as wide as there is room.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Response {
        picture::saved(ui, ("Confusion matrix", Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Response {
        let n = self.classes.len();
        let height = ABOVE + self.row_height * n as f32;
        let size = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.words()));
        if n == 0 || self.counts.len() != n * n || !ui.is_rect_visible(rect) {
            return response;
        }
        let longest = self
            .classes
            .iter()
            .map(|name| name.chars().count())
            .max()
            .unwrap_or(0);
        let beside = (longest as f32 * 7.0 + 16.0).clamp(48.0, BESIDE);
        let grid = Rect::from_min_max(pos2(rect.left() + beside, rect.top() + ABOVE), rect.max);
        self.paint_names(ui, rect, grid);
        for truth in 0..n {
            for said in 0..n {
                self.paint_cell(ui, grid, (truth, said));
            }
        }
        let hovered = response.hover_pos().and_then(|place| {
            let column = ((place.x - grid.left()) / grid.width() * n as f32).floor();
            let row = ((place.y - grid.top()) / self.row_height).floor();
            let is_inside = |i: f32| i >= 0.0 && i < n as f32;
            (is_inside(column) && is_inside(row)).then_some((row as usize, column as usize))
        });
        match hovered {
            Some(cell) => response.on_hover_text_at_pointer(self.hint(cell)),
            None => response,
        }
    }

    fn count(&self, (truth, said): (usize, usize)) -> u64 {
        self.counts[truth * self.classes.len() + said]
    }

    /// The share of the rows of a true class.
    fn share(&self, (truth, said): (usize, usize)) -> f64 {
        let n = self.classes.len();
        let row: u64 = (0..n).map(|said| self.count((truth, said))).sum();
        self.count((truth, said)) as f64 / row.max(1) as f64
    }

    fn paint_cell(&self, ui: &Ui, grid: Rect, cell: (usize, usize)) {
        let tokens = ui.tokens();
        let n = self.classes.len() as f32;
        let size = vec2(grid.width() / n, self.row_height);
        let corner = grid.min + vec2(size.x * cell.1 as f32, size.y * cell.0 as f32);
        let rect = Rect::from_min_size(corner, size).shrink(GAP / 2.0);
        let share = self.share(cell);
        let is_right = cell.0 == cell.1;
        let full = if is_right { tokens.good } else { tokens.bad };
        // What is right and what is wrong differ in place, too: right answers lie on the diagonal.
        let ground = tokens.sunken.lerp_to_gamma(full, 0.08 + 0.5 * share as f32);
        let painter = ui.painter();
        painter.rect_filled(rect, 4, ground);
        if rect.width() < WORDY {
            return;
        }
        let center = rect.center();
        let ink = tokens.text;
        let count = words::count(self.count(cell));
        if rect.height() >= WORDY {
            painter.text(
                center - vec2(0.0, 8.0),
                Align2::CENTER_CENTER,
                count,
                text::section(),
                ink,
            );
            let below = center + vec2(0.0, 10.0);
            painter.text(
                below,
                Align2::CENTER_CENTER,
                words::percent(share),
                text::label(),
                ink,
            );
        } else {
            painter.text(center, Align2::CENTER_CENTER, count, text::label(), ink);
        }
    }

    fn paint_names(&self, ui: &Ui, rect: Rect, grid: Rect) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let weak = tokens.text_weak;
        let small = FontId::proportional(11.0);
        painter.text(
            pos2(grid.left(), rect.top()),
            Align2::LEFT_TOP,
            "the model says",
            small.clone(),
            weak,
        );
        painter.text(
            pos2(rect.left(), rect.top() + 18.0),
            Align2::LEFT_TOP,
            "it is",
            small,
            weak,
        );
        let n = self.classes.len() as f32;
        let width = grid.width() / n;
        for (i, name) in self.classes.iter().enumerate() {
            let middle = (i as f32 + 0.5) * width;
            let column = Rect::from_x_y_ranges(
                grid.left() + width * i as f32..=grid.left() + width * (i as f32 + 1.0),
                rect.top()..=grid.top(),
            );
            let above = pos2(grid.left() + middle, grid.top() - 5.0);
            painter
                .with_clip_rect(column.intersect(painter.clip_rect()))
                .text(
                    above,
                    Align2::CENTER_BOTTOM,
                    name,
                    text::label(),
                    tokens.text,
                );
            let y = grid.top() + self.row_height * (i as f32 + 0.5);
            let row = Rect::from_x_y_ranges(
                rect.left()..=grid.left() - 6.0,
                y - self.row_height / 2.0..=y + self.row_height / 2.0,
            );
            painter
                .with_clip_rect(row.intersect(painter.clip_rect()))
                .text(
                    pos2(rect.left(), y),
                    Align2::LEFT_CENTER,
                    name,
                    text::label(),
                    tokens.text,
                );
        }
    }

    fn hint(&self, cell: (usize, usize)) -> String {
        format!(
            "It is “{}”, the model says “{}”\n{} rows, {} of all that are “{}”",
            self.classes[cell.0],
            self.classes[cell.1],
            words::count(self.count(cell)),
            words::percent(self.share(cell)),
            self.classes[cell.0]
        )
    }

    /// The whole matrix for those who cannot see it; only its size where it is large.
    fn words(&self) -> String {
        let n = self.classes.len();
        if n > 4 || self.counts.len() != n * n {
            return format!("Confusion matrix of {n} classes");
        }
        let cells = (0..n * n).map(|i| {
            let (truth, said) = (i / n, i % n);
            let count = words::count(self.counts[i]);
            format!(
                "{} taken for {}: {count}",
                self.classes[truth], self.classes[said]
            )
        });
        format!("Confusion matrix. {}", cells.collect::<Vec<_>>().join(", "))
    }
}
