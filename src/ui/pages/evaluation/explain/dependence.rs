use std::sync::Arc;

use egui::Ui;
use egui_plot::PlotPoint;

use super::output;
use crate::{
    data::Kind,
    steps::evaluation::explain::Dependence,
    ui::{
        plot::{Bar, Curve, Trace, bars},
        widgets::{card, empty, form},
        words,
    },
    workbench::{Command, Commands, EvaluationCommand, OpenProject, Workbench},
};

/// What the card remembers.
#[derive(Default)]
pub(super) struct View {
    column: Option<String>,
    seen: Option<Arc<Dependence>>,
    mean: Vec<Trace>,
    lines: Vec<Vec<PlotPoint>>,
}

impl View {
    /// What the model answers when one column is given other values.
    pub(super) fn ui(
        &mut self,
        ui: &mut Ui,
        (_, open): (&Workbench, &OpenProject),
        commands: &mut Commands,
    ) {
        card(ui, "What one column does", |ui| {
            let features = columns(open);
            let mut options = vec![(None, "choose a column".to_owned())];
            options.extend(features.into_iter().map(|name| (Some(name.clone()), name)));
            let help = "Every test row of a sample is given one value after another in this column, and the answers are averaged";
            if form::choice(ui, "Column to try", help, &mut self.column, &options)
                && let Some(column) = &self.column
            {
                commands.push(Command::Evaluation(EvaluationCommand::Dependence(
                    column.clone(),
                )));
            }
            let found = open.judged().and_then(|state| state.dependence.clone());
            match found {
                Some(found) => self.drawn(ui, &found, open),
                None => empty(
                    ui,
                    "No column was tried yet",
                    "You will see the mean answer over the values of a column, and behind it the lines of single rows: lines that cross show that it does not do the same to all of them.",
                    |_| {},
                ),
            }
        });
    }

    fn drawn(&mut self, ui: &mut Ui, found: &Arc<Dependence>, open: &OpenProject) {
        if !self
            .seen
            .as_ref()
            .is_some_and(|seen| Arc::ptr_eq(seen, found))
        {
            let points = found.points.iter().map(|point| (point.x, point.mean));
            self.mean = vec![Trace::new("mean answer", points)];
            let line = |line: &Vec<f64>| {
                let points = found.points.iter().zip(line);
                points
                    .map(|(point, y)| PlotPoint::new(point.x, *y))
                    .collect()
            };
            self.lines = found.lines.iter().map(line).collect();
            self.seen = Some(Arc::clone(found));
        }
        let output = output(open);
        ui.weak(format!(
            "The mean {output} of {} test rows with each value of {} in all of them.",
            words::count(found.rows),
            found.column
        ));
        if matches!(found.kind, Kind::Text | Kind::Boolean) {
            let all: Vec<Bar> = found
                .points
                .iter()
                .map(|point| Bar::new(&point.label, point.mean))
                .collect();
            bars(ui, "Mean answer by value", &all);
            return;
        }
        Curve {
            name: "Partial dependence",
            x: &found.column,
            y: &output,
            traces: &self.mean,
            faint: &self.lines,
            height: 340.0,
            ..Curve::default()
        }
        .ui(ui);
    }
}

/// The raw columns that the model reads; those that it may read, until that is known.
fn columns(open: &OpenProject) -> Vec<String> {
    if let Some(desk) = open.desk() {
        return desk.inputs().into_iter().map(str::to_owned).collect();
    }
    let table = open.table();
    table.map_or_else(Vec::new, |table| {
        open.project.problem.features(table.columns())
    })
}
