use egui::Ui;

use crate::{
    data::{Aggregate, ColumnInfo, GroupKey, KeyPart, Kind},
    ui::widgets::{form, primary_button},
    workbench::{
        Command, Commands, OpenProject,
        explore::{ExploreCommand, Grouping},
    },
};

/// What the form remembers between frames.
#[derive(Default)]
pub(super) struct View {
    first: Option<GroupKey>,
    second: Option<GroupKey>,
    column: Option<String>,
    aggregate: Option<Aggregate>,
    selected: bool,
}

impl View {
    /// What to group by, and what to say of the groups.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
        let Some(table) = open.table() else {
            ui.label("The rows are not there yet. Run step 2, or wait until they are read.");
            return;
        };
        let columns = table.columns();
        if self.first.is_none() {
            self.first = columns
                .iter()
                .find(|column| matches!(column.kind, Kind::Text | Kind::Boolean))
                .or_else(|| columns.first())
                .map(usual);
        }
        key(ui, "Group by", columns, &mut self.first);
        key(ui, "And by", columns, &mut self.second);
        let mut numbers = vec![(None, "no column".to_owned())];
        let is_number =
            |column: &&ColumnInfo| column.kind.is_number() || column.kind == Kind::Boolean;
        numbers.extend(
            columns
                .iter()
                .filter(is_number)
                .map(|column| (Some(column.name.clone()), column.name.clone())),
        );
        let help = "The column whose mean, median, sum and so on are shown";
        form::choice(ui, "Of the column", help, &mut self.column, &numbers);
        let options: Vec<(Aggregate, String)> = Aggregate::ALL
            .into_iter()
            .filter(|aggregate| !aggregate.needs_column() || self.column.is_some())
            .map(|aggregate| (aggregate, aggregate.info().name.to_owned()))
            .collect();
        let usual = match self.column {
            Some(_) => Aggregate::Mean,
            None => Aggregate::Count,
        };
        let kept = self
            .aggregate
            .filter(|kept| options.iter().any(|(option, _)| option == kept));
        let mut aggregate = kept.unwrap_or(usual);
        let help = aggregate.info().summary;
        if form::choice(ui, "Show", help, &mut aggregate, &options) {
            self.aggregate = Some(aggregate);
        }
        if open.explore.selection.is_some() {
            let help = "Group only the rows that are chosen on the tab Explore";
            form::tick(ui, "Chosen rows only", help, &mut self.selected);
        }
        let keys: Vec<GroupKey> = [&self.first, &self.second]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        if primary_button(ui, !keys.is_empty(), "Group rows").clicked() {
            commands.push(Command::Explore(ExploreCommand::Group(Grouping {
                keys,
                column: self.column.clone(),
                aggregate,
                selected: self.selected && open.explore.selection.is_some(),
            })));
        }
    }
}

fn usual(column: &ColumnInfo) -> GroupKey {
    GroupKey {
        column: column.name.clone(),
        part: KeyPart::usual(column.kind),
    }
}

/// A column, and the part of it that makes a group.
fn key(ui: &mut Ui, label: &str, columns: &[ColumnInfo], key: &mut Option<GroupKey>) {
    let mut options = vec![(None, "nothing".to_owned())];
    for column in columns {
        // The same column with another part is the same choice here.
        let same = key.clone().filter(|key| key.column == column.name);
        options.push((
            Some(same.unwrap_or_else(|| usual(column))),
            column.name.clone(),
        ));
    }
    form::choice(ui, label, "", key, &options);
    let Some(key) = key else {
        return;
    };
    let found = columns.iter().find(|column| column.name == key.column);
    let Some(kind) = found.map(|column| column.kind) else {
        return;
    };
    let parts: Vec<(KeyPart, String)> = KeyPart::ALL
        .into_iter()
        .filter(|part| part.applies_to(kind))
        .map(|part| (part, part.name().to_owned()))
        .collect();
    if parts.len() > 1 {
        let words = format!("Groups of {}", key.column);
        ui.push_id(label, |ui| {
            form::choice(ui, &words, "", &mut key.part, &parts);
        });
    }
}
