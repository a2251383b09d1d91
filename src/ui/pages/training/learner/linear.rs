use egui::Ui;

use super::{Labels, small};
use crate::{
    learners::{ElasticNetParams, GlmParams, LinearParams, LogisticParams},
    ui::widgets::form,
};

const STEPS: &str = "It stops here if it has not found the optimum before";

pub(super) fn logistic(ui: &mut Ui, labels: Labels, params: &mut LogisticParams) -> bool {
    let help = "How strongly large weights are held back: more makes the model simpler";
    let label = labels.of("Logistic penalty");
    let changed = form::number(ui, &label, help, &mut params.alpha, 0.0001..=10_000.0);
    let steps = &mut params.max_iterations;
    changed | small(ui, &labels.of("Most steps"), STEPS, (steps, 1..=10_000))
}

pub(super) fn least_squares(ui: &mut Ui, labels: Labels, params: &mut LinearParams) -> bool {
    let help = "How strongly large weights are held back; 0 is plain least squares";
    let label = labels.of("Linear penalty");
    form::number(ui, &label, help, &mut params.alpha, 0.0..=10_000.0)
}

pub(super) fn elastic_net(ui: &mut Ui, labels: Labels, params: &mut ElasticNetParams) -> bool {
    let help = "How strongly weights are held back, beside the mean squared error: more leaves fewer columns";
    let label = labels.of("Elastic penalty");
    let mut changed = form::number(ui, &label, help, &mut params.alpha, 0.0..=1000.0);
    let help = "Share of the penalty that takes columns out; 1 is the lasso, 0 only holds back";
    let label = labels.of("Lasso share");
    changed |= form::number(ui, &label, help, &mut params.l1_ratio, 0.0..=1.0);
    let steps = &mut params.max_iterations;
    let label = labels.of("Most sweeps");
    changed | small(ui, &label, STEPS, (steps, 1..=1_000_000))
}

pub(super) fn glm(ui: &mut Ui, labels: Labels, params: &mut GlmParams) -> bool {
    let help = "How the variance grows with the mean: 1 for counts (Poisson), 1.5 for sums with many zeros, 2 for durations and amounts (gamma), 3 for long tails";
    let label = labels.of("Tweedie power");
    let mut changed = form::number(ui, &label, help, &mut params.power, 1.0..=3.0);
    let help = "How strongly large weights are held back, beside half the mean deviance";
    let label = labels.of("GLM penalty");
    changed |= form::number(ui, &label, help, &mut params.alpha, 0.0..=1000.0);
    let steps = &mut params.max_iterations;
    changed | small(ui, &labels.of("Most GLM steps"), STEPS, (steps, 1..=10_000))
}
