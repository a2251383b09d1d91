//! The data engineer's home: sources, snapshot, quality and recipe.

use egui::{RichText, Ui};

use super::sources;
use crate::{
    data::recipe::Operation,
    steps::{Step, analysis::Rule, extraction::Report},
    ui::{
        plot::{Bar, bars},
        theme::{space, text},
        widgets::{Tile, Tone, card, chip, grid, tiles},
        words,
    },
    workbench::{Commands, OpenProject, Workbench},
};

/// Changes of columns that are told one by one.
const SHOWN: usize = 6;

/// Shows where the rows come from, what is missing, and what the recipe does.
pub(super) fn home(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
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
    sources::fresh(ui, workbench, open, extraction);
    sources::history(ui, extraction);
    grid(ui, 360.0, 2, |ui, i| {
        if i == 0 {
            card(ui, "Rows", |ui| {
                freshness(ui, open, extraction);
                schema(ui, extraction);
            });
            quality(ui, open);
        } else {
            prepared(ui, open);
        }
    });
}

fn prepared(ui: &mut Ui, open: &OpenProject) {
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

/// How old the rows are, and whether they were as expected.
fn freshness(ui: &mut Ui, open: &OpenProject, report: &Report) {
    if let Some(time) = newest(open) {
        ui.label(format!("The newest row is of {}.", words::time(time)));
    }
    let broken = report.expectations.iter().filter(|held| !held.passed);
    let broken = broken.count();
    match (report.expectations.len(), broken) {
        (0, _) => ui.label("Nothing is expected of the rows yet: draft expectations in step 2."),
        (all, 0) => chip(ui, Tone::Good, &format!("all {all} expectations are met")),
        (all, n) => chip(
            ui,
            Tone::Bad,
            &format!("{n} of {all} expectations are broken"),
        ),
    };
}

/// The latest time in the column that orders the rows.
fn newest(open: &OpenProject) -> Option<i64> {
    let time = open.project.problem.time_column.as_ref()?;
    let profile = &open.results.analysis.as_ref()?.report.profile;
    let column = profile.columns.iter().find(|column| column.name == *time)?;
    column.times.as_ref()?.last
}

/// What was otherwise than in the extraction before.
fn schema(ui: &mut Ui, report: &Report) {
    match &report.changes {
        None => {}
        Some(changes) if changes.is_empty() => {
            chip(ui, Tone::Good, "the same as in the extraction before");
        }
        Some(changes) => {
            for change in changes.iter().take(SHOWN) {
                let words = format!("{}: {}", change.column, change.what.title());
                chip(ui, Tone::Warn, &words);
            }
            if changes.len() > SHOWN {
                ui.label(format!("and {} more", changes.len() - SHOWN));
            }
        }
    }
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
                let share = column.missing as f64 / report.profile.rows.max(1) as f64;
                Bar::new(&column.name, share).text(words::percent(share))
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
