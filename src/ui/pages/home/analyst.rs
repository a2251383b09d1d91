//! The data analyst's home: the SQL console, what the rows look like, and what has drifted.

use egui::{Align, Label, Layout, RichText, Ui};

use crate::{
    drift::Verdict,
    steps::Step,
    ui::{
        plot::{Bar, bars},
        theme::UiExt as _,
        widgets::{Tile, Tone, card, card_with, chip, grid, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, OpenProject, Page, Workbench},
};

/// Shows the last queries, the profile in four figures, what tells most about the target, and the worst drift.
pub(super) fn home(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    console(ui, workbench, commands);
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

/// The last queries, and the way to write another one.
fn console(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        if text_button(ui, "Open the SQL console").clicked() {
            commands.push(Command::Open(Page::Sql));
        }
    };
    card_with(ui, "SQL console", actions, |ui| {
        let weak = ui.tokens().text_weak;
        if workbench.sql.history.is_empty() {
            let words = "No query has run yet. Ask the data set, its sources and other projects with SELECT.";
            ui.label(RichText::new(words).color(weak));
        }
        for row in workbench.sql.history.iter().take(4) {
            let line = row.text.split_whitespace().collect::<Vec<_>>().join(" ");
            let rows = row.rows.map_or_else(
                || "failed".to_owned(),
                |rows| format!("{} rows", words::count(rows)),
            );
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.label(RichText::new(rows).small().color(weak));
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(Label::new(RichText::new(line).monospace()).truncate());
                    });
                });
            });
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
