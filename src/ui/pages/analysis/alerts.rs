use egui::{Label, RichText, Ui};

use crate::{
    steps::{
        analysis::{Alert, Report, Rule},
        problem::{self, ColumnRole},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, text_button},
        words,
    },
};

/// What to be careful about, most serious first; the column whose profile was asked for.
pub(super) fn list(ui: &mut Ui, report: &Report, problem: &problem::Params) -> Option<String> {
    if report.alerts.is_empty() {
        chip(ui, Tone::Good, "no rule has fired");
        return None;
    }
    let mut asked = None;
    let area = egui::ScrollArea::vertical()
        .id_salt("alerts")
        .max_height(420.0);
    area.auto_shrink([false, true]).show(ui, |ui| {
        for (i, alert) in report.alerts.iter().enumerate() {
            if i > 0 {
                ui.separator();
            }
            ui.horizontal_wrapped(|ui| {
                chip(ui, tone(alert, problem), alert.rule.name());
                let button = text_button(ui, &alert.column);
                if button
                    .on_hover_text("Show the profile of this column")
                    .clicked()
                {
                    asked = Some(alert.column.clone());
                }
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new(seen(alert)).font(text::label()).color(weak));
            });
            ui.add(Label::new(&alert.text).wrap());
            ui.add_space(space::XS);
        }
    });
    asked
}

/// A leak that no model sees is no longer one.
fn tone(alert: &Alert, problem: &problem::Params) -> Tone {
    match alert.rule {
        Rule::Leakage if is_open(alert, problem) => Tone::Bad,
        Rule::Leakage => Tone::Neutral,
        Rule::Unknown | Rule::Constant | Rule::Missing | Rule::Identifier => Tone::Warn,
    }
}

/// Whether a model would see the column.
pub(super) fn is_open(alert: &Alert, problem: &problem::Params) -> bool {
    problem.role(&alert.column) == ColumnRole::Feature
}

/// What was seen, against the limit of the rule.
fn seen(alert: &Alert) -> String {
    let (value, limit) = (alert.value, alert.limit);
    match alert.rule {
        Rule::Leakage => {
            format!(
                "seen {}, limit {}",
                words::percent(value),
                words::percent(limit)
            )
        }
        Rule::Unknown => "marked in step 1".to_owned(),
        Rule::Constant => format!("{value:.0} distinct values, limit {limit:.0}"),
        Rule::Missing => {
            format!(
                "{} missing, limit {}",
                words::percent(value),
                words::percent(limit)
            )
        }
        Rule::Identifier => {
            format!(
                "{} are unique, limit {}",
                words::percent(value),
                words::percent(limit)
            )
        }
    }
}
