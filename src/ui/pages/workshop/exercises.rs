use egui::{RichText, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, chip, grid, text_button},
        words,
    },
    workbench::{Command, Commands, Workshop},
};

/// Every exercise, and what the log says of it.
pub(super) fn ui(ui: &mut Ui, found: &Workshop, commands: &mut Commands) {
    let done = found.exercises.iter().filter(|(_, proof)| proof.is_some());
    let weak = ui.tokens().text_weak;
    let told = format!("{} of {} are done.", done.count(), found.exercises.len());
    ui.label(RichText::new(told).font(text::strong()));
    ui.add_space(space::S);
    grid(ui, 300.0, found.exercises.len(), |ui, i| {
        let Some((exercise, proof)) = found.exercises.get(i) else {
            return;
        };
        let title = format!("{} · {}", i + 1, exercise.title());
        card(ui, &title, |ui| {
            ui.set_min_height(116.0);
            ui.label(exercise.task());
            ui.horizontal_wrapped(|ui| {
                if proof.is_some() {
                    chip(ui, Tone::Good, "done");
                } else {
                    chip(ui, Tone::Neutral, "to do");
                }
                ui.label(RichText::new(exercise.role().name()).small().color(weak));
                let page = proof
                    .as_ref()
                    .map_or_else(|| exercise.page(), |proof| proof.page);
                if text_button(ui, &format!("Go to {}", page.name())).clicked() {
                    commands.push(Command::Open(page));
                }
            });
            if let Some(proof) = proof {
                let told = format!("{} · {}", words::time(proof.at), proof.words);
                ui.label(RichText::new(told).small().color(weak));
            }
        });
    });
}
