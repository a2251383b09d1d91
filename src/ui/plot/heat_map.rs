use egui::{
    Align2, Color32, FontId, Id, Painter, Rect, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::shared_axis::{self, Across};
use crate::{
    drift::Verdict,
    steps::monitoring::{Chunk, ColumnTimeline},
    ui::{
        picture::{self, Head},
        theme::{Tokens, UiExt as _, text},
        words,
    },
};

/// Room for the labels of the chunks.
const BELOW: f32 = 22.0;
/// Room for the words "reference" and "production".
const ABOVE: f32 = 18.0;
const ROW: f32 = 21.0;
/// A cell narrower than this has no mark.
const MARKED: f32 = 8.0;
/// From this multiple of the limit on, a cell is as dark as can be.
const DARKEST: f64 = 16.0;

/// Which cell was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Chosen {
    /// Index of the column of the data.
    pub row: usize,
    /// Index of the chunk; nothing where the name was clicked.
    pub chunk: Option<usize>,
}

/// Every column of the data against the reference, chunk by chunk.
///
/// A cell is as strong as its PSI is large beside its own limit, and wears the mark of its
/// verdict, so that a small chunk does not cry louder than it may.
#[derive(Clone, Copy)]
pub(in crate::ui) struct HeatMap<'a> {
    /// The chunks, reference first.
    pub chunks: &'a [Chunk],
    /// The columns, from top to bottom.
    pub rows: &'a [ColumnTimeline],
    /// What is looked at.
    pub selected: Option<Chosen>,
    /// The timelines that it moves with.
    pub group: Id,
}

/// The cells' place on the screen.
#[derive(Clone, Copy)]
struct Cells {
    rect: Rect,
    across: Across,
}

impl Cells {
    fn cell(&self, row: usize, chunk: usize) -> Rect {
        let corner = pos2(self.across.left(chunk), self.rect.top() + ROW * row as f32);
        Rect::from_min_size(corner, vec2(self.across.width(), ROW))
    }
}

