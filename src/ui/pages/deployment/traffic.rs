use std::time::Duration;

use egui::{Checkbox, RichText, Slider, Ui};

use crate::{
    serving::{Played, Tempo},
    terms::{Incident, IncidentKind},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tile, Tone, card, chip, empty, form, grid, primary_button, text_button, tiles},
        words,
    },
    workbench::{
        Command, Commands, EndpointCommand, JobKey, Serving, TrafficCommand, TrafficRun, Workbench,
    },
};

/// Rows a second that can be chosen; 0 is as fast as it goes.
const RATES: [f64; 6] = [1.0, 5.0, 20.0, 100.0, 500.0, 0.0];

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// How it is played, or will be.
    tempo: Tempo,
    /// The columns that each incident is about.
    columns: Vec<(IncidentKind, Vec<String>)>,
}

fn traffic(commands: &mut Commands, command: TrafficCommand) {
    commands.push(Command::Endpoint(EndpointCommand::Traffic(command)));
}

impl View {
    /// Shows the traffic with what goes wrong in it.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (workbench, serving): (&Workbench, Option<&Serving>),
        commands: &mut Commands,
    ) {
        let Some(serving) = serving else {
            empty(
                ui,
                "No endpoint runs",
                "Start one on the tab Endpoint. Then the rows that stand for production are sent to it as if the world asked, in their order of time, with their labels later; and you can let things go wrong, to see who notices.",
                |_| {},
            );
            return;
        };
        let before = self.tempo.clone();
        let run = serving.traffic.as_ref();
        if run.is_some() {
            ui.ctx().request_repaint_after(Duration::from_millis(250));
        }
        grid(ui, 420.0, 2, |ui, i| match i {
            0 => card(ui, "Traffic", |ui| {
                self.player(ui, workbench, run, commands);
            }),
            _ => card(ui, "What goes wrong", |ui| self.incidents(ui, serving)),
        });
        if run.is_some() && self.tempo != before {
            traffic(commands, TrafficCommand::Set(self.tempo.clone()));
        }
    }

    fn player(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        run: Option<&TrafficRun>,
        commands: &mut Commands,
    ) {
        let rates = RATES.map(|rate| {
            let name = if rate > 0.0 {
                format!("{rate} rows a second")
            } else {
                "as fast as it goes".to_owned()
            };
            (rate, name)
        });
        let mut rate = self.tempo.rate.unwrap_or(0.0);
        if form::choice(ui, "Speed", "One row is one request", &mut rate, &rates) {
            self.tempo.rate = (rate > 0.0).then_some(rate);
        }
        let help = "The label of a row is sent so many rows later, as in life";
        form::whole(
            ui,
            "Label delay",
            help,
            &mut self.tempo.label_delay,
            0..=100_000,
        );
        let Some(run) = run else {
            let words = "The rows that stand for production, or the test part where there are none, one by one in their order of time. Each is a request of its own, answered and logged like any other.";
            ui.label(RichText::new(words).color(ui.tokens().text_weak));
            let prepares = workbench.runs(&JobKey::Traffic);
            ui.horizontal(|ui| {
                if primary_button(ui, !prepares, "Play").clicked() {
                    self.tempo.paused = false;
                    traffic(commands, TrafficCommand::Start(self.tempo.clone()));
                }
                if prepares {
                    ui.spinner();
                }
            });
            return;
        };
        let played = run.player.played();
        position(ui, run, &played, commands);
        ui.horizontal(|ui| {
            let is_over = played.position >= played.rows;
            if is_over {
                if primary_button(ui, true, "Play again").clicked() {
                    traffic(commands, TrafficCommand::Seek(0));
                }
            } else {
                let word = if self.tempo.paused { "Go on" } else { "Pause" };
                if primary_button(ui, true, word).clicked() {
                    self.tempo.paused = !self.tempo.paused;
                }
            }
            if text_button(ui, "Stop").clicked() {
                traffic(commands, TrafficCommand::Stop);
            }
        });
        ui.add_space(space::XS);
        let failed = if played.failed > 0 {
            Tone::Bad
        } else {
            Tone::Neutral
        };
        tiles(
            ui,
            &[
                Tile::new("Answered", words::count(played.answered)),
                Tile::new("Not answered", words::count(played.failed)).tone(failed),
                Tile::new("Labels sent", words::count(played.labelled)),
            ],
        );
        if let Some(trouble) = &played.trouble {
            let words = format!("The endpoint said: {trouble}");
            ui.label(RichText::new(words).color(ui.tokens().warn));
        }
    }

    fn incidents(&mut self, ui: &mut Ui, serving: &Serving) {
        let weak = ui.tokens().text_weak;
        let words = "Switch on what should go wrong from now on. Then look at step 9: which plot notices, how soon, and which one cannot?";
        ui.label(RichText::new(words).color(weak));
        let inputs = serving.endpoint.inputs();
        for kind in IncidentKind::ALL {
            let place = self.tempo.incidents.iter().position(|one| one.kind == kind);
            let columns = chosen(&mut self.columns, kind, &inputs);
            let names: Vec<(String, String)> = inputs
                .iter()
                .filter(|input| fits(kind, input.kind))
                .map(|input| (input.name.clone(), input.name.clone()))
                .collect();
            let can_happen = names.len() >= kind.columns();
            let mut is_on = place.is_some();
            ui.horizontal(|ui| {
                let name = RichText::new(kind.name()).font(text::strong());
                let tick = ui.add_enabled(can_happen, Checkbox::new(&mut is_on, name));
                tick.on_hover_text(kind.summary())
                    .on_disabled_hover_text("The model reads no column to which this can happen");
                if is_on {
                    chip(ui, Tone::Bad, "goes on");
                }
            });
            let mut changed = false;
            if is_on {
                ui.label(
                    RichText::new(kind.summary())
                        .font(text::label())
                        .color(weak),
                );
                for (i, column) in columns.iter_mut().enumerate() {
                    let label = if i == 0 { "Column" } else { "With" };
                    ui.push_id((kind.name(), i), |ui| {
                        let help = "The column that it is about";
                        changed |= form::choice(ui, label, help, column, &names);
                    });
                }
            }
            let incident = Incident {
                kind,
                columns: columns.clone(),
            };
            match (place, is_on) {
                (Some(place), false) => {
                    self.tempo.incidents.remove(place);
                }
                (None, true) => self.tempo.incidents.push(incident),
                (Some(place), true) if changed => self.tempo.incidents[place] = incident,
                _ => {}
            }
        }
    }
}

