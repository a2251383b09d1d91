use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "mae",
    name: "MAE",
    summary: "Mean absolute error, in the unit of the target; every unit of error counts the same.",
    reference: "scikit-learn: mean_absolute_error",
};

/// Mean absolute error, in the target's unit, from 0; lower is better.
///
/// Steady against outliers; where large errors hurt more than their size, prefer RMSE.
pub(super) fn mae(errors: &[f64]) -> Figure {
    let sum: f64 = errors.iter().map(|error| error.abs()).sum();
    Figure::finite(sum / errors.len() as f64, "the errors are too large to sum")
}
