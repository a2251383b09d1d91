use egui::{Grid, RichText, ScrollArea, Ui};

use super::differences::{differences, replayed};
use crate::{
    serving::{Mode, RouteChange, Routes, Routing, VersionTraffic},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{self, Tone, card, chip, form, grid, primary_button, text_button},
        words,
    },
    workbench::{
        Command, Commands, EndpointCommand, JobKey, ModelEntry, Outcomes, RouteCommand, Serving,
        Workbench,
    },
};

/// The shares through which a canary usually grows, in percent.
const STEPS: [f64; 4] = [1.0, 10.0, 50.0, 100.0];
/// Events that are shown.
const EVENTS: usize = 12;

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The version that is to be tried.
    chosen: Option<i64>,
    /// How.
    routing: Option<Routing>,
    /// The version that the log is replayed against, and how fast; 0 is as fast as it goes.
    candidate: Option<i64>,
    speed: f64,
}

fn route(commands: &mut Commands, command: RouteCommand) {
    commands.push(Command::Endpoint(EndpointCommand::Route(command)));
}

impl View {
    /// Shows which version answers whom. `key` is the column that the project calls its entity.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (workbench, serving): (&Workbench, &Serving),
        (entry, key): (&ModelEntry, Option<&str>),
        commands: &mut Commands,
    ) {
        let routes = serving.endpoint.routes();
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs(1));
        grid(ui, 420.0, 2, |ui, i| match i {
            0 => card(ui, "Who answers", |ui| who(ui, serving, &routes, commands)),
            _ => card(ui, "Try another version", |ui| {
                self.challenge(ui, (&routes, entry), key, commands);
            }),
        });
        if let Some((_, routing)) = &routes.challenger {
            if routing.mode == Mode::Shadow {
                let (_, found) = serving.endpoint.differences();
                let about = format!("The shadow, version {}", challenger(&routes));
                card(ui, &about, |ui| differences(ui, "shadow", &found));
            } else {
                card(ui, "What came true", |ui| {
                    came_true(ui, serving.outcomes.as_ref());
                });
            }
        }
        self.replay(ui, workbench, (serving, entry), commands);
        card(ui, "What happened", |ui| events(ui, serving));
    }

    fn challenge(
        &mut self,
        ui: &mut Ui,
        (routes, entry): (&Routes, &ModelEntry),
        key: Option<&str>,
        commands: &mut Commands,
    ) {
        let others = others(entry, routes.champion.version);
        let Some(newest) = others.first() else {
            ui.weak("There is only one version. Train another one and deploy it under the same name, or under an alias of its own; then it can be tried here beside the champion.");
            return;
        };
        let tried = routes.challenger.as_ref().map(|(one, _)| one.version);
        let chosen = self.chosen.get_or_insert_with(|| tried.unwrap_or(newest.0));
        form::choice(
            ui,
            "Version",
            "Which version is to be tried",
            chosen,
            &others,
        );
        let routing = self.routing.get_or_insert_with(|| {
            let running = routes
                .challenger
                .as_ref()
                .map(|(_, routing)| routing.clone());
            running.unwrap_or_else(|| Routing {
                percent: 10.0,
                key: key.map(str::to_owned),
                ..Routing::default()
            })
        });
        let modes = Mode::ALL.map(|mode| (mode, mode.name().to_owned()));
        form::choice(
            ui,
            "How",
            "What the challenger is asked",
            &mut routing.mode,
            &modes,
        );
        ui.label(RichText::new(routing.mode.summary()).color(ui.tokens().text_weak));
        if routing.mode != Mode::Shadow {
            let help = "The share of the requests that it answers";
            form::number(ui, "Share, %", help, &mut routing.percent, 0.0..=100.0);
            let mut column = routing.key.clone().unwrap_or_default();
            let help = "The raw column that says who asks, so that everybody always meets the same version; empty: the id of the request";
            if form::text_line(ui, "Who asks", help, &mut column) {
                routing.key = Some(column.trim().to_owned()).filter(|key| !key.is_empty());
            }
        }
        guardrail(ui, routing);
        let chosen = *chosen;
        let wanted = routing.clone();
        ui.horizontal(|ui| {
            if tried == Some(chosen) {
                if primary_button(ui, true, "Route like this").clicked() {
                    route(commands, RouteCommand::Route(wanted));
                }
            } else if primary_button(ui, true, &format!("Try version {chosen}")).clicked() {
                route(commands, RouteCommand::Challenge(chosen, wanted));
            }
        });
    }

    fn replay(
        &mut self,
        ui: &mut Ui,
        workbench: &Workbench,
        (serving, entry): (&Serving, &ModelEntry),
        commands: &mut Commands,
    ) {
        card(ui, "Replay the log against a version", |ui| {
            let weak = ui.tokens().text_weak;
            let words = "Asks a version what the endpoint was asked lately, at most 100,000 rows: where would it have answered in another way, and would it have been right? No client is involved.";
            ui.label(RichText::new(words).color(weak));
            let others = others(entry, serving.endpoint.version());
            let Some(newest) = others.first() else {
                ui.weak("There is no other version yet.");
                return;
            };
            let candidate = self.candidate.get_or_insert(newest.0);
            let help = "The version that is asked";
            form::choice(ui, "Candidate", help, candidate, &others);
            let speeds = [0.0, 1.0, 10.0, 100.0, 1000.0].map(|speed| (speed, speed_name(speed)));
            let help = "How fast, against the time in which the requests came";
            form::choice(ui, "Speed", help, &mut self.speed, &speeds);
            let runs = workbench.runs(&JobKey::Replay);
            let candidate = *candidate;
            ui.horizontal(|ui| {
                if primary_button(ui, !runs, "Replay").clicked() {
                    let speed = (self.speed > 0.0).then_some(self.speed);
                    let replay = EndpointCommand::Replay(candidate, speed);
                    commands.push(Command::Endpoint(replay));
                }
                if runs {
                    ui.spinner();
                }
            });
            if let Some(found) = &serving.replay {
                replayed(ui, found);
            }
        });
    }
}