/// The columns that are chosen for an incident; to begin with the first ones that fit.
fn chosen<'a>(
    all: &'a mut Vec<(IncidentKind, Vec<String>)>,
    kind: IncidentKind,
    inputs: &[crate::data::ColumnInfo],
) -> &'a mut Vec<String> {
    let place = all.iter().position(|(of, _)| *of == kind);
    let place = place.unwrap_or_else(|| {
        let fitting = inputs.iter().filter(|input| fits(kind, input.kind));
        let names = fitting.map(|input| input.name.clone());
        all.push((kind, names.take(kind.columns()).collect()));
        all.len() - 1
    });
    &mut all[place].1
}

/// Whether something of this kind can happen to a column.
fn fits(kind: IncidentKind, column: crate::data::Kind) -> bool {
    use crate::data::Kind;
    match kind {
        IncidentKind::Unit | IncidentKind::Swapped => {
            matches!(column, Kind::Integer | Kind::Decimal)
        }
        IncidentKind::Renamed => column == Kind::Text,
        _ => true,
    }
}

/// How far it is, and the way to another place.
fn position(ui: &mut Ui, run: &TrafficRun, played: &Played, commands: &mut Commands) {
    let mut at = played.position.min(played.rows);
    ui.spacing_mut().slider_width = (ui.available_width() - 20.0).max(80.0);
    let slider = Slider::new(&mut at, 0..=played.rows).show_value(false);
    let response = ui.add(slider);
    response.widget_info(|| egui::WidgetInfo::slider(true, at as f64, "Place in the traffic"));
    if response.changed() {
        traffic(commands, TrafficCommand::Seek(at));
    }
    let place = usize::try_from(at).unwrap_or(usize::MAX);
    let time = run.times.get(place.min(run.times.len().saturating_sub(1)));
    let time = time.copied().flatten();
    let time = time.map_or_else(String::new, |time| format!(" · {}", words::time(time)));
    let words = format!("Row {} of {}{time}", words::count(at), run.about);
    ui.label(RichText::new(words).color(ui.tokens().text_weak));
}
