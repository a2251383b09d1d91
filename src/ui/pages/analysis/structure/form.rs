use egui::Ui;

use super::note;
use crate::{
    learners::{ClusterParams, Clusterer},
    ui::widgets::{form, primary_button},
    workbench::{Command, Commands, OpenProject, explore::ExploreCommand},
};

/// How rows are grouped, and the button that does it.
pub(super) fn ui(
    ui: &mut Ui,
    params: &mut ClusterParams,
    open: &OpenProject,
    commands: &mut Commands,
) {
    let ways = Clusterer::ALL.map(|way| (way, way.info().name.to_owned()));
    let info = params.way.info();
    form::choice(ui, "Group by", info.summary, &mut params.way, &ways);
    if params.way.takes_k() {
        let help = "How many groups; what other numbers would give is shown below";
        small(ui, "Groups", help, (&mut params.k, 2..=50));
    } else {
        let help = "Rows within reach, with itself, that make a row dense";
        small(ui, "Dense from rows", help, (&mut params.dense, 2..=1000));
        let mut is_usual = params.reach.is_none();
        let help = "As far as the neighbour that makes nine in ten rows dense";
        if form::tick(ui, "Usual reach", help, &mut is_usual) {
            params.reach = (!is_usual).then_some(1.0);
        }
        if let Some(reach) = &mut params.reach {
            let help = "How far a neighbour may be, in standard deviations";
            form::number(ui, "Reach", help, reach, 0.001..=1000.0);
        }
    }
    let help = "Draws the first guesses, and the sample where there are many rows";
    form::whole(
        ui,
        "Draw with",
        help,
        &mut params.seed,
        0..=u64::from(u32::MAX),
    );
    note(ui, &format!("{} {}", info.summary, info.reference));
    let is_there = open.table().is_some();
    if primary_button(ui, is_there, "Find groups").clicked() {
        commands.push(Command::Explore(ExploreCommand::Structure(*params)));
    }
}

fn small(
    ui: &mut Ui,
    label: &str,
    help: &str,
    (value, range): (&mut u32, std::ops::RangeInclusive<u32>),
) {
    let mut wide = u64::from(*value);
    let range = u64::from(*range.start())..=u64::from(*range.end());
    form::whole(ui, label, help, &mut wide, range);
    *value = u32::try_from(wide).unwrap_or(u32::MAX);
}
