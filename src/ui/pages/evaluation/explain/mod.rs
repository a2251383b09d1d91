//! Why the model answers as it does.

mod dependence;
mod importance;
mod what_if;

use egui::Ui;

use crate::{
    steps::evaluation::{Report, explain::Desk},
    ui::widgets::grid,
    workbench::{Commands, OpenProject, Workbench},
};

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    dependence: dependence::View,
    what_if: what_if::View,
}

impl View {
    /// Shows which columns matter, how, and what they do to one row.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        self.what_if.ui(ui, report, (workbench, open), commands);
        grid(ui, 360.0, 2, |ui, i| {
            if i == 0 {
                importance::show(ui, (workbench, open), commands);
            } else {
                self.dependence.ui(ui, (workbench, open), commands);
            }
        });
    }

    /// Explains row number `row` of the data set from now on.
    pub(super) fn look_at(&mut self, row: u32) {
        self.what_if.look_at(row);
    }
}

/// What is explained, in words.
fn output(open: &OpenProject) -> String {
    open.desk().map(Desk::output_name).unwrap_or_default()
}
