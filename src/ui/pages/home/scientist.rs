//! The data scientist's home: the leaderboard, the chosen model beside the baseline, and what it
//! looks at.

use egui::{RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        plot::{Bar, bars},
        theme::{UiExt as _, text},
        widgets::{Tile, Tone, card, chip, grid, tiles},
        words,
    },
    workbench::{Commands, OpenProject},
};

/// Shows how good the models are.
pub(super) fn home(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    if open.results.training.is_none() {
        super::not_yet(
            ui,
            Step::Training,
            "the leaderboard of your models",
            commands,
        );
        return;
    }
    if let Some(report) = open.results.evaluation.as_ref().map(|done| &done.report) {
        let shown: Vec<Tile> = report
            .metrics
            .iter()
            .zip(&report.baseline)
            .filter(|((_, figure), _)| figure.value().is_some())
            .take(5)
            .map(|((metric, figure), (_, baseline))| {
                Tile::new(metric.info().name, words::figure(figure))
                    .note(format!("baseline {}", words::figure(baseline)))
            })
            .collect();
        tiles(ui, &shown);
    }
    grid(ui, 360.0, 2, |ui, i| {
        if i == 0 {
            leaderboard(ui, open);
        } else {
            importance(ui, open);
        }
    });
}

fn leaderboard(ui: &mut Ui, open: &OpenProject) {
    let Some(report) = open.results.training.as_ref().map(|done| &done.report) else {
        return;
    };
    let weak = ui.tokens().text_weak;
    card(ui, "Leaderboard", |ui| {
        let name = report.metric.info().name;
        ui.label(
            RichText::new(format!("{name} on the validation part"))
                .small()
                .color(weak),
        );
        for (place, model) in report.models.iter().enumerate() {
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("{}", place + 1)).color(weak));
                ui.label(RichText::new(model.name()).font(text::strong()));
                if model.is_baseline() {
                    chip(ui, Tone::Neutral, "baseline");
                }
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(words::figure(&model.validation(report.metric)));
                });
            });
        }
    });
}

fn importance(ui: &mut Ui, open: &OpenProject) {
    let Some(best) = open
        .results
        .training
        .as_ref()
        .and_then(|done| done.report.best())
    else {
        return;
    };
    card(ui, &format!("What {} looks at", best.name()), |ui| {
        let rows: Vec<Bar> = best
            .importance
            .iter()
            .take(10)
            .map(|(name, value)| Bar::new(name, *value))
            .collect();
        if rows.is_empty() {
            ui.label("This model cannot say.");
        } else {
            bars(ui, "Importance of prepared columns", &rows);
        }
    });
}
