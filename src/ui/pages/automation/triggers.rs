use egui::{RichText, Ui};

use crate::{
    automation::{Automation, Triggers},
    steps::problem,
    ui::{
        theme::{UiExt as _, text},
        widgets::{form, grid},
    },
};

/// The triggers with their limits; true when one changed.
pub(super) fn ui(ui: &mut Ui, automation: &mut Automation, problem: &problem::Params) -> bool {
    let is_awake = automation.is_awake();
    if !is_awake {
        let words =
            "Step 2 runs by hand, so no trigger starts anything. Choose level 1 or 2 above.";
        ui.label(RichText::new(words).color(ui.tokens().warn));
    }
    let triggers = &mut automation.triggers;
    let mut changed = false;
    grid(ui, 340.0, 2, |ui, i| {
        changed |= match i {
            0 => when(ui, triggers, problem),
            _ => how_often(ui, triggers),
        };
    });
    changed
}

fn when(ui: &mut Ui, triggers: &mut Triggers, problem: &problem::Params) -> bool {
    ui.label(RichText::new("Triggers").font(text::strong()));
    let help = "Minute, hour, day, month, weekday, in UTC: 0 2 * * * is every night at two. Empty for none";
    let mut changed = form::text_line(ui, "Schedule", help, &mut triggers.schedule);
    let help = "Rows in the sources that were not read yet";
    changed |= form::tick(ui, "New data", help, &mut triggers.new_data);
    let help =
        "Where the values of new rows are as the model in service knows them, nothing is trained";
    changed |= form::tick(
        ui,
        "Only if values differ",
        help,
        &mut triggers.only_if_skewed,
    );
    let help = "The share of drifted columns of what was asked lately, from which on a new model is trained, 0 to 1";
    changed |= limit(ui, ("Drift", help), &mut triggers.drift, (0.3, 0.01..=1.0));
    let metric = problem.primary_metric();
    let side = if metric.higher_is_better() {
        "below"
    } else {
        "above"
    };
    let name = metric.info().name;
    let help = format!(
        "The {name} of what was answered lately and whose truth came, {side} which a new model is trained"
    );
    let usual = if metric.higher_is_better() { 0.7 } else { 1.0 };
    let range = -1e9..=1e9;
    let words = ("Performance", help.as_str());
    changed |= limit(ui, words, &mut triggers.performance, (usual, range));
    let help = "The mean probability of the likeliest class of what was asked lately, below which a new model is trained, 0 to 1";
    let words = ("Confidence", help);
    changed |= limit(ui, words, &mut triggers.confidence, (0.6, 0.01..=1.0));
    changed
}

/// A limit that may be off.
fn limit(
    ui: &mut Ui,
    (label, help): (&str, &str),
    value: &mut Option<f64>,
    (usual, range): (f64, std::ops::RangeInclusive<f64>),
) -> bool {
    let mut is_set = value.is_some();
    let mut changed = false;
    if form::tick(ui, label, help, &mut is_set) {
        *value = is_set.then_some(usual);
        changed = true;
    }
    if let Some(limit) = value {
        let name = format!("{label} limit");
        changed |= form::number(ui, &name, help, limit, range);
    }
    changed
}

fn how_often(ui: &mut Ui, triggers: &mut Triggers) -> bool {
    ui.label(RichText::new("How often").font(text::strong()));
    let help = "After the start of a run; what fires meanwhile waits, and is not lost";
    let minutes = &mut triggers.cool_down_minutes;
    let mut changed = form::number(ui, "Minutes of rest", help, minutes, 0.0..=100_000.0);
    let help = "More runs than that within a day are taken for a loop: triggers are held until you release them";
    let mut most = u64::from(triggers.most_runs_a_day);
    if form::whole(ui, "Most runs a day", help, &mut most, 1..=10_000) {
        triggers.most_runs_a_day = u32::try_from(most).unwrap_or(u32::MAX);
        changed = true;
    }
    let help = "How often sources and answers are looked at";
    let seconds = &mut triggers.look_seconds;
    changed |= form::number(ui, "Seconds between looks", help, seconds, 0.1..=86_400.0);
    let help = "A run that was due while the program was off is made up for, once";
    changed |= form::tick(ui, "Catch up", help, &mut triggers.catch_up);
    changed
}
