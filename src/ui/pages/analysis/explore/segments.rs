use egui::{RichText, Ui};

use super::choice::chosen;
use crate::{
    data::Segment,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Icon, form, icon_button, text_button},
    },
    workbench::{Command, Commands, Edit, OpenProject},
};

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The segment whose name and condition can be changed.
    edited: Option<usize>,
}

impl View {
    /// The named segments of the project.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let weak = ui.tokens().text_weak;
        let words = "A segment is a condition with a name. It is kept in the project, and offered wherever rows can be chosen: here, in comparisons, in evaluation and in monitoring.";
        ui.add(egui::Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
        let segments = &open.project.segments;
        if segments.is_empty() {
            ui.add_space(space::S);
            ui.label("No segment has been named yet. Choose rows and save them as a segment.");
        }
        let mut changed: Option<Vec<Segment>> = None;
        for (i, segment) in segments.iter().enumerate() {
            ui.push_id(i, |ui| {
                ui.horizontal(|ui| {
                    let name = &segment.name;
                    if icon_button(ui, Icon::Cross, &format!("Delete segment {name}")).clicked() {
                        let mut rest = segments.clone();
                        rest.remove(i);
                        changed = Some(rest);
                    }
                    let is_edited = self.edited == Some(i);
                    let word = if is_edited { "Done" } else { "Edit" };
                    let response = text_button(ui, word);
                    response.widget_info(|| {
                        let name = format!("{word}: segment {name}");
                        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
                    });
                    if response.clicked() {
                        self.edited = (!is_edited).then_some(i);
                    }
                    let response = text_button(ui, name).on_hover_text("Choose its rows");
                    if response.clicked() {
                        commands.push(Command::Explore(chosen(segment)));
                    }
                    let condition = RichText::new(&segment.condition).monospace().color(weak);
                    ui.add(egui::Label::new(condition).truncate())
                        .on_hover_text(&segment.condition);
                });
                if self.edited == Some(i) {
                    let mut edited = segment.clone();
                    let named = form::text_line(ui, "Name", "", &mut edited.name);
                    let help = "A formula over the columns of one row";
                    let said = form::text_line(ui, "Condition", help, &mut edited.condition);
                    if (named || said) && !edited.name.trim().is_empty() {
                        let mut all = segments.clone();
                        all[i] = edited;
                        changed = Some(all);
                    }
                    Self::mistake(ui, open, segment);
                }
            });
        }
        if let Some(segments) = changed {
            commands.edit(Edit::Segments(segments));
        }
    }

    /// Why the condition cannot be used, if it cannot.
    fn mistake(ui: &mut Ui, open: &OpenProject, segment: &Segment) {
        let table = open.table();
        let mistake = table.and_then(|table| segment.check(table.columns()).err());
        if let Some(err) = mistake {
            let bad = ui.tokens().bad;
            ui.add(egui::Label::new(RichText::new(err.to_string()).color(bad)).wrap());
        }
    }
}
