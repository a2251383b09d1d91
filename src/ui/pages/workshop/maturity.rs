use egui::{RichText, Ui};

use crate::{
    automation::Level,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, chip, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, Evidence, Workshop},
};

/// The level that the project really works at, each point with its proof.
pub(super) fn ui(ui: &mut Ui, found: &Workshop, commands: &mut Commands) {
    let maturity = &found.maturity;
    let reached = maturity
        .reached
        .map_or_else(|| "below 0".to_owned(), |level| level.number().to_string());
    let tone = if maturity.reached == Some(maturity.set) {
        Tone::Good
    } else {
        Tone::Warn
    };
    tiles(
        ui,
        &[
            Tile::new("Set to level", maturity.set.number().to_string()),
            Tile::new("Proven level", reached).tone(tone),
        ],
    );
    ui.label(maturity.words());
    ui.add_space(space::S);
    for level in Level::ALL {
        card(ui, level.name(), |ui| {
            let own = maturity.evidence.iter();
            for one in own.filter(|one| one.practice.level() == level) {
                practice(ui, one, commands);
            }
        });
    }
}

fn practice(ui: &mut Ui, one: &Evidence, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    ui.horizontal(|ui| {
        match &one.proof {
            Some(_) => chip(ui, Tone::Good, "proven"),
            None => chip(ui, Tone::Neutral, "no proof"),
        };
        ui.label(RichText::new(one.practice.title()).font(text::strong()));
    });
    let Some(proof) = &one.proof else {
        ui.label(RichText::new(one.practice.advice()).small().color(weak));
        ui.add_space(space::XS);
        return;
    };
    ui.horizontal_wrapped(|ui| {
        let told = format!("{} · {}", words::time(proof.at), proof.words);
        ui.label(RichText::new(told).small().color(weak));
        if text_button(ui, &format!("Go to {}", proof.page.name())).clicked() {
            commands.push(Command::Open(proof.page));
        }
    });
    ui.add_space(space::XS);
}
