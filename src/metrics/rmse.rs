use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "rmse",
    name: "RMSE",
    summary: "Root of the mean squared error, in the unit of the target; a few large errors decide it.",
    reference: "scikit-learn: root_mean_squared_error",
};

/// Root of the mean squared error, in the target's unit, from 0; lower is better.
///
/// A few outliers can decide it; prefer MAE or the median absolute error there.
pub(super) fn rmse(errors: &[f64]) -> Figure {
    let sum: f64 = errors.iter().map(|error| error * error).sum();
    Figure::finite(
        (sum / errors.len() as f64).sqrt(),
        "the errors are too large to sum",
    )
}
