//! From a validated model to one that answers: its version, its endpoint, and the way back.

mod console;
mod differences;
mod endpoint;
mod history;
pub(super) mod requests;
mod resources;
mod routing;
mod tabs;
mod trace;
mod traffic;
mod version;

use egui::{RichText, Ui};

use self::tabs::Tab;
use crate::{
    steps::deployment::Params,
    ui::{
        theme::UiExt as _,
        widgets::{Tile, Tone, card, empty, form, grid, tiles},
        words,
    },
    workbench::{Commands, Edit, ModelEntry, OpenProject, Serving, Workbench},
};

/// What the page remembers between frames.
#[derive(Default)]
pub(super) struct View {
    tab: Tab,
    endpoint: endpoint::View,
    resources: resources::View,
    console: console::View,
    requests: requests::View,
    routing: routing::View,
    traffic: traffic::View,
    /// The version whose folder a place is asked for, and whether it still has to be asked for.
    export: Option<(String, i64)>,
    asks: bool,
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
        if open.results.deployment.is_none() {
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
        // An endpoint of another project's model is no business of this page.
        let serving = workbench.serving.as_ref();
        let serving = serving.filter(|serving| serving.endpoint.model() == params.model);
        self.tab.choose(ui);
        match self.tab {
            Tab::Endpoint => self.endpoint(ui, workbench, (params, entry), commands),
            Tab::Try => self.try_it(ui, (open, serving), commands),
            Tab::Routing => match (serving, entry) {
                (Some(serving), Some(entry)) => {
                    let key = open.project.problem.entity.as_deref();
                    let served = (workbench, serving);
                    self.routing.ui(ui, served, (entry, key), commands);
                }
                _ => routing::stopped(ui),
            },
            Tab::Traffic => self.traffic.ui(ui, (workbench, serving), commands),
            Tab::Version => {
                if let Some(done) = &open.results.deployment {
                    card(ui, "This version", |ui| version::show(ui, &done.report));
                    if version::folder(ui) {
                        self.export = Some((done.report.model.clone(), done.report.version));
                        self.asks = true;
                    }
                }
                if let Some(entry) = entry {
                    history::card(ui, entry, &params.alias, commands);
                }
                trace::card(ui, workbench, &params.model, commands);
            }
        }
    }

    /// Whether a place for a folder was asked for since the last time.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.asks)
    }

    /// The version for which it was asked.
    pub(super) fn takes_export(&mut self) -> Option<(String, i64)> {
        self.export.take()
    }

    fn endpoint(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        (params, entry): (&Params, Option<&ModelEntry>),
        commands: &mut Commands,
    ) {
        let is_there = entry.is_some_and(|entry| {
            let mut aliases = entry.aliases.iter();
            aliases.any(|(alias, _)| *alias == params.alias)
        });
        let serving = workbench.serving.as_ref();
        grid(ui, 420.0, 2, |ui, i| match (i, serving) {
            (0, _) => card(ui, "Endpoint", |ui| {
                let about = (params, is_there);
                self.endpoint.ui(ui, workbench, about, commands);
            }),
            (_, Some(serving)) => card(ui, "Its log", |ui| {
                self.endpoint.log(ui, serving, commands);
            }),
            _ => card(ui, "What you decide", |ui| decide(ui, params, commands)),
        });
        if let Some(serving) = serving {
            self.resources.ui(ui, &serving.endpoint);
            card(ui, "What you decide", |ui| decide(ui, params, commands));
        }
    }

    fn try_it(
        &mut self,
        ui: &mut Ui,
        (open, serving): (&OpenProject, Option<&Serving>),
        commands: &mut Commands,
    ) {
        let Some(done) = &open.results.deployment else {
            return;
        };
        let analysis = open.results.analysis.as_ref();
        let profile = analysis.map(|done| &done.report.profile);
        self.console.look(&done.report, profile);
        grid(ui, 420.0, 2, |ui, i| {
            if i == 0 {
                card(ui, "Request", |ui| {
                    self.console.request(ui, serving, commands);
                });
                return;
            }
            card(ui, "Answer", |ui| console::answer(ui, serving));
            card(ui, "The same from your application", |ui| {
                let body = (done.report.model.as_str(), self.console.body());
                self.requests.ui(ui, body, serving);
            });
        });
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
