use egui::{RichText, Ui};

use crate::{
    estimate::{Change, Ranged},
    steps::monitoring::{Costs, Loss, Report},
    ui::{
        theme::{UiExt as _, text},
        widgets::{self, Cells, Column, Tone, chip},
        words,
    },
};

/// Where a change of performance comes from, and what each column's drift costs.
pub(super) fn card(ui: &mut Ui, report: &Report) {
    let Some(costs) = &report.costs else {
        return;
    };
    widgets::card(ui, "What drift costs", |ui| {
        let weak = ui.tokens().text_weak;
        match &costs.change {
            Ok(change) => split(ui, costs.loss, change),
            Err(reason) => {
                let words = format!("The change in performance cannot be split: {reason}.");
                ui.label(RichText::new(words).color(weak));
            }
        }
        let name = costs.loss.name();
        let mut cells = Columns {
            columns: vec![
                Column::words("Had this column not moved", 190.0),
                Column::figures(format!("Cost in {name}"), 200.0),
                Column::figures("95 % interval", 180.0),
                Column::words("Beyond chance", 300.0),
            ],
            costs,
        };
        widgets::table(ui, "costs", 300.0, &mut cells);
        let basis = if costs.is_realised {
            "On what came true."
        } else {
            "On what the model's own probabilities let expect, as no label of production is known."
        };
        let words = format!(
            "{basis} Every row of production counts as often as its value did in the reference. Columns that move together are undone together, so the costs do not add up."
        );
        ui.label(RichText::new(words).font(text::label()).color(weak));
    });
}

fn split(ui: &mut Ui, loss: Loss, change: &Change) {
    let number = words::number;
    let about = format!(
        "The {} went from {} to {}. Chance alone makes up to {}.",
        loss.name(),
        number(change.reference),
        number(change.current),
        number(change.noise),
    );
    ui.label(about);
    for (name, part) in [
        ("Other rows (covariate part)", change.covariate),
        (
            "Other answers to the same rows (concept part)",
            change.concept,
        ),
    ] {
        ui.horizontal_wrapped(|ui| {
            ui.label(format!(
                "{name}: {} ({})",
                signed(part.value),
                interval(part)
            ));
            beyond(ui, part);
        });
    }
}

fn beyond(ui: &mut Ui, part: Ranged) {
    let (tone, words) = match (part.is_beyond_chance(), part.value > 0.0) {
        (false, _) => (Tone::Neutral, "could be chance"),
        (true, true) => (Tone::Warn, "makes it worse"),
        (true, false) => (Tone::Good, "makes it better"),
    };
    chip(ui, tone, words);
}

fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", words::number(value))
}

fn interval(part: Ranged) -> String {
    format!("{} to {}", signed(part.low), signed(part.high))
}

struct Columns<'a> {
    columns: Vec<Column>,
    costs: &'a Costs,
}

impl Cells for Columns<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.costs.columns.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        let Some((name, undone)) = self.costs.columns.get(row) else {
            return;
        };
        match (column, undone) {
            (0, _) => {
                ui.label(name);
            }
            (1, Ok(undone)) => {
                ui.label(signed(undone.cost.value));
            }
            (2, Ok(undone)) => {
                ui.label(interval(undone.cost));
            }
            (3, Ok(undone)) => beyond(ui, undone.cost),
            (3, Err(reason)) => {
                ui.label(reason);
            }
            _ => {
                ui.label("–");
            }
        }
    }
}
