//! The SQL console: write a query, see what it gives.

mod editor;
mod history;
mod result;
mod tables;

use egui::{Align, Layout, ScrollArea, Ui, vec2};

use self::editor::Editor;
use crate::{
    ui::{Wanted, theme::space},
    workbench::{Commands, JobKey, SqlCommand, Workbench},
};

/// Width of what stands at the right.
const SIDE: f32 = 236.0;

/// What the console remembers between frames.
#[derive(Default)]
pub(super) struct View {
    editor: Editor,
    result: result::View,
    /// What the list of tables was made for.
    looked: Option<(Option<i64>, Option<String>)>,
    /// The file that it wants from the user.
    pub(super) wanted: Option<Wanted>,
}

impl View {
    /// Shows editor, result, tables and history.
    pub(super) fn ui(&mut self, ui: &mut Ui, workbench: &Workbench, commands: &mut Commands) {
        self.look(workbench, commands);
        ui.heading("SQL");
        ScrollArea::vertical()
            .id_salt("sql")
            .auto_shrink(false)
            .content_margin(space::SCROLLED)
            .show(ui, |ui| {
                let width = ui.available_width() - SIDE - space::M;
                let height = ui.available_height();
                ui.horizontal_top(|ui| {
                    ui.spacing_mut().item_spacing.x = space::M;
                    ui.allocate_ui_with_layout(
                        vec2(width, 0.0),
                        Layout::top_down(Align::Min),
                        |ui| {
                            ui.set_width(width);
                            ui.spacing_mut().item_spacing.x = space::S;
                            self.main(ui, height, workbench, commands);
                        },
                    );
                    ui.allocate_ui_with_layout(
                        vec2(SIDE, 0.0),
                        Layout::top_down(Align::Min),
                        |ui| {
                            ui.set_width(SIDE);
                            ui.spacing_mut().item_spacing.x = space::S;
                            if let Some(name) = tables::card(ui, &workbench.sql) {
                                self.editor.insert(ui, &name);
                            }
                            if let Some(query) = history::card(ui, &workbench.sql, commands) {
                                self.editor.set(query);
                            }
                        },
                    );
                });
            });
    }

    fn main(&mut self, ui: &mut Ui, height: f32, workbench: &Workbench, commands: &mut Commands) {
        let runs = workbench.running().iter().any(|run| run.key == JobKey::Sql);
        self.editor.card(ui, &workbench.sql, runs, commands);
        if self.result.card(ui, height, workbench, commands) {
            self.wanted = Some(Wanted::Result);
        }
    }

    /// Asks for the tables once whenever the project or its data set is another one.
    fn look(&mut self, workbench: &Workbench, commands: &mut Commands) {
        let open = workbench.project.as_ref();
        let snapshot = open
            .and_then(|open| open.results.extraction.as_ref())
            .map(|done| done.report.snapshot.id.clone());
        let now = Some((open.map(|open| open.id), snapshot));
        if self.looked != now {
            self.looked = now;
            commands.push(SqlCommand::Look.into());
        }
    }
}
