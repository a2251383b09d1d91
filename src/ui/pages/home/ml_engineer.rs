//! The ML engineer's home: gates, registry, alerts.

use egui::{RichText, Ui};

use crate::{
    steps::{Step, validation},
    ui::{
        theme::{UiExt as _, text},
        widgets::{Icon, Tile, Tone, card, card_with, grid, icon, text_button, tiles},
        words,
    },
    workbench::{AlertCommand, Command, Commands, OpenProject, Page, Workbench},
};

/// Shows whether the model may ship, what is in service, and what production says.
pub(super) fn home(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    let Some(validation) = open.results.validation.as_ref().map(|done| &done.report) else {
        super::not_yet(
            ui,
            Step::Validation,
            "the gates that a model must pass",
            commands,
        );
        return;
    };
    let shut = validation.failed().count();
    let versions: usize = workbench
        .registry
        .models
        .iter()
        .map(|model| model.versions.len())
        .sum();
    let newest = open.automation.runs.first();
    let is_watched = open.results.monitoring.is_some();
    let alerts = open.inbox().open().count();
    tiles(
        ui,
        &[
            Tile::new(
                "Gates",
                if shut == 0 {
                    "all open".to_owned()
                } else {
                    format!("{shut} shut")
                },
            )
            .note(format!("of {}", validation.gates.len()))
            .tone(if shut == 0 { Tone::Good } else { Tone::Bad }),
            Tile::new("Versions registered", versions.to_string()),
            Tile::new(
                "Automation",
                format!("level {}", open.project.automation.level().number()),
            )
            .note(newest.map_or("no run by itself yet", |one| one.run.state.name())),
            Tile::new(
                "Endpoint",
                if workbench.serving.is_some() {
                    "answers"
                } else {
                    "stopped"
                },
            ),
            Tile::new(
                "Open alerts",
                if is_watched {
                    words::count(alerts as u64)
                } else {
                    "–".to_owned()
                },
            )
            .note(format!("of {} raised", open.inbox().alerts.len()))
            .tone(if alerts == 0 {
                Tone::Neutral
            } else {
                Tone::Warn
            }),
        ],
    );
    grid(ui, 360.0, 2, |ui, i| {
        if i == 0 {
            gates(ui, validation);
            registry(ui, workbench, commands);
        } else {
            alerts_card(ui, open, commands);
        }
    });
}

fn gates(ui: &mut Ui, validation: &validation::Report) {
    let tokens = ui.tokens();
    card(ui, "Gates", |ui| {
        for gate in &validation.gates {
            let (mark, ink) = if gate.is_open() {
                (Icon::Check, tokens.good)
            } else {
                (Icon::Cross, tokens.bad)
            };
            ui.horizontal(|ui| {
                icon(ui, mark, 14.0, ink);
                let title = RichText::new(&gate.title).font(text::strong());
                ui.add(egui::Label::new(title).truncate())
                    .on_hover_text(&gate.explanation);
            });
        }
    });
}

fn registry(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        if text_button(ui, "Open models").clicked() {
            commands.push(Command::Open(Page::Models));
        }
    };
    card_with(ui, "In service", actions, |ui| {
        for model in &workbench.registry.models {
            for (alias, version) in &model.aliases {
                ui.label(format!("{}@{alias} is version {version}", model.name));
            }
        }
        if workbench.registry.models.is_empty() {
            ui.label("No model is registered yet.");
        }
    });
}

fn alerts_card(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let mut opens = false;
    let actions = |ui: &mut Ui| opens = text_button(ui, "Open monitoring").clicked();
    let weak = ui.tokens().text_weak;
    let mut looks = None;
    card_with(ui, "Newest alerts", actions, |ui| {
        let Some(report) = open.results.monitoring.as_ref().map(|done| &done.report) else {
            ui.label("Monitoring has not run yet.");
            return;
        };
        for entry in open.inbox().open().take(10) {
            let concern = words::sentence(&entry.row.concern);
            ui.label(RichText::new(concern).font(text::label()).color(weak));
            if text_button(ui, &entry.row.text)
                .on_hover_text("Open the windows that caused it")
                .clicked()
            {
                looks = Some(entry.row.id);
            }
        }
        if open.inbox().open().next().is_none() {
            ui.label(format!(
                "None that nobody has seen to in {} chunks of production.",
                words::count(report.production().count() as u64)
            ));
        }
    });
    if opens {
        commands.push(Command::Open(Page::Step(Step::Monitoring)));
    }
    if let Some(alert) = looks {
        commands.push(Command::Alert(AlertCommand::Look(alert)));
    }
}
