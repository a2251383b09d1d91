use std::sync::Arc;

use egui::{RichText, TextEdit, Ui};

use super::output;
use crate::{
    learners::Scale,
    steps::{
        Prediction,
        evaluation::{Report, explain::WhatIf},
    },
    ui::{
        plot::{Bar, bars},
        theme::{UiExt as _, text},
        widgets::{Tile, card, empty, form, grid, text_button, tiles},
        words,
    },
    workbench::{Command, Commands, EvaluationCommand, OpenProject, Workbench},
};

/// Contributions that are drawn.
const SHOWN: usize = 14;

/// What the card remembers.
#[derive(Default)]
pub(super) struct View {
    /// The row that is looked at; the first that is known until another one is chosen.
    row: Option<u32>,
    /// Of which row the texts are.
    filled: Option<u32>,
    /// What is typed, in the order of the inputs.
    texts: Vec<String>,
    /// What was asked for last.
    asked: Option<(u32, Vec<(String, String)>)>,
}

impl View {
    /// Looks at row number `row` of the data set from now on.
    pub(super) fn look_at(&mut self, row: u32) {
        self.row = Some(row);
        (self.filled, self.asked) = (None, None);
    }

    /// Any input of a row may be changed; answer and contributions follow.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        report: &Report,
        (_, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        card(ui, "What if", |ui| {
            let row = self
                .row
                .or_else(|| report.errors.first().map(|error| error.row));
            let row = row.unwrap_or(0);
            let rows = open.results.extraction.as_ref();
            let last = rows.map_or(1, |done| done.report.snapshot.rows).max(1);
            let mut number = u64::from(row) + 1;
            let help = "Its number in the data set, from 1. To start with, the row that the model is most wrong about";
            if form::whole(ui, "Row", help, &mut number, 1..=last) {
                self.look_at((number - 1) as u32);
            }
            let row = self.row.unwrap_or(row);
            let state = open.judged();
            if let Some(why) = state.and_then(|state| state.refused.as_ref()) {
                ui.label(RichText::new(why).color(ui.tokens().bad));
            }
            let found = state.and_then(|state| state.what_if.clone());
            let found = found.filter(|found| found.row == row);
            if let Some(found) = found {
                self.known(ui, &found, open, commands);
            } else {
                self.ask(row, Vec::new(), commands);
                empty(ui, "One moment", "The model answers for this row.", |_| {});
            }
        });
    }

    /// Asks for an answer, unless that was asked for last.
    fn ask(&mut self, row: u32, changes: Vec<(String, String)>, commands: &mut Commands) {
        let wanted = (row, changes);
        if self.asked.as_ref() != Some(&wanted) {
            commands.push(Command::Evaluation(EvaluationCommand::WhatIf(
                wanted.0,
                wanted.1.clone(),
            )));
            self.asked = Some(wanted);
        }
    }

    fn known(
        &mut self,
        ui: &mut Ui,
        found: &Arc<WhatIf>,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        if self.filled != Some(found.row) {
            self.filled = Some(found.row);
            self.texts = found.values.iter().map(|(_, text)| text.clone()).collect();
        }
        answers(ui, found, open);
        let changed = grid_of(ui, found, &mut self.texts, open);
        if changed {
            let changes = found
                .values
                .iter()
                .zip(&self.texts)
                .filter(|((_, own), typed)| own != *typed)
                .map(|((name, _), typed)| (name.clone(), typed.clone()));
            self.ask(found.row, changes.collect(), commands);
        }
    }
}

/// The answers before and after.
fn answers(ui: &mut Ui, found: &WhatIf, open: &OpenProject) {
    let say = |title: &str, answer: &Prediction| match (&answer.class, answer.value) {
        (Some(class), _) => {
            let tile = Tile::new(title, class.clone());
            match open.desk().and_then(|desk| desk.share(answer)) {
                Some(share) => tile.note(format!("{} {}", output(open), words::number(share))),
                None => tile,
            }
        }
        (None, Some(value)) => Tile::new(title, words::number(value)).note(output(open)),
        (None, None) => Tile::new(title, "–"),
    };
    let mut shown = vec![say("Answer for the row", &found.before)];
    if !found.changes.is_empty() {
        shown.push(say("Answer with your changes", &found.after));
    }
    tiles(ui, &shown);
}

/// The inputs beside what they contribute; true where one was changed.
fn grid_of(ui: &mut Ui, found: &WhatIf, texts: &mut [String], open: &OpenProject) -> bool {
    let mut changed = false;
    grid(ui, 350.0, 2, |ui, i| {
        if i == 1 {
            contributions(ui, found, open);
            return;
        }
        ui.label(RichText::new("The row's values").font(text::strong()));
        ui.weak("Change any of them; an empty field is a gap.");
        if !found.changes.is_empty() && text_button(ui, "Back to the row's own values").clicked() {
            for ((_, own), typed) in found.values.iter().zip(texts.iter_mut()) {
                typed.clone_from(own);
            }
            changed = true;
        }
        for ((name, own), typed) in found.values.iter().zip(texts.iter_mut()) {
            let help = format!(
                "In the data set: {}",
                if own.is_empty() { "missing" } else { own }
            );
            form::row(ui, name, &help, |ui, label| {
                let width = ui.available_width().min(260.0);
                let field = TextEdit::singleline(typed)
                    .id(ui.scope_id().with(("what if", name)))
                    .desired_width(width);
                changed |= ui.add(field).labelled_by(label.id).changed();
            });
        }
    });
    changed
}

fn contributions(ui: &mut Ui, found: &WhatIf, open: &OpenProject) {
    let parts = &found.contributions;
    let output = output(open);
    let of = match parts.scale {
        Scale::Answer => output.clone(),
        Scale::Logarithm => format!("logarithm of the {output}"),
        Scale::LogOdds => format!("log odds of the {output}"),
        Scale::Score => format!("score behind the {output}"),
    };
    let how = match parts.estimated_from {
        None => "exact".to_owned(),
        Some(rows) => format!("estimated from {rows} training rows"),
    };
    ui.label(RichText::new("What each column adds").font(text::strong()));
    ui.weak(format!(
        "Shapley values, {how}. The usual {of} is {}; with every column added it is {}. To the right it is raised, to the left lowered.",
        words::number(parts.base),
        words::number(parts.answer),
    ));
    let all: Vec<Bar> = parts
        .columns
        .iter()
        .take(SHOWN)
        .map(|column| {
            let sign = if column.value < 0.0 { "−" } else { "+" };
            Bar::new(&column.column, column.value)
                .text(format!("{sign}{}", words::number(column.value.abs())))
        })
        .collect();
    bars(ui, "What each column adds to the answer", &all);
}
