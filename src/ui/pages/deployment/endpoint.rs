use egui::{RichText, Ui};

use crate::{
    steps::deployment::Params,
    store::LogLimits,
    ui::{
        theme::UiExt as _,
        widgets::{Tone, chip, form, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, EndpointCommand, JobKey, Serving, Workbench},
};

/// What the cards remember between frames.
#[derive(Default)]
pub(super) struct View {
    /// The port to serve on; 0 lets the system choose.
    port: u64,
    /// What clients must send; empty where every program of this machine may ask.
    token: String,
    /// The limits of the log that are being edited.
    limits: Option<LogLimits>,
}

impl View {
    /// Whether the endpoint runs, and how to start and stop it. `is_there` says whether the alias
    /// points to a version.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        (params, is_there): (&Params, bool),
        commands: &mut Commands,
    ) {
        if let Some(serving) = &workbench.serving {
            running(ui, serving, commands);
            return;
        }
        if workbench.runs(&JobKey::Endpoint) {
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label("Loading the model, opening the log, listening…");
            });
            return;
        }
        let weak = ui.tokens().text_weak;
        let words = "Answers HTTP requests on this machine only, and keeps every answer so that it can be traced.";
        ui.label(RichText::new(words).color(weak));
        let help = "On the loopback address; 0 lets the system choose a free one";
        form::whole(ui, "Port", help, &mut self.port, 0..=65_535);
        let help = "Programs must send it as “Authorization: Bearer …”. Empty: every program of this machine may ask. It is kept in memory only.";
        form::text_line(ui, "Token", help, &mut self.token);
        let token = self.token.trim();
        let is_sendable = token.chars().all(|c| c.is_ascii_graphic());
        if !is_sendable {
            let words = "✘ A token is made of letters, digits and signs without spaces";
            ui.label(RichText::new(words).color(ui.tokens().bad));
        }
        let word = format!("Start serving {}@{}", params.model, params.alias);
        // In a row of its own, or the column would stretch it.
        let start = ui
            .horizontal(|ui| primary_button(ui, is_there && is_sendable, &word))
            .inner;
        let hint = "No version has this alias yet: run this step first";
        if start.on_disabled_hover_text(hint).clicked() {
            commands.push(Command::Endpoint(EndpointCommand::Start {
                model: params.model.clone(),
                alias: params.alias.clone(),
                port: u16::try_from(self.port).unwrap_or(0),
                token: (!token.is_empty()).then(|| token.to_owned()),
            }));
        }
    }

    /// How much of the past is kept.
    pub(super) fn log(&mut self, ui: &mut Ui, serving: &Serving, commands: &mut Commands) {
        let limits = self.limits.get_or_insert_with(|| serving.limits.clone());
        let weak = ui.tokens().text_weak;
        let words = "Every answer is on the disk before a client gets it. The oldest go first when there is no room; what was learned from them in step 9 stays.";
        ui.label(RichText::new(words).color(weak));
        let mut megabytes = limits.bytes >> 20;
        let mut days = u64::from(limits.days);
        let mut changed = form::whole(
            ui,
            "Room, MB",
            "So much of the disk at most",
            &mut megabytes,
            48..=1_000_000,
        );
        let help = "So many days at most; 0 for as long as there is room";
        changed |= form::whole(ui, "Days", help, &mut days, 0..=36_500);
        let mut without = limits.without.join(", ");
        let help = "Raw columns that are not written down, with commas between: names, addresses, whatever must not be kept";
        changed |= form::text_line(ui, "Left out", help, &mut without);
        limits.bytes = megabytes << 20;
        limits.days = u32::try_from(days).unwrap_or(u32::MAX);
        let names = without.split(',').map(str::trim);
        limits.without = names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if changed {
            let model = serving.endpoint.model().to_owned();
            let keep = EndpointCommand::Keep(model, limits.clone());
            commands.push(Command::Endpoint(keep));
        }
    }
}

fn running(ui: &mut Ui, serving: &Serving, commands: &mut Commands) {
    let endpoint = &serving.endpoint;
    let address = format!("http://{}", endpoint.address());
    ui.horizontal_wrapped(|ui| {
        if endpoint.is_ready() {
            chip(ui, Tone::Good, "answers");
        } else {
            chip(ui, Tone::Bad, "cannot log")
                .on_hover_text("What cannot be kept is not given: free some room on the disk");
        }
        ui.hyperlink_to(RichText::new(&address).monospace(), &address)
            .on_hover_text("A page to try the model by hand");
        if text_button(ui, "Copy the address").clicked() {
            ui.ctx().copy_text(address.clone());
        }
    });
    ui.label(format!(
        "Serves {}@{}, which is version {}{}",
        endpoint.model(),
        serving.alias,
        endpoint.version(),
        if serving.token.is_some() {
            ", to those who send the token"
        } else {
            ""
        }
    ));
    let traffic = endpoint.traffic();
    let last = endpoint.last_second().unwrap_or_default();
    let ms = |seconds: Option<f64>| {
        seconds.map_or_else(|| "–".to_owned(), |s| format!("{:.2} ms", s * 1e3))
    };
    let now = if traffic.requests == 0 {
        "no request yet".to_owned()
    } else {
        format!(
            "{} a second now, p50 {}, p99 {}",
            words::number(last.requests),
            ms(last.request.p50),
            ms(last.request.p99)
        )
    };
    let words = format!(
        "{} requests, {} rows, {} refused; {now}",
        words::count(traffic.requests),
        words::count(traffic.rows),
        words::count(traffic.errors),
    );
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(words).color(weak));
    if let Some(load) = endpoint.load() {
        let words = format!("The model was loaded in {:.1} ms", load.as_secs_f64() * 1e3);
        ui.label(RichText::new(words).color(weak));
    }
    ui.horizontal(|ui| {
        if text_button(ui, "Stop serving").clicked() {
            commands.push(Command::Endpoint(EndpointCommand::Stop));
        }
    });
}
