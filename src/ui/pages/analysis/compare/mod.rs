//! Any two sets of rows side by side, in the same bins.

mod side;
mod table;

use egui::{Label, RichText, Ui};

use super::explore::{interval, value};
use crate::{
    data::{Kind, split::Part},
    drift::Distance,
    steps::analysis::{ComparedColumn, Comparison},
    terms::Figure,
    ui::{
        plot::{Values, outline},
        theme::{UiExt as _, space, text},
        widgets::{Tile, card, empty, figure, primary_button, tiles},
        words,
    },
    workbench::{
        Command, Commands, OpenProject, Workbench,
        explore::{Compared, ExploreCommand, RowsOf},
    },
};

/// What the tab remembers between frames.
pub(super) struct View {
    sides: [RowsOf; 2],
    column: Option<String>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            sides: [RowsOf::Part(Part::Train), RowsOf::Part(Part::Test)],
            column: None,
        }
    }
}

impl View {
    /// Compares the chosen rows with all others.
    pub(super) fn selection(&mut self, commands: &mut Commands) {
        self.sides = [RowsOf::Complement, RowsOf::Selection];
        let sides = self.sides.clone();
        commands.push(Command::Explore(ExploreCommand::Compare(sides)));
    }

    /// Shows the tab.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (workbench, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        card(ui, "What to compare", |ui| {
            let words = ["Reference", "Current"];
            for (rows, word) in self.sides.iter_mut().zip(words) {
                ui.push_id(word, |ui| side::choice(ui, word, rows, (workbench, open)));
            }
            ui.add_space(space::XS);
            ui.horizontal(|ui| {
                let can = self.sides.iter().all(|rows| side::is_ready(rows, open));
                if primary_button(ui, can, "Compare").clicked() {
                    let sides = self.sides.clone();
                    commands.push(Command::Explore(ExploreCommand::Compare(sides)));
                }
                let weak = ui.tokens().text_weak;
                let words = "The reference draws the bins; both sides are counted in them.";
                ui.label(RichText::new(words).font(text::label()).color(weak));
            });
        });
        let Some(compared) = open.explore.comparison.clone() else {
            card(ui, "Comparison", |ui| {
                empty(
                    ui,
                    "Nothing has been compared yet",
                    "Choose two sets of rows: the data set, a segment, the rows you chose on the tab Explore, a time, a part of the split, another project or file. Every column is then compared in the same bins, the most different first.",
                    |_| {},
                );
            });
            return;
        };
        self.result(ui, open, &compared);
    }

    fn result(&mut self, ui: &mut Ui, open: &OpenProject, compared: &Compared) {
        let names = compared.sides.each_ref().map(RowsOf::name);
        let comparison = &compared.comparison;
        figures(ui, open, comparison, &names);
        let first = comparison.columns.first();
        let chosen = self.column.clone();
        let column = comparison
            .columns
            .iter()
            .find(|column| Some(&column.name) == chosen.as_ref())
            .or(first);
        if let Some(column) = column {
            card(ui, &format!("{} on both sides", column.name), |ui| {
                overlay(ui, column, &names);
            });
        }
        card(ui, "Columns, the most different first", |ui| {
            let shown = column.map_or("", |column| &column.name);
            if let Some(clicked) = table::show(ui, comparison, (&names, shown)) {
                self.column = Some(clicked);
            }
            lonely(ui, comparison, &names);
        });
    }
}

fn figures(ui: &mut Ui, open: &OpenProject, comparison: &Comparison, names: &[String; 2]) {
    let mut shown = Vec::new();
    for (rows, name) in comparison.rows.iter().zip(names) {
        shown.push(Tile::new("Rows", words::count(*rows)).note(name));
    }
    let problem = &open.project.problem;
    let is_share = problem.task.is_classification();
    for (mean, name) in comparison.target.iter().zip(names) {
        if let Some(mean) = mean {
            let label = format!("{}, {name}", problem.target);
            let tile = Tile::new(label, value(&mean.mean, is_share));
            shown.push(tile.note(interval(mean, is_share)));
        }
    }
    tiles(ui, &shown);
}

/// The bars of both sides, with the figures below.
fn overlay(ui: &mut Ui, column: &ComparedColumn, names: &[String; 2]) {
    let values = match column.kind {
        Kind::Time => Values::Times,
        _ => Values::Numbers,
    };
    key(ui, names);
    let groups = column
        .drift
        .outline
        .as_ref()
        .map(|found| outline::groups(found, values))
        .unwrap_or_default();
    let name = format!("{}: shares of both sides", column.name);
    outline::show(ui, &name, names.each_ref().map(String::as_str), &groups);
    ui.horizontal_wrapped(|ui| {
        for score in &column.drift.scores {
            if score.statistic.value().is_none() {
                continue;
            }
            let weak = ui.tokens().text_weak;
            let info = score.method.info();
            ui.label(RichText::new(info.name).font(text::label()).color(weak))
                .on_hover_text(info.summary);
            figure(ui, &score.statistic);
            ui.add_space(space::S);
        }
    });
}

/// Which colour is which side.
fn key(ui: &mut Ui, names: &[String; 2]) {
    let tokens = ui.tokens();
    let inks = [tokens.reference, tokens.current];
    ui.horizontal(|ui| {
        for (name, ink) in names.iter().zip(inks) {
            let size = egui::vec2(12.0, 12.0);
            let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
            ui.painter().rect_filled(rect, 3, ink);
            let weak = ui.tokens().text_weak;
            ui.label(RichText::new(name).font(text::label()).color(weak));
        }
    });
}

/// Columns that cannot be compared.
fn lonely(ui: &mut Ui, comparison: &Comparison, names: &[String; 2]) {
    for (side, name) in names.iter().enumerate() {
        let only: Vec<&str> = comparison
            .lonely
            .iter()
            .filter(|(_, found)| *found == side)
            .map(|(column, _)| column.as_str())
            .collect();
        if !only.is_empty() {
            let weak = ui.tokens().text_weak;
            let words = format!("Only in {name}: {}", only.join(", "));
            ui.add(Label::new(RichText::new(words).color(weak)).wrap());
        }
    }
}

/// The statistic of one distance; a reason where it was not measured.
fn score(column: &ComparedColumn, method: Distance) -> Figure {
    let scores = &column.drift.scores;
    scores
        .iter()
        .find(|score| score.method == method)
        .map_or_else(
            || Figure::not_computable("it was not measured"),
            |score| score.statistic.clone(),
        )
}
