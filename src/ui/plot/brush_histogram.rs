use egui::{
    Align2, Color32, CursorIcon, FontId, Painter, Rangef, Rect, Response, Sense, Ui, WidgetInfo,
    pos2, vec2,
};

use super::axis;
use crate::{
    data::{
        Kind,
        brushing::{BinnedColumn, Bins, Code},
    },
    ui::{
        theme::{Tokens, UiExt as _},
        words,
    },
};

/// Room for the values below the bars.
const BELOW: f32 = 18.0;

/// Rows by bins of numbers or times, of which some are chosen: by a drag over the bins, or by a
/// click on one of them.
///
/// The chosen rows stand in the accent colour before all rows, in the same bins and to the same
/// scale. Rows without a value have no bar; they are chosen beside the plot.
#[derive(Clone, Copy)]
pub(in crate::ui) struct BrushHistogram<'a> {
    /// The column in bins.
    pub column: &'a BinnedColumn,
    /// The chosen rows in each bin; nothing if all rows are meant.
    pub chosen: Option<&'a [u64]>,
    /// The bins of this column that are brushed.
    pub brushed: &'a [Code],
    /// Height in points, axis included.
    pub height: f32,
}

impl BrushHistogram<'_> {
    /// Draws it as wide as there is room; gives the bins that are brushed from now on, if the
    /// user has changed them.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Vec<Code>> {
        let size = vec2(ui.available_width(), self.height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        let name = format!("{}: drag to choose rows", self.column.name);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &name));
        let slots = self.slots();
        if slots.is_empty() {
            let weak = ui.tokens().text_weak;
            let font = FontId::proportional(12.0);
            ui.painter().text(
                rect.center(),
                Align2::CENTER_CENTER,
                "no values",
                font,
                weak,
            );
            return None;
        }
        if !ui.is_rect_visible(rect) {
            return None;
        }
        let area = Rect::from_min_max(rect.min, pos2(rect.right(), rect.bottom() - BELOW));
        let scale = Scale {
            area,
            slots: &slots,
        };
        self.paint(ui, &scale, &response);
        let changed = self.changed(ui, &scale, &response);
        let response = response.on_hover_cursor(CursorIcon::Crosshair);
        if let Some(slot) = response.hover_pos().and_then(|pos| scale.slot_at(pos.x)) {
            response.on_hover_text_at_pointer(self.hint(slots[slot]));
        }
        changed.filter(|codes| codes != self.brushed)
    }

    /// The bins that are drawn: open ones only if a row is in them.
    fn slots(&self) -> Vec<Code> {
        let Bins::Edges(edges) = &self.column.bins else {
            return Vec::new();
        };
        let last = edges.len() as Code;
        let open = |code: &Code| *code == 0 || *code == last;
        (0..=last)
            .filter(|code| !open(code) || self.column.counts[usize::from(*code)] > 0)
            .collect()
    }

    /// What a drag or a click chooses.
    fn changed(&self, ui: &Ui, scale: &Scale<'_>, response: &Response) -> Option<Vec<Code>> {
        let start = response.id.with("start");
        let here = response
            .interact_pointer_pos()
            .map(|pos| scale.nearest(pos.x))?;
        if response.drag_started() {
            // The drag is noticed a few points after the button went down.
            let origin = ui.input(|input| input.pointer.press_origin());
            let first = origin.map_or(here, |pos| scale.nearest(pos.x));
            ui.data_mut(|data| data.insert_temp(start, first));
        }
        if response.dragged() {
            let first: usize = ui.data(|data| data.get_temp(start))?;
            let range = first.min(here)..=first.max(here);
            return Some(scale.slots[range].to_vec());
        }
        if response.drag_stopped() {
            ui.data_mut(|data| data.remove::<usize>(start));
        }
        if !response.clicked() {
            return None;
        }
        let code = scale.slots[here];
        let keeps = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        Some(toggled(self.brushed, code, keeps))
    }

    fn paint(&self, ui: &Ui, scale: &Scale<'_>, response: &Response) {
        let (painter, tokens) = (ui.painter(), ui.tokens());
        let area = scale.area;
        painter.rect_filled(area, 3, tokens.sunken);
        let count = |code: Code| self.column.counts[usize::from(code)];
        let highest = scale.slots.iter().map(|code| count(*code)).max();
        let highest = highest.unwrap_or(0).max(1) as f32;
        let hovered = response.hover_pos().and_then(|pos| scale.slot_at(pos.x));
        let whole = tokens.reference.gamma_multiply(0.42);
        let dim = if self.chosen.is_some() {
            whole
        } else {
            tokens.series[0]
        };
        for (slot, &code) in scale.slots.iter().enumerate() {
            let x = scale.x_range(slot);
            if self.brushed.contains(&code) {
                let column = Rect::from_x_y_ranges(x, area.y_range());
                painter.rect_filled(column, 0, tokens.accent_soft);
            } else if hovered == Some(slot) {
                let column = Rect::from_x_y_ranges(x, area.y_range());
                painter.rect_filled(column, 0, tokens.border.gamma_multiply(0.6));
            }
            let gap = if x.span() > 4.0 { 0.5 } else { 0.0 };
            let bar = |n: u64, ink: Color32| {
                if n == 0 {
                    return;
                }
                // What is there is seen, however rare it is.
                let height = (n as f32 / highest * (area.height() - 4.0)).max(1.5);
                let bar = Rect::from_x_y_ranges(
                    Rangef::new(x.min + gap, (x.max - gap).max(x.min + gap + 1.0)),
                    Rangef::new(area.bottom() - height, area.bottom()),
                );
                painter.rect_filled(bar, 0, ink);
            };
            bar(count(code), dim);
            if let Some(chosen) = self.chosen {
                bar(
                    chosen.get(usize::from(code)).copied().unwrap_or(0),
                    tokens.accent,
                );
            }
        }
        painter.hline(area.x_range(), area.bottom(), (1.0, tokens.border));
        self.paint_axis(painter, scale, tokens);
    }

    /// A few edges below the bars.
    fn paint_axis(&self, painter: &Painter, scale: &Scale<'_>, tokens: &Tokens) {
        let Bins::Edges(edges) = &self.column.bins else {
            return;
        };
        let (Some(&low), Some(&high)) = (edges.first(), edges.last()) else {
            return;
        };
        let n = edges.len() - 1;
        let inner = scale.slots.iter().position(|code| *code == 1).unwrap_or(0);
        let x = |i: f32| scale.area.left() + (inner as f32 + i) * scale.width();
        let fit = (scale.area.width() / 78.0).clamp(2.0, 10.0) as usize;
        let marks: Vec<(f32, String)> = if self.column.kind == Kind::Time {
            let every = n.div_ceil(fit).max(1);
            let whole_days = edges.iter().all(|edge| edge % 86_400e6 == 0.0);
            let marks = (0..n).step_by(every).map(|i| {
                let text = words::time(edges[i] as i64);
                let text = if whole_days {
                    text.chars().take(10).collect()
                } else {
                    text.chars().skip(5).collect()
                };
                (x(i as f32), text)
            });
            marks.collect()
        } else {
            // Whole numbers with a bin each stand below the middle of their bars.
            let is_single = self.column.kind == Kind::Integer && (high - low) as usize == n;
            let (middle, fit) = if is_single {
                (0.5, fit.min(n))
            } else {
                (0.0, fit)
            };
            let mut ticks = axis::ticks(low, high, fit);
            if is_single {
                ticks.retain(|tick| tick.fract() == 0.0);
            }
            let at = |tick: f64| (tick - low) / (high - low) * n as f64;
            let ticks_there = ticks
                .iter()
                .filter(|tick| !is_single || **tick < high)
                .map(|&tick| (x(at(tick) as f32 + middle), axis::tick_text(tick, &ticks)));
            ticks_there.collect()
        };
        let font = FontId::proportional(10.5);
        let mut free = scale.area.left();
        for (x, text) in marks {
            let galley = painter.layout_no_wrap(text, font.clone(), tokens.text_weak);
            let width = galley.size().x;
            let left = (x - width / 2.0).clamp(
                scale.area.left(),
                (scale.area.right() - width).max(scale.area.left()),
            );
            if left >= free {
                let place = pos2(left, scale.area.bottom() + 3.0);
                painter.galley(place, galley, tokens.text_weak);
                free = left + width + 6.0;
            }
        }
    }

    fn hint(&self, code: Code) -> String {
        let n = self.column.counts[usize::from(code)];
        let head = format!("{} {}", self.column.name, self.column.label(code));
        let line = format!("{head}\n{} rows", words::count(n));
        let chosen = self.chosen.and_then(|chosen| chosen.get(usize::from(code)));
        chosen.map_or_else(
            || line.clone(),
            |chosen| {
                let share = words::percent(*chosen as f64 / n.max(1) as f64);
                format!("{line}, {} chosen ({share})", words::count(*chosen))
            },
        )
    }
}

