use egui::Ui;
use egui_plot::PlotPoint;

use crate::{
    steps::evaluation::RegressionDetail,
    ui::{
        plot::{Histogram, Scatter},
        widgets::{card, form, grid},
    },
};

const HEIGHT: f32 = 340.0;

/// What the page remembers of a regression model.
#[derive(Default)]
pub(super) struct View {
    points: Vec<PlotPoint>,
    range: (f64, f64),
    residuals: Vec<PlotPoint>,
    normal: Vec<PlotPoint>,
    normal_range: (f64, f64),
    /// The column over which residuals are shown, and its points.
    column: usize,
    over_column: Vec<PlotPoint>,
}

impl View {
    /// Makes the plots' points anew.
    pub(super) fn look(&mut self, detail: &RegressionDetail) {
        let points = detail
            .sample
            .iter()
            .map(|&(predicted, truth)| PlotPoint::new(predicted, truth));
        self.points = points.collect();
        let values = || {
            detail
                .sample
                .iter()
                .flat_map(|&(predicted, truth)| [predicted, truth])
        };
        let (low, high) = (values().reduce(f64::min), values().reduce(f64::max));
        self.range = low.zip(high).unwrap_or((0.0, 1.0));
        let residuals = detail.sample.iter();
        self.residuals = residuals
            .map(|&(predicted, truth)| PlotPoint::new(predicted, truth - predicted))
            .collect();
        self.normal = points_of(&detail.normal);
        let ends = detail.normal.first().zip(detail.normal.last());
        self.normal_range = ends.map_or((-1.0, 1.0), |(first, last)| (first.0, last.0));
        self.column = 0;
        self.look_at_column(detail);
    }

    fn look_at_column(&mut self, detail: &RegressionDetail) {
        let column = detail.columns.get(self.column);
        self.over_column = column.map_or_else(Vec::new, |column| points_of(&column.points));
    }

    /// Shows what the model gets wrong, and where.
    pub(super) fn ui(&mut self, ui: &mut Ui, detail: &RegressionDetail, target: &str) {
        grid(ui, 360.0, 4, |ui, i| match i {
            0 => card(ui, "Truth over prediction", |ui| {
                Scatter {
                    name: "Truth over prediction of the test rows",
                    x: &format!("predicted {target}"),
                    y: &format!("true {target}"),
                    points: &self.points,
                    diagonal: Some(self.range),
                    rows: detail.sampled_from,
                    height: HEIGHT,
                }
                .ui(ui);
            }),
            1 => card(ui, "Residuals over prediction", |ui| {
                ui.weak("A cloud of one width around 0 is good. A bend says that something is missing; a funnel, that errors grow with the prediction.");
                Scatter {
                    name: "Residuals over prediction",
                    x: &format!("predicted {target}"),
                    y: "truth minus prediction",
                    points: &self.residuals,
                    diagonal: None,
                    rows: detail.sampled_from,
                    height: HEIGHT,
                }
                .ui(ui);
            }),
            2 => card(ui, "Q-Q plot", |ui| {
                ui.weak("Residuals against a normal distribution: on the line, their tails are as light as those of chance. Ends that bend away are a few errors that are far too large.");
                Scatter {
                    name: "Residuals against a normal distribution",
                    x: "normal quantile",
                    y: "standardised residual",
                    points: &self.normal,
                    diagonal: Some(self.normal_range),
                    rows: self.normal.len() as u64,
                    height: HEIGHT,
                }
                .ui(ui);
            }),
            _ => card(ui, "Residuals", |ui| {
                ui.weak("Truth minus prediction. A good model's lie in a narrow hill around 0; a second hill is a group of rows that it does not know.");
                Histogram {
                    name: "Residuals of the test rows",
                    axis: "truth minus prediction",
                    edges: &detail.residuals.edges,
                    counts: &detail.residuals.counts,
                    height: HEIGHT,
                    ..Histogram::default()
                }
                .ui(ui);
            }),
        });
        self.over_a_column(ui, detail);
    }

    fn over_a_column(&mut self, ui: &mut Ui, detail: &RegressionDetail) {
        let Some(column) = detail.columns.get(self.column) else {
            return;
        };
        card(ui, "Residuals over a column", |ui| {
            let options: Vec<(usize, String)> = (0..)
                .zip(&detail.columns)
                .map(|(i, column)| (i, column.column.clone()))
                .collect();
            let help =
                "A pattern here is something that the model could still learn from this column";
            if form::choice(ui, "Column", help, &mut self.column, &options) {
                self.look_at_column(detail);
            }
            Scatter {
                name: "Residuals over a column",
                x: &column.column,
                y: "truth minus prediction",
                points: &self.over_column,
                diagonal: None,
                rows: detail.sampled_from,
                height: HEIGHT,
            }
            .ui(ui);
        });
    }
}

fn points_of(points: &[(f64, f64)]) -> Vec<PlotPoint> {
    points.iter().map(|&(x, y)| PlotPoint::new(x, y)).collect()
}
