use std::ops::Range;

use egui::{
    Align2, Color32, CursorIcon, FontId, Pos2, Rect, Response, Sense, Shape, Stroke, StrokeKind,
    Ui, WidgetInfo, pos2, vec2,
};

use super::axis;
use crate::{
    drift::{ColumnDrift, Sides, Verdict},
    steps::monitoring::{Chunk, windows::Pair},
    ui::{
        picture::{self, Head},
        theme::{Tokens, UiExt as _, text},
        words,
    },
};

/// Room for the names of the lanes and the values of the bars.
const BESIDE: f32 = 76.0;
/// Height of the bars.
const BARS: f32 = 92.0;
/// Height of a lane in which a window is dragged.
const LANE: f32 = 22.0;
/// Room for the labels of the chunks.
const BELOW: f32 = 20.0;
/// So near to the end of a window the mouse takes hold of that end.
const GRIP: f32 = 6.0;

/// A column chunk by chunk, with two windows that are dragged, moved and stretched with the mouse.
#[derive(Clone, Copy)]
pub(in crate::ui) struct WindowBrush<'a> {
    /// What it shows; unique on the page.
    pub name: &'a str,
    /// The chunks, reference first.
    pub chunks: &'a [Chunk],
    /// The column in each of them.
    pub drift: &'a [ColumnDrift],
    /// The windows, as ranges of chunks.
    pub pair: &'a Pair,
}

/// What is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    /// A window that begins where the mouse went down.
    New,
    /// The whole window.
    Whole,
    /// Its first chunk.
    Start,
    /// Its last chunk.
    End,
}

/// A drag, from where the mouse went down.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Drag {
    is_reference: bool,
    hold: Hold,
    from: usize,
    window: Range<usize>,
}

impl Drag {
    /// The window once the mouse is over the chunk `at` of `n`.
    fn moved(&self, at: usize, n: usize) -> Range<usize> {
        let Range { start, end } = self.window;
        match self.hold {
            Hold::New => self.from.min(at)..self.from.max(at) + 1,
            Hold::Start => at.min(end - 1)..end,
            Hold::End => start..(at + 1).max(start + 1),
            Hold::Whole => {
                let len = end - start;
                let start = (start + at).saturating_sub(self.from).min(n - len);
                start..start + len
            }
        }
    }
}