fn speed_name(speed: f64) -> String {
    if speed > 0.0 {
        format!("{speed} ×")
    } else {
        "as fast as it goes".to_owned()
    }
}

fn challenger(routes: &Routes) -> String {
    let challenger = routes.challenger.as_ref();
    challenger.map_or_else(String::new, |(one, _)| one.version.to_string())
}

/// The versions but `champion`, newest first, each with its aliases.
fn others(entry: &ModelEntry, champion: i64) -> Vec<(i64, String)> {
    let name = |version: i64| {
        let aliases = entry.aliases.iter().filter(|(_, to)| *to == version);
        let aliases: Vec<&str> = aliases.map(|(alias, _)| alias.as_str()).collect();
        if aliases.is_empty() {
            format!("version {version}")
        } else {
            format!("version {version} ({})", aliases.join(", "))
        }
    };
    let versions = entry.versions.iter().map(|version| version.number);
    versions
        .filter(|version| *version != champion)
        .map(|version| (version, name(version)))
        .collect()
}

fn guardrail(ui: &mut Ui, routing: &mut Routing) {
    ui.collapsing("When it is taken back without a person", |ui| {
        let rail = &mut routing.guardrail;
        let mut failures = rail.most_failures.unwrap_or(1.0) * 100.0;
        let help = "The largest share of its requests that may fail; 100 never takes it back. A client gets the champion's answer then.";
        if form::number(ui, "Failures, %", help, &mut failures, 0.0..=100.0) {
            rail.most_failures = (failures < 100.0).then_some(failures / 100.0);
        }
        let mut p95 = rail.most_p95.map_or(0.0, |seconds| seconds * 1e3);
        let help = "The longest time in which 95 % of its inferences must be done; 0 for no limit";
        if form::number(ui, "p95, ms", help, &mut p95, 0.0..=10_000.0) {
            rail.most_p95 = (p95 > 0.0).then_some(p95 / 1e3);
        }
        let help = "Requests within half a minute before it is judged by the two above";
        form::whole(ui, "Judged from", help, &mut rail.least_requests, 1..=100_000);
        let help = "Whether it goes when the labels prove it worse: a 95 % interval of the difference that lies wholly on the wrong side, with 50 labels each";
        form::tick(ui, "By labels", help, &mut rail.by_labels);
    });
}

fn who(ui: &mut Ui, serving: &Serving, routes: &Routes, commands: &mut Commands) {
    Grid::new("who answers")
        .num_columns(6)
        .spacing([space::M, space::XS])
        .show(ui, |ui| {
            let weak = ui.tokens().text_weak;
            for title in ["", "Share", "Answered", "Failed", "p50", "p95"] {
                ui.label(RichText::new(title).font(text::label()).color(weak));
            }
            ui.end_row();
            let share = routes.challenger.as_ref().map_or(0.0, |(_, routing)| {
                if routing.mode == Mode::Shadow {
                    0.0
                } else {
                    routing.percent
                }
            });
            let rest = format!("{} %", words::number(100.0 - share));
            version(ui, (&routes.champion, &serving.alias), &rest);
            if let Some((one, routing)) = &routes.challenger {
                let share = match routing.mode {
                    Mode::Shadow => "sees all".to_owned(),
                    _ => format!("{} %", words::number(routing.percent)),
                };
                version(ui, (one, routing.mode.name()), &share);
            }
        });
    ui.add_space(space::S);
    if let Some((one, routing)) = &routes.challenger {
        ui.horizontal_wrapped(|ui| {
            if routing.mode == Mode::Canary {
                for percent in STEPS {
                    let is_now = (routing.percent - percent).abs() < 1e-9;
                    let word = format!("{percent} %");
                    let step = ui.selectable_label(is_now, word);
                    if step.on_hover_text("Give it this share").clicked() {
                        let routing = Routing {
                            percent,
                            ..routing.clone()
                        };
                        route(commands, RouteCommand::Route(routing));
                    }
                }
            }
            let word = format!("Promote version {}", one.version);
            let hint = "The alias moves to it, and it answers everybody. No request is dropped.";
            if text_button(ui, &word).on_hover_text(hint).clicked() {
                route(commands, RouteCommand::Promote);
            }
            let word = format!("Take version {} back", one.version);
            if text_button(ui, &word).clicked() {
                route(commands, RouteCommand::RollBack);
            }
        });
    } else if let Some(before) = routes.before {
        let word = format!("Roll back to version {before}");
        let hint = "It is still in memory: this takes no time, and no request is dropped";
        ui.horizontal(|ui| {
            if text_button(ui, &word).on_hover_text(hint).clicked() {
                route(commands, RouteCommand::RollBack);
            }
        });
    }
}

