use egui::Ui;

use super::{Labels, power_of_ten, small};
use crate::{
    learners::{Kernel, NeighborsParams, SvmParams, Vote},
    ui::widgets::form,
};

pub(super) fn svm(ui: &mut Ui, labels: Labels, params: &mut SvmParams) -> bool {
    let help = "What a row on the wrong side costs: more bends the border to each row";
    let label = labels.of("Cost of an error");
    let mut changed = form::number(ui, &label, help, &mut params.c, 0.0001..=1000.0);
    let options = Kernel::ALL.map(|one| (one, one.name().to_owned()));
    let help = "Radial: borders of any shape. Linear: straight ones, and weights that can be read";
    let label = labels.of("Kernel");
    changed |= form::choice(ui, &label, help, &mut params.kernel, &options);
    if params.kernel == Kernel::Rbf {
        changed |= gamma(ui, labels, &mut params.gamma);
    }
    let help = "An error up to this many standard deviations of the answers is free; of no effect for classes";
    let label = labels.of("Free error");
    changed |= form::number(ui, &label, help, &mut params.epsilon, 0.0..=10.0);
    let help = "Above, it learns from a sample that the seed draws. Time and memory grow with the square: 5,000 rows need 200 MB";
    let label = labels.of("SVM rows at most");
    changed | small(ui, &label, help, (&mut params.max_rows, 100..=5000))
}

/// How far a row's influence reaches: as usual, or a number.
fn gamma(ui: &mut Ui, labels: Labels, gamma: &mut Option<f64>) -> bool {
    let mut is_usual = gamma.is_none();
    let help = "One over the columns times their variance, as scikit-learn does";
    let mut changed = form::tick(ui, &labels.of("Usual gamma"), help, &mut is_usual);
    if changed {
        *gamma = (!is_usual).then_some(0.1);
    }
    if let Some(gamma) = gamma {
        let help = "How fast likeness falls with the squared distance: more bends the border to each row; −1 is a tenth";
        let label = labels.of("Gamma, 10 to the");
        changed |= power_of_ten(ui, &label, help, (gamma, -12.0..=6.0));
    }
    changed
}

pub(super) fn neighbors(ui: &mut Ui, labels: Labels, params: &mut NeighborsParams) -> bool {
    let help = "How many similar rows are asked: more is steadier, and blurs";
    let label = labels.of("Neighbours");
    let mut changed = small(ui, &label, help, (&mut params.k, 1..=1000));
    let options = Vote::ALL.map(|one| (one, one.name().to_owned()));
    let help = "What each neighbour's answer counts";
    changed |= form::choice(ui, &labels.of("Votes"), help, &mut params.vote, &options);
    let help = "Above, it keeps a sample that the seed draws: every answer looks through the rows that it kept";
    let label = labels.of("Rows kept at most");
    changed | small(ui, &label, help, (&mut params.max_rows, 100..=200_000))
}