impl WindowBrush<'_> {
    /// Draws it as wide as there is room; gives the windows, if the user has changed one.
    pub(in crate::ui) fn ui(&self, ui: &mut Ui) -> Option<Pair> {
        picture::saved(ui, (self.name, Head::Above), |ui| self.draw(ui))
    }

    fn draw(&self, ui: &mut Ui) -> Option<Pair> {
        let height = BARS + 2.0 * LANE + BELOW + 8.0;
        let size = vec2(ui.available_width(), height);
        let (rect, response) = ui.allocate_exact_size(size, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, self.name));
        if self.chunks.is_empty() || !ui.is_rect_visible(rect) {
            return None;
        }
        let bars = Rect::from_min_max(
            pos2(rect.left() + BESIDE, rect.top() + 6.0),
            pos2(rect.right() - 2.0, rect.top() + BARS),
        );
        let places = Places {
            bars,
            n: self.chunks.len(),
        };
        self.paint(ui, &places);
        let changed = self.changed(ui, &places, &response);
        let hover = response.hover_pos();
        let cursor = match hover.map(|place| self.hold(&places, place)) {
            Some((_, Hold::Start | Hold::End)) => CursorIcon::ResizeHorizontal,
            Some((_, Hold::Whole)) => CursorIcon::Grab,
            _ => CursorIcon::Crosshair,
        };
        let response = response.on_hover_cursor(cursor);
        // What is looked at while dragging lies below.
        let is_still = !response.dragged();
        if let Some(hint) = hover
            .filter(|_| is_still)
            .and_then(|place| places.chunk_at(place.x))
            .and_then(|i| self.hint(i))
        {
            response.on_hover_text_at_pointer(hint);
        }
        changed.filter(|pair| pair != self.pair)
    }

    /// What a drag or a click makes of the windows.
    fn changed(&self, ui: &Ui, places: &Places, response: &Response) -> Option<Pair> {
        let key = response.id.with("drag");
        let place = response.interact_pointer_pos()?;
        let at = places.nearest(place.x);
        if response.drag_started() {
            // The drag is noticed a few points after the button went down.
            let origin = ui.input(|input| input.pointer.press_origin());
            let origin = origin.unwrap_or(place);
            let (is_reference, hold) = self.hold(places, origin);
            let drag = Drag {
                is_reference,
                hold,
                from: places.nearest(origin.x),
                window: self.window(is_reference).clone(),
            };
            ui.data_mut(|data| data.insert_temp(key, drag));
        }
        if response.dragged() {
            let drag: Drag = ui.data(|data| data.get_temp(key))?;
            return Some(self.with(drag.is_reference, drag.moved(at, places.n)));
        }
        if response.drag_stopped() {
            ui.data_mut(|data| data.remove::<Drag>(key));
        }
        if response.clicked() {
            let (is_reference, _) = self.hold(places, place);
            return Some(self.with(is_reference, at..at + 1));
        }
        None
    }

    fn window(&self, is_reference: bool) -> &Range<usize> {
        if is_reference {
            &self.pair.reference
        } else {
            &self.pair.current
        }
    }

    fn with(&self, is_reference: bool, window: Range<usize>) -> Pair {
        let Sides { reference, current } = self.pair.clone();
        if is_reference {
            Sides {
                reference: window,
                current,
            }
        } else {
            Sides {
                reference,
                current: window,
            }
        }
    }

    /// Which window a press at `place` takes hold of, and where.
    fn hold(&self, places: &Places, place: Pos2) -> (bool, Hold) {
        let is_reference = places.lane(true).y_range().contains(place.y);
        let window = self.window(is_reference);
        if window.is_empty() {
            return (is_reference, Hold::New);
        }
        let x = places.x_range(window);
        let hold = if (place.x - x.min).abs() <= GRIP {
            Hold::Start
        } else if (place.x - x.max).abs() <= GRIP {
            Hold::End
        } else if x.contains(place.x) {
            Hold::Whole
        } else {
            Hold::New
        };
        (is_reference, hold)
    }

    fn paint(&self, ui: &Ui, places: &Places) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        painter.rect_filled(places.bars, 3, tokens.sunken);
        for (is_reference, color) in [(true, tokens.reference), (false, tokens.current)] {
            let window = self.window(is_reference);
            let lane = places.lane(is_reference);
            painter.rect_filled(lane, 3, tokens.sunken);
            let name = if is_reference { "reference" } else { "current" };
            painter.text(
                pos2(places.bars.left() - 8.0, lane.center().y),
                Align2::RIGHT_CENTER,
                name,
                text::label(),
                tokens.text_weak,
            );
            if window.is_empty() {
                continue;
            }
            let x = places.x_range(window);
            let above = Rect::from_x_y_ranges(x, places.bars.y_range());
            painter.rect_filled(above, 0, color.gamma_multiply(0.16));
            for end in [x.min, x.max] {
                painter.vline(end, places.bars.top()..=lane.bottom(), (1.0, color));
            }
            let inside = Rect::from_x_y_ranges(x, lane.y_range()).shrink2(vec2(0.0, 3.0));
            painter.rect_filled(inside, 3, color);
            paint_grips(painter, inside, tokens);
        }
        self.paint_bars(ui, places);
        self.paint_labels(ui, places);
    }

    fn paint_bars(&self, ui: &Ui, places: &Places) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let highest = self
            .drift
            .iter()
            .filter_map(ColumnDrift::psi)
            .fold(0.02, f64::max);
        let top = 1.15 * highest;
        let y = |value: f64| places.bars.bottom() - (value / top) as f32 * places.bars.height();
        let ticks = axis::ticks(0.0, top, 3);
        for tick in &ticks {
            painter.hline(places.bars.x_range(), y(*tick), (1.0, tokens.border));
            let place = pos2(
                places.bars.left() - 8.0,
                y(*tick).max(places.bars.top() + 5.0),
            );
            let words = axis::tick_text(*tick, &ticks);
            painter.text(
                place,
                Align2::RIGHT_CENTER,
                words,
                small(),
                tokens.text_weak,
            );
        }
        let title = pos2(places.bars.left() - BESIDE, places.bars.center().y);
        painter.text(title, Align2::LEFT_CENTER, "PSI", small(), tokens.text_weak);
        for (i, drift) in self.drift.iter().enumerate() {
            let x = places.x_range(&(i..i + 1));
            let gap = if x.span() > 4.0 { x.span() * 0.12 } else { 0.0 };
            let x = egui::Rangef::new(x.min + gap, x.max - gap);
            if drift.limit <= top {
                painter.hline(x, y(drift.limit), (1.2, tokens.text_weak));
            }
            let Some(psi) = drift.psi() else { continue };
            let bar = Rect::from_x_y_ranges(
                x,
                y(psi).min(places.bars.bottom() - 1.0)..=places.bars.bottom(),
            );
            match drift.verdict {
                Verdict::Unknown => {
                    let stroke = Stroke::new(1.0, tokens.text_weak);
                    painter.rect_stroke(bar, 0, stroke, StrokeKind::Inside);
                }
                verdict => {
                    let color = if verdict == Verdict::Drift {
                        tokens.bad
                    } else {
                        tokens.text_weak.gamma_multiply(0.6)
                    };
                    painter.rect_filled(bar, 0, color);
                }
            }
            if drift.verdict == Verdict::Drift && x.span() >= 3.0 {
                diamond(painter, pos2(x.center(), bar.top() - 5.0), tokens.bad);
            }
        }
        painter.hline(
            places.bars.x_range(),
            places.bars.bottom(),
            (1.0, tokens.text_weak),
        );
    }

    fn paint_labels(&self, ui: &Ui, places: &Places) {
        let tokens = ui.tokens();
        let painter = ui.painter();
        let width = places.width();
        let longest = self.chunks.iter().map(|chunk| chunk.label.len()).max();
        let every = ((longest.unwrap_or(0) as f32 * 6.3 + 14.0) / width)
            .ceil()
            .max(1.0) as usize;
        let top = places.lane(false).bottom();
        for (i, chunk) in self.chunks.iter().enumerate().step_by(every) {
            let left = places.bars.left() + width * i as f32;
            painter.vline(left, top..=top + 4.0, (1.0, tokens.text_weak));
            let slot = Rect::from_x_y_ranges(
                left..=(left + width * every as f32).min(places.bars.right() + 2.0),
                top..=top + BELOW,
            );
            painter
                .with_clip_rect(slot.intersect(painter.clip_rect()))
                .text(
                    pos2(left + 3.0, top + 4.0),
                    Align2::LEFT_TOP,
                    &chunk.label,
                    small(),
                    tokens.text_weak,
                );
        }
        let first = self.chunks.iter().position(|chunk| !chunk.is_reference);
        if let Some(first) = first.filter(|first| *first > 0) {
            let x = places.bars.left() + width * first as f32;
            painter.extend(Shape::dashed_line(
                &[pos2(x, places.bars.top()), pos2(x, top)],
                Stroke::new(1.2, tokens.text_weak),
                4.0,
                3.0,
            ));
            let place = pos2(x + 4.0, places.bars.top() + 1.0);
            painter.text(
                place,
                Align2::LEFT_TOP,
                "production",
                small(),
                tokens.text_weak,
            );
        }
    }

    fn hint(&self, i: usize) -> Option<String> {
        let (chunk, drift) = (self.chunks.get(i)?, self.drift.get(i)?);
        Some(format!(
            "{}, {} rows\nPSI {}, limit {}: {}\nDrag in a lane for a new window, inside a window to move it, at its end to stretch it",
            chunk.label,
            words::count(chunk.rows),
            words::figure(&drift.psi),
            words::number(drift.limit),
            drift.verdict.name(),
        ))
    }
}