impl HeatMap<'_> {
    /// Draws it as wide as there is room; gives what was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Chosen> {
        picture::saved(
            ui,
            ("Drift of every column in every chunk", Head::Above),
            |ui| self.draw(ui),
        )
    }

    fn draw(&self, ui: &mut Ui) -> Option<Chosen> {
        let height = ABOVE + ROW * self.rows.len() as f32 + BELOW;
        let size = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let name = "Drift of every column in every chunk";
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, name));
        if self.chunks.is_empty() || !ui.is_rect_visible(rect) {
            return None;
        }
        let inner = Rect::from_min_max(
            pos2(
                rect.left() + shared_axis::beside(rect.width()),
                rect.top() + ABOVE,
            ),
            pos2(rect.right(), rect.bottom() - BELOW),
        );
        let grid = Cells {
            rect: inner,
            across: Across::of(ui, self.group, self.chunks.len(), inner.x_range()),
        };
        let at = |place: egui::Pos2| self.at(rect, grid, place);
        let hovered = response.hover_pos().and_then(at);
        let chunk = hovered.and_then(|chosen| chosen.chunk);
        shared_axis::hover(ui, self.group, response.id, chunk);
        self.paint_rows(ui, rect, grid, hovered);
        self.paint_chunks(ui, rect, grid);
        let clicked = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
            .and_then(at);
        if let Some(hint) = hovered.and_then(|chosen| self.hint(chosen)) {
            response.on_hover_text_at_pointer(hint);
        }
        key(ui);
        clicked
    }

    fn at(&self, rect: Rect, grid: Cells, place: egui::Pos2) -> Option<Chosen> {
        let row = ((place.y - grid.rect.top()) / ROW).floor();
        if row < 0.0 || row >= self.rows.len() as f32 || place.x < rect.left() {
            return None;
        }
        Some(Chosen {
            row: row as usize,
            chunk: grid.across.chunk(place.x, self.chunks.len()),
        })
    }

    fn paint_rows(&self, ui: &Ui, rect: Rect, grid: Cells, hovered: Option<Chosen>) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let inner = painter.with_clip_rect(grid.rect.intersect(painter.clip_rect()));
        for (row, column) in self.rows.iter().enumerate() {
            let y = grid.rect.top() + ROW * (row as f32 + 0.5);
            let line = Rect::from_x_y_ranges(rect.x_range(), y - ROW / 2.0..=y + ROW / 2.0);
            if !ui.is_rect_visible(line) {
                continue;
            }
            let is_selected = self.selected.is_some_and(|chosen| chosen.row == row);
            if is_selected {
                painter.rect_filled(line, 3, tokens.accent_soft);
            }
            let names = Rect::from_x_y_ranges(rect.left()..=grid.rect.left() - 6.0, line.y_range());
            let ink = if is_selected {
                tokens.accent
            } else {
                tokens.text
            };
            painter
                .with_clip_rect(names.intersect(painter.clip_rect()))
                .text(
                    pos2(rect.left() + 6.0, y),
                    Align2::LEFT_CENTER,
                    &column.name,
                    text::label(),
                    ink,
                );
            for (chunk, drift) in column.chunks.iter().enumerate().take(self.chunks.len()) {
                let cell = grid.cell(row, chunk);
                if !cell.intersects(grid.rect) {
                    continue;
                }
                let gap = if cell.width() > 4.0 { 0.5 } else { 0.0 };
                let inside = cell.shrink2(vec2(gap, 0.5));
                let ratio = drift.psi().map(|psi| psi / drift.limit);
                inner.rect_filled(inside, 2, ground(tokens, ratio));
                if cell.width() >= MARKED {
                    mark(&inner, inside, drift.verdict, tokens);
                }
            }
        }
        let frame = |chosen: Chosen, stroke: Stroke| {
            if let Some(chunk) = chosen.chunk {
                let cell = grid.cell(chosen.row, chunk);
                inner.rect_stroke(cell, 2, stroke, StrokeKind::Inside);
            }
        };
        if let Some(chosen) = hovered {
            frame(chosen, Stroke::new(1.0, tokens.text_weak));
        }
        if let Some(chunk) = shared_axis::hovered(ui, self.group) {
            let x = grid.across.left(chunk) + grid.across.width() / 2.0;
            inner.vline(x, grid.rect.y_range(), (1.0, tokens.text_weak));
        }
        if let Some(chosen) = self.selected {
            frame(chosen, Stroke::new(2.0, tokens.accent));
        }
    }

    /// What stands above and below the cells.
    fn paint_chunks(&self, ui: &Ui, rect: Rect, grid: Cells) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let weak = tokens.text_weak;
        let width = grid.across.width();
        let clip = Rect::from_x_y_ranges(grid.rect.x_range(), rect.y_range());
        let painter = painter.with_clip_rect(clip.intersect(painter.clip_rect()));
        let longest = self
            .chunks
            .iter()
            .map(|chunk| chunk.label.len())
            .max()
            .unwrap_or(0);
        let every = ((longest as f32 * 6.3 + 14.0) / width).ceil().max(1.0) as usize;
        for (i, chunk) in self.chunks.iter().enumerate().step_by(every) {
            let left = grid.across.left(i);
            painter.vline(
                left,
                grid.rect.bottom()..=grid.rect.bottom() + 4.0,
                (1.0, weak),
            );
            let place = pos2(left + 2.0, grid.rect.bottom() + 4.0);
            painter.text(
                place,
                Align2::LEFT_TOP,
                &chunk.label,
                FontId::proportional(11.0),
                weak,
            );
        }
        let reference = self
            .chunks
            .iter()
            .filter(|chunk| chunk.is_reference)
            .count();
        let border = grid.across.left(reference);
        let top = rect.top();
        if reference > 0 && border > grid.rect.left() {
            painter.text(
                pos2(grid.across.left(0).max(grid.rect.left()), top),
                Align2::LEFT_TOP,
                "reference",
                text::label(),
                weak,
            );
            painter.vline(border, top..=grid.rect.bottom(), (1.5, tokens.text_weak));
        }
        if reference < self.chunks.len() {
            painter.text(
                pos2(border.max(grid.rect.left()) + 5.0, top),
                Align2::LEFT_TOP,
                "production",
                text::label(),
                weak,
            );
        }
    }

    fn hint(&self, chosen: Chosen) -> Option<String> {
        let column = self.rows.get(chosen.row)?;
        let Some(i) = chosen.chunk else {
            return Some(format!("{}\nClick to follow it", column.name));
        };
        let (chunk, drift) = (self.chunks.get(i)?, column.chunks.get(i)?);
        let psi = drift.psi().map_or_else(|| "–".to_owned(), words::number);
        Some(format!(
            "{} in {}\nPSI {psi}, limit {}: {}\n{} rows",
            column.name,
            chunk.label,
            words::number(drift.limit),
            drift.verdict.name(),
            words::count(drift.current_rows)
        ))
    }
}

