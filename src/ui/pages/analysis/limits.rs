use egui::Ui;

use crate::{
    ui::widgets::{self, form},
    workbench::{Commands, Edit, OpenProject},
};

/// How closely to look, and from where on to be careful.
pub(super) fn card(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let mut params = open.project.analysis.clone();
    let changed = widgets::card(ui, "What you decide", |ui| {
        let (mut bins, mut top) = (params.bins as u64, params.top as u64);
        let help = "A column that alone explains at least this share of the target's variance is suspected of knowing the answer";
        let mut changed = form::number(ui, "Leakage from", help, &mut params.leakage, 0.0..=1.0);
        let help = "Columns with at least this share of missing values raise an alert; 0 switches the rule off";
        changed |= form::number(
            ui,
            "Missing values from",
            help,
            &mut params.missing,
            0.0..=1.0,
        );
        changed |= form::whole(ui, "Bins", "Bins of each histogram", &mut bins, 2..=1000);
        let help = "How many of a column's most frequent values to list";
        changed |= form::whole(ui, "Frequent values", help, &mut top, 1..=100);
        params.bins = usize::try_from(bins).unwrap_or(params.bins);
        params.top = usize::try_from(top).unwrap_or(params.top);
        changed
    });
    if changed {
        commands.edit(Edit::Analysis(params));
    }
}
