use egui::{RichText, Ui};

use crate::{
    metrics::Metric,
    steps::training::Trial,
    ui::{
        plot::{Curve, Guide, Trace},
        theme::{UiExt as _, text},
        widgets::{Cells, Column, card, empty, figure, table, tabs},
        words,
    },
    workbench::OpenProject,
};

/// What the curves remember between frames.
#[derive(Default)]
pub(super) struct View {
    over_time: bool,
}

impl View {
    /// How the search that runs, or ran last, goes.
    pub(super) fn ui(&mut self, ui: &mut Ui, open: &OpenProject) {
        let live = open.experiments.live.trials();
        let report = open.results.training.as_ref().map(|done| &*done.report);
        let trials = match report {
            Some(report) if live.is_empty() => report.trials.clone(),
            _ => live,
        };
        let metric = open.project.problem.primary_metric();
        if trials.is_empty() {
            empty(
                ui,
                "No search has run yet",
                "Tick “Search parameters” under Models and run this step. Here its trials appear one by one while it runs: the best score so far against trials or time, and every trial with its parameters.",
                |_| {},
            );
            return;
        }
        card(ui, "Best score so far", |ui| {
            let options = [(false, "By trial"), (true, "By seconds of work")];
            tabs(ui, &mut self.over_time, &options);
            let traces = traces(&trials, metric, self.over_time);
            let x = if self.over_time { "seconds" } else { "trial" };
            Curve {
                name: "Best score so far, learner by learner",
                x,
                y: metric.info().name,
                traces: &traces,
                guide: Guide::None,
                height: 260.0,
                ..Curve::default()
            }
            .ui(ui);
            let partial = trials.iter().filter(|trial| trial.share < 1.0).count();
            if partial > 0 {
                ui.weak(format!(
                    "{partial} trials on a part of the rows stand in the table, not in the curve."
                ));
            }
        });
        let title = format!("{} trials", trials.len());
        card(ui, &title, |ui| {
            table(ui, "trials", 420.0, &mut Board::new(&trials, metric));
        });
    }
}

/// For each learner the best score so far after every trial of its own.
fn traces(trials: &[Trial], metric: Metric, over_time: bool) -> Vec<Trace> {
    let mut names: Vec<&str> = Vec::new();
    for trial in trials {
        let name = trial.params.learner().info().name;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of = |name: &&str| {
        let own = trials
            .iter()
            .filter(|trial| trial.params.learner().info().name == *name);
        let (mut best, mut spent) = (None::<f64>, 0.0);
        let mut points = Vec::new();
        for (n, trial) in own.enumerate() {
            spent += trial.seconds;
            let Some(score) = trial.score.value().filter(|_| trial.share >= 1.0) else {
                continue;
            };
            let better = best.is_none_or(|best| {
                if metric.higher_is_better() {
                    score > best
                } else {
                    score < best
                }
            });
            if better {
                best = Some(score);
            }
            let x = if over_time { spent } else { n as f64 + 1.0 };
            points.extend(best.map(|best| (x, best)));
        }
        let rows = vec![1; points.len()];
        Trace::new(*name, points).rows(rows)
    };
    names.iter().map(of).collect()
}

struct Board<'a> {
    trials: &'a [Trial],
    columns: Vec<Column>,
}

impl<'a> Board<'a> {
    fn new(trials: &'a [Trial], metric: Metric) -> Self {
        Self {
            trials,
            columns: vec![
                Column::figures("Trial", 60.0),
                Column::words("Learner", 200.0),
                Column::figures(metric.info().name, 110.0),
                Column::figures("Rows", 80.0),
                Column::figures("Seconds", 80.0),
                Column::words("Parameters", 480.0),
            ],
        }
    }
}

impl Cells for Board<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn n_rows(&self) -> usize {
        self.trials.len()
    }

    fn cell_ui(&mut self, ui: &mut Ui, row: usize, column: usize) {
        // The latest first: that is where a search is looked at.
        let Some(trial) = self.trials.iter().rev().nth(row) else {
            return;
        };
        match column {
            0 => {
                ui.label(trial.number.to_string());
            }
            1 => {
                ui.label(trial.params.learner().info().name);
            }
            2 => {
                figure(ui, &trial.score);
            }
            3 => {
                ui.label(words::percent(trial.share));
            }
            4 => {
                ui.label(format!("{:.2}", trial.seconds));
            }
            _ => {
                let summary = trial.params.summary();
                let weak = ui.tokens().text_weak;
                ui.label(RichText::new(&summary).font(text::label()).color(weak))
                    .on_hover_text(summary);
            }
        }
    }
}
