//! The registered models: versions, aliases, and the history of both.

use egui::{RichText, ScrollArea, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, card_with, chip, empty, text_button},
        words,
    },
    workbench::{Command, Commands, ModelCommand, ModelEntry, Version, Workbench},
};

/// Metrics shown of a version.
const METRICS: usize = 4;

/// Shows every registered model.
pub(super) fn show(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    ui.heading("Models");
    ScrollArea::vertical().id_salt("models").auto_shrink(false).content_margin(space::SCROLLED).show(ui, |ui| {
        if workbench.registry.models.is_empty() {
            empty(
                ui,
                "No model is registered yet",
                "Step 8 registers a model that passed its gates. Here its versions stand side by side, and aliases say which one clients get.",
                |_| {},
            );
        }
        for model in &workbench.registry.models {
            model_ui(ui, model, commands);
        }
    });
}

fn model_ui(ui: &mut Ui, model: &ModelEntry, commands: &mut Commands) {
    let actions = |ui: &mut Ui| {
        for (alias, _) in &model.aliases {
            let word = format!("Roll {alias} back");
            if text_button(ui, &word)
                .on_hover_text("To the version that it pointed to before")
                .clicked()
            {
                commands.push(Command::Model(ModelCommand::RollBack {
                    model: model.name.clone(),
                    alias: alias.clone(),
                }));
            }
        }
    };
    card_with(ui, &model.name, actions, |_| {});
    for version in &model.versions {
        version_ui(ui, model, version, commands);
    }
    card(ui, "History", |ui| {
        let weak = ui.tokens().text_weak;
        for change in &model.history {
            let from = change.from.map_or_else(
                || "nothing".to_owned(),
                |version| format!("version {version}"),
            );
            let line = format!(
                "{} moved from {from} to version {}",
                change.alias, change.to
            );
            ui.horizontal(|ui| {
                ui.label(RichText::new(words::time(change.at)).small().color(weak));
                ui.label(line);
                ui.label(
                    RichText::new(format!("by {}: {}", change.by, change.why))
                        .small()
                        .color(weak),
                );
            });
        }
    });
}

fn version_ui(ui: &mut Ui, model: &ModelEntry, version: &Version, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    let aliases: Vec<&str> = model
        .aliases
        .iter()
        .filter(|(_, number)| *number == version.number)
        .map(|(alias, _)| alias.as_str())
        .collect();
    let title = format!("Version {}", version.number);
    let actions = |ui: &mut Ui| {
        for (alias, number) in &model.aliases {
            let word = format!("Make {} {alias}", version.number);
            if *number != version.number && text_button(ui, &word).clicked() {
                commands.push(Command::Model(ModelCommand::SetAlias {
                    model: model.name.clone(),
                    alias: alias.clone(),
                    version: version.number,
                }));
            }
        }
    };
    card_with(ui, &title, actions, |ui| {
        ui.horizontal(|ui| {
            for alias in aliases {
                chip(ui, Tone::Accent, alias);
            }
            ui.label(
                RichText::new(words::time(version.created_at))
                    .small()
                    .color(weak),
            );
            for (metric, figure) in version.metrics.iter().take(METRICS) {
                ui.label(
                    RichText::new(metric.info().name)
                        .font(text::label())
                        .color(weak),
                );
                ui.label(words::figure(figure));
            }
        });
        ui.collapsing(
            format!("Where version {} comes from", version.number),
            |ui| {
                for (what, value) in &version.lineage {
                    ui.horizontal(|ui| {
                        ui.label(RichText::new(what).color(weak));
                        ui.label(RichText::new(value).monospace());
                    });
                }
            },
        );
    });
}
