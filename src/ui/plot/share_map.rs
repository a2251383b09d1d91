use egui::{Align2, Id, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::shared_axis::{self, Across};
use crate::{
    steps::monitoring::Chunk,
    ui::{
        picture::{self, Head},
        theme::{UiExt as _, text},
        words,
    },
};

/// Room for the labels of the chunks.
const BELOW: f32 = 22.0;

/// How the values of every chunk are spread over the same bins: one column of cells per chunk,
/// the darker the more of its rows lie there.
#[derive(Clone, Copy)]
pub(in crate::ui) struct ShareMap<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// The chunks, reference first.
    pub chunks: &'a [Chunk],
    /// The edges of the bins, rising; one more than there are bins.
    pub edges: &'a [f64],
    /// The shares of each chunk's rows, 0 to 1, bin by bin; empty for a chunk without rows.
    pub shares: &'a [Vec<f64>],
    /// The timelines that it moves with.
    pub group: Id,
    /// The chunk that is looked at.
    pub selected: Option<usize>,
    /// Height in points, labels included.
    pub height: f32,
}

impl ShareMap<'_> {
    /// Draws it as wide as there is room; gives the chunk that was clicked.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<usize> {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<usize> {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        let bins = self.edges.len().saturating_sub(1);
        if bins == 0 || self.chunks.is_empty() || !ui.is_rect_visible(rect) {
            return None;
        }
        let inner = Rect::from_min_max(
            pos2(
                rect.left() + shared_axis::beside(rect.width()),
                rect.top() + 4.0,
            ),
            pos2(rect.right(), rect.bottom() - BELOW),
        );
        let n = self.chunks.len();
        let across = Across::of(ui, self.group, n, inner.x_range());
        let hovered = response.hover_pos().filter(|place| inner.contains(*place));
        let chunk = hovered.and_then(|place| across.chunk(place.x, n));
        shared_axis::hover(ui, self.group, response.id, chunk);
        self.paint(ui, inner, across);
        let clicked = response
            .interact_pointer_pos()
            .filter(|_| response.clicked())
            .and_then(|place| across.chunk(place.x, n));
        let hint = hovered.zip(chunk).and_then(|(place, chunk)| {
            let up = (inner.bottom() - place.y) / inner.height();
            let bin = ((up * bins as f32).floor().max(0.0) as usize).min(bins - 1);
            self.hint(chunk, bin)
        });
        if let Some(hint) = hint {
            response.on_hover_text_at_pointer(hint);
        }
        clicked
    }

    fn paint(&self, ui: &Ui, inner: Rect, across: Across) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let cells = painter.with_clip_rect(inner.intersect(painter.clip_rect()));
        let bins = self.edges.len() - 1;
        let most = self.shares.iter().flatten().copied().fold(0.0, f64::max);
        let height = inner.height() / bins as f32;
        cells.rect_filled(inner, 2, tokens.sunken);
        for (chunk, shares) in self.shares.iter().enumerate().take(self.chunks.len()) {
            let is_reference = self
                .chunks
                .get(chunk)
                .is_some_and(|chunk| chunk.is_reference);
            let ink = if is_reference {
                tokens.reference
            } else {
                tokens.current
            };
            for (bin, share) in shares.iter().enumerate().take(bins) {
                if *share <= 0.0 || most <= 0.0 {
                    continue;
                }
                // The root shows small shares, too.
                let strength = (share / most).sqrt() as f32;
                let top = inner.bottom() - height * (bin + 1) as f32;
                let cell = Rect::from_min_size(
                    pos2(across.left(chunk), top),
                    vec2(across.width(), height),
                );
                let gap = if cell.width() > 4.0 { 0.5 } else { 0.0 };
                let ground = tokens.sunken.lerp_to_gamma(ink, strength);
                cells.rect_filled(cell.shrink2(vec2(gap, 0.25)), 1, ground);
            }
        }
        let lines = [
            (self.selected, 1.5, tokens.accent),
            (shared_axis::hovered(ui, self.group), 1.0, tokens.text_weak),
        ];
        for (chunk, width, ink) in lines {
            if let Some(chunk) = chunk {
                let x = across.left(chunk) + across.width() / 2.0;
                cells.vline(x, inner.y_range(), (width, ink));
            }
        }
        self.paint_labels(ui, inner, across);
    }

    /// Values at the left, chunks below.
    fn paint_labels(&self, ui: &Ui, inner: Rect, across: Across) {
        let weak = ui.tokens().text_weak;
        let painter = ui.painter();
        let bins = self.edges.len() - 1;
        let height = inner.height() / bins as f32;
        let every = ((16.0 / height).ceil().max(1.0)) as usize;
        for (i, edge) in self.edges.iter().enumerate().step_by(every) {
            let y = inner.bottom() - height * i as f32;
            let place = pos2(inner.left() - 6.0, y);
            painter.text(
                place,
                Align2::RIGHT_CENTER,
                words::number(*edge),
                text::label(),
                weak,
            );
        }
        let clip = Rect::from_x_y_ranges(inner.x_range(), inner.bottom()..=inner.bottom() + BELOW);
        let below = painter.with_clip_rect(clip.intersect(painter.clip_rect()));
        let longest = self.chunks.iter().map(|chunk| chunk.label.len()).max();
        let needs = longest.unwrap_or(0) as f32 * 6.3 + 14.0;
        let every = (needs / across.width()).ceil().max(1.0) as usize;
        for (i, chunk) in self.chunks.iter().enumerate().step_by(every) {
            let x = across.left(i) + across.width() / 2.0;
            // The first and the last label stay within the plot.
            let half = needs / 2.0 - 7.0;
            let x = x.clamp(
                inner.left() + half,
                (inner.right() - half).max(inner.left() + half),
            );
            let place = pos2(x, inner.bottom() + 4.0);
            below.text(place, Align2::CENTER_TOP, &chunk.label, text::label(), weak);
        }
    }

    fn hint(&self, chunk: usize, bin: usize) -> Option<String> {
        let label = &self.chunks.get(chunk)?.label;
        let share = self.shares.get(chunk)?.get(bin)?;
        let (low, high) = (self.edges.get(bin)?, self.edges.get(bin + 1)?);
        Some(format!(
            "{label}\n{} of its rows lie between {} and {}",
            words::percent(*share),
            words::number(*low),
            words::number(*high)
        ))
    }
}