fn version(ui: &mut Ui, (one, role): (&VersionTraffic, &str), share: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(format!("v{}", one.version)).font(text::strong()));
        chip(ui, Tone::Accent, role);
    });
    let ms = |seconds: Option<f64>| {
        seconds.map_or_else(|| "–".to_owned(), |s| format!("{:.2} ms", s * 1e3))
    };
    ui.label(share);
    ui.label(words::count(one.answers));
    let failed = RichText::new(words::count(one.failures));
    let bad = ui.tokens().bad;
    ui.label(if one.failures > 0 {
        failed.color(bad)
    } else {
        failed
    });
    ui.label(ms(one.latency.0));
    ui.label(ms(one.latency.1));
    ui.end_row();
}

/// What the labels say of champion and challenger.
fn came_true(ui: &mut Ui, outcomes: Option<&Outcomes>) {
    let Some(found) = outcomes.filter(|found| found.champion.rows + found.challenger.rows > 0)
    else {
        ui.weak("Nothing was answered yet since the challenger came. Labels that arrive at /feedback are compared here every five seconds.");
        return;
    };
    let (title, figure): (_, fn(f64) -> String) = if found.are_classes {
        ("Right", words::percent)
    } else {
        ("Mean absolute error", words::number)
    };
    Grid::new("came true")
        .num_columns(4)
        .spacing([space::M, space::XS])
        .show(ui, |ui| {
            let weak = ui.tokens().text_weak;
            for title in ["", "Rows", "With a label", title] {
                ui.label(RichText::new(title).font(text::label()).color(weak));
            }
            ui.end_row();
            for (role, one) in [
                ("champion", &found.champion),
                ("challenger", &found.challenger),
            ] {
                ui.label(format!("v{} · {role}", one.version));
                ui.label(words::count(one.rows));
                ui.label(words::count(one.labelled));
                let value = one.figure(found.are_classes);
                ui.label(value.map_or_else(|| "–".to_owned(), figure));
                ui.end_row();
            }
        });
    let Some((low, high)) = found.difference() else {
        ui.weak("There are too few labels to tell the two apart.");
        return;
    };
    let (low, high, unit) = if found.are_classes {
        (low * 100.0, high * 100.0, " points")
    } else {
        (low, high, "")
    };
    let is_better = if found.are_classes {
        low > 0.0
    } else {
        high < 0.0
    };
    let is_worse = if found.are_classes {
        high < 0.0
    } else {
        low > 0.0
    };
    let (tone, word) = match (is_better, is_worse) {
        (true, _) => (Tone::Good, "the challenger is better"),
        (_, true) => (Tone::Bad, "the challenger is worse"),
        _ => (Tone::Neutral, "not enough labels to know"),
    };
    ui.horizontal_wrapped(|ui| {
        chip(ui, tone, word);
        ui.label(format!(
            "Challenger less champion: {low:+.2} to {high:+.2}{unit}, with 95 % confidence"
        ));
    });
}

fn events(ui: &mut Ui, serving: &Serving) {
    let events = serving.endpoint.route_events();
    if events.is_empty() {
        ui.weak("No version has changed since the endpoint started.");
        return;
    }
    ScrollArea::vertical()
        .id_salt("route events")
        .max_height(220.0)
        .show(ui, |ui| {
            Grid::new("route events")
                .num_columns(3)
                .spacing([space::M, space::XS])
                .show(ui, |ui| {
                    let tokens = ui.tokens();
                    for event in events.iter().rev().take(EVENTS) {
                        let time = words::time(event.at);
                        ui.label(
                            RichText::new(time)
                                .font(text::label())
                                .color(tokens.text_weak),
                        );
                        let words = RichText::new(event.change.text());
                        let is_bad = matches!(event.change, RouteChange::GuardrailBreached(_));
                        ui.label(if is_bad {
                            words.color(tokens.bad)
                        } else {
                            words
                        });
                        ui.label(RichText::new(&event.why).color(tokens.text_weak));
                        ui.end_row();
                    }
                });
        });
}

/// What stands here while no endpoint runs.
pub(super) fn stopped(ui: &mut Ui) {
    widgets::empty(
        ui,
        "No endpoint runs",
        "Start one on the tab Endpoint. Then a new version can be tried beside the one that answers: on a small share of the requests, as an A/B test, or as a shadow that nobody hears.",
        |_| {},
    );
}
