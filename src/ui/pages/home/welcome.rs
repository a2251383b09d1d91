//! The first page: what the program is, and ways to start.

use egui::{RichText, Ui};

use crate::{
    steps::Step,
    ui::{
        Wanted,
        badge::badge,
        theme::{UiExt as _, space, text},
        widgets::{card, grid, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, Page, ProjectCommand, Workbench},
};

/// Shows the welcome; gives the file that it wants from the user.
pub(super) fn welcome(
    ui: &mut Ui,
    workbench: &Workbench,
    commands: &mut Commands,
) -> Option<Wanted> {
    let weak = ui.tokens().text_weak;
    ui.vertical_centered(|ui| {
        ui.add_space(space::L);
        badge(ui, 120.0, workbench);
        ui.add_space(space::S);
        ui.label(
            RichText::new("From the question to a model that stays healthy").font(text::title()),
        );
        ui.label(RichText::new("Nine steps, one window, everything on this machine.").color(weak));
        ui.add_space(space::M);
    });
    samples(ui, workbench, commands);
    let wanted = own_data(ui, commands);
    recent(ui, workbench, commands);
    steps(ui);
    wanted
}

/// The samples that come with the program, as cards.
pub(super) fn samples(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    let current = workbench
        .project
        .as_ref()
        .map(|open| open.project.name.as_str());
    let samples: Vec<_> = workbench
        .samples()
        .iter()
        .filter(|sample| Some(sample.name.as_str()) != current)
        .collect();
    let weak = ui.tokens().text_weak;
    ui.add_space(space::S);
    ui.label(RichText::new("Samples to learn from").font(text::section()));
    grid(ui, 280.0, samples.len(), |ui, i| {
        let Some(sample) = samples.get(i) else {
            return;
        };
        card(ui, &sample.name, |ui| {
            ui.set_min_height(84.0);
            ui.label(RichText::new(&sample.description).color(weak));
            if text_button(ui, &format!("Open {}", sample.name)).clicked() {
                commands.push(ProjectCommand::OpenSample(sample.folder.clone()).into());
            }
        });
    });
}

fn own_data(ui: &mut Ui, commands: &mut Commands) -> Option<Wanted> {
    let mut wanted = None;
    card(ui, "Your own data", |ui| {
        ui.label("Drop a CSV, TSV or Parquet file anywhere on this window, or choose one.");
        ui.horizontal(|ui| {
            if primary_button(ui, true, "Choose a table…").clicked() {
                wanted = Some(Wanted::Table);
            }
            if text_button(ui, "Import a project…").clicked() {
                wanted = Some(Wanted::Project);
            }
            if text_button(ui, "Follow a prediction log")
                .on_hover_text("Two tables of a model that runs elsewhere, or any two tables")
                .clicked()
            {
                commands.push(Command::Open(Page::Logs));
            }
        });
    });
    wanted
}

fn recent(ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
    if workbench.projects.is_empty() {
        return;
    }
    let weak = ui.tokens().text_weak;
    card(ui, "Projects in this workspace", |ui| {
        for entry in &workbench.projects {
            ui.horizontal(|ui| {
                if text_button(ui, &entry.name).clicked() {
                    commands.push(ProjectCommand::Switch(entry.id).into());
                }
                let opened = format!("last opened {}", words::time(entry.opened_at));
                ui.label(RichText::new(opened).small().color(weak));
            });
        }
    });
}

fn steps(ui: &mut Ui) {
    let weak = ui.tokens().text_weak;
    card(ui, "The nine steps", |ui| {
        grid(ui, 280.0, Step::ALL.len(), |ui, i| {
            let Some(step) = Step::ALL.get(i) else {
                return;
            };
            let name = format!("{} {}", i + 1, step.name());
            ui.label(RichText::new(name).font(text::strong()));
            ui.label(RichText::new(step.purpose()).small().color(weak));
            ui.add_space(space::S);
        });
    });
}
