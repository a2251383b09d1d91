use egui::Ui;

use crate::{
    ui::{
        grid::{GridInput, GridView},
        widgets::empty,
    },
    workbench::{Commands, GridId, OpenProject, Workbench},
};

/// Height of the grid: about 18 rows.
const HEIGHT: f32 = 560.0;

/// The rows of the snapshot, all of them: only those that are seen are read.
pub(super) fn card(
    ui: &mut Ui,
    grid: &mut GridView,
    workbench: &Workbench,
    open: &OpenProject,
    commands: &mut Commands,
) {
    let (Some(table), Some(done)) = (open.table(), &open.results.extraction) else {
        empty(
            ui,
            "The rows are on their way",
            "They are read from the snapshot right now.",
            |_| {},
        );
        return;
    };
    let input = GridInput {
        id: GridId("rows"),
        table: &table,
        key: &done.report.snapshot.id,
        rows: None,
        height: HEIGHT,
        grids: &workbench.grids,
    };
    grid.ui(ui, &input, commands);
}
