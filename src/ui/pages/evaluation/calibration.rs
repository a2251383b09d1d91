use egui::Ui;

use super::confidence;
use crate::{
    estimate::Confidence,
    learners::CalibrationMethod,
    metrics::{CalibrationBin, Metric},
    steps::evaluation::{BinaryDetail, Detail, Report},
    terms::Figure,
    ui::{
        plot::{Curve, Guide, Trace},
        widgets::{Tile, Tone, card, form, grid, tiles},
        words,
    },
    workbench::{Commands, Edit, OpenProject},
};

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    bins: Vec<Trace>,
}

impl View {
    /// Makes the plot's points anew.
    pub(super) fn look(&mut self, detail: &BinaryDetail) {
        let trace = |name: &str, bins: &[CalibrationBin]| {
            let points = bins
                .iter()
                .map(|bin| (bin.mean_predicted, bin.positive_share));
            Trace::new(name, points).rows(bins.iter().map(|bin| bin.count))
        };
        self.bins = match &detail.uncalibrated {
            None => vec![trace("bin of test rows", &detail.calibration)],
            Some(before) => vec![
                trace("calibrated", &detail.calibration),
                trace("before", &before.calibration),
            ],
        };
    }

    /// Whether probabilities come true, and what to do about it.
    pub(super) fn ui(
        &self,
        ui: &mut Ui,
        report: &Report,
        open: &OpenProject,
        commands: &mut Commands,
    ) {
        compared(ui, report);
        let confidence = match &report.detail {
            Detail::Binary(detail) => Some(&detail.confidence),
            Detail::Multiclass { confidence, .. } => Some(confidence),
            Detail::Regression(_) => None,
        };
        let binary = !self.bins.is_empty();
        grid(ui, 360.0, if binary { 2 } else { 1 }, |ui, i| {
            if i == 0 && binary {
                self.curve(ui);
            } else {
                decide(ui, open, commands);
                sure(ui, confidence);
            }
        });
    }

    fn curve(&self, ui: &mut Ui) {
        card(ui, "Reliability", |ui| {
            ui.weak("Of the rows with a probability near 0.3, three in ten should be positive: on the line. Above it the model says too little, below it too much. Larger dots stand for more rows.");
            Curve {
                name: "Calibration curve",
                x: "predicted probability",
                y: "share that came true",
                traces: &self.bins,
                guide: Guide::Diagonal("says what comes true"),
                shares: true,
                height: 340.0,
                ..Curve::default()
            }
            .ui(ui);
        });
    }
}

/// The figures of probabilities, after and before they were calibrated.
fn compared(ui: &mut Ui, report: &Report) {
    let before = match &report.detail {
        Detail::Binary(detail) => detail.uncalibrated.as_ref(),
        Detail::Multiclass { .. } | Detail::Regression(_) => None,
    };
    let tile = |metric: Metric, before: Option<&Figure>| {
        let now = report.metric(metric);
        let tile = Tile::new(metric.info().name, words::figure(&now));
        match (before.and_then(Figure::value), now.value()) {
            (Some(before), Some(now)) => {
                let tone = if now < before { Tone::Good } else { Tone::Warn };
                tile.note(format!("before {}", words::number(before)))
                    .tone(tone)
            }
            _ => tile.note("lower is better"),
        }
    };
    tiles(
        ui,
        &[
            tile(Metric::Ece, before.map(|before| &before.ece)),
            tile(Metric::Brier, before.map(|before| &before.brier)),
            tile(Metric::LogLoss, before.map(|before| &before.log_loss)),
        ],
    );
}

fn decide(ui: &mut Ui, open: &OpenProject, commands: &mut Commands) {
    card(ui, "Calibrate", |ui| {
        let mut params = open.project.evaluation.clone();
        let mut options = vec![(None, "leave probabilities alone".to_owned())];
        options.extend(
            CalibrationMethod::ALL.map(|method| (Some(method), method.info().name.to_owned())),
        );
        let help = "Learned on the validation part, which the model was not fitted on; shipped with the model. Run the step to see what it does";
        if form::choice(ui, "Calibration", help, &mut params.calibration, &options) {
            commands.edit(Edit::Evaluation(params.clone()));
        }
        match params.calibration {
            Some(method) => ui.weak(method.info().summary),
            None => ui.weak("Choose a method if the dots lie off the line and probabilities are used as such: for costs, thresholds or expected values. The order of the rows, and so ROC-AUC, hardly changes."),
        };
    });
}

fn sure(ui: &mut Ui, confidence: Option<&Confidence>) {
    if let Some(confidence) = confidence {
        card(ui, "How sure the model is", |ui| {
            confidence::figures(ui, confidence);
        });
    }
}
