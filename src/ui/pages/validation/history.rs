use egui::{Grid, Label, RichText, ScrollArea, Ui};

use super::View;
use crate::{
    store::GateVerdictRow,
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, form, text_button},
        words,
    },
    workbench::{Command, Commands, GateCommand, GateHistory},
};

/// Verdicts that are shown; all are kept.
const SHOWN: usize = 60;

/// What each gate was worth so far: what it held back, and whether that was right.
pub(super) fn worth(ui: &mut Ui, history: &GateHistory) {
    let weak = ui.tokens().text_weak;
    let head = |ui: &mut Ui, words: &str, help: &str| {
        ui.label(RichText::new(words).font(text::label()).color(weak))
            .on_hover_text(help);
    };
    ui.push_id("worth", |ui| {
        ScrollArea::horizontal().show(ui, |ui| {
            Grid::new("worth of gates")
                .num_columns(6)
                .striped(true)
                .spacing([space::L, space::XS])
                .show(ui, |ui| {
                    head(ui, "Gate", "");
                    head(ui, "Models judged", "Every evaluated model counts once");
                    head(
                        ui,
                        "Held back",
                        "It failed or was not known, and nobody waived it",
                    );
                    head(ui, "Waived", "A person let the model through");
                    head(
                        ui,
                        "Rightly blocked",
                        "What it saved: a person said so, looking back",
                    );
                    head(ui, "Wrongly blocked", "A person said so, looking back");
                    ui.end_row();
                    for (gate, worth) in &history.worth {
                        ui.label(gate);
                        for n in [
                            worth.judged,
                            worth.held_back,
                            worth.waived,
                            worth.right,
                            worth.wrong,
                        ] {
                            ui.label(words::count(n));
                        }
                        ui.end_row();
                    }
                });
        });
    });
}

/// Every verdict and decision, newest first; what was shut can be looked back on.
pub(super) fn list(ui: &mut Ui, history: &GateHistory, view: &mut View, commands: &mut Commands) {
    let help = "Stands beside what you say about a verdict";
    form::text_line(ui, "Who looks back", help, &mut view.by);
    for (index, row) in history.rows.iter().take(SHOWN).enumerate() {
        ui.push_id(("verdict", index), |ui| entry(ui, row, view, commands));
    }
    if history.rows.len() > SHOWN {
        let words = format!(
            "The newest {SHOWN} of {} verdicts.",
            words::count(history.rows.len() as u64)
        );
        ui.weak(words);
    }
}

fn entry(ui: &mut Ui, row: &GateVerdictRow, view: &View, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(words::time(row.at)).small().color(weak));
        let (tone, word) = match (row.ruling.as_deref(), row.verdict.as_str()) {
            (Some("right"), _) => (Tone::Good, "rightly blocked"),
            (Some("wrong"), _) => (Tone::Bad, "wrongly blocked"),
            (_, "pass") => (Tone::Good, "pass"),
            (_, "fail") => (Tone::Bad, "fail"),
            (_, "waived") => (Tone::Accent, "waived"),
            _ => (Tone::Warn, "unknown"),
        };
        chip(ui, tone, word);
        ui.label(RichText::new(&row.gate).font(text::strong()));
        let model: String = row.subject.chars().take(8).collect();
        let words = format!("model {model}, by {}: {}", row.by, row.explanation);
        ui.add(Label::new(RichText::new(words).small().color(weak)).wrap());
        if row.ruling.is_some() || !matches!(row.verdict.as_str(), "fail" | "unknown") {
            return;
        }
        ui.add_enabled_ui(!view.by.trim().is_empty(), |ui| {
            for (word, was_right) in [("It was right", true), ("It was wrong", false)] {
                if text_button(ui, word)
                    .on_hover_text("Whether it was right to hold this model back")
                    .clicked()
                {
                    commands.push(Command::Gate(GateCommand::Review {
                        subject: row.subject.clone(),
                        gate: row.gate.clone(),
                        was_right,
                        by: view.by.clone(),
                    }));
                }
            }
        });
    });
}
