use egui::{RichText, Ui};

use crate::{
    automation::lab::Injected,
    data::Kind,
    terms::IncidentKind,
    ui::{
        theme::UiExt as _,
        widgets::{Tone, chip, form, text_button},
    },
    workbench::OpenProject,
};

/// What goes wrong on purpose: a list, and the way to add to it.
pub(super) fn ui(ui: &mut Ui, open: &OpenProject, incidents: &mut Vec<Injected>) {
    let weak = ui.tokens().text_weak;
    let words = "Every lane lives through the same incidents. Which one notices, how soon, and which incident can none of them see before labels come?";
    ui.label(RichText::new(words).color(weak));
    let inputs = inputs(open);
    let mut gone = None;
    for (i, injected) in incidents.iter_mut().enumerate() {
        ui.push_id(("incident", i), |ui| {
            ui.separator();
            if one(ui, &inputs, injected) {
                gone = Some(i);
            }
        });
    }
    if let Some(i) = gone {
        incidents.remove(i);
    }
    if text_button(ui, "Add an incident").clicked() {
        let kind = IncidentKind::ConceptFlip;
        incidents.push(Injected {
            kind,
            columns: first(&inputs, kind),
            from_days: 60.0,
            days: 30.0,
        });
    }
}

/// One incident; true when it is to go.
fn one(ui: &mut Ui, inputs: &[(String, Kind)], injected: &mut Injected) -> bool {
    let kinds: Vec<(IncidentKind, String)> = Injected::kinds()
        .filter(|kind| first(inputs, *kind).len() == kind.columns())
        .map(|kind| (kind, kind.name().to_owned()))
        .collect();
    let help = "What goes wrong";
    if form::choice(ui, "Incident", help, &mut injected.kind, &kinds) {
        injected.columns = first(inputs, injected.kind);
    }
    let weak = ui.tokens().text_weak;
    ui.label(RichText::new(injected.kind.summary()).small().color(weak));
    let fitting: Vec<(String, String)> = inputs
        .iter()
        .filter(|(_, kind)| Injected::fits(injected.kind, *kind))
        .map(|(name, _)| (name.clone(), name.clone()))
        .collect();
    for (i, column) in injected.columns.iter_mut().enumerate() {
        let label = if i == 0 { "Column" } else { "With" };
        form::choice(ui, label, "The column that it is about", column, &fitting);
    }
    let days = 0.0..=36_500.0;
    let help = "Days after the begin of the lab";
    form::number(ui, "From day", help, &mut injected.from_days, days);
    let help = "How long it goes on";
    form::number(ui, "For days", help, &mut injected.days, 0.01..=36_500.0);
    ui.horizontal(|ui| {
        chip(ui, Tone::Bad, &injected.words());
        text_button(ui, "Take it away").clicked()
    })
    .inner
}

/// The first columns to which this can happen, as many as it is about.
fn first(inputs: &[(String, Kind)], kind: IncidentKind) -> Vec<String> {
    let fitting = inputs.iter().filter(|(_, of)| Injected::fits(kind, *of));
    let names = fitting.map(|(name, _)| name.clone());
    names.take(kind.columns()).collect()
}

/// The columns that a model may read.
fn inputs(open: &OpenProject) -> Vec<(String, Kind)> {
    let problem = &open.project.problem;
    let Some(done) = &open.results.extraction else {
        return Vec::new();
    };
    let is_input = |name: &String| {
        *name != problem.target
            && problem.time_column.as_ref() != Some(name)
            && !problem.unavailable.contains(name)
            && !problem.ignored.contains(name)
    };
    let columns = done.report.columns.iter();
    columns
        .filter(|column| is_input(&column.name))
        .map(|column| (column.name.clone(), column.kind))
        .collect()
}
