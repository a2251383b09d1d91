use egui::{RichText, Ui};

use crate::{
    steps::deployment::Report,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Tone, card, chip, text_button},
        words,
    },
};

/// What a request must carry, and whether online and batch answers are the same.
pub(super) fn show(ui: &mut Ui, report: &Report) {
    let parity = report.parity;
    ui.horizontal_wrapped(|ui| {
        if parity.differing == 0 {
            chip(ui, Tone::Good, "parity");
            ui.label(format!(
                "{} test rows were asked for one by one and in a batch: the answers are the same to the last bit.",
                words::count(parity.rows)
            ));
        } else {
            chip(ui, Tone::Bad, "no parity");
            ui.label(format!("{} of {} rows get another answer online.", parity.differing, parity.rows));
        }
    });
    let weak = ui.tokens().text_weak;
    let n = words::count(report.inputs.len() as u64);
    ui.label(RichText::new(format!("A request carries {n} columns")).font(text::strong()));
    ui.horizontal_wrapped(|ui| {
        for column in &report.inputs {
            ui.label(RichText::new(&column.name).monospace());
            ui.label(RichText::new(column.kind.name()).small().color(weak));
            ui.add_space(6.0);
        }
    });
}

/// How to take the version elsewhere; true when a place for its folder is asked for.
pub(super) fn folder(ui: &mut Ui) -> bool {
    let mut asks = false;
    card(ui, "Take it elsewhere", |ui| {
        let words = "One folder with the model, its recipe, the program, a Dockerfile, a manifest for KServe and a unit for systemd. “nonagon serve FOLDER” answers from it as this endpoint does.";
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
        ui.horizontal(|ui| asks = text_button(ui, "Write the folder…").clicked());
    });
    asks
}
