//! The workshop: lessons, exercises, hand-overs, the level that the log proves, and time travel.

mod exercises;
mod hand_overs;
mod history;
pub(in crate::ui) mod lesson;
mod maturity;

use egui::{RichText, ScrollArea, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space},
        widgets::{empty, primary_button, tabs, text_button},
    },
    workbench::{Command, Commands, Page, Topic, Workbench, WorkshopCommand},
};

/// The parts of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Lessons,
    Exercises,
    HandOvers,
    Maturity,
    History,
}

/// What the page remembers between frames.
pub(super) struct View {
    tab: Tab,
    topic: Topic,
    hand_overs: hand_overs::View,
    history: history::View,
    /// Whether the user was asked if they really want to begin anew.
    asks: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            tab: Tab::default(),
            topic: Topic::Step(crate::steps::Step::Problem),
            hand_overs: hand_overs::View::default(),
            history: history::View::default(),
            asks: false,
        }
    }
}

/// Asks for the log where something has happened since it was read.
pub(in crate::ui) fn keep_read(workbench: &Workbench, commands: &mut Commands) {
    if workbench.wants_log() {
        commands.push(Command::Workshop(WorkshopCommand::Load));
    }
}

impl View {
    /// Shows the page.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        keep_read(workbench, commands);
        ui.horizontal(|ui| {
            ui.heading("Workshop");
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                self.reset(ui, workbench, commands);
                if text_button(ui, "Show to a room").clicked() {
                    let present = WorkshopCommand::Present(Some(self.topic));
                    commands.push(Command::Workshop(present));
                }
            });
        });
        ui.weak("What was done is read from the log of the project. Nothing here can be ticked off by hand.");
        ui.add_space(space::S);
        let options = [
            (Tab::Lessons, "Lessons"),
            (Tab::Exercises, "Exercises"),
            (Tab::HandOvers, "Hand-overs"),
            (Tab::Maturity, "Maturity"),
            (Tab::History, "Time travel"),
        ];
        tabs(ui, &mut self.tab, &options);
        if self.tab == Tab::Lessons {
            lesson::reader(ui, &mut self.topic, workbench);
            return;
        }
        ScrollArea::vertical()
            .id_salt(("workshop", self.tab as u8))
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                let Some(found) = workbench.workshop() else {
                    no_log(ui, workbench, commands);
                    return;
                };
                match self.tab {
                    Tab::Lessons => {}
                    Tab::Exercises => exercises::ui(ui, found, commands),
                    Tab::HandOvers => self.hand_overs.ui(ui, (workbench.role, found), commands),
                    Tab::Maturity => maturity::ui(ui, found, commands),
                    Tab::History => self.history.ui(ui, found, commands),
                }
            });
    }

    /// The way back to the start, which is asked for twice.
    fn reset(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        if workbench.project.is_none() {
            return;
        }
        if !self.asks {
            self.asks = text_button(ui, "Begin anew…").clicked();
            return;
        }
        if text_button(ui, "No, keep it").clicked() {
            self.asks = false;
        }
        if text_button(ui, "Yes, begin anew").clicked() {
            self.asks = false;
            commands.push(Command::Workshop(WorkshopCommand::Reset));
        }
        let words = "Definition and results go back to the start; the log and the models stay.";
        ui.label(RichText::new(words).small().color(ui.tokens().warn));
    }
}

fn no_log(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    if workbench.project.is_some() {
        ui.spinner();
        return;
    }
    empty(
        ui,
        "No project is open",
        "Exercises, hand-overs and the log belong to a project. Open a sample at home.",
        |ui| {
            if primary_button(ui, true, "Go home").clicked() {
                commands.push(Command::Open(Page::Home));
            }
        },
    );
}
