//! The registered models: versions, aliases, and the history of both.

use egui::{RichText, Role, ScrollArea, Ui, WidgetInfo};

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

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    wants_file: bool,
    export: Option<(String, i64)>,
}

impl View {
    /// Whether the user asked for a model as a file since the last call.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_file)
    }

    /// The version that the file is for.
    pub(super) fn takes_export(&mut self) -> Option<(String, i64)> {
        self.export.take()
    }

    /// Shows every registered model.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        let mut export = None;
        show(ui, workbench, commands, &mut export);
        if export.is_some() {
            self.wants_file = true;
            self.export = export;
        }
    }
}

/// A model and its version.
type Chosen = Option<(String, i64)>;

fn show(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands, export: &mut Chosen) {
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
            model_ui(ui, model, commands, export);
        }
    });
}

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
            *export = Some((model.name.clone(), version.number));
        }
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
