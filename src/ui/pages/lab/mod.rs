//! The levels lab: what each level of automation would have made of the same stream.

mod calendar;
mod events;
mod over_time;
mod scoreboard;

use std::sync::Arc;

use egui::{RichText, ScrollArea, Slider, Ui};

use crate::steps::Step;
use crate::{
    automation::lab::{Lane, Params, Report},
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, card, chip, empty, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, LabCommand, OpenProject, Page, Workbench},
};

/// Periods that pass in a second while it plays.
const SPEED: f64 = 8.0;

/// What the page remembers between frames.
pub(super) struct View {
    params: Params,
    lanes: Vec<Lane>,
    /// Periods that have passed; all where it has not been moved.
    passed: Option<f64>,
    is_playing: bool,
    /// Whose events are shown.
    told: Lane,
    wants_report: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            params: Params::default(),
            lanes: vec![Lane::Never, Lane::Zero, Lane::One, Lane::Two, Lane::Oracle],
            passed: None,
            is_playing: false,
            told: Lane::Two,
            wants_report: false,
        }
    }
}

impl View {
    /// Whether the user asked for the report as a file since the last call.
    pub(super) fn takes_request(&mut self) -> bool {
        std::mem::take(&mut self.wants_report)
    }

    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ui.heading("Levels lab");
        ui.weak("The same stream, the same start, the same delay of answers; only who acts, and when, differs.");
        ui.add_space(space::S);
        ScrollArea::vertical()
            .id_salt("lab")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| match &workbench.project {
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
        let is_busy = workbench.replays();
        card(ui, "Calendar and lanes", |ui| {
            calendar::ui(ui, &mut self.params, &mut self.lanes);
            ui.add_space(space::S);
            let problem = self.params.check().err();
            if let Some(problem) = &problem {
                let words = RichText::new(problem.to_string()).color(ui.tokens().bad);
                ui.label(words);
            }
            let can = problem.is_none() && !is_busy && !self.lanes.is_empty();
            if primary_button(ui, can, "Replay the stream").clicked() {
                (self.passed, self.is_playing) = (None, false);
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
            chip(ui, Tone::Warn, "of an earlier state of the project");
        }
        let periods = report.lanes.first().map_or(0, |lane| lane.periods.len());
        self.clock(ui, report, periods);
        let passed = self.passed.map_or(periods, |passed| passed as usize);
        card(ui, "Scoreboard", |ui| {
            scoreboard::ui(ui, report, passed);
            if text_button(ui, "Save as HTML…").clicked() {
                self.wants_report = true;
            }
        });
        card(ui, "Over time", |ui| over_time::ui(ui, report, passed));
        card(ui, "What happened", |ui| {
            events::ui(ui, report, passed, &mut self.told);
        });
    }

    /// Plays, pauses, and goes to any moment.
    fn clock(&mut self, ui: &mut Ui, report: &Report, periods: usize) {
        let last = periods as f64;
        let mut passed = self.passed.unwrap_or(last);
        if self.is_playing {
            passed = (passed + f64::from(ui.input(|input| input.stable_dt)) * SPEED).min(last);
            self.is_playing = passed < last;
            self.passed = Some(passed);
            if self.is_playing {
                ui.ctx().request_repaint();
            }
        }
        ui.horizontal(|ui| {
            let word = if self.is_playing { "Pause" } else { "Play" };
            if text_button(ui, word).clicked() {
                self.is_playing = !self.is_playing;
                if self.is_playing && passed >= last {
                    self.passed = Some(0.0);
                }
            }
            ui.spacing_mut().slider_width = (ui.available_width() - 260.0).clamp(120.0, 900.0);
            let mut at = passed.floor();
            let slider = Slider::new(&mut at, 0.0..=last).integer().show_value(false);
            let label = ui.label(RichText::new("Moment").font(text::label()));
            if ui.add(slider).labelled_by(label.id).changed() {
                (self.passed, self.is_playing) = (Some(at), false);
            }
            let lane = report.lanes.first();
            let place = (passed as usize).min(periods.saturating_sub(1));
            if let Some(period) = lane.and_then(|lane| lane.periods.get(place)) {
                ui.label(words::time(period.start));
            }
        });
        ui.add_space(space::S);
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
