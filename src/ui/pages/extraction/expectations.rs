use std::sync::Arc;

use egui::{Label, RichText, Ui};

use super::expectation_form;
use crate::{
    data::expectation::{ExpectKind, Expectation, Outcome, Severity},
    steps::extraction::{Params, Report},
    ui::{
        grid::{GridInput, GridView},
        theme::{UiExt as _, space, text},
        widgets::{
            self, Cells, Column, Icon, Tone, card_with, chip, form, icon_button, text_button,
        },
        words,
    },
    workbench::{Command, Commands, ExpectationCommand, GridId, OpenProject, Workbench},
};

/// What the card remembers between frames.
#[derive(Default)]
pub(super) struct View {
    /// The expectation that is edited.
    edited: Option<usize>,
    /// The expectation whose failing rows are shown.
    shown: Option<usize>,
    kind: Option<ExpectKind>,
    grid: GridView,
    /// The failing rows that are shown: of which expectation, of which snapshot, and which.
    rows: Option<(usize, String, Arc<[u32]>)>,
}

/// Height of the grid of failing rows: about 8 of them.
const HEIGHT: f32 = 320.0;

impl View {
    /// What the rows should hold, and whether they do; true when something changed.
    pub(super) fn card(
        &mut self,
        ui: &mut Ui,
        params: &mut Params,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) -> bool {
        let report = open
            .results
            .extraction
            .as_ref()
            .map(|done| Arc::clone(&done.report));
        let read = report.is_some();
        let mut drafts = false;
        let actions = |ui: &mut Ui| {
            let button = ui.add_enabled_ui(read, |ui| text_button(ui, "Draft from the data"));
            drafts = button.inner.clicked();
        };
        let changed = card_with(ui, "Expectations", actions, |ui| {
            let changed = self.body(ui, params, report.as_deref());
            if let Some((i, outcome)) = self.broken(params, report.as_deref()) {
                self.failing(ui, (i, outcome), (workbench, open), commands);
            }
            changed
        });
        if drafts {
            commands.push(Command::Expectation(ExpectationCommand::Draft));
        }
        changed
    }

    fn body(&mut self, ui: &mut Ui, params: &mut Params, report: Option<&Report>) -> bool {
        let weak = ui.tokens().text_weak;
        let mut changed = false;
        if params.expectations.is_empty() {
            let words = "None yet. An expectation says what the rows must hold; it is checked on every extraction, and one that stops keeps the last good rows.";
            ui.add(Label::new(RichText::new(words).color(weak)).wrap());
        } else {
            let outcomes = report.map_or(&[][..], |report| &report.expectations);
            changed |= self.list(ui, params, outcomes);
        }
        ui.add_space(space::S);
        changed |= self.add(ui, params, report);
        if let Some(i) = self.edited.filter(|&i| i < params.expectations.len()) {
            ui.separator();
            changed |= expectation_form::form(ui, &mut params.expectations[i].expect, report);
        }
        changed
    }

    /// The outcome whose failing rows are to be shown, and its place.
    fn broken<'a>(
        &self,
        params: &Params,
        report: Option<&'a Report>,
    ) -> Option<(usize, &'a Outcome)> {
        let i = self.shown?;
        let expectation = params.expectations.get(i)?;
        let mut outcomes = report?.expectations.iter();
        let outcome = outcomes.find(|outcome| outcome.expectation == *expectation)?;
        Some((i, outcome))
    }

    fn list(&mut self, ui: &mut Ui, params: &mut Params, outcomes: &[Outcome]) -> bool {
        let mut cells = List {
            columns: vec![
                Column::words("Expected", 330.0),
                Column::words("Outcome", 100.0),
                Column::words("If not", 70.0),
                Column::words("", 130.0),
                Column::words("Seen", 360.0),
            ],
            expectations: &mut params.expectations,
            outcomes,
            view: self,
            removed: None,
            changed: false,
        };
        widgets::table(ui, "expectations", 340.0, &mut cells);
        let (removed, changed) = (cells.removed, cells.changed);
        if let Some(i) = removed {
            params.expectations.remove(i);
            (self.edited, self.shown) = (None, None);
        }
        changed || removed.is_some()
    }

    /// One more expectation.
    fn add(&mut self, ui: &mut Ui, params: &mut Params, report: Option<&Report>) -> bool {
        let kinds: Vec<(Option<ExpectKind>, String)> = ExpectKind::ALL
            .map(|kind| (Some(kind), kind.info().name.to_owned()))
            .to_vec();
        let help = self.kind.map_or("What kind of expectation to add", |kind| {
            kind.info().summary
        });
        form::choice(ui, "One more", help, &mut self.kind, &kinds);
        let Some(kind) = self.kind.take() else {
            return false;
        };
        let first = report.and_then(|report| report.columns.first());
        params.expectations.push(Expectation {
            severity: Severity::Warn,
            expect: kind.about(first.map_or("", |column| column.name.as_str())),
        });
        self.edited = Some(params.expectations.len() - 1);
        true
    }
}

