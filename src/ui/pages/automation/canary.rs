use egui::Ui;

use crate::{
    automation::Canary,
    ui::widgets::{form, grid},
};

/// How new versions are tried; true when it changed.
pub(super) fn ui(ui: &mut Ui, canary: &mut Canary) -> bool {
    let mut changed = false;
    grid(ui, 340.0, 2, |ui, i| {
        if i == 0 {
            let join = |stages: &[f64]| {
                let stages = stages.iter().map(ToString::to_string);
                stages.collect::<Vec<_>>().join(", ")
            };
            let mut text = join(&canary.stages);
            let help = "The shares of the requests that a new version answers, one after the other, in percent";
            if form::text_line(ui, "Shares in %", help, &mut text) {
                let numbers = text.split(',').map(|part| part.trim().parse());
                // What is no number leaves the shares as they were.
                if let Ok(stages) = numbers.collect::<Result<Vec<f64>, _>>() {
                    canary.stages = stages;
                    changed = true;
                }
            }
            let help = "Requests that the new version answers in each stage at least: what nobody asked proves nothing";
            let least = &mut canary.least_requests;
            changed |= form::whole(ui, "Least requests", help, least, 0..=10_000_000);
        } else {
            let help = "Each stage lasts so long at least";
            let minutes = &mut canary.stage_minutes;
            changed |= form::number(ui, "Minutes a stage", help, minutes, 0.0..=100_000.0);
            let help = "So long it is still taken back by itself after it took over";
            let minutes = &mut canary.watch_minutes;
            changed |= form::number(ui, "Minutes of watch", help, minutes, 0.0..=100_000.0);
        }
    });
    changed
}
