//! The command palette: everything the program can do, by name.

use egui::{Align, Id, Key, Layout, Modal, RichText, ScrollArea, TextEdit, Ui, vec2};

use super::{
    actions::{Act, Action},
    theme::{UiExt as _, space, text},
};

/// An open palette.
#[derive(Debug, Default)]
pub(super) struct Palette {
    search: String,
    selected: usize,
}

/// What the user did with the palette.
pub(super) enum Choice {
    /// Nothing yet.
    Open,
    /// Closed it.
    Closed,
    /// Chose something.
    Do(Act),
}

impl Palette {
    /// Shows the palette over everything else.
    pub(super) fn ui(&mut self, ctx: &egui::Context, actions: &[Action]) -> Choice {
        let found = find(actions, &self.search);
        let modal = Modal::new(Id::unique("palette")).show(ctx, |ui| {
            ui.set_width(560.0);
            self.search_ui(ui, found.len());
            ui.add_space(space::XS);
            self.list_ui(ui, &found)
        });
        if let Some(act) = modal.inner {
            return Choice::Do(act);
        }
        if modal.should_close() {
            Choice::Closed
        } else {
            Choice::Open
        }
    }

    fn search_ui(&mut self, ui: &mut Ui, n: usize) {
        let down = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::ArrowDown));
        let up = ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::ArrowUp));
        let edit = TextEdit::singleline(&mut self.search)
            .hint_text("Find a command, a page, a project…")
            .desired_width(f32::INFINITY);
        let response = ui.add(edit);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, "Find a command")
        });
        response.request_focus();
        if response.changed() {
            self.selected = 0;
        }
        if down {
            self.selected += 1;
        }
        if up {
            self.selected = self.selected.saturating_sub(1);
        }
        self.selected = self.selected.min(n.saturating_sub(1));
    }

    fn list_ui(&self, ui: &mut Ui, found: &[&Action]) -> Option<Act> {
        let enter = ui.input(|input| input.key_pressed(Key::Enter));
        let mut chosen = None;
        ScrollArea::vertical()
            .max_height(360.0)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                for (i, action) in found.iter().enumerate() {
                    let selected = i == self.selected;
                    if row_ui(ui, action, selected) || (selected && enter) {
                        chosen = Some(action.act.clone());
                    }
                }
                if found.is_empty() {
                    ui.label(RichText::new("Nothing of that name. Try fewer letters.").weak());
                }
            });
        chosen
    }
}

fn row_ui(ui: &mut Ui, action: &Action, selected: bool) -> bool {
    let keys = action
        .shortcut
        .map_or_else(String::new, |shortcut| ui.ctx().format_shortcut(&shortcut));
    let row = egui::Button::selectable(selected, action.name.as_str())
        .right_text(RichText::new(keys).small().weak())
        .min_size(vec2(ui.available_width(), 28.0));
    let response = ui
        .with_layout(Layout::top_down_justified(Align::Min), |ui| ui.add(row))
        .inner;
    if selected && !action.hint.is_empty() {
        let weak = ui.tokens().text_weak;
        ui.label(RichText::new(action.hint).font(text::label()).color(weak));
    }
    if selected {
        response.scroll_to_me(None);
    }
    response.clicked()
}

/// The actions whose name holds every word of `search`, those that start with it first.
fn find<'a>(actions: &'a [Action], search: &str) -> Vec<&'a Action> {
    let search = search.trim().to_lowercase();
    let words: Vec<&str> = search.split_whitespace().collect();
    let mut found: Vec<&Action> = actions
        .iter()
        .filter(|action| {
            let text = format!("{} {}", action.name, action.hint).to_lowercase();
            action.act != Act::Palette && words.iter().all(|word| text.contains(word))
        })
        .collect();
    found.sort_by_key(|action| !action.name.to_lowercase().starts_with(&search));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbench::{Command, Theme};

    #[test]
    fn every_word_must_occur_and_a_prefix_comes_first() {
        let action = |name: &str| Action {
            name: name.to_owned(),
            hint: "",
            shortcut: None,
            act: Act::Command(Command::SetTheme(Theme::Dark)),
        };
        let actions = [
            action("Go to Training"),
            action("Train again"),
            action("Undo"),
        ];
        let names = |search: &str| -> Vec<String> {
            find(&actions, search)
                .iter()
                .map(|action| action.name.clone())
                .collect()
        };
        assert_eq!(names("train"), ["Train again", "Go to Training"]);
        assert_eq!(names("to train"), ["Go to Training"]);
        assert!(names("deploy").is_empty());
    }
}
