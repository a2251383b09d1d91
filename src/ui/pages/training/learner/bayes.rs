use egui::Ui;

use super::{Labels, power_of_ten};
use crate::{
    learners::{BernoulliBayesParams, MultinomialBayesParams, NaiveBayesParams},
    ui::widgets::form,
};

pub(super) fn gaussian(ui: &mut Ui, labels: Labels, params: &mut NaiveBayesParams) -> bool {
    let help = "Added to every variance, as a power of ten of the largest: −9 is a billionth";
    let label = labels.of("Smoothing, 10 to the");
    let smoothing = &mut params.var_smoothing;
    power_of_ten(ui, &label, help, (smoothing, -15.0..=0.0))
}

pub(super) fn multinomial(
    ui: &mut Ui,
    labels: Labels,
    params: &mut MultinomialBayesParams,
) -> bool {
    let help = "Added to every count, so that what a class never showed does not rule it out";
    let label = labels.of("Added to counts");
    form::number(ui, &label, help, &mut params.alpha, 0.0001..=1000.0)
}

pub(super) fn bernoulli(ui: &mut Ui, labels: Labels, params: &mut BernoulliBayesParams) -> bool {
    let help = "A value above it is a yes; 0 is the mean of a column that the recipe scales";
    let label = labels.of("Yes above");
    let changed = form::number(ui, &label, help, &mut params.threshold, -1e9..=1e9);
    let help = "Added to the count of yes and of no";
    let label = labels.of("Added to yes and no");
    changed | form::number(ui, &label, help, &mut params.alpha, 0.0001..=1000.0)
}
