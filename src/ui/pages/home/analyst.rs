//! The data analyst's home: what the rows look like, and what has drifted.

use egui::Ui;

use crate::{
    drift::Verdict,
    steps::Step,
    ui::{
        plot::{Bar, bars},
        widgets::{Tile, Tone, card, card_with, chip, grid, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, OpenProject, Page},
};

/// Shows the profile in four figures, what tells most about the target, and the worst drift.
pub(super) fn home(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let Some(analysis) = open.results.analysis.as_ref().map(|done| &done.report) else {
        super::not_yet(ui, Step::Analysis, "the profile of every column", commands);
        return;
    };
    let profile = &analysis.profile;
    let cells = profile.rows * profile.columns.len() as u64;
    let missing: u64 = profile.columns.iter().map(|column| column.missing).sum();
    let alerts = analysis.alerts.len();
    tiles(
        ui,
        &[
            Tile::new("Rows", words::count(profile.rows)),
            Tile::new("Columns", profile.columns.len().to_string()),
            Tile::new(
                "Missing cells",
                words::percent(missing as f64 / cells.max(1) as f64),
            ),
            Tile::new("Alerts", alerts.to_string()).tone(if alerts == 0 {
                Tone::Good
            } else {
                Tone::Warn
            }),
        ],
    );
    grid(ui, 360.0, 2, |ui, i| {
        if i == 0 {
            card(ui, "What tells most about the target", |ui| {
                let rows: Vec<Bar> = analysis
                    .relations
                    .iter()
                    .take(10)
                    .filter_map(|relation| {
                        Some(Bar::new(&relation.column, relation.explained.value()?))
                    })
                    .collect();
                bars(ui, "Share of the target's variance explained", &rows);
            });
        } else {
            drift(ui, open, commands);
        }
    });
}

fn drift(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        if text_button(ui, "Open monitoring").clicked() {
            commands.push(Command::Open(Page::Step(Step::Monitoring)));
        }
    };
    card_with(ui, "Drift in the newest chunk", actions, |ui| {
        let Some(report) = open.results.monitoring.as_ref().map(|done| &done.report) else {
            ui.label("Monitoring has not run yet.");
            return;
        };
        for column in report.columns.iter().take(10) {
            let Some(drift) = column.chunks.last() else {
                continue;
            };
            ui.horizontal(|ui| {
                let tone = match &drift.verdict {
                    Verdict::Stable => Tone::Good,
                    Verdict::Drift => Tone::Bad,
                    Verdict::Unknown => Tone::Neutral,
                };
                chip(ui, tone, drift.verdict.name());
                let psi = drift.psi().map_or_else(|| "–".to_owned(), words::number);
                ui.label(format!("{}   PSI {psi}", column.name));
            });
        }
    });
}
