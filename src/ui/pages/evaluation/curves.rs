use egui::Ui;

use crate::{
    metrics::Curve as MetricCurve,
    steps::evaluation::{BinaryDetail, Outcome},
    ui::{
        plot::{Curve, Guide, Trace},
        widgets::{card, grid},
    },
};

const HEIGHT: f32 = 300.0;

/// What the tab remembers.
#[derive(Default)]
pub(super) struct View {
    roc: Vec<Trace>,
    precision_recall: Vec<Trace>,
    gain: Vec<Trace>,
    lift: Vec<Trace>,
}

impl View {
    /// Makes the plots' points anew.
    pub(super) fn look(&mut self, detail: &BinaryDetail) {
        let trace = |name: &str, curve: &Option<MetricCurve>| {
            let points = curve.iter().flat_map(|curve| &curve.points);
            vec![Trace::new(name, points.map(|point| (point.x, point.y)))]
        };
        *self = Self {
            roc: trace("ROC", &detail.roc),
            precision_recall: trace("Precision over recall", &detail.precision_recall),
            gain: trace("Gain", &detail.gain),
            lift: trace("Lift", &detail.lift),
        };
    }

    /// Shows what the model trades for what; the dot is the threshold.
    pub(super) fn ui(&self, ui: &mut Ui, outcome: Outcome) {
        let found = outcome.true_positive + outcome.false_positive;
        let positives = outcome.true_positive + outcome.false_negative;
        let total = (positives + outcome.false_positive + outcome.true_negative).max(1) as f64;
        let (base, selected) = (positives as f64 / total, found as f64 / total);
        grid(ui, 360.0, 4, |ui, i| match i {
            0 => curve(
                ui,
                "ROC",
                "Of the positives, how many are found; of the negatives, how many are taken for positives. The dot is the threshold.",
                Curve {
                    name: "ROC curve",
                    x: "false positive rate",
                    y: "true positive rate",
                    traces: &self.roc,
                    guide: Guide::Diagonal("by chance"),
                    chosen: outcome.false_positive_rate().zip(outcome.recall()),
                    ..Curve::default()
                },
            ),
            1 => curve(
                ui,
                "Precision and recall",
                "How many of those it says yes to are positive, the more positives it finds.",
                Curve {
                    name: "Precision-recall curve",
                    x: "recall",
                    y: "precision",
                    traces: &self.precision_recall,
                    guide: Guide::Level(base, "by chance"),
                    chosen: outcome.recall().zip(outcome.precision()),
                    ..Curve::default()
                },
            ),
            2 => curve(
                ui,
                "Gain",
                "Of the positives, how many are among the rows with the highest scores: whom to call first.",
                Curve {
                    name: "Cumulative gain curve",
                    x: "share of the rows, highest score first",
                    y: "share of the positives",
                    traces: &self.gain,
                    guide: Guide::Diagonal("in any order"),
                    chosen: outcome.recall().map(|recall| (selected, recall)),
                    ..Curve::default()
                },
            ),
            _ => lift(
                ui,
                &self.lift,
                outcome
                    .precision()
                    .map(|precision| (selected, precision / base)),
            ),
        });
    }
}

fn lift(ui: &mut Ui, traces: &[Trace], chosen: Option<(f64, f64)>) {
    card(ui, "Lift", |ui| {
        ui.weak("How many times more positives these rows hold than as many rows by chance.");
        Curve {
            name: "Lift curve",
            x: "share of the rows, highest score first",
            y: "times better than chance",
            traces,
            guide: Guide::Level(1.0, "in any order"),
            chosen,
            height: HEIGHT,
            ..Curve::default()
        }
        .ui(ui);
    });
}

fn curve(ui: &mut Ui, title: &str, words: &str, curve: Curve<'_>) {
    card(ui, title, |ui| {
        ui.weak(words);
        Curve {
            shares: true,
            height: HEIGHT,
            ..curve
        }
        .ui(ui);
    });
}
