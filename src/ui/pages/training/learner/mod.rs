//! The parameters of each learner, as forms.

mod bayes;
mod kernels;
mod linear;
mod trees;

use std::ops::RangeInclusive;

use egui::Ui;

use crate::{learners::Params, ui::widgets::form};

/// Tells the inputs of one learner from those of another of its kind.
#[derive(Clone, Copy)]
struct Labels {
    number: usize,
}

impl Labels {
    /// `word`, numbered from the second of a kind on.
    fn of(self, word: &str) -> String {
        if self.number > 1 {
            format!("{word} {}", self.number)
        } else {
            word.to_owned()
        }
    }
}

/// The parameters of one learner; true when one changed. `number` tells it from others of its kind.
pub(super) fn parameters(ui: &mut Ui, params: &mut Params, number: usize) -> bool {
    let labels = Labels { number };
    match params {
        Params::Prior(_) | Params::Majority(_) | Params::Mean(_) | Params::Last(_) => false,
        Params::Logistic(params) => linear::logistic(ui, labels, params),
        Params::Linear(params) => linear::least_squares(ui, labels, params),
        Params::ElasticNet(params) => linear::elastic_net(ui, labels, params),
        Params::Glm(params) => linear::glm(ui, labels, params),
        Params::NaiveBayes(params) => bayes::gaussian(ui, labels, params),
        Params::MultinomialBayes(params) => bayes::multinomial(ui, labels, params),
        Params::BernoulliBayes(params) => bayes::bernoulli(ui, labels, params),
        Params::Tree(params) => trees::tree(ui, labels, params),
        Params::Forest(params) => trees::forest(ui, labels, params),
        Params::Boosting(params) => trees::boosting(ui, labels, params),
        Params::AdaBoost(params) => trees::adaboost(ui, labels, params),
        Params::Svm(params) => kernels::svm(ui, labels, params),
        Params::Neighbors(params) => kernels::neighbors(ui, labels, params),
    }
}

/// A small whole number.
fn small(
    ui: &mut Ui,
    label: &str,
    help: &str,
    (value, range): (&mut u32, RangeInclusive<u32>),
) -> bool {
    let mut wide = u64::from(*value);
    let range = u64::from(*range.start())..=u64::from(*range.end());
    let changed = form::whole(ui, label, help, &mut wide, range);
    if changed {
        *value = u32::try_from(wide).unwrap_or(u32::MAX);
    }
    changed
}

/// A number of which only the order of magnitude means anything, as a power of ten.
fn power_of_ten(
    ui: &mut Ui,
    label: &str,
    help: &str,
    (value, exponents): (&mut f64, RangeInclusive<f64>),
) -> bool {
    let least = 10_f64.powf(*exponents.start());
    let mut exponent = value.log10();
    let changed = form::number(ui, label, help, &mut exponent, exponents);
    if changed {
        *value = 10_f64.powf(exponent).max(least);
    }
    changed
}
