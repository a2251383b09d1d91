use egui::{RichText, Ui};

use crate::{
    steps::{evaluation::explain::Importance, monitoring::Report},
    ui::{
        plot::{Quadrant, QuadrantPoint},
        theme::{UiExt as _, text},
        widgets::{empty, primary_button},
    },
    workbench::{Command, Commands, EvaluationCommand, EvaluationWork, OpenProject, Workbench},
};

/// Drift of each column over what the model loses without it; gives the column that was clicked.
pub(super) fn show(
    ui: &mut Ui,
    (report, chunk): (&Report, usize),
    (workbench, open): (&Workbench, &OpenProject),
    commands: &mut Commands,
) -> Option<String> {
    let importance = open.judged().and_then(|state| state.importance.as_deref());
    let Some(importance) = importance else {
        let waits = workbench.judges(EvaluationWork::Importance);
        empty(
            ui,
            "How much each column matters is not known yet",
            "Drift of a column that the model hardly reads costs nothing; a small drift of the one that it lives on may cost much. Step 6 finds out by shuffling each column and measuring what the model loses.",
            |ui| {
                let word = if waits {
                    "Measuring…"
                } else {
                    "Measure importance"
                };
                if primary_button(ui, !waits, word).clicked() {
                    commands.push(Command::Evaluation(EvaluationCommand::Importance));
                }
            },
        );
        return None;
    };
    let points = points(report, chunk, importance);
    let name = importance.metric.info().name;
    let axis = format!("importance: what {name} loses without the column");
    let quadrant = Quadrant {
        name: "Drift of each column over its importance",
        x: &axis,
        y: "PSI, in multiples of the limit of this chunk",
        corners: [
            "drifts, matters little",
            "drifts and matters: look here first",
            "stable, matters little",
            "stable and matters",
        ],
        limit: (middle(&points), 1.0),
        points: &points,
        height: 300.0,
    };
    let clicked = quadrant.ui(ui);
    let weak = ui.tokens().text_weak;
    let words = "The upright line is the median importance. Importance was measured on the test part, before the drift.";
    ui.label(RichText::new(words).font(text::label()).color(weak));
    clicked
        .and_then(|i| points.get(i))
        .map(|point| point.name.clone())
}

fn points(report: &Report, chunk: usize, importance: &Importance) -> Vec<QuadrantPoint> {
    let columns = report.columns.iter();
    columns
        .filter_map(|column| {
            let drift = column.chunks.get(chunk)?;
            let of = importance
                .columns
                .iter()
                .find(|of| of.column == column.name)?;
            Some(QuadrantPoint {
                name: column.name.clone(),
                x: of.mean.max(0.0),
                y: drift.psi()? / drift.limit,
            })
        })
        .collect()
}

fn middle(points: &[QuadrantPoint]) -> f64 {
    let mut all: Vec<f64> = points.iter().map(|point| point.x).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or_default()
}
