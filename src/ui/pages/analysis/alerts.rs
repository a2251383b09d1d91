use egui::{Label, RichText, TextEdit, Ui};

use super::tabs::Tab;
use crate::{
    steps::{
        analysis::{Alert, Mute, Report, Rule},
        problem::{self, ColumnRole},
    },
    ui::{
        theme::{UiExt as _, space, text},
        widgets::{Tone, chip, text_button},
        words,
    },
    workbench::{Command, Commands, Edit, ExploreCommand, OpenProject},
};

/// What the list of alerts remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The alert that is being muted, and the reason so far.
    muting: Option<(Rule, String, String)>,
    shows_muted: bool,
}

/// What is to be looked at more closely.
pub(super) enum Asked {
    /// The profile of a column.
    Column(String),
    /// What another tab shows.
    Tab(Tab),
}

impl View {
    /// What to be careful about, most serious first; what was asked to see of it.
    pub(super) fn list(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        open: &OpenProject,
        commands: &mut Commands,
    ) -> Option<Asked> {
        let params = &open.project.analysis;
        let mut asked = None;
        let (muted, mut heard): (Vec<&Alert>, Vec<&Alert>) = report
            .alerts
            .iter()
            .partition(|alert| params.muted(alert).is_some());
        // What is settled comes last, or it would hide what is not.
        heard.sort_by_key(|alert| tone(alert, &open.project.problem) == Tone::Neutral);
        if heard.is_empty() {
            chip(ui, Tone::Good, "no rule has fired");
        }
        let area = egui::ScrollArea::vertical()
            .id_salt("alerts")
            .max_height(420.0);
        area.auto_shrink([false, true]).show(ui, |ui| {
            for (i, alert) in heard.iter().enumerate() {
                if i > 0 {
                    ui.separator();
                }
                ui.push_id(("alert", i), |ui| {
                    self.alert(ui, alert, open, commands, &mut asked);
                });
            }
            if !muted.is_empty() {
                ui.separator();
                let word = format!("Show {} muted", muted.len());
                ui.checkbox(&mut self.shows_muted, word);
            }
            if self.shows_muted {
                for (i, alert) in muted.iter().enumerate() {
                    ui.push_id(("muted", i), |ui| silent(ui, alert, open, commands));
                }
            }
        });
        asked
    }

    fn alert(
        &mut self,
        ui: &mut Ui,
        alert: &Alert,
        open: &OpenProject,
        commands: &mut Commands,
        asked: &mut Option<Asked>,
    ) {
        let (rule, column) = (alert.rule, &alert.column);
        ui.horizontal_wrapped(|ui| {
            chip(ui, tone(alert, &open.project.problem), rule.name());
            if column.is_empty() {
                ui.label(RichText::new("the whole table").font(text::strong()));
            } else if text_button(ui, column)
                .on_hover_text("Show the profile of this column")
                .clicked()
            {
                *asked = Some(Asked::Column(column.clone()));
            }
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new(seen(alert)).font(text::label()).color(weak));
            if let Some(segment) = alert.rows() {
                let hint = "Choose these rows in Explore, where every plot shows them";
                if text_button(ui, "Show rows").on_hover_text(hint).clicked() {
                    commands.push(Command::Explore(ExploreCommand::Focus {
                        words: segment.name,
                        formula: segment.condition,
                    }));
                }
            }
            if let Some(tab) = tab(rule)
                && text_button(ui, &format!("Open {}", tab.name())).clicked()
            {
                *asked = Some(Asked::Tab(tab));
            }
            let hint = "Say why this is no reason to worry; it is then shown as muted";
            if text_button(ui, "Mute…").on_hover_text(hint).clicked() {
                self.muting = Some((rule, column.clone(), String::new()));
            }
        });
        ui.add(Label::new(&alert.text).wrap());
        if let Some((_, _, reason)) = self
            .muting
            .as_mut()
            .filter(|m| m.0 == rule && m.1 == *column)
        {
            let (mut done, mut cancelled) = (false, false);
            ui.horizontal(|ui| {
                let line = TextEdit::singleline(reason)
                    .hint_text("Why it is no reason to worry")
                    .desired_width(260.0);
                ui.add(line).accessible_name("Why it is no reason to worry");
                ui.add_enabled_ui(!reason.trim().is_empty(), |ui| {
                    done = text_button(ui, "Mute").clicked();
                });
                cancelled = text_button(ui, "Cancel").clicked();
            });
            if done {
                let mut params = open.project.analysis.clone();
                params.muted.push(Mute {
                    rule,
                    column: column.clone(),
                    reason: reason.trim().to_owned(),
                });
                commands.edit(Edit::Analysis(params));
            }
            if done || cancelled {
                self.muting = None;
            }
        }
        ui.add_space(space::XS);
    }
}

/// A muted alert with its reason.
fn silent(ui: &mut Ui, alert: &Alert, open: &OpenProject, commands: &mut Commands) {
    let params = &open.project.analysis;
    let Some(mute) = params.muted(alert) else {
        return;
    };
    let weak = ui.tokens().text_weak;
    ui.horizontal_wrapped(|ui| {
        chip(ui, Tone::Neutral, &format!("muted: {}", alert.rule.name()));
        ui.label(RichText::new(&alert.column).color(weak));
        ui.label(RichText::new(seen(alert)).font(text::label()).color(weak));
        if text_button(ui, "Unmute").clicked() {
            let mut params = params.clone();
            params.muted.retain(|other| other != mute);
            commands.edit(Edit::Analysis(params));
        }
    });
    ui.add(Label::new(RichText::new(&mute.reason).color(weak)).wrap());
}

/// The tab that shows what `rule` has seen, where another one than the column's profile does.
fn tab(rule: Rule) -> Option<Tab> {
    match rule {
        Rule::Missing => Some(Tab::Missing),
        Rule::Correlated => Some(Tab::Relations),
        Rule::TimeGaps => Some(Tab::OverTime),
        _ => None,
    }
}

/// A leak that no model sees is no longer one.
fn tone(alert: &Alert, problem: &problem::Params) -> Tone {
    match alert.rule {
        Rule::Leakage if is_open(alert, problem) => Tone::Bad,
        Rule::Leakage => Tone::Neutral,
        _ => Tone::Warn,
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
        Rule::Unknown => "marked in step 1".to_owned(),
        Rule::Constant => format!("{value:.0} distinct values, limit {limit:.0}"),
        rule if rule.is_share() => {
            format!("{}, limit {}", words::percent(value), words::percent(limit))
        }
        _ => format!("{}, limit {}", words::number(value), words::number(limit)),
    }
}
