use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "max_error",
    name: "Maximum error",
    summary: "The largest absolute error, in the unit of the target; grows with the number of rows.",
    reference: "scikit-learn: max_error",
};

/// The largest absolute error, in the target's unit, from 0; lower is better.
///
/// One row decides it, and more rows make it larger: compare it on the same rows only.
pub(super) fn max_error(errors: &[f64]) -> Figure {
    let largest = errors.iter().map(|error| error.abs()).fold(0.0, f64::max);
    Figure::finite(largest, "the errors are too large to sum")
}
