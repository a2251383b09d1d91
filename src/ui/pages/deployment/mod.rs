//! From a validated model to one that answers: its version, its endpoint, and the way back.

mod endpoint;
mod history;
pub(super) mod requests;
mod trace;
mod version;

use egui::{RichText, Ui};

use crate::{
    steps::deployment::Params,
    ui::{
        theme::UiExt as _,
        widgets::{Tile, Tone, card, empty, form, grid, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The port to serve on; 0 lets the system choose.
    port: u64,
    requests: requests::View,
}

impl View {
    /// Shows the page.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        let params = &open.project.deployment;
        let done = open.results.deployment.as_ref();
        if done.is_none() {
            empty(
                ui,
                "No version has been registered yet",
                "Here recipe and model are packed into one version, which is proved to answer one row as it answers a batch. An alias says which version clients get, so that you can go back in a second.",
                |_| {},
            );
        }
        figures(ui, workbench, open);
        let entry = workbench
            .registry
            .models
            .iter()
            .find(|entry| entry.name == params.model);
        grid(ui, 420.0, 2, |ui, i| match i {
            0 => card(ui, "Endpoint", |ui| {
                let is_there = entry.is_some_and(|entry| {
                    entry
                        .aliases
                        .iter()
                        .any(|(alias, _)| *alias == params.alias)
                });
                endpoint::show(
                    ui,
                    workbench,
                    (params, is_there),
                    (&mut self.port, commands),
                );
            }),
            _ => card(ui, "What you decide", |ui| decide(ui, params, commands)),
        });
        if let Some(done) = done {
            card(ui, "Ask it", |ui| {
                self.requests.ui(ui, done, workbench.serving.as_ref());
            });
            card(ui, "This version", |ui| version::show(ui, &done.report));
        }
        if let Some(entry) = entry {
            history::card(ui, entry, &params.alias, commands);
        }
        trace::card(ui, workbench, &params.model, commands);
    }
}

fn figures(ui: &mut Ui, workbench: &Workbench, open: &OpenProject) {
    let mut shown = Vec::new();
    if let Some(report) = open.results.deployment.as_ref().map(|done| &*done.report) {
        let parity = report.parity;
        let version = format!("{} v{}", report.model, report.version);
        shown.push(Tile::new("Registered", version).note(format!("alias {}", report.alias)));
        shown.push(if parity.differing == 0 {
            Tile::new("Online = batch", "the same")
                .tone(Tone::Good)
                .note(format!(
                    "to the last bit, {} rows",
                    words::count(parity.rows)
                ))
        } else {
            Tile::new(
                "Online = batch",
                format!("{} differ", words::count(parity.differing)),
            )
            .tone(Tone::Bad)
            .note(format!("of {} rows", words::count(parity.rows)))
        });
        shown.push(Tile::new("Package", words::bytes(report.bytes)).note(&report.description));
    }
    match &workbench.serving {
        Some(serving) => {
            let traffic = serving.endpoint.traffic();
            shown.push(
                Tile::new("Endpoint", "answers")
                    .tone(Tone::Good)
                    .note(format!("port {}", serving.endpoint.address().port())),
            );
            shown.push(
                Tile::new("Requests", words::count(traffic.requests)).note(format!(
                    "{} rows, {} refused",
                    words::count(traffic.rows),
                    words::count(traffic.errors)
                )),
            );
        }
        None => shown.push(Tile::new("Endpoint", "stopped")),
    }
    tiles(ui, &shown);
}

/// Under which name the model is known.
fn decide(ui: &mut Ui, before: &Params, commands: &mut Commands) {
    let mut params = before.clone();
    let help = "Clients ask for it by this name; letters, digits, “-”, “_” and “.”";
    let mut changed = form::text_line(ui, "Model name", help, &mut params.model);
    let help = "The name that points to the version clients get; the new version takes it over";
    changed |= form::text_line(ui, "Alias", help, &mut params.alias);
    if let Err(err) = params.check() {
        ui.label(RichText::new(format!("✘ {err}")).color(ui.tokens().bad));
    }
    if changed {
        commands.edit(Edit::Deployment(params));
    }
}
