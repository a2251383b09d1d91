use egui::{Label, RichText, Ui};

use crate::{
    steps::problem::{Candidate, Field, Params, Proposal},
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, card_with, chip, primary_button, text_button},
        words,
    },
    workbench::{Command, Commands, OpenProject, ProblemCommand},
};

/// Other targets that are offered.
const OTHERS: usize = 3;

/// What the data suggest, each with its reason; true when something was accepted.
pub(super) fn card(
    ui: &mut Ui,
    params: &mut Params,
    (open, commands): (&OpenProject, &mut Commands),
) -> bool {
    let read = open.results.extraction.is_some();
    let asked = open.proposal.is_some();
    let mut buttons = Vec::new();
    let actions = |ui: &mut Ui| {
        if asked && text_button(ui, "Close the proposal").clicked() {
            buttons.push(ProblemCommand::Forget);
        }
        let word = if asked {
            "Propose again"
        } else {
            "Propose from the data"
        };
        if ui
            .add_enabled_ui(read, |ui| text_button(ui, word))
            .inner
            .clicked()
        {
            buttons.push(ProblemCommand::Propose);
        }
    };
    let changed = card_with(ui, "What the data suggest", actions, |ui| {
        let Some(proposal) = &open.proposal else {
            let words = if read {
                "Names, kinds and figures of the columns suggest a target, a task, a time, an entity, and what must not be used. Nothing changes until you accept it."
            } else {
                "Once step 2 has read the rows, a contract can be proposed from them."
            };
            let weak = ui.tokens().text_weak;
            ui.add(Label::new(RichText::new(words).color(weak)).wrap());
            return false;
        };
        shown(ui, params, proposal)
    });
    for command in buttons {
        commands.push(Command::Problem(command));
    }
    changed
}

fn shown(ui: &mut Ui, params: &mut Params, proposal: &Proposal) -> bool {
    let weak = ui.tokens().text_weak;
    let open: Vec<usize> = (0..proposal.suggestions.len())
        .filter(|&i| !proposal.suggestions[i].is_in(params))
        .collect();
    let mut changed = false;
    ui.horizontal_wrapped(|ui| {
        let word = format!("Accept all {}", open.len());
        if primary_button(ui, !open.is_empty(), &word).clicked() {
            for suggestion in &proposal.suggestions {
                suggestion.apply(params);
            }
            changed = true;
        }
        if proposal.seen < proposal.rows {
            let words = format!(
                "from {} of {} rows, spread evenly",
                words::count(proposal.seen),
                words::count(proposal.rows)
            );
            chip(ui, Tone::Neutral, &words);
        }
    });
    let mut cells = Suggestions {
        columns: vec![
            Column::words("Part", 120.0),
            Column::words("Suggestion", 200.0),
            Column::words("", 90.0),
            Column::words("Why", 600.0),
        ],
        proposal,
        params,
        changed: false,
    };
    widgets::table(ui, "suggestions", 300.0, &mut cells);
    changed |= cells.changed;
    let others: Vec<&Candidate> = proposal
        .candidates
        .iter()
        .filter(|candidate| candidate.column != params.target)
        .take(OTHERS)
        .collect();
    if !others.is_empty() {
        let names: Vec<String> = others
            .iter()
            .map(|candidate| format!("{} ({})", candidate.column, candidate.why))
            .collect();
        let words = format!(
            "Other columns that may be the target: {}. Choose one below and propose again.",
            names.join("; ")
        );
        ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
    }
    changed
}

struct Suggestions<'a> {
    columns: Vec<Column>,
    proposal: &'a Proposal,
    params: &'a mut Params,
    changed: bool,
}

impl Cells for Suggestions<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.proposal.suggestions.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some(suggestion) = self.proposal.suggestions.get(row) else {
            return;
        };
        match column {
            0 => {
                let tone = match suggestion.field {
                    Field::Unavailable => Tone::Warn,
                    Field::Target => Tone::Accent,
                    _ => Tone::Neutral,
                };
                let (ink, _) = tone.colors(ui.tokens());
                ui.label(RichText::new(suggestion.field.name()).color(ink));
            }
            1 => {
                ui.label(RichText::new(&suggestion.value).font(text::strong()));
            }
            2 if suggestion.is_in(self.params) => {
                chip(ui, Tone::Good, "in");
            }
            2 => {
                let button = text_button(ui, "Accept");
                let name = format!("Accept {} {}", suggestion.field.name(), suggestion.value);
                if button.accessible_name(name).clicked() {
                    suggestion.apply(self.params);
                    self.changed = true;
                }
            }
            _ => {
                ui.label(&suggestion.why).on_hover_text(&suggestion.why);
            }
        }
    }
}
