//! The registered models: versions, aliases, and the history of both.

mod alias;
mod card;
mod compare;

use std::collections::BTreeMap;

use egui::{RichText, Role, ScrollArea, Ui, WidgetInfo};

use self::{alias::Move, compare::Compared};
use crate::{
    ui::{
        Wanted,
        theme::{UiExt as _, space, text},
        widgets::{self, Tone, card_with, chip, empty, text_button},
        words,
    },
    workbench::{Command, Commands, ModelCommand, ModelEntry, Version, Workbench},
};

/// Metrics shown of a version.
const METRICS: usize = 4;

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The file that the user asked for.
    pub(super) wanted: Option<Wanted>,
    export: Option<(String, i64)>,
    moves: BTreeMap<String, Move>,
    compared: BTreeMap<String, Compared>,
}

impl View {
    /// The version that the file is for.
    pub(super) fn takes_export(&mut self) -> Option<(String, i64)> {
        self.export.take()
    }

    /// Shows every registered model.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ui.horizontal(|ui| {
            ui.heading("Models");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if text_button(ui, "Import a model…")
                    .on_hover_text("A file that another workspace exported; it is checked first, and no alias moves")
                    .clicked()
                {
                    self.wanted = Some(Wanted::ImportModel);
                }
            });
        });
        let mut export = None;
        ScrollArea::vertical()
            .id_salt("models")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| self.models(ui, workbench, commands, &mut export));
        if let Some((wanted, chosen)) = export {
            self.wanted = Some(wanted);
            self.export = Some(chosen);
        }
    }

    fn models(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        commands: &mut Commands,
        export: &mut Chosen,
    ) {
        if workbench.registry.models.is_empty() {
            empty(
                ui,
                "No model is registered yet",
                "Step 8 registers a model that passed its gates. Here its versions stand side by side, and aliases say which one clients get.",
                |_| {},
            );
        }
        for model in &workbench.registry.models {
            ui.push_id(("model", &model.name), |ui| {
                model_ui(ui, model, commands, export);
                let compared = self.compared.entry(model.name.clone()).or_default();
                compared.card(ui, model);
                let moved = self.moves.entry(model.name.clone()).or_default();
                moved.card(ui, model, commands);
                history(ui, model);
            });
        }
    }
}

/// The file that is wanted, and the model and version it is for.
type Chosen = Option<(Wanted, (String, i64))>;

fn model_ui(ui: &mut Ui, model: &ModelEntry, commands: &mut Commands, export: &mut Chosen) {
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
        version_ui(ui, model, version, commands, export);
    }
}

/// Every move of an alias, newest first.
fn history(ui: &mut Ui, model: &ModelEntry) {
    widgets::card(ui, "History", |ui| {
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

fn version_ui(
    ui: &mut Ui,
    model: &ModelEntry,
    version: &Version,
    commands: &mut Commands,
    export: &mut Chosen,
) {
    let weak = ui.tokens().text_weak;
    let aliases: Vec<&str> = model
        .aliases
        .iter()
        .filter(|(_, number)| *number == version.number)
        .map(|(alias, _)| alias.as_str())
        .collect();
    let title = format!("Version {}", version.number);
    let actions = |ui: &mut Ui| {
        let button = text_button(ui, "Export ONNX…");
        // Every version has this button, so its name says which one it is of.
        let name = format!("Export ONNX of {} version {}…", model.name, version.number);
        button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let button = button.on_hover_text(
            "One file with the preparation of the columns and the model, for ONNX Runtime, Triton or KServe",
        );
        if button.clicked() {
            *export = Some((Wanted::OnnxModel, (model.name.clone(), version.number)));
        }
        for (word, hint, wanted) in [
            (
                "Export…",
                "One file with the model, its card and golden requests, for another workspace",
                Wanted::ModelFile,
            ),
            (
                "Save the card…",
                "The card as Markdown, or as a web page by the ending",
                Wanted::ModelCard,
            ),
        ] {
            let button = text_button(ui, word);
            let name = format!("{word} {} version {}", model.name, version.number);
            button.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
            if button.on_hover_text(hint).clicked() {
                *export = Some((wanted, (model.name.clone(), version.number)));
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
        ui.collapsing(format!("Card of version {}", version.number), |ui| {
            card::show(ui, model, version, commands);
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
