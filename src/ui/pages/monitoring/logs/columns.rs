use egui::Ui;

use crate::{
    data::Kind, steps::monitoring::log::Roles, terms::Task, ui::widgets::form, workbench::LogEntry,
};

/// Columns with probabilities, as they are kept.
type Probabilities = Vec<(Option<String>, String)>;

/// Which column holds what; each may be none. True when something changed.
pub(super) fn form(ui: &mut Ui, entry: &LogEntry, roles: &mut Roles) -> bool {
    let both = entry.both();
    if both.is_empty() {
        ui.weak(if entry.sides.iter().all(Option::is_some) {
            "The two tables have no column in common."
        } else {
            "The columns are listed once both tables were read; what was said of them is kept."
        });
        return false;
    }
    let all = || {
        let names = both.iter().map(|column| column.name.clone());
        let none = std::iter::once((None, "none".to_owned()));
        none.chain(names.map(|name| (Some(name.clone()), name)))
            .collect::<Vec<(Option<String>, String)>>()
    };
    let mut changed = false;
    let mut one = |ui: &mut Ui, label: &str, help: &str, value: &mut Option<String>| {
        changed |= form::choice(ui, label, help, value, &all());
    };
    let help = "When a row happened: rows are put in its order, and can be cut by day, week or month. Without it they are taken as they stand";
    one(ui, "Time", help, &mut roles.timestamp);
    let help = "What the model answered";
    one(ui, "Prediction", help, &mut roles.prediction);
    let help = "What turned out to be right; it may have gaps where that is not known yet";
    one(ui, "Label", help, &mut roles.target);
    let help = "A number or text that only tells rows apart: it is not followed";
    one(ui, "Id", help, &mut roles.id);
    let is_number = |kind: Kind| matches!(kind, Kind::Decimal | Kind::Integer);
    let mut options: Vec<(Probabilities, String)> = vec![(Vec::new(), "none".to_owned())];
    let of_classes = entry.classes();
    if !of_classes.is_empty() {
        let names = of_classes.iter().filter_map(|(class, _)| class.as_deref());
        let words = format!(
            "one of each class: {}",
            names.collect::<Vec<_>>().join(", ")
        );
        options.push((of_classes, words));
    }
    let numbers = both.iter().filter(|column| is_number(column.kind));
    options.extend(numbers.map(|column| {
        let name = column.name.clone();
        (vec![(None, name.clone())], name)
    }));
    let help = "The probability of the positive class, or a column for every class: “probability of A”, “probability of B”";
    let value = &mut roles.probabilities;
    changed |= form::choice(ui, "Probability", help, value, &options);
    if roles.target.is_some() || roles.prediction.is_some() || !roles.probabilities.is_empty() {
        let mut tasks = vec![(None, "read from the values".to_owned())];
        tasks.extend(Task::ALL.map(|task| (Some(task), task.name().to_owned())));
        let help = "What kind of answers they are";
        changed |= form::choice(ui, "Answers", help, &mut roles.task, &tasks);
    }
    if roles.probabilities.iter().any(|(class, _)| class.is_none()) {
        let mut positive = roles.positive.clone().unwrap_or_default();
        let help =
            "The class that the probability is of; the last one in order where nothing is written";
        if form::text_line(ui, "Positive class", help, &mut positive) {
            roles.positive = (!positive.trim().is_empty()).then(|| positive.trim().to_owned());
            changed = true;
        }
    }
    changed
}
