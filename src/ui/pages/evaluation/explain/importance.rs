use egui::Ui;

use crate::{
    steps::evaluation::explain::Importance,
    ui::{
        plot::{Bar, bars},
        widgets::{card, empty, primary_button},
        words,
    },
    workbench::{Command, Commands, EvaluationCommand, EvaluationWork, OpenProject, Workbench},
};

/// What the metric loses when a column is shuffled.
pub(super) fn show(
    ui: &mut Ui,
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) {
    card(ui, "Which columns matter", |ui| {
        let found = open.judged().and_then(|state| state.importance.as_deref());
        if let Some(found) = found {
            drawn(ui, found);
            return;
        }
        let is_busy = workbench.judges(EvaluationWork::Importance);
        empty(
            ui,
            "Columns were not shuffled yet",
            "Each raw column is shuffled among the test rows, five times: what the metric then loses is what the model owes to this column, through everything that the recipe makes of it.",
            |ui| {
                if primary_button(ui, !is_busy, "Shuffle the columns").clicked() {
                    commands.push(Command::Evaluation(EvaluationCommand::Importance));
                }
            },
        );
    });
}

fn drawn(ui: &mut Ui, found: &Importance) {
    let name = found.metric.info().name;
    ui.weak(format!(
        "What {name} ({}) loses on {} test rows when a column is shuffled; the mean of five times; their range shows on hovering. Columns that say the same share what they owe.",
        words::number(found.value),
        words::count(found.rows)
    ));
    let all: Vec<Bar> = found
        .columns
        .iter()
        .map(|column| {
            let range = format!(
                "{} to {}",
                words::number(column.low),
                words::number(column.high)
            );
            Bar::new(&column.column, column.mean)
                .hint(format!("{name} loses {range} in five repeats"))
        })
        .collect();
    bars(ui, "What the metric loses without each column", &all);
}
