use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "l_infinity",
    name: "L-infinity",
    summary: "The greatest change of the share of a category, 0 to 1; blind to many small changes at once.",
    reference: "NannyML, \"L-infinity distance\"",
};

/// The greatest difference between the shares of two samples in a category.
///
/// Measures: by how much the share of the most changed category changed, 0 to 1.
/// Formula: `max of |r - c|`. Symmetric.
/// Empty: 0 without categories. One category: 0. NaN: missing values are a category.
/// Misleads: many categories can each change a little unseen. Prefer then: total variation.
/// Reference: `NannyML`'s documentation, "L-infinity distance".
pub fn l_infinity(reference: &[f64], current: &[f64]) -> f64 {
    reference
        .iter()
        .zip(current)
        .map(|(r, c)| (r - c).abs())
        .fold(0.0, f64::max)
}
