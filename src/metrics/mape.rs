use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "mape",
    name: "MAPE",
    summary: "Mean absolute percentage error, as a fraction of the truth; explodes where the truth is near 0 and favours low predictions.",
    reference: "scikit-learn: mean_absolute_percentage_error",
};

/// Mean of the absolute error over the absolute truth, as a fraction (0.2 is 20 %), from 0; lower
/// is better.
///
/// A truth nearer to 0 than 2.2e-16 counts as that, as in scikit-learn, which makes the figure
/// astronomic: prefer MAE there.
pub(super) fn mape(truth: &[f64], errors: &[f64]) -> Figure {
    let share = |(truth, error): (&f64, &f64)| error.abs() / truth.abs().max(f64::EPSILON);
    let sum: f64 = truth.iter().zip(errors).map(share).sum();
    Figure::finite(sum / errors.len() as f64, "the errors are too large to sum")
}
