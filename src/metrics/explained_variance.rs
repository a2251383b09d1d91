use crate::{
    stats::Moments,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "explained_variance",
    name: "Explained variance",
    summary: "Share of the variance that is explained; as R² but blind to a constant offset of the predictions.",
    reference: "scikit-learn: explained_variance_score",
};

/// `1 - variance of the errors / variance of the truth`, up to 1; higher is better.
///
/// No figure where every truth is the same (scikit-learn says 0 or 1). Blind to a constant offset:
/// if it is above R², the predictions are biased.
pub(super) fn explained_variance(truth: &[f64], errors: &[f64]) -> Figure {
    let variance = |values| Moments::of(values).var(0).value().unwrap_or(f64::NAN);
    let of_truth = variance(truth);
    if of_truth == 0.0 {
        return Figure::not_computable("every truth is the same");
    }
    Figure::finite(
        1.0 - variance(errors) / of_truth,
        "the values are too large to sum",
    )
}
