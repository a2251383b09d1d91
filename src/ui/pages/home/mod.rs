//! The role's home: what needs me now, and what my work stands at.

mod acts;
mod analyst;
mod changed;
mod data_engineer;
mod developer;
mod ml_engineer;
mod needs;
mod scientist;
mod sources;
mod welcome;

use egui::{RichText, ScrollArea, Ui};

use crate::{
    steps::Step,
    ui::{
        Wanted,
        badge::badge,
        pages::workshop::keep_read,
        theme::{UiExt as _, space, text},
        widgets::{card, empty, primary_button, text_button},
    },
    workbench::{Command, Commands, OpenProject, Role, StepState, Workbench},
};

/// What the home page remembers.
#[derive(Default)]
pub(super) struct View {
    /// The file that it wants from the user.
    pub(super) wanted: Option<Wanted>,
}

impl View {
    /// Shows the home of the role that is chosen, or the welcome where no project is open.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ScrollArea::vertical()
            .id_salt("home")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                let Some(open) = &workbench.project else {
                    self.wanted = welcome::welcome(ui, workbench, commands);
                    return;
                };
                head(ui, workbench, open, commands);
                keep_read(workbench, commands);
                needs::needs(ui, workbench, open, commands);
                acts::acts(ui, workbench, open, commands);
                match workbench.role {
                    Role::DataAnalyst => analyst::home(ui, workbench, open, commands),
                    Role::DataEngineer => data_engineer::home(ui, workbench, open, commands),
                    Role::DataScientist => scientist::home(ui, open, commands),
                    Role::MlDeveloper => developer::home(ui, workbench, open, commands),
                    Role::MlEngineer => ml_engineer::home(ui, workbench, open, commands),
                }
                changed::changed(ui, workbench, commands);
                welcome::samples(ui, workbench, commands);
                ui.add_space(space::L);
            });
    }
}

fn head(ui: &mut Ui, workbench: &Workbench, open: &OpenProject, commands: &mut Commands) {
    let weak = ui.tokens().text_weak;
    ui.horizontal(|ui| {
        badge(ui, 92.0, workbench);
        ui.add_space(space::S);
        ui.vertical(|ui| {
            ui.label(RichText::new(&open.project.name).font(text::title()));
            if !open.project.problem.question.is_empty() {
                ui.label(RichText::new(&open.project.problem.question).font(text::section()));
            }
            let role = workbench.role;
            let words = format!("You work as {}, who {}.", role.name(), role.job());
            ui.label(RichText::new(words).color(weak));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            run_all(ui, workbench, commands);
        });
    });
    if !open.project.description.is_empty() {
        ui.add_space(space::XS);
        ui.label(RichText::new(&open.project.description).color(weak));
    }
    ui.add_space(space::S);
}

fn run_all(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let running = |step| matches!(workbench.step_state(step), StepState::Running(_));
    if Step::ALL.into_iter().any(running) {
        if primary_button(ui, true, "Stop").clicked() {
            commands.push(Command::Stop);
        }
        return;
    }
    let fresh = |step| workbench.step_state(step) == StepState::Fresh;
    if !Step::ALL.into_iter().all(fresh) && primary_button(ui, true, "Run all nine steps").clicked()
    {
        commands.push(Command::RunThrough(Step::Monitoring));
    }
}

/// What stands where `step` has not run: what will be here, and how to get it.
fn not_yet(ui: &mut Ui, step: Step, what: &str, commands: &mut Commands) {
    card(ui, "", |ui| {
        let title = format!("{} has not run yet", step.name());
        let words = format!(
            "Here will stand {what}. Run the steps up to {} to see it.",
            step.name()
        );
        empty(ui, &title, &words, |ui| {
            if text_button(ui, &format!("Run up to {}", step.name())).clicked() {
                commands.push(Command::RunThrough(step));
            }
        });
    });
}
