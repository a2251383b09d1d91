use egui::Ui;
use egui_plot::PlotPoint;

use crate::{
    steps::evaluation::RegressionDetail,
    ui::{
        plot::{Histogram, Scatter},
        widgets::{card, grid},
    },
};

/// What the page remembers of a regression model.
#[derive(Default)]
pub(super) struct View {
    points: Vec<PlotPoint>,
    range: (f64, f64),
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
    }

    /// Shows what the model gets wrong, and where.
    pub(super) fn ui(&self, ui: &mut Ui, detail: &RegressionDetail, target: &str) {
        grid(ui, 420.0, 2, |ui, i| match i {
            0 => card(ui, "Truth over prediction", |ui| {
                Scatter {
                    name: "Truth over prediction of the test rows",
                    x: &format!("predicted {target}"),
                    y: &format!("true {target}"),
                    points: &self.points,
                    diagonal: Some(self.range),
                    rows: detail.sampled_from,
                    height: 380.0,
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
                    height: 380.0,
                    ..Histogram::default()
                }
                .ui(ui);
            }),
        });
    }
}