/// The ends of a window, by which it is stretched.
fn paint_grips(painter: &egui::Painter, window: Rect, tokens: &Tokens) {
    if window.width() < 14.0 {
        return;
    }
    for x in [window.left() + 4.0, window.right() - 4.0] {
        let stroke = Stroke::new(1.5, tokens.surface);
        painter.vline(x, window.top() + 4.0..=window.bottom() - 4.0, stroke);
    }
}

/// The mark of drift.
fn diamond(painter: &egui::Painter, center: Pos2, color: Color32) {
    let r = 3.2;
    let corners = [vec2(0.0, -r), vec2(r, 0.0), vec2(0.0, r), vec2(-r, 0.0)];
    let corners = corners.map(|corner| center + corner).to_vec();
    painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
}

fn small() -> FontId {
    FontId::proportional(11.0)
}

/// From chunks to places.
struct Places {
    bars: Rect,
    n: usize,
}

impl Places {
    fn width(&self) -> f32 {
        self.bars.width() / self.n as f32
    }

    fn lane(&self, is_reference: bool) -> Rect {
        let top = self.bars.bottom() + if is_reference { 4.0 } else { 4.0 + LANE };
        Rect::from_x_y_ranges(self.bars.x_range(), top..=top + LANE - 2.0)
    }

    fn x_range(&self, window: &Range<usize>) -> egui::Rangef {
        let x = |chunk: usize| self.bars.left() + self.width() * chunk as f32;
        egui::Rangef::new(x(window.start), x(window.end))
    }

    fn nearest(&self, x: f32) -> usize {
        let chunk = ((x - self.bars.left()) / self.width()).floor().max(0.0);
        (chunk as usize).min(self.n - 1)
    }

    fn chunk_at(&self, x: f32) -> Option<usize> {
        self.bars.x_range().contains(x).then(|| self.nearest(x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_drawn_moved_and_stretched_and_never_empty() {
        let drag = |hold, from| Drag {
            is_reference: false,
            hold,
            from,
            window: 3..6,
        };
        assert_eq!(drag(Hold::New, 7).moved(2, 10), 2..8);
        assert_eq!(drag(Hold::Whole, 4).moved(6, 10), 5..8);
        assert_eq!(drag(Hold::Whole, 4).moved(0, 10), 0..3);
        assert_eq!(drag(Hold::Whole, 4).moved(9, 10), 7..10);
        assert_eq!(drag(Hold::Start, 3).moved(9, 10), 5..6);
        assert_eq!(drag(Hold::End, 5).moved(0, 10), 3..4);
        assert_eq!(drag(Hold::End, 5).moved(9, 10), 3..10);
    }
}
