//! Finding a text in the rows.

use egui::{Id, Key, RichText, TextEdit, Ui};

use super::{GridView, Rows, geometry::Geometry};
use crate::{
    data::Found,
    ui::{
        theme::UiExt as _,
        widgets::{Icon, icon_button},
        words,
    },
    workbench::{Commands, GridCommand},
};

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct FindBar {
    /// Ctrl+F was pressed.
    pub wants_focus: bool,
    text: String,
    columns: Vec<usize>,
    /// The match that is shown, from 0.
    current: u32,
    /// The search whose first match was shown.
    seen: Option<*const Found>,
    /// The match is to be scrolled to.
    jumps: bool,
}

impl GridView {
    pub(super) fn find_bar(&mut self, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) {
        let id = Id::unique(("find in", rows.input.id));
        let edit = TextEdit::singleline(&mut self.find.text)
            .id(id)
            .hint_text("Find in the rows")
            .desired_width(170.0);
        let response = ui.add(edit);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find in the rows")
        });
        if std::mem::take(&mut self.find.wants_focus) {
            response.request_focus();
        }
        let columns = self.columns.indices();
        let is_other = !self.find.text.is_empty() && self.find.columns != columns;
        if response.changed() || is_other {
            self.find.columns.clone_from(&columns);
            let text = self.find.text.clone();
            commands.grid(GridCommand::Find(rows.input.subject(), text, columns));
        }
        let found = rows.state.and_then(|state| state.found());
        let Some(found) = found.filter(|_| !self.find.text.is_empty()) else {
            return;
        };
        let n = found.n_cells();
        let enter = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
        let back = ui.input(|i| i.modifiers.shift);
        let mut step = 0;
        if enter {
            step = if back { -1 } else { 1 };
            response.request_focus();
        }
        if icon_button(ui, Icon::Up, "Previous match").clicked() {
            step = -1;
        }
        if icon_button(ui, Icon::Down, "Next match").clicked() {
            step = 1;
        }
        if step != 0 && n > 0 {
            let next = i64::from(self.find.current) + step;
            self.find.current = next.rem_euclid(i64::from(n)) as u32;
            self.find.jumps = true;
        }
        let says = if n == 0 {
            "no match".to_owned()
        } else {
            let current = words::count(u64::from(self.find.current.min(n - 1)) + 1);
            format!("{current} of {} matches", words::count(n.into()))
        };
        ui.label(RichText::new(says).small().color(ui.tokens().text_weak));
    }

    /// Selects the match that was asked for and scrolls there.
    pub(super) fn follow_find(&mut self, rows: &Rows<'_>, geometry: &Geometry) {
        let Some(found) = rows.state.and_then(|state| state.found()) else {
            self.find.seen = None;
            return;
        };
        let this = std::sync::Arc::as_ptr(found);
        if self.find.seen != Some(this) {
            self.find.seen = Some(this);
            let from = self.cursor.map_or(0, |(place, _)| place as u32);
            let first = found.first_from(from);
            self.find.current = if first < found.n_cells() { first } else { 0 };
            self.find.jumps = true;
        }
        if !std::mem::take(&mut self.find.jumps) {
            return;
        }
        let Some((place, nth)) = found.at(self.find.current) else {
            return;
        };
        let place = place as usize;
        if let Some(column) = found.columns_of(rows.row(place)).nth(nth) {
            self.select((place, column), false);
            self.scroll.jump(place, geometry.room);
            geometry.show_column(column, &self.columns, &mut self.scroll);
        }
    }
}
