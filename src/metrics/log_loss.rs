use super::Classified;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "log_loss",
    name: "Log loss",
    summary: "Mean surprise about the true class, in nats; one confident mistake costs a lot. Compare it with the baseline only: its size depends on the class shares.",
    reference: "scikit-learn: log_loss",
};

/// Mean of `-ln p` of the true class, in nats, 0 to 36; lower is better.
///
/// Probabilities are clipped to 2.2e-16 and its complement, as scikit-learn does, so one certain
/// mistake costs 36. Rows need not add up to 1 and are not made to.
pub(super) fn log_loss(rows: &Classified<'_>, probabilities: &[f64]) -> Figure {
    let of_rows = probabilities.chunks(rows.n_classes.max(1)).zip(rows.labels);
    let loss = |(row, &label): (&[f64], &u32)| of_true_class(row[label as usize]);
    let sum: f64 = of_rows.map(loss).sum();
    Figure::finite(sum / rows.labels.len() as f64, "no labelled rows")
}

/// The loss of one row whose true class got this probability.
pub(super) fn of_true_class(probability: f64) -> f64 {
    -probability.clamp(f64::EPSILON, 1.0 - f64::EPSILON).ln()
}
