//! Which of two models is better, and how sure that is.
//!
//! On one held-out part: [`paired_bootstrap()`]. On the folds of a cross-validation:
//! [`correlated_bayesian_t()`], and [`corrected_resampled_t()`] for who wants a p value.

mod corrected_resampled_t;
mod correlated_bayesian_t;
mod fold_differences;
mod paired_bootstrap;

pub use self::{
    corrected_resampled_t::{TTest, corrected_resampled_t},
    correlated_bayesian_t::{Posterior, correlated_bayesian_t},
    fold_differences::{FoldDifferences, NotComparable},
    paired_bootstrap::{PairScore, PairedInterval, paired_bootstrap},
};
