use crate::{
    stats,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "median_ae",
    name: "Median absolute error",
    summary: "Half of the errors are smaller, in the unit of the target; does not see the other half.",
    reference: "scikit-learn: median_absolute_error",
};

/// The median of the absolute errors, in the target's unit, from 0; lower is better.
///
/// Blind to the larger half of the errors: look at the maximum error beside it.
pub(super) fn median_ae(errors: &[f64]) -> Figure {
    let mut sizes: Vec<f64> = errors.iter().map(|error| error.abs()).collect();
    stats::median(&mut sizes)
}
