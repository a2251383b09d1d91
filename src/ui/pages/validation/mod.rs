//! Whether the model may pass: every gate with its value against its limit, what persons decided,
//! and what the gates were worth so far.

mod bullet;
mod champion;
mod decision;
mod gates;
mod history;
mod settings;

use egui::{CollapsingHeader, Ui};

use crate::{
    gates::Verdict,
    steps::validation::Report,
    ui::widgets::{Tile, Tone, card, empty, tiles},
    workbench::{Commands, GateHistory, OpenProject},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The title of the gate that is being decided about.
    deciding: Option<String>,
    /// Why.
    reason: String,
    /// Who decides.
    by: String,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        history: &GateHistory,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        match open.results.validation.as_ref().map(|done| &*done.report) {
            Some(report) => {
                figures(ui, report);
                card(ui, "Gates", |ui| gates::list(ui, report, self, commands));
                if let Some(champion) = &report.champion {
                    card(ui, "Against the model in service", |ui| {
                        champion::show(ui, champion, open);
                    });
                }
            }
            None => empty(
                ui,
                "No gate has judged yet",
                "A gate is a promise that a machine can check: what was asked in step 1, what the baseline reaches, what the model in service reaches. One that fails, or cannot tell, says why and holds the model back until you mend it or waive it with a reason.",
                |_| {},
            ),
        }
        card(ui, "What you decide", |ui| {
            settings::form(ui, open, commands);
        });
        if !history.rows.is_empty() {
            card(ui, "What the gates were worth", |ui| {
                history::worth(ui, history);
                CollapsingHeader::new("Every verdict, newest first")
                    .show(ui, |ui| history::list(ui, history, self, commands));
            });
        }
    }
}

fn figures(ui: &mut Ui, report: &Report) {
    let shut = report.failed().count();
    let verdict = if report.passed {
        Tile::new("The model", "may pass")
            .tone(Tone::Good)
            .note("passed or waived")
    } else {
        Tile::new("The model", "may not pass")
            .tone(Tone::Bad)
            .note("step 8 waits for open gates")
    };
    let open = report.gates.len() - shut;
    let count = |is: fn(&Verdict) -> bool| {
        let gates = report.gates.iter();
        gates.filter(|gate| is(&gate.verdict)).count()
    };
    let unknown = count(|verdict| *verdict == Verdict::Unknown);
    let waived = count(|verdict| matches!(verdict, Verdict::Waived { .. }));
    let champion = report
        .champion
        .as_ref()
        .map_or("none", |champion| champion.name.as_str());
    tiles(
        ui,
        &[
            verdict,
            Tile::new("Open gates", format!("{open} of {}", report.gates.len())),
            Tile::new("Shut gates", shut.to_string())
                .tone(if shut > 0 { Tone::Bad } else { Tone::Neutral })
                .note(format!("{unknown} not known, {waived} waived")),
            Tile::new("Model in service", champion).note("judged on the same test rows"),
        ],
    );
}
