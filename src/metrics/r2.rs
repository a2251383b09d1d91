use crate::{
    stats::Moments,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "r2",
    name: "R²",
    summary: "Share of the squared deviations from the mean that is explained: 1 perfect, 0 as good as the mean, below 0 worse.",
    reference: "scikit-learn: r2_score",
};

/// `1 - squared errors / squared deviations of the truth from its mean`, up to 1; higher is better.
///
/// No figure below two rows, or where every truth is the same (scikit-learn says 0 or 1). Depends
/// on the spread of the truth: not comparable between populations.
pub(super) fn r2(truth: &[f64], errors: &[f64]) -> Figure {
    let deviations = match Moments::of(truth).var(0).value() {
        Some(_) if truth.len() < 2 => return Figure::not_computable("needs at least two rows"),
        Some(0.0) => return Figure::not_computable("every truth is the same"),
        variance => variance.map_or(f64::NAN, |variance| variance * truth.len() as f64),
    };
    let squares: f64 = errors.iter().map(|error| error * error).sum();
    Figure::finite(
        1.0 - squares / deviations,
        "the values are too large to sum",
    )
}
