use egui::{RichText, Ui};

use crate::{
    metrics::Estimate,
    steps::{
        evaluation::{Fairness, FairnessGroup},
        problem::Params,
    },
    terms::Task,
    ui::{
        theme::{UiExt as _, text},
        widgets::{Cells, Column, Tone, card, chip, table},
        words,
    },
};

/// The least selection-rate ratio of the four-fifths rule; its inverse is the most.
const FOUR_FIFTHS: f64 = 0.8;

/// How the groups of each protected attribute are treated; where there is nothing, why.
pub(super) fn show(ui: &mut Ui, found: &[Fairness], problem: &Params) {
    if found.is_empty() {
        card(ui, "Fairness", |ui| {
            let words = if problem.protected.is_empty() {
                "Name protected attributes in step 1 (sex, age, district), and every group stands here beside the largest one: how often the model says yes, whom it finds, and whom it alarms for nothing."
            } else if problem.task == Task::Binary {
                "No group of a protected attribute has rows enough in the test part to be compared."
            } else {
                "Selection rates, finds and false alarms are of a yes or no, so they are compared for two classes only. Here, compare the metric of the groups among the slices above: a group far below the others is served worse."
            };
            ui.add(egui::Label::new(RichText::new(words).color(ui.tokens().text_weak)).wrap());
        });
    }
    for fairness in found {
        card(ui, &format!("Fairness: {}", fairness.attribute), |ui| {
            ui.label(
                RichText::new(format!(
                    "Every group beside the largest one, “{}”. Ratios and gaps come with 95 % intervals: an interval that holds 1 (or 0 for a gap) may be chance.",
                    fairness.reference
                ))
                .color(ui.tokens().text_weak),
            );
            let mut cells = Groups {
                columns: vec![
                    Column::words("Group", 116.0),
                    Column::words("", 116.0),
                    Column::figures("Test rows", 78.0),
                    Column::figures("Says yes", 72.0),
                    Column::figures("Ratio", 152.0),
                    Column::figures("Found (TPR)", 92.0),
                    Column::figures("Gap", 172.0),
                    Column::figures("Alarms (FPR)", 96.0),
                    Column::figures("Gap of alarms", 172.0),
                ],
                groups: &fairness.groups,
            };
            ui.push_id(&fairness.attribute, |ui| {
                table(ui, &fairness.attribute, 300.0, &mut cells);
            });
            ui.label(
                RichText::new("Groups whose base rates differ cannot have all three equal at once (Chouldechova 2017): decide which mistake harms, and look at that one.")
                    .font(text::label())
                    .color(ui.tokens().text_weak),
            );
        });
    }
}

struct Groups<'a> {
    columns: Vec<Column>,
    groups: &'a [FairnessGroup],
}

impl Cells for Groups<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.groups.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(group) = self.groups.get(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(&group.name);
            }
            // The verdict stands before the figures: it is seen without scrolling.
            1 => verdict(ui, group),
            2 => {
                ui.label(words::count(group.outcome.rows));
            }
            3 => share(ui, group.selection),
            4 => between(ui, group.selection_ratio, words::number),
            5 => share(ui, group.true_positive),
            6 => between(ui, group.true_positive_gap, points),
            7 => share(ui, group.false_positive),
            _ => between(ui, group.false_positive_gap, points),
        }
    }
}

fn share(ui: &mut Ui, estimate: Option<Estimate>) {
    match estimate {
        Some(estimate) => {
            let from_to = format!(
                "{} to {}",
                words::percent(estimate.low),
                words::percent(estimate.high)
            );
            ui.label(words::percent(estimate.value))
                .on_hover_text(from_to)
        }
        None => ui.label("–").on_hover_text("no row could count"),
    };
}

fn between(ui: &mut Ui, estimate: Option<Estimate>, say: fn(f64) -> String) {
    match estimate {
        Some(Estimate { value, low, high }) => {
            ui.label(format!("{} ({} to {})", say(value), say(low), say(high)));
        }
        None => {
            ui.label("–");
        }
    }
}

/// A gap in percentage points.
fn points(gap: f64) -> String {
    format!("{:+.1}", 100.0 * gap)
}

/// What the four-fifths rule says of a group, as far as the rows can tell.
fn verdict(ui: &mut Ui, group: &FairnessGroup) {
    let Some(ratio) = group.selection_ratio else {
        return;
    };
    let fair = FOUR_FIFTHS..=1.0 / FOUR_FIFTHS;
    let (tone, word, hint) = if ratio.high < *fair.start() || ratio.low > *fair.end() {
        (
            Tone::Bad,
            "unequal",
            "The whole interval lies outside 0.8 to 1.25",
        )
    } else if ratio.low < *fair.start() || ratio.high > *fair.end() {
        (
            Tone::Warn,
            "cannot tell",
            "The interval reaches outside 0.8 to 1.25: more rows would tell",
        )
    } else {
        (
            Tone::Good,
            "within 4/5",
            "The whole interval lies within 0.8 to 1.25",
        )
    };
    chip(ui, tone, word).on_hover_text(hint);
}