/// The colour of a PSI that is this many times its limit.
pub(super) fn ground(tokens: &Tokens, ratio: Option<f64>) -> Color32 {
    match ratio {
        None => tokens.surface,
        Some(ratio) if ratio < 1.0 => tokens
            .sunken
            .lerp_to_gamma(tokens.reference, 0.6 * ratio.max(0.0) as f32),
        Some(ratio) => {
            let strength = (ratio.ln() / DARKEST.ln()).clamp(0.0, 1.0) as f32;
            tokens
                .bad_soft
                .lerp_to_gamma(tokens.bad, 0.25 + 0.75 * strength)
        }
    }
}

/// A diamond for drift, hatching for "cannot know", nothing for stable.
pub(super) fn mark(painter: &Painter, cell: Rect, verdict: Verdict, tokens: &Tokens) {
    let center = cell.center();
    match verdict {
        Verdict::Stable => {}
        Verdict::Drift => {
            let r = 3.6;
            let corners = vec![
                center + vec2(0.0, -r),
                center + vec2(r, 0.0),
                center + vec2(0.0, r),
                center + vec2(-r, 0.0),
            ];
            let rim = Stroke::new(1.0, tokens.bad);
            painter.add(Shape::convex_polygon(corners, tokens.surface, rim));
        }
        Verdict::Unknown => {
            let painter = painter.with_clip_rect(cell.intersect(painter.clip_rect()));
            let (height, mut x) = (cell.height(), cell.left() - cell.height());
            while x < cell.right() {
                let ends = [pos2(x, cell.bottom()), pos2(x + height, cell.top())];
                painter.line_segment(ends, Stroke::new(1.0, tokens.text_weak));
                x += 5.0;
            }
        }
    }
}

/// What the colours and marks mean.
fn key(ui: &mut Ui) {
    ui.horizontal_wrapped(|ui| {
        entry(ui, Some(0.0), Verdict::Stable, "PSI 0");
        entry(ui, Some(0.99), Verdict::Stable, "just below its limit");
        entry(ui, Some(1.0), Verdict::Drift, "drift");
        entry(ui, Some(DARKEST), Verdict::Drift, "16 times its limit");
        entry(ui, Some(0.3), Verdict::Unknown, "not enough data to know");
    });
}

/// The same where every cell has a verdict.
pub(in crate::ui) fn verdict_key(ui: &mut Ui) {
    entry(ui, Some(0.0), Verdict::Stable, "far below its limit");
    entry(ui, Some(0.99), Verdict::Stable, "just below");
    entry(ui, Some(1.0), Verdict::Drift, "fires");
    entry(ui, Some(DARKEST), Verdict::Drift, "16 times its limit");
}

fn entry(ui: &mut Ui, ratio: Option<f64>, verdict: Verdict, word: &str) {
    let tokens = ui.tokens();
    let (rect, _) = ui.allocate_exact_size(vec2(18.0, 14.0), Sense::hover());
    ui.painter().rect_filled(rect, 2, ground(tokens, ratio));
    mark(ui.painter(), rect, verdict, tokens);
    ui.label(
        egui::RichText::new(word)
            .font(text::label())
            .color(tokens.text_weak),
    );
}