struct List<'a> {
    columns: Vec<Column>,
    expectations: &'a mut Vec<Expectation>,
    outcomes: &'a [Outcome],
    view: &'a mut View,
    removed: Option<usize>,
    changed: bool,
}

impl Cells for List<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.expectations.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(expectation) = self.expectations.get_mut(row) else {
            return;
        };
        let outcome = self
            .outcomes
            .iter()
            .find(|outcome| outcome.expectation == *expectation);
        match column {
            0 => {
                let words = expectation.expect.to_string();
                ui.add(Label::new(&words).truncate()).on_hover_text(words);
            }
            1 => {
                let (tone, word) = match outcome {
                    None => (Tone::Neutral, "not checked"),
                    Some(outcome) if outcome.passed => (Tone::Good, "met"),
                    Some(_) if expectation.severity == Severity::Stop => (Tone::Bad, "broken"),
                    Some(_) => (Tone::Warn, "broken"),
                };
                chip(ui, tone, word);
            }
            4 => {
                if let Some(outcome) = outcome.filter(|outcome| !outcome.passed) {
                    let seen = outcome.summary();
                    ui.add(Label::new(&seen).truncate()).on_hover_text(seen);
                }
            }
            2 => {
                let other = match expectation.severity {
                    Severity::Warn => Severity::Stop,
                    Severity::Stop => Severity::Warn,
                };
                let name = format!("Severity of expectation {}", row + 1);
                let button = text_button(ui, expectation.severity.name());
                let hint = format!("Change to {}", other.name());
                if button.on_hover_text(hint).accessible_name(name).clicked() {
                    expectation.severity = other;
                    self.changed = true;
                }
            }
            _ => {
                if icon_button(ui, Icon::Cross, &format!("Remove expectation {}", row + 1))
                    .clicked()
                {
                    self.removed = Some(row);
                }
                let edit = text_button(ui, "Edit");
                if edit
                    .accessible_name(format!("Edit expectation {}", row + 1))
                    .clicked()
                {
                    self.view.edited = (self.view.edited != Some(row)).then_some(row);
                }
                if outcome.is_some_and(|outcome| !outcome.rows.is_empty()) {
                    let rows = text_button(ui, "Rows");
                    let name = format!("Rows that break expectation {}", row + 1);
                    if rows.accessible_name(name).clicked() {
                        self.view.shown = (self.view.shown != Some(row)).then_some(row);
                    }
                }
            }
        }
    }
}

impl View {
    /// The rows that break the expectation at place `i`.
    fn failing(
        &mut self,
        ui: &mut Ui,
        (i, outcome): (usize, &Outcome),
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        let (Some(table), Some(done)) = (open.table(), &open.results.extraction) else {
            return;
        };
        ui.separator();
        ui.add(Label::new(RichText::new(title(outcome)).font(text::strong())).wrap());
        let key = &done.report.snapshot.id;
        let known = self.rows.take();
        let known = known.filter(|(place, of, rows)| {
            *place == i && of == key && rows.len() == outcome.rows.len()
        });
        let failing = || (i, key.clone(), Arc::from(outcome.rows.as_slice()));
        let (_, _, rows) = self.rows.insert(known.unwrap_or_else(failing));
        let input = GridInput {
            id: GridId("failing rows"),
            table: &table,
            key,
            rows: Some(rows),
            height: HEIGHT,
            grids: &workbench.grids,
        };
        self.grid.ui(ui, &input, commands);
    }
}

/// "1,204 rows break: …".
fn title(outcome: &Outcome) -> String {
    let first = if (outcome.rows.len() as u64) < outcome.failing {
        format!(
            ", the first {} are shown",
            words::count(outcome.rows.len() as u64)
        )
    } else {
        String::new()
    };
    format!(
        "{} rows break: {}{first}",
        words::count(outcome.failing),
        outcome.expectation.expect
    )
}
