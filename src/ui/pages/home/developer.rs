//! The developer's home: what to send, where to, and what comes back.

use egui::{RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        pages::deployment::requests::infer_call,
        theme::UiExt as _,
        widgets::{Tile, Tone, card_with, grid, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, EndpointCommand, OpenProject, Workbench},
};

/// Shows the endpoint and the contract of a request.
pub(super) fn home(
    ui: &mut Ui,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    let Some(report) = open.results.deployment.as_ref().map(|done| &done.report) else {
        super::not_yet(
            ui,
            Step::Deployment,
            "the endpoint that your application calls",
            commands,
        );
        return;
    };
    let serving = workbench.serving.as_ref();
    let traffic = serving
        .map(|serving| serving.endpoint.traffic())
        .unwrap_or_default();
    let state = if serving.is_some() {
        "answers"
    } else {
        "stopped"
    };
    tiles(
        ui,
        &[
            Tile::new("Endpoint", state)
                .note(serving.map_or_else(String::new, |serving| {
                    serving.endpoint.address().to_string()
                }))
                .tone(if serving.is_some() {
                    Tone::Good
                } else {
                    Tone::Neutral
                }),
            Tile::new("Model", format!("{} v{}", report.model, report.version))
                .note(format!("alias {}", report.alias)),
            Tile::new("Inputs", report.inputs.len().to_string()).note("raw columns"),
            Tile::new("Requests", words::count(traffic.requests)),
        ],
    );
    let address = serving.map(|serving| serving.endpoint.address());
    grid(ui, 380.0, 2, |ui, i| {
        if i == 0 {
            let call = infer_call(report, address);
            let actions = |ui: &mut Ui| {
                if text_button(ui, "Copy").clicked() {
                    ui.ctx().copy_text(call.clone());
                }
            };
            card_with(ui, "A request that works as it stands", actions, |ui| {
                ui.label(RichText::new(&call).monospace());
            });
        } else {
            inputs(ui, workbench, open, commands);
        }
    });
}

fn inputs(ui: &mut Ui, workbench: &Workbench, open: &OpenProject, commands: &mut Commands) {
    let Some(report) = open.results.deployment.as_ref().map(|done| &done.report) else {
        return;
    };
    let weak = ui.tokens().text_weak;
    let actions = |ui: &mut Ui| {
        if workbench.serving.is_none() {
            if text_button(ui, "Start the endpoint").clicked() {
                commands.push(Command::Endpoint(EndpointCommand::Start {
                    model: report.model.clone(),
                    alias: report.alias.clone(),
                    port: 0,
                    token: None,
                }));
            }
        } else if text_button(ui, "Stop the endpoint").clicked() {
            commands.push(Command::Endpoint(EndpointCommand::Stop));
        }
    };
    card_with(ui, "Inputs", actions, |ui| {
        for column in &report.inputs {
            ui.horizontal(|ui| {
                ui.label(&column.name);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(RichText::new(column.kind.name()).color(weak));
                });
            });
        }
    });
}
