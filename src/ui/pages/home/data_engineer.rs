//! The data engineer's home: sources, snapshot, quality and recipe.

use egui::{RichText, Ui};

use crate::{
    data::recipe::Operation,
    steps::{Step, analysis::Rule},
    ui::{
        plot::{Bar, bars},
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, chip, grid, tiles},
        words,
    },
    workbench::{Commands, OpenProject},
};

/// Shows where the rows come from, what is missing, and what the recipe does.
pub(super) fn home(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let Some(extraction) = open.results.extraction.as_ref().map(|done| &done.report) else {
        super::not_yet(
            ui,
            Step::Extraction,
            "sources, schema and snapshot",
            commands,
        );
        return;
    };
    let bytes: u64 = extraction.sources.iter().map(|source| source.bytes).sum();
    let outputs = open
        .results
        .preparation
        .as_ref()
        .map(|done| done.report.outputs.len());
    let hash: String = extraction.snapshot.id.chars().take(12).collect();
    tiles(
        ui,
        &[
            Tile::new("Sources", extraction.sources.len().to_string()).note(words::bytes(bytes)),
            Tile::new("Rows", words::count(extraction.rows)),
            Tile::new("Raw columns", extraction.columns.len().to_string()),
            Tile::new(
                "Prepared columns",
                outputs.map_or_else(|| "–".to_owned(), |n| n.to_string()),
            ),
            Tile::new("Snapshot", hash).note("content hash"),
        ],
    );
    grid(ui, 360.0, 2, |ui, i| {
        if i == 0 {
            sources(ui, open);
        } else {
            quality(ui, open);
        }
    });
}

fn sources(ui: &mut Ui, open: &OpenProject) {
    let weak = ui.tokens().text_weak;
    card(ui, "Sources", |ui| {
        for source in &open.project.extraction.sources {
            ui.label(RichText::new(&source.name).font(text::strong()));
            ui.label(RichText::new(&source.location).monospace());
            if !source.licence.is_empty() {
                ui.label(RichText::new(&source.licence).small().color(weak));
            }
        }
    });
    card(ui, "Recipe", |ui| recipe(ui, open));
    card(ui, "Parts of the split", |ui| {
        let Some(report) = open.results.preparation.as_ref().map(|done| &done.report) else {
            ui.label("Preparation has not run yet.");
            return;
        };
        for part in &report.parts {
            let period = part
                .period
                .as_ref()
                .map_or_else(String::new, |(first, last)| format!(", {first} to {last}"));
            ui.label(format!(
                "{}: {} rows{period}",
                part.part.name(),
                words::count(part.rows)
            ));
        }
    });
}

/// Every operation with what it did to the training rows.
fn recipe(ui: &mut Ui, open: &OpenProject) {
    let proposed = open.project.preparation.recipe.steps.is_empty();
    let words = if proposed {
        "proposed from the data"
    } else {
        "written for this project"
    };
    chip(ui, Tone::Accent, words);
    let Some(report) = open.results.preparation.as_ref().map(|done| &done.report) else {
        ui.label("Preparation has not run yet.");
        return;
    };
    for told in report.recipe.summary() {
        let operation = Operation::from_id(&told.operation);
        let name = operation.map_or(told.operation.as_str(), |known| known.info().name);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            let name = RichText::new(format!("{} {name}:", told.step)).font(text::strong());
            ui.label(name);
            ui.label(&told.words);
        });
    }
}

fn quality(ui: &mut Ui, open: &OpenProject) {
    card(ui, "Quality", |ui| {
        let Some(report) = open.results.analysis.as_ref().map(|done| &done.report) else {
            ui.label("Analysis has not run yet.");
            return;
        };
        let mut missing: Vec<Bar> = report
            .profile
            .columns
            .iter()
            .filter(|column| column.missing > 0)
            .map(|column| {
                Bar::new(
                    &column.name,
                    column.missing as f64 / report.profile.rows.max(1) as f64,
                )
            })
            .collect();
        missing.sort_by(|a, b| b.value.total_cmp(&a.value));
        missing.truncate(8);
        if missing.is_empty() {
            chip(ui, Tone::Good, "no value is missing");
        } else {
            bars(ui, "Share of missing values", &missing);
        }
        for alert in report
            .alerts
            .iter()
            .filter(|alert| alert.rule != Rule::Leakage)
            .take(6)
        {
            ui.horizontal(|ui| {
                chip(ui, Tone::Warn, alert.rule.name());
                ui.add(egui::Label::new(&alert.column).truncate())
                    .on_hover_text(&alert.text);
            });
        }
    });
}
