//! What runs by itself, and what starts it.

mod canary;
mod matrix;
mod runs;
mod triggers;

use egui::{RichText, ScrollArea, Ui};

use crate::{
    steps::StepError,
    ui::{
        theme::{UiExt as _, space},
        widgets::{card, empty, primary_button},
    },
    workbench::{Command, Commands, Edit, OpenProject, Page, Workbench},
};

/// Shows the page.
pub(super) fn ui(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    ui.heading("Automation");
    ui.weak("Who runs which step, and what starts a run without a person.");
    ui.add_space(space::S);
    ScrollArea::vertical()
        .id_salt("automation")
        .auto_shrink(false)
        .content_margin(space::SCROLLED)
        .show(ui, |ui| match &workbench.project {
            Some(open) => project(ui, (workbench, open), commands),
            None => empty(
                ui,
                "No project is open",
                "Each project says for itself what runs without a person. Open one at home.",
                |ui| {
                    if primary_button(ui, true, "Go home").clicked() {
                        commands.push(Command::Open(Page::Home));
                    }
                },
            ),
        });
}

fn project(ui: &mut Ui, (workbench, open): (&Workbench, &OpenProject), commands: &mut Commands) {
    let mut automation = open.project.automation.clone();
    let mut changed = false;
    card(ui, "Who runs which step", |ui| {
        changed |= matrix::ui(ui, &mut automation);
    });
    card(ui, "Now", |ui| runs::now(ui, (workbench, open), commands));
    card(ui, "What starts a run", |ui| {
        changed |= triggers::ui(ui, &mut automation, &open.project.problem);
        problem(ui, automation.triggers.check());
    });
    card(ui, "How a new version takes over", |ui| {
        changed |= canary::ui(ui, &mut automation.canary);
        problem(ui, automation.canary.check());
    });
    card(ui, "Runs", |ui| runs::runs(ui, &open.automation.runs));
    if changed {
        commands.edit(Edit::Automation(automation));
    }
}

fn problem(ui: &mut Ui, checked: Result<(), StepError>) {
    if let Err(problem) = checked {
        ui.label(RichText::new(problem.to_string()).color(ui.tokens().bad));
    }
}
