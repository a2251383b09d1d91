//! Moving through the cells with the keyboard.

use egui::{Event, Key, Modifiers, Response, Ui};

use super::{GridView, Rows, geometry::Geometry};
use crate::workbench::Commands;

impl GridView {
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        body: &Response,
        rows: &Rows<'_>,
        geometry: &Geometry,
        commands: &mut Commands,
    ) {
        if body.has_focus() || body.contains_pointer() {
            let find = ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::F));
            self.find.wants_focus |= find;
        }
        if !body.has_focus() || rows.n == 0 {
            return;
        }
        let shown = self.columns.indices();
        let Some(first) = shown.first().copied() else {
            return;
        };
        if ui.input(|i| i.events.contains(&Event::Copy)) {
            self.copy(ui, rows, commands);
        }
        if ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::A)) {
            self.anchor = Some((0, first));
            self.cursor = Some((rows.n - 1, shown.last().copied().unwrap_or(first)));
        }
        let (place, column) = self
            .cursor
            .unwrap_or_else(|| (geometry.places(self.scroll).start, first));
        let at = shown.iter().position(|index| *index == column).unwrap_or(0);
        let page = (geometry.room.seen() as usize).saturating_sub(1).max(1);
        let (last, last_at) = (rows.n - 1, shown.len() - 1);
        let (command, none) = (Modifiers::COMMAND, Modifiers::NONE);
        // What holds more keys comes first: a key alone matches with others held, too.
        let moves = [
            (command, Key::Home, (0, 0)),
            (command, Key::End, (last, last_at)),
            (command, Key::ArrowUp, (0, at)),
            (command, Key::ArrowDown, (last, at)),
            (none, Key::Home, (place, 0)),
            (none, Key::End, (place, last_at)),
            (none, Key::ArrowUp, (place.saturating_sub(1), at)),
            (none, Key::ArrowDown, ((place + 1).min(last), at)),
            (none, Key::ArrowLeft, (place, at.saturating_sub(1))),
            (none, Key::ArrowRight, (place, (at + 1).min(last_at))),
            (none, Key::PageUp, (place.saturating_sub(page), at)),
            (none, Key::PageDown, ((place + page).min(last), at)),
        ];
        let shift = ui.input(|i| i.modifiers.shift);
        let pressed = moves.into_iter().find(|(modifiers, key, _)| {
            ui.input_mut(|i| {
                i.consume_key(*modifiers, *key)
                    || i.consume_key(modifiers.plus(Modifiers::SHIFT), *key)
            })
        });
        if let Some((_, _, (place, at))) = pressed {
            let index = shown.get(at).copied().unwrap_or(first);
            self.select((place, index), shift);
            self.show_cursor(geometry);
        }
        if ui.input_mut(|i| i.consume_key(none, Key::Enter)) && self.cursor.is_some() {
            self.details = !self.details;
        }
    }

    /// Scrolls as little as needed for the selected cell to be seen.
    pub(super) fn show_cursor(&mut self, geometry: &Geometry) {
        if let Some((place, column)) = self.cursor {
            self.scroll.show(place, geometry.room);
            geometry.show_column(column, &self.columns, &mut self.scroll);
        }
    }
}
