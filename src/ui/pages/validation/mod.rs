//! Whether the model may pass: every gate, open or shut, and why.

mod champion;
mod settings;

use egui::{CornerRadius, Frame, Label, Margin, RichText, Ui};

use crate::{
    gates::GateResult,
    steps::validation::Report,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, chip, empty, icon, tiles},
        words,
    },
    workbench::{Commands, OpenProject},
};

/// What the page remembers between frames: nothing, the gates say it all.
#[derive(Default)]
pub(super) struct View;

impl View {
    /// Shows the page.
    #[expect(clippy::unused_self, reason = "every page has the same shape")]
    pub(super) fn ui(&self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        match open.results.validation.as_ref().map(|done| &*done.report) {
            Some(report) => {
                figures(ui, report);
                card(ui, "Gates", |ui| gates(ui, report));
                if let Some(champion) = &report.champion {
                    card(ui, "Against the model in service", |ui| {
                        champion::show(ui, champion, open);
                    });
                }
            }
            None => empty(
                ui,
                "No gate has judged yet",
                "A gate is a promise that a machine can check: what was asked in step 1, what the baseline reaches, what the model in service reaches. One that is shut says which figure was missed, and by how much; then nothing is deployed.",
                |_| {},
            ),
        }
        card(ui, "What you decide", |ui| {
            settings::form(ui, open, commands);
        });
    }
}

fn figures(ui: &mut Ui, report: &Report) {
    let shut = report.failed().count();
    let verdict = if report.passed {
        Tile::new("The model", "may pass")
            .tone(Tone::Good)
            .note("every gate is open")
    } else {
        Tile::new("The model", "may not pass")
            .tone(Tone::Bad)
            .note("step 8 waits for open gates")
    };
    let open = report.gates.len() - shut;
    let champion = report
        .champion
        .as_ref()
        .map_or("none", |champion| champion.name.as_str());
    tiles(
        ui,
        &[
            verdict,
            Tile::new("Open gates", format!("{open} of {}", report.gates.len())),
            Tile::new("Shut gates", shut.to_string()).tone(if shut > 0 {
                Tone::Bad
            } else {
                Tone::Neutral
            }),
            Tile::new("Model in service", champion).note("judged on the same test rows"),
        ],
    );
}

/// The gates that are shut come first.
fn gates(ui: &mut Ui, report: &Report) {
    if report.gates.is_empty() {
        ui.weak("No gate is set, so any model passes. Set a success criterion in step 1.");
    }
    let passed = report.gates.iter().filter(|gate| gate.passed);
    for gate in report.failed().chain(passed) {
        gate_ui(ui, gate);
    }
}

fn gate_ui(ui: &mut Ui, gate: &GateResult) {
    let tone = if gate.passed { Tone::Good } else { Tone::Bad };
    let tokens = ui.tokens();
    let (ink, ground) = tone.colors(tokens);
    let fill = if gate.passed { tokens.surface } else { ground };
    Frame::new()
        .fill(fill)
        .stroke((1.0, if gate.passed { tokens.border } else { ink }))
        .corner_radius(CornerRadius::same(space::ROUND_SMALL))
        .inner_margin(Margin::symmetric(12, 8))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                if let Some(mark) = tone.icon() {
                    icon(ui, mark, 18.0, ink);
                }
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing.y = 2.0;
                    ui.horizontal(|ui| {
                        ui.label(RichText::new(&gate.title).font(text::strong()));
                        chip(ui, tone, if gate.passed { "open" } else { "shut" });
                    });
                    let words = RichText::new(&gate.explanation).color(tokens.text_weak);
                    ui.add(Label::new(words).wrap());
                    measures(ui, gate);
                });
            });
        });
}

/// What was asked, what was reached, and by how much a shut gate was missed.
fn measures(ui: &mut Ui, gate: &GateResult) {
    let weak = ui.tokens().text_weak;
    ui.horizontal_wrapped(|ui| {
        let mut pair = |what: &str, value: &str| {
            ui.label(RichText::new(what).font(text::label()).color(weak));
            ui.label(RichText::new(value).font(text::strong()));
            ui.add_space(space::S);
        };
        pair("asked", &words::figure(&gate.limit));
        pair("reached", &words::figure(&gate.value));
        if let (false, Some(value), Some(limit)) =
            (gate.passed, gate.value.value(), gate.limit.value())
        {
            pair("missed by", &words::number((value - limit).abs()));
        }
    });
}
