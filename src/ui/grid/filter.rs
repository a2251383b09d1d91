//! The quick filter of a column.

use std::collections::BTreeSet;

use egui::{Key, RichText, ScrollArea, TextEdit, Ui};

use super::Rows;
use crate::{
    data::{ColumnFilter, ColumnInfo, Kind, Rule, time_of, time_text},
    ui::{
        theme::{UiExt as _, text},
        widgets::text_button,
        words,
    },
    workbench::{Commands, GridCommand},
};

/// What is typed and not yet applied.
#[derive(Clone, Debug, Default)]
pub(super) struct FilterDraft {
    column: String,
    text: String,
    low: String,
    high: String,
    picked: BTreeSet<String>,
    asked: bool,
}

/// The rule that a column gets; none takes it away.
struct Change(Option<Rule>);

/// Replaces the filter of `column`, or takes it away.
pub(super) fn set(
    column: &str,
    filter: Option<ColumnFilter>,
    rows: &Rows<'_>,
    commands: &mut Commands,
) {
    let mut filters = rows
        .state
        .map_or_else(Vec::new, |state| state.wanted_filters().to_vec());
    filters.retain(|other| other.column != column);
    filters.extend(filter);
    commands.grid(GridCommand::Filter(rows.input.subject(), filters));
}

impl FilterDraft {
    /// The inputs for the column `info`.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        info: &ColumnInfo,
        rows: &Rows<'_>,
        commands: &mut Commands,
    ) {
        let current = rows.state.and_then(|state| {
            let mut filters = state.wanted_filters().iter();
            filters.find(|filter| filter.column == info.name)
        });
        if self.column != info.name {
            *self = Self::of(&info.name, info.kind, current.map(|filter| &filter.rule));
        }
        let mut change = None;
        let weak = ui.tokens().text_weak;
        ui.label(
            RichText::new("Show only rows that")
                .font(text::label())
                .color(weak),
        );
        if info.kind == Kind::Text {
            change = self.contains(ui);
        } else if info.kind != Kind::Boolean {
            change = self.between(ui, info.kind);
        }
        if info.kind != Kind::Decimal && info.kind != Kind::Time {
            change = change.or_else(|| self.values(ui, rows, commands));
        }
        ui.horizontal(|ui| {
            if text_button(ui, "Are missing").clicked() {
                change = Some(Change(Some(Rule::Missing)));
            }
            if text_button(ui, "Are not missing").clicked() {
                change = Some(Change(Some(Rule::Present)));
            }
        });
        if current.is_some() && text_button(ui, "Remove this filter").clicked() {
            change = Some(Change(None));
        }
        if let Some(Change(rule)) = change {
            let filter = rule.clone().map(|rule| ColumnFilter {
                column: info.name.clone(),
                rule,
            });
            *self = Self {
                asked: self.asked,
                ..Self::of(&info.name, info.kind, rule.as_ref())
            };
            set(&info.name, filter, rows, commands);
        }
    }

    fn of(column: &str, kind: Kind, rule: Option<&Rule>) -> Self {
        let mut draft = Self {
            column: column.to_owned(),
            ..Self::default()
        };
        let shown = |bound: &Option<f64>| {
            let bound = bound.as_ref();
            bound.map_or_else(String::new, |bound| match kind {
                Kind::Time => time_text(*bound as i64),
                _ => bound.to_string(),
            })
        };
        match rule {
            Some(Rule::Contains(text)) => draft.text.clone_from(text),
            Some(Rule::OneOf(values)) => draft.picked.clone_from(values),
            Some(Rule::Between { low, high }) => {
                (draft.low, draft.high) = (shown(low), shown(high));
            }
            Some(Rule::Missing | Rule::Present) | None => {}
        }
        draft
    }

    fn contains(&mut self, ui: &mut Ui) -> Option<Change> {
        ui.horizontal(|ui| {
            let name = ui.label("Contain");
            let edit = TextEdit::singleline(&mut self.text).desired_width(130.0);
            let response = ui.add(edit).labelled_by(name.id);
            let done = entered(ui, &response);
            let done = text_button(ui, "Apply").clicked() || done;
            let rule = (!self.text.is_empty()).then(|| Rule::Contains(self.text.clone()));
            done.then_some(Change(rule))
        })
        .inner
    }

    fn between(&mut self, ui: &mut Ui, kind: Kind) -> Option<Change> {
        let mut done = false;
        for (word, draft) in [
            ("Are at least", &mut self.low),
            ("Are at most", &mut self.high),
        ] {
            ui.horizontal(|ui| {
                let name = ui.add_sized([84.0, 20.0], egui::Label::new(word));
                let hint = if kind == Kind::Time { "2013-01-31" } else { "" };
                let edit = TextEdit::singleline(draft)
                    .hint_text(hint)
                    .desired_width(130.0);
                let response = ui.add(edit).labelled_by(name.id);
                done |= entered(ui, &response);
            });
        }
        let read = |text: &str| match kind {
            Kind::Time => time_of(text.trim()).map(|micros| micros as f64),
            _ => text
                .trim()
                .parse()
                .ok()
                .filter(|value: &f64| !value.is_nan()),
        };
        let (low, high) = (read(&self.low), read(&self.high));
        let is_wrong = |text: &str, value: Option<f64>| !text.trim().is_empty() && value.is_none();
        if is_wrong(&self.low, low) || is_wrong(&self.high, high) {
            let what = if kind == Kind::Time {
                "Write times like 2013-01-31 05:15."
            } else {
                "Write a number, with a point before the decimals."
            };
            ui.label(
                RichText::new(what)
                    .font(text::label())
                    .color(ui.tokens().bad),
            );
            return None;
        }
        let done = text_button(ui, "Apply the range").clicked() || done;
        let rule = (low.is_some() || high.is_some()).then_some(Rule::Between { low, high });
        done.then_some(Change(rule))
    }

    fn values(&mut self, ui: &mut Ui, rows: &Rows<'_>, commands: &mut Commands) -> Option<Change> {
        let weak = ui.tokens().text_weak;
        let values = rows.state.and_then(|state| state.values(&self.column));
        let Some(values) = values else {
            if !self.asked {
                self.asked = true;
                commands.grid(GridCommand::Values(
                    rows.input.subject(),
                    self.column.clone(),
                ));
            }
            ui.label(RichText::new("Looking at the values…").color(weak));
            return None;
        };
        if values.too_many {
            let words = "More than 1,000 different values: too many to pick from.";
            ui.label(RichText::new(words).font(text::label()).color(weak));
            return None;
        }
        let mut change = None;
        ScrollArea::vertical()
            .max_height(180.0)
            .auto_shrink([false, true])
            .show_rows(ui, 20.0, values.counts.len(), |ui, range| {
                for (value, n) in &values.counts[range] {
                    let mut picked = self.picked.contains(value);
                    let shown = if value.is_empty() {
                        "(empty text)"
                    } else {
                        value
                    };
                    let word = format!("{shown}  ({})", words::count(*n));
                    if ui.checkbox(&mut picked, word).changed() {
                        if picked {
                            self.picked.insert(value.clone());
                        } else {
                            self.picked.remove(value);
                        }
                        let picked = &self.picked;
                        let rule = (!picked.is_empty()).then(|| Rule::OneOf(picked.clone()));
                        change = Some(Change(rule));
                    }
                }
            });
        change
    }
}

/// Whether the field was left with Enter.
fn entered(ui: &Ui, response: &egui::Response) -> bool {
    response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}
