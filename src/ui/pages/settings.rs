//! Theme, role, workspace.

use egui::{RichText, ScrollArea, Ui};

use crate::{
    ui::{
        theme::{UiExt as _, space},
        widgets::{card, form, text_button},
        words,
    },
    workbench::{Command, Commands, ProjectCommand, ProjectEntry, Role, Theme, Workbench},
};

/// What the page remembers.
#[derive(Default)]
pub(super) struct View {
    /// The project that the user was asked about.
    deleting: Option<i64>,
}

impl View {
    /// Shows the settings.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        ui.heading("Settings");
        ScrollArea::vertical()
            .id_salt("settings")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                card(ui, "Looks", |ui| {
                    let mut theme = workbench.theme;
                    let options = Theme::ALL.map(|theme| (theme, theme.name().to_owned()));
                    if form::choice(
                        ui,
                        "Theme",
                        "Light, dark, or what the system says",
                        &mut theme,
                        &options,
                    ) {
                        commands.push(Command::SetTheme(theme));
                    }
                    let mut role = workbench.role;
                    let options = Role::ALL.map(|role| (role, role.name().to_owned()));
                    if form::choice(
                        ui,
                        "Whose work first",
                        "The role that you work as",
                        &mut role,
                        &options,
                    ) {
                        commands.push(Command::SetRole(role));
                    }
                });
                workspace(ui, workbench);
                self.projects(ui, workbench, commands);
                about(ui);
            });
    }

    fn projects(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        card(ui, "Projects", |ui| {
            for entry in &workbench.projects {
                ui.horizontal(|ui| self.project(ui, entry, commands));
            }
            if workbench.projects.is_empty() {
                ui.label("There is none yet.");
            }
        });
    }

    /// One project; removing it takes a second click.
    fn project(&mut self, ui: &mut Ui, entry: &ProjectEntry, commands: &mut Commands) {
        let weak = ui.tokens().text_weak;
        ui.label(&entry.name);
        ui.label(
            RichText::new(words::time(entry.opened_at))
                .small()
                .color(weak),
        );
        if self.deleting != Some(entry.id) {
            let hint = format!("Remove {}", entry.name);
            if text_button(ui, "Remove…").on_hover_text(hint).clicked() {
                self.deleting = Some(entry.id);
            }
            return;
        }
        ui.label("Remove it and its results? Registered models stay.");
        if ui.button(format!("Remove {}", entry.name)).clicked() {
            commands.push(ProjectCommand::Delete(entry.id).into());
            self.deleting = None;
        }
        if text_button(ui, "Keep it").clicked() {
            self.deleting = None;
        }
    }
}

fn workspace(ui: &mut Ui, workbench: &Workbench) {
    card(ui, "Workspace", |ui| {
        ui.label("Projects, snapshots, models and the log of every run are kept in one folder:");
        let path = workbench.workspace_dir().display().to_string();
        ui.horizontal(|ui| {
            ui.label(RichText::new(&path).monospace());
            if text_button(ui, "Copy the path").clicked() {
                ui.ctx().copy_text(path.clone());
            }
        });
        ui.label("Open another one with --workspace DIR.");
    });
}

fn about(ui: &mut Ui) {
    card(ui, "About", |ui| {
        ui.label(format!(
            "Nonagon {}, MIT or Apache-2.0. Nothing leaves this machine.",
            env!("CARGO_PKG_VERSION")
        ));
        ui.label("Set in Inter, under the SIL Open Font Licence.");
    });
}