/// `brushed` after a click on `code`; with `keeps`, the other bins stay as they are.
pub(in crate::ui) fn toggled(brushed: &[Code], code: Code, keeps: bool) -> Vec<Code> {
    let is_on = brushed.contains(&code);
    let mut codes: Vec<Code> = if keeps {
        let others = brushed.iter().copied();
        others.filter(|other| *other != code).collect()
    } else {
        Vec::new()
    };
    if !is_on || (!keeps && brushed.len() > 1) {
        codes.push(code);
    }
    codes.sort_unstable();
    codes
}

struct Scale<'a> {
    area: Rect,
    slots: &'a [Code],
}

impl Scale<'_> {
    fn width(&self) -> f32 {
        self.area.width() / self.slots.len() as f32
    }

    fn x_range(&self, slot: usize) -> Rangef {
        let left = self.area.left() + self.width() * slot as f32;
        Rangef::new(left, left + self.width())
    }

    fn nearest(&self, x: f32) -> usize {
        let slot = ((x - self.area.left()) / self.width()).floor();
        (slot.max(0.0) as usize).min(self.slots.len() - 1)
    }

    fn slot_at(&self, x: f32) -> Option<usize> {
        self.area.x_range().contains(x).then(|| self.nearest(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_chooses_a_second_one_lets_go() {
        assert_eq!(toggled(&[], 3, false), [3]);
        assert_eq!(toggled(&[3], 3, false), Vec::<Code>::new());
        assert_eq!(toggled(&[3, 4], 4, false), [4]);
        assert_eq!(toggled(&[4], 3, true), [3, 4]);
        assert_eq!(toggled(&[3, 4], 3, true), [4]);
    }
}
