use super::NO_VALUES;
use crate::{
    drift::summary::{NumberSummary, walk},
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "wasserstein",
    name: "Wasserstein",
    summary: "How far the values have moved on average, in the unit of the column; one far outlier can move it.",
    reference: "Vallender 1974; scipy.stats.wasserstein_distance",
};

pub(super) const INFO_STD: Info = Info {
    id: "wasserstein_std",
    name: "Wasserstein / std",
    summary: "How far the values have moved on average, in standard deviations of the reference, so that columns can be compared; outliers of the reference hide a move.",
    reference: "scipy.stats.wasserstein_distance; Evidently's \"Wasserstein distance (normed)\"",
};

/// Wasserstein-1 distance ("earth mover's distance").
///
/// Measures: how far the values have to move on average to turn one distribution into the other,
/// in the unit of the column. Formula: `integral of |R(x) - C(x)| dx`.
/// Empty side: not computable. Two constants: the difference between them. NaN: not counted.
/// Misleads: columns in different units cannot be compared, and one far outlier weighs much.
/// Prefer then: the distance divided by the standard deviation; KS, which knows only ranks.
/// Reference: Vallender 1974, "Calculation of the Wasserstein distance between probability
/// distributions on the line"; scipy `wasserstein_distance`.
pub fn wasserstein(reference: &NumberSummary, current: &NumberSummary) -> Figure {
    let (n, m) = (reference.present(), current.present());
    if n == 0 || m == 0 {
        return Figure::not_computable(NO_VALUES);
    }
    let (size_r, size_c) = (n as f64, m as f64);
    let (mut below_r, mut below_c) = (0, 0);
    let (mut last, mut area) = (f64::NAN, 0.0);
    walk(reference, current, |value, r, c| {
        if below_r + below_c > 0 {
            area += (below_r as f64 / size_r - below_c as f64 / size_c).abs() * (value - last);
        }
        below_r += r;
        below_c += c;
        last = value;
    });
    Figure::finite(area, "the values are too far apart for a number")
}

/// `distance` in standard deviations of the reference; not computable if that is constant.
pub(super) fn in_std(distance: Figure, reference_std: &Figure) -> Figure {
    match reference_std {
        Figure::Value(std) if *std > 0.0 => distance.map(|distance| distance / std),
        Figure::Value(_) => Figure::not_computable("the reference is constant"),
        missing @ Figure::NotComputable { .. } => missing.clone(),
    }
}
