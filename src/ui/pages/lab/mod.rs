//! The levels lab: what each level of automation would have made of the same stream.

mod calendar;
mod clock;
mod comparison;
mod course;
mod events;
mod game;
mod incidents;
mod over_time;
mod scoreboard;

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use self::clock::Clock;
use crate::steps::Step;
use crate::{
    automation::lab::{Comparison, Lane, Params, Report},
    ui::{
        Wanted,
        theme::{UiExt as _, space},
        widgets::{Tone, card, chip, empty, form, primary_button, tabs, text_button},
    },
    workbench::{Command, Commands, JobKey, LabCommand, OpenProject, Page, Workbench},
};

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Replay,
    Game,
    Class,
}

/// What the page remembers between frames.
pub(super) struct View {
    tab: Tab,
    params: Params,
    lanes: Vec<Lane>,
    clock: Clock,
    /// Whose events are shown.
    told: Lane,
    /// Whose result it is.
    by: String,
    /// The file that it wants from the user.
    pub(super) wanted: Option<Wanted>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            tab: Tab::default(),
            params: Params::default(),
            lanes: vec![Lane::Never, Lane::Zero, Lane::One, Lane::Two, Lane::Oracle],
            clock: Clock::default(),
            told: Lane::Two,
            by: String::new(),
            wanted: None,
        }
    }
}

impl View {
    /// Whose result it is that is saved.
    pub(super) fn by(&self) -> &str {
        &self.by
    }

    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ui.heading("Levels lab");
        ui.weak("The same stream, the same start, the same delay of answers; only who acts, and when, differs.");
        ui.add_space(space::S);
        let options = [
            (Tab::Replay, "Replay"),
            (Tab::Game, "Play level 0 yourself"),
            (Tab::Class, "A class's results"),
        ];
        tabs(ui, &mut self.tab, &options);
        ScrollArea::vertical()
            .id_salt(("lab", self.tab as u8))
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                match &workbench.project {
                _ if self.tab == Tab::Class => {
                    self.class(ui, workbench.comparison.as_deref(), commands);
                }
                Some(open) => self.project(ui, (workbench, open), commands),
                None => empty(
                    ui,
                    "No project is open",
                    "The lab replays the stream of a project: rows with a time and an answer. The sample Electricity is made for it; open it at home.",
                    |ui| {
                        if primary_button(ui, true, "Go home").clicked() {
                            commands.push(Command::Open(Page::Home));
                        }
                    },
                ),
                }
            });
    }

    /// What a class made of the same stream.
    fn class(&mut self, ui: &mut Ui, found: Option<&Comparison>, commands: &mut Commands) {
        card(ui, "A class's results", |ui| {
            if let Some(found) = found {
                comparison::ui(ui, found);
            } else {
                let words = "Everybody replays the same stream with choices of their own and saves the result as JSON. Put the files in one folder and compare them here.";
                ui.label(RichText::new(words).color(ui.tokens().text_weak));
            }
            ui.horizontal(|ui| {
                if text_button(ui, "Compare the results in a folder…").clicked() {
                    self.wanted = Some(Wanted::LabFolder);
                }
                if found.is_some() {
                    if text_button(ui, "Save the comparison…").clicked() {
                        self.wanted = Some(Wanted::LabComparison);
                    }
                    if text_button(ui, "Take it away").clicked() {
                        commands.push(Command::Lab(LabCommand::Uncompare));
                    }
                }
            });
        });
    }

    fn project(
        &mut self,
        ui: &mut Ui,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let lacks = lacking(open);
        if let Some((why, step)) = lacks {
            empty(ui, "There is no stream yet", why, |ui| {
                let word = format!("Go to {}", step.name());
                if primary_button(ui, true, &word).clicked() {
                    commands.push(Command::Open(Page::Step(step)));
                }
            });
            return;
        }
        if self.tab == Tab::Game {
            let is_busy = workbench.runs(&JobKey::Game);
            game::ui(ui, open, (&self.params, is_busy), commands);
            return;
        }
        let is_busy = workbench.replays();
        card(ui, "Calendar and lanes", |ui| {
            calendar::ui(ui, &mut self.params, &mut self.lanes);
            let n = self.params.incidents.len();
            let title = match n {
                0 => "Incidents".to_owned(),
                n => format!("Incidents · {n}"),
            };
            egui::CollapsingHeader::new(title)
                .id_salt("incidents")
                .show(ui, |ui| incidents::ui(ui, open, &mut self.params.incidents));
            ui.add_space(space::S);
            let problem = self.params.check().err();
            if let Some(problem) = &problem {
                let words = RichText::new(problem.to_string()).color(ui.tokens().bad);
                ui.label(words);
            }
            let can = problem.is_none() && !is_busy && !self.lanes.is_empty();
            if primary_button(ui, can, "Replay the stream").clicked() {
                self.clock.show_end();
                let replay = LabCommand::Replay(self.lanes.clone(), Box::new(self.params.clone()));
                commands.push(Command::Lab(replay));
            }
        });
        match open.lab() {
            Some((report, is_fresh)) => self.report(ui, report, is_fresh && !is_busy),
            None => empty(
                ui,
                "Nothing was replayed yet",
                "Every lane will begin with the model of this project and live through all that came after it was judged. Models are made by the steps of this program, from what was known at the time.",
                |_| {},
            ),
        }
    }

    fn report(&mut self, ui: &mut Ui, report: &Arc<Report>, is_fresh: bool) {
        if !is_fresh {
            chip(
                ui,
                Tone::Warn,
                "of an earlier state: the project has changed, or the last replay did not end well",
            );
        }
        let periods = report.lanes.first().map_or(0, |lane| lane.periods.len());
        self.clock.ui(ui, report);
        let passed = self.clock.passed(periods);
        card(ui, "Scoreboard", |ui| {
            scoreboard::ui(ui, report, passed);
            self.save(ui);
        });
        card(ui, "The course of every lane", |ui| {
            course::ui(ui, report, passed);
            for injected in &report.params.incidents {
                chip(ui, Tone::Bad, &injected.words());
            }
        });
        card(ui, "Over time", |ui| over_time::ui(ui, report, passed));
        card(ui, "What happened", |ui| {
            events::ui(ui, report, passed, &mut self.told);
        });
    }

    /// Ways to keep the result.
    fn save(&mut self, ui: &mut Ui) {
        let help = "Stands in what is saved, so that a class can tell its results apart";
        form::text_line(ui, "Your name or team", help, &mut self.by);
        ui.horizontal(|ui| {
            if text_button(ui, "Save the result…").clicked() {
                self.wanted = Some(Wanted::LabReport);
            }
            if text_button(ui, "Save every period as CSV…").clicked() {
                self.wanted = Some(Wanted::LabPeriods);
            }
        });
    }
}

/// What the project lacks to be a stream, and where that is mended.
fn lacking(open: &OpenProject) -> Option<(&'static str, Step)> {
    if open.project.problem.time_column.is_none() {
        let why = "A stream has a time. Name the time column in step 1: the rows are then replayed in its order.";
        return Some((why, Step::Problem));
    }
    if open.results.extraction.is_none() {
        let why = "The lab replays the rows of the project, and none were read yet.";
        return Some((why, Step::Extraction));
    }
    None
}
