//! What changed: the latest entries of the project's log.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, text},
        widgets::{card_with, text_button},
        words,
    },
    workbench::{Command, Commands, Happening, Page, Workbench},
};

/// How many of them are shown.
const SHOWN: usize = 5;

/// Lists what happened last, newest first, each with the way to where it happened.
pub(super) fn changed(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let Some(found) = workbench.workshop() else {
        return;
    };
    let actions = |ui: &mut Ui| {
        if text_button(ui, "The whole log").clicked() {
            commands.push(Command::Open(Page::Workshop));
        }
    };
    let mut opened = None;
    card_with(ui, "What changed", actions, |ui| {
        for one in found.happenings.iter().rev().take(SHOWN) {
            if line(ui, one) {
                opened = Some(one.page);
            }
        }
    });
    if let Some(page) = opened {
        commands.push(Command::Open(page));
    }
}

/// One entry; true when the user wants to see where it happened.
fn line(ui: &mut Ui, one: &Happening) -> bool {
    let weak = ui.tokens().text_weak;
    ui.horizontal(|ui| {
        let when = RichText::new(words::time(one.at)).font(text::label());
        ui.label(when.color(weak));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(&one.by).small().color(weak));
            let words = Label::new(&one.words)
                .truncate()
                .sense(egui::Sense::click());
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| ui.add(words))
                .inner
                .on_hover_text(&one.words)
                .clicked()
        })
        .inner
    })
    .inner
}
