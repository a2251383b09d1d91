use egui::{RichText, Ui};

use crate::{
    gates::{DecideBy, Gate, GateSettings},
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
    changed |= form::choice(
        ui,
        "Decide by",
        "The value alone decides always, sometimes by luck; the whole 95 % interval leaves what chance may have made not known",
        &mut gates.decide_by,
        &[
            (DecideBy::Value, "the value".to_owned()),
            (DecideBy::Interval, "the whole interval".to_owned()),
        ],
    );
    changed |= switches(ui, gates);
    changed |= limits(ui, gates, &format!("In the unit of {metric}"));
    if changed {
        commands.edit(Edit::Validation(params));
    }
}

fn switches(ui: &mut Ui, gates: &mut GateSettings) -> bool {
    let mut changed = false;
    for (gate, is_on) in [
        (Gate::Schema, &mut gates.schema),
        (Gate::Integrity, &mut gates.integrity),
        (Gate::Infrastructure, &mut gates.infrastructure),
        (Gate::SignOff, &mut gates.sign_off),
    ] {
        let info = gate.info();
        changed |= form::tick(ui, info.name, info.summary, is_on);
    }
    changed
}

/// Limits that are asked for only where somebody sets them.
fn limits(ui: &mut Ui, gates: &mut GateSettings, unit: &str) -> bool {
    let summary = |gate: Gate| gate.info().summary;
    let mut changed = false;
    for (label, help, limit, usual, most) in [
        (
            "Calibration error at most",
            summary(Gate::Calibration),
            &mut gates.max_ece,
            0.1,
            1.0,
        ),
        (
            "Overfit at most",
            summary(Gate::Overfit),
            &mut gates.max_overfit,
            0.1,
            1000.0,
        ),
        (
            "Agreement at least",
            summary(Gate::Agreement),
            &mut gates.min_agreement,
            0.9,
            1.0,
        ),
        (
            "Selection ratio at least",
            summary(Gate::Fairness),
            &mut gates.min_selection_ratio,
            0.8,
            1.0,
        ),
        (
            "True positive gap at most",
            summary(Gate::Fairness),
            &mut gates.max_true_positive_gap,
            0.1,
            1.0,
        ),
        (
            "False positive gap at most",
            summary(Gate::Fairness),
            &mut gates.max_false_positive_gap,
            0.1,
            1.0,
        ),
        (
            "Megabytes at most",
            summary(Gate::Size),
            &mut gates.max_megabytes,
            10.0,
            1e6,
        ),
        (
            "Days old at most",
            summary(Gate::Freshness),
            &mut gates.max_age_days,
            30.0,
            1e5,
        ),
    ] {
        let mut is_on = limit.is_some();
        if form::tick(ui, label, help, &mut is_on) {
            *limit = is_on.then_some(usual);
            changed = true;
        }
        if let Some(value) = limit {
            let help = if label.starts_with("Overfit") {
                unit
            } else {
                ""
            };
            changed |= form::number(ui, &format!("{label}:"), help, value, 0.0..=most);
        }
    }
    changed
}
