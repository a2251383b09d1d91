use egui::{Align2, Color32, CursorIcon, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use super::brush_histogram::toggled;
use crate::{
    data::brushing::{BinnedColumn, Bins, Code},
    ui::{
        theme::{UiExt as _, space},
        words,
    },
};

const ROW: f32 = 20.0;
/// A name takes at most this share of the width.
const NAME: f32 = 0.34;
/// Room for the number of rows.
const NUMBER: f32 = 64.0;

/// Rows by category, of which some are chosen by clicks; several at once.
#[derive(Clone, Copy)]
pub(in crate::ui) struct BrushBars<'a> {
    /// The column in bins.
    pub column: &'a BinnedColumn,
    /// The chosen rows in each bin; nothing if all rows are meant.
    pub chosen: Option<&'a [u64]>,
    /// The bins of this column that are brushed.
    pub brushed: &'a [Code],
    /// How many categories are shown; the most frequent ones.
    pub most: usize,
}

impl BrushBars<'_> {
    /// Draws it as wide as there is room; gives the bins that are brushed from now on, if the
    /// user has changed them.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Vec<Code>> {
        let Bins::Names { names, .. } = &self.column.bins else {
            return None;
        };
        let count = |code: usize| self.column.counts.get(code).copied().unwrap_or(0);
        // Names, all others, what is missing: those that there are.
        let last = self.column.bins.len();
        let rare = names.len()..last;
        let shown = (0..names.len().min(self.most)).chain(rare);
        let shown: Vec<Code> = shown
            .filter(|code| count(*code) > 0)
            .map(|code| code as Code)
            .collect();
        let highest = shown
            .iter()
            .map(|code| count(usize::from(*code)))
            .max()
            .unwrap_or(1);
        let mut changed = None;
        for code in shown {
            if self.row(ui, code, highest.max(1)) {
                changed = Some(toggled(self.brushed, code, true));
            }
        }
        changed
    }

    /// One category; whether it was clicked.
    fn row(&self, ui: &mut Ui, code: Code, highest: u64) -> bool {
        let label = self.column.label(code);
        let n = self.column.counts[usize::from(code)];
        let chosen = self.chosen.and_then(|chosen| chosen.get(usize::from(code)));
        let is_on = self.brushed.contains(&code);
        ui.spacing_mut().item_spacing.y = 0.0;
        let size = vec2(ui.available_width(), ROW);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click());
        let rows = format!("{} rows", words::count(n));
        let rows = chosen.map_or_else(
            || rows.clone(),
            |chosen| format!("{rows}, {} chosen", words::count(*chosen)),
        );
        let name = format!("{} {label}: {rows}", self.column.name);
        response.widget_info(|| WidgetInfo::selected(egui::Role::CheckBox, true, is_on, &name));
        if !ui.is_rect_visible(rect) {
            return response.clicked();
        }
        let (painter, tokens) = (ui.painter(), ui.tokens());
        let ground = match (is_on, response.hovered() || response.has_focus()) {
            (true, _) => tokens.accent_soft,
            (false, true) => tokens.sunken,
            (false, false) => Color32::TRANSPARENT,
        };
        painter.rect_filled(rect, 3, ground);
        let y = rect.center().y;
        let left = rect.left() + rect.width() * NAME;
        let names =
            Rect::from_x_y_ranges(rect.left() + space::XS..=left - space::S, rect.y_range());
        let ink = if is_on { tokens.accent } else { tokens.text };
        let font = FontId::proportional(12.0);
        painter
            .with_clip_rect(names.intersect(painter.clip_rect()))
            .text(names.left_center(), Align2::LEFT_CENTER, &label, font, ink);
        let right = (rect.right() - NUMBER).max(left + 1.0);
        let whole = if chosen.is_some() {
            tokens.reference.gamma_multiply(0.42)
        } else {
            tokens.series[0]
        };
        let bar = |n: u64, ink: Color32| {
            if n > 0 {
                let length = (n as f32 / highest as f32 * (right - left)).max(1.5);
                let bar = Rect::from_min_max(pos2(left, y - 5.0), pos2(left + length, y + 5.0));
                painter.rect_filled(bar, 2, ink);
            }
        };
        bar(n, whole);
        if let Some(&chosen) = chosen {
            bar(chosen, tokens.accent);
        }
        let number = words::count(chosen.copied().unwrap_or(n));
        let font = FontId::proportional(11.0);
        let place = pos2(rect.right() - space::XS, y);
        painter.text(place, Align2::RIGHT_CENTER, number, font, tokens.text_weak);
        let clicked = response.clicked();
        response
            .on_hover_cursor(CursorIcon::PointingHand)
            .on_hover_text_at_pointer(name);
        clicked
    }
}
