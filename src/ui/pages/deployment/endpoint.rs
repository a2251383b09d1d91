use egui::{RichText, Ui};

use crate::{
    steps::deployment::Params,
    ui::{
        theme::UiExt as _,
        widgets::{Tone, chip, form, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, EndpointCommand, Serving, Workbench},
};

/// Whether the endpoint runs, and how to start and stop it. `is_there` says whether the alias
/// points to a version.
pub(super) fn show(
    ui: &mut Ui,
    workbench: &Workbench,
    (params, is_there): (&Params, bool),
    (port, commands): (&mut u64, &mut Commands),
) {
    if let Some(serving) = &workbench.serving {
        running(ui, serving, commands);
        return;
    }
    let weak = ui.tokens().text_weak;
    let words = "Answers HTTP requests on this machine only, and keeps every answer so that it can be traced.";
    ui.label(RichText::new(words).color(weak));
    let help = "On the loopback address; 0 lets the system choose a free one";
    form::whole(ui, "Port", help, port, 0..=65_535);
    let word = format!("Start serving {}@{}", params.model, params.alias);
    // In a row of its own, or the column would stretch it.
    let start = ui
        .horizontal(|ui| primary_button(ui, is_there, &word))
        .inner;
    let hint = "No version has this alias yet: run this step first";
    if start.on_disabled_hover_text(hint).clicked() {
        commands.push(Command::Endpoint(EndpointCommand::Start {
            model: params.model.clone(),
            alias: params.alias.clone(),
            port: u16::try_from(*port).unwrap_or(0),
            token: None,
        }));
    }
}

fn running(ui: &mut Ui, serving: &Serving, commands: &mut Commands) {
    let endpoint = &serving.endpoint;
    let address = format!("http://{}", endpoint.address());
    ui.horizontal_wrapped(|ui| {
        chip(ui, Tone::Good, "answers");
        ui.label(RichText::new(&address).monospace());
        if text_button(ui, "Copy the address").clicked() {
            ui.ctx().copy_text(address.clone());
        }
    });
    ui.label(format!(
        "Serves {}@{}, which is version {}",
        endpoint.model(),
        serving.alias,
        endpoint.version()
    ));
    let traffic = endpoint.traffic();
    let latency = if traffic.requests == 0 {
        "no request yet".to_owned()
    } else {
        format!(
            "{} µs an inference, on average",
            words::count(traffic.mean_latency_us)
        )
    };
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(latency).color(weak));
    ui.horizontal(|ui| {
        if text_button(ui, "Stop serving").clicked() {
            commands.push(Command::Endpoint(EndpointCommand::Stop));
        }
        // Any click draws the page anew, and with it the figures.
        text_button(ui, "Look again")
            .on_hover_text("Reads how many requests were answered until now");
    });
}
