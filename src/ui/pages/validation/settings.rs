use egui::{RichText, Ui};

use crate::{
    gates::Gate,
    steps::Step,
    ui::{
        theme::UiExt as _,
        widgets::{form, text_button},
    },
    workbench::{Command, Commands, Edit, OpenProject, Page},
};

/// How strict the gates beside the success criteria are.
pub(super) fn form(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    let problem = &open.project.problem;
    let mut params = open.project.validation.clone();
    let gates = &mut params.gates;
    let metric = problem.primary_metric().info().name;
    let criteria = problem.criteria.len();
    ui.horizontal_wrapped(|ui| {
        let words =
            format!("{criteria} success criteria come from step 1; these gates stand beside them.");
        ui.label(RichText::new(words).color(ui.tokens().text_weak));
        if text_button(ui, "Change the criteria").clicked() {
            commands.push(Command::Open(Page::Step(Step::Problem)));
        }
    });
    let summary = |gate: Gate| gate.info().summary;
    let unit = format!("In the unit of {metric}; 0 means by anything");
    let mut changed = form::tick(
        ui,
        "Beat the baseline",
        summary(Gate::Baseline),
        &mut gates.beat_baseline,
    );
    if gates.beat_baseline {
        changed |= form::number(ui, "By at least", &unit, &mut gates.min_gain, 0.0..=1000.0);
    }
    changed |= form::tick(
        ui,
        "Match the champion",
        summary(Gate::Champion),
        &mut gates.match_champion,
    );
    if gates.match_champion {
        let help =
            format!("How much worse than the model in service it may be, in the unit of {metric}");
        changed |= form::number(ui, "Tolerance", &help, &mut gates.tolerance, 0.0..=1000.0);
    }
    changed |= form::whole(
        ui,
        "Test rows at least",
        summary(Gate::Rows),
        &mut gates.min_rows,
        0..=100_000_000,
    );
    if changed {
        commands.edit(Edit::Validation(params));
    }
}
