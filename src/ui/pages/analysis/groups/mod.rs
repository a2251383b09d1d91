//! Rows grouped by one column or two, with a figure for every group.

mod form;
mod table;

use egui::{Label, RichText, Ui};

use crate::{
    data::{Aggregate, GroupKey},
    terms::Figure,
    ui::{
        plot::PivotMap,
        theme::{UiExt as _, text},
        widgets::{card, empty},
        words,
    },
    workbench::{
        Command, Commands, OpenProject,
        explore::{ExploreCommand, Grouped},
    },
};

/// What the tab remembers between frames.
#[derive(Default)]
pub(super) struct View {
    form: form::View,
    table: table::View,
}

impl View {
    /// Shows the tab.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        card(ui, "How to group", |ui| self.form.ui(ui, open, commands));
        let Some(grouped) = open.explore.groups.clone() else {
            card(ui, "Groups", |ui| {
                empty(
                    ui,
                    "Nothing has been grouped yet",
                    "Choose one column, or two for a table with both, and the figure that you want to see of every group: the delay by carrier and hour, the share of late flights by month. A click on a group chooses its rows.",
                    |_| {},
                );
            });
            return;
        };
        let mut clicked = None;
        if let Some(pivot) = &grouped.pivot {
            let title = format!("{} by {}", figure_name(&grouped), key_names(&grouped));
            card(ui, &title, |ui| {
                let map = PivotMap {
                    name: &title,
                    pivot,
                    labels: [&grouped.labels[0], &grouped.labels[1]],
                    write: &|figure| write(grouped.grouping.aggregate, figure, open),
                };
                clicked = map.ui(ui);
                note(
                    ui,
                    "A click on a cell chooses its rows. Sums at the ends are of all rows, not of the cells.",
                );
            });
        }
        let title = format!("Groups by {}", key_names(&grouped));
        card(ui, &title, |ui| {
            let found = self.table.ui(ui, &grouped, open);
            clicked = clicked.take().or(found);
            note(ui, "A click on a group chooses its rows.");
        });
        if let Some(codes) = clicked {
            let (words, formula) = grouped.condition(&codes);
            commands.push(Command::Explore(ExploreCommand::Condition {
                words,
                formula,
            }));
        }
    }
}

fn note(ui: &mut Ui, words: &str) {
    let weak = ui.tokens().text_weak;
    ui.add(Label::new(RichText::new(words).font(text::label()).color(weak)).wrap());
}

fn key_names(grouped: &Grouped) -> String {
    let names: Vec<String> = grouped.grouping.keys.iter().map(GroupKey::name).collect();
    names.join(" and ")
}

/// "Mean of temp".
fn figure_name(grouped: &Grouped) -> String {
    let grouping = &grouped.grouping;
    let name = grouping.aggregate.info().name;
    let name = match &grouping.column {
        Some(column) if grouping.aggregate.needs_column() => format!("{name} of {column}"),
        _ => name.to_owned(),
    };
    words::sentence(&name)
}

/// A figure as it stands in a cell.
fn write(aggregate: Aggregate, figure: &Figure, open: &OpenProject) -> String {
    let is_rate =
        aggregate == Aggregate::TargetRate && open.project.problem.task.is_classification();
    match (aggregate, figure.value()) {
        (Aggregate::Count, Some(value)) => words::count(value as u64),
        (_, Some(value)) if aggregate.is_share() || is_rate => words::percent(value),
        _ => words::figure(figure),
    }
}
