//! The scroll bars and the wheel.

use egui::{Rect, Sense, Ui, pos2};

use super::{GridView, geometry::Geometry, scroll::ROW};
use crate::ui::theme::UiExt as _;

impl GridView {
    pub(super) fn bars(&mut self, ui: &Ui, geometry: &Geometry) {
        self.wheel(ui, geometry);
        self.bar(ui, geometry);
        self.bar_below(ui, geometry);
        self.scroll.clamp(geometry.room, geometry.last_left);
    }

    /// Takes what the wheel asks for, unless there is nothing more in that direction: then the
    /// page scrolls.
    fn wheel(&mut self, ui: &Ui, geometry: &Geometry) {
        let all = geometry.titles.union(geometry.cells).union(geometry.bar);
        if !ui.rect_contains_pointer(all) {
            return;
        }
        let delta = ui.input(egui::InputState::smooth_scroll_delta);
        let before = self.scroll;
        self.scroll.top -= f64::from(delta.y / ROW);
        self.scroll.left -= delta.x;
        self.scroll.clamp(geometry.room, geometry.last_left);
        ui.input_mut(|input| {
            if self.scroll.top != before.top {
                input.smooth_scroll_delta.y = 0.0;
            }
            if self.scroll.left != before.left {
                input.smooth_scroll_delta.x = 0.0;
            }
        });
    }

    fn bar(&mut self, ui: &Ui, geometry: &Geometry) {
        let track = geometry.bar.shrink(2.0);
        let Some(handle) = geometry.room.handle(track.height()) else {
            return;
        };
        let free = track.height() - handle;
        let response = ui.interact(track, ui.scope_id().with("bar"), Sense::drag());
        if let Some(pointer) = response.interact_pointer_pos() {
            let at = pointer.y - track.top() - handle / 2.0;
            self.scroll.drag_to(at, geometry.room, free);
        }
        let top = track.top() + self.scroll.handle_at(geometry.room, free);
        let rect = Rect::from_min_max(pos2(track.left(), top), pos2(track.right(), top + handle));
        paint(ui, rect, response.hovered() || response.dragged());
    }

    fn bar_below(&mut self, ui: &Ui, geometry: &Geometry) {
        let track = geometry.bar_below.shrink(2.0);
        if geometry.last_left <= 0.0 || !track.is_positive() {
            return;
        }
        let view = geometry.cells.right() - geometry.scrolled;
        let handle = (track.width() * view / (view + geometry.last_left)).max(28.0);
        let free = (track.width() - handle).max(1.0);
        let response = ui.interact(track, ui.scope_id().with("bar below"), Sense::drag());
        if let Some(pointer) = response.interact_pointer_pos() {
            let at = (pointer.x - track.left() - handle / 2.0).clamp(0.0, free);
            self.scroll.left = at / free * geometry.last_left;
        }
        let left = track.left() + self.scroll.left / geometry.last_left * free;
        let rect = Rect::from_min_max(pos2(left, track.top()), pos2(left + handle, track.bottom()));
        paint(ui, rect, response.hovered() || response.dragged());
    }
}

fn paint(ui: &Ui, rect: Rect, is_active: bool) {
    let tokens = ui.tokens();
    let ink = if is_active {
        tokens.text_weak
    } else {
        tokens.text_weak.gamma_multiply(0.45)
    };
    ui.painter().rect_filled(rect, 4.0, ink);
}
