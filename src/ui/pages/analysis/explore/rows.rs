use egui::Ui;

use crate::{
    ui::grid::{GridInput, GridView},
    workbench::{Commands, GridId, OpenProject, Workbench},
};

/// Height of the grid: about 12 rows.
const HEIGHT: f32 = 400.0;

/// The chosen rows, all of them; the whole data set where nothing is chosen.
pub(super) fn show(
    ui: &mut Ui,
    grid: &mut GridView,
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) {
    let (Some(table), Some(done)) = (open.table(), &open.results.extraction) else {
        return;
    };
    let explore = &open.explore;
    let input = GridInput {
        id: GridId("chosen rows"),
        table: &table,
        key: &done.report.snapshot.id,
        rows: explore.rows.as_ref().filter(|_| !explore.is_whole()),
        height: HEIGHT,
        grids: &workbench.grids,
    };
    grid.ui(ui, &input, commands);
}
