//! How good predictions are, by scikit-learn's definitions.
//!
//! [`classification()`] and [`regression()`] compute every metric of a task at once and sort only
//! once; each metric's file says what it measures, when it misleads and what has no figure.

mod accuracy;
mod average;
mod average_precision;
mod balanced_accuracy;
pub mod bootstrap;
mod brier;
mod calibration;
mod classification;
pub mod comparison;
mod confusion;
mod cost;
mod curve;
mod ece;
mod explained_variance;
mod f1;
mod fairness;
mod kappa;
mod log_loss;
mod mae;
mod mape;
mod max_error;
mod mcc;
mod median_ae;
mod metric;
mod precision;
mod r2;
mod ranking;
mod recall;
mod regression;
mod rmse;
mod roc_auc;
mod rope;
mod threshold;

pub use self::{
    calibration::{CalibrationBin, calibration},
    classification::{Classified, classification},
    confusion::ConfusionMatrix,
    cost::CostMatrix,
    curve::{Curve, CurvePoint, gain_curve, lift_curve, precision_recall_curve, roc_curve},
    fairness::{Estimate, GroupOutcome, Rate},
    metric::Metric,
    ranking::NotRanked,
    regression::regression,
    rope::Rope,
    threshold::best_threshold,
};
