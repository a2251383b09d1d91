use super::chi_square;
use crate::terms::{Figure, Info};

pub(super) const INFO: Info = Info {
    id: "cramers_v",
    name: "Cramér's V",
    summary: "Chi-square as a strength from 0 to 1 that does not grow with the rows, less what chance alone would give; 0 for anything weaker than chance.",
    reference: "Cramér 1946; Bergsma 2013",
};

/// Cramér's V between category and side (reference or current), bias corrected.
///
/// Measures: how well the category tells which side a row is from, 0 to 1.
/// Formula: with `N` rows and `k` categories `phi = max(0, chi2 / N - (k - 1) / (N - 1))` and
/// `V = sqrt(phi / min(k' - 1, r' - 1))`, where `x' = x - (x - 1)^2 / (N - 1)` and `r = 2` sides.
/// Symmetric. Empty side or only one category: not computable. NaN: missing values are a category.
/// Misleads: hides a weak change on few rows by design, and is small where one side is much larger
/// than the other. Prefer then: total variation.
/// Reference: Bergsma 2013, "A bias-correction for Cramér's V and Tschuprow's T".
pub fn cramers_v(reference: &[u64], current: &[u64]) -> Figure {
    let occurring = reference
        .iter()
        .zip(current)
        .filter(|(r, c)| **r + **c > 0)
        .count();
    if occurring < 2 {
        return Figure::not_computable("only one category");
    }
    let rows = reference.iter().chain(current).sum::<u64>() as f64;
    let corrected = |x: f64| x - (x - 1.0).powi(2) / (rows - 1.0);
    let k = occurring as f64;
    let (statistic, _) = chi_square(reference, current);
    let smaller = (corrected(k) - 1.0).min(corrected(2.0) - 1.0);
    if smaller <= 0.0 {
        return Figure::not_computable("too few rows for the number of categories");
    }
    statistic.map(|chi2| {
        let phi = (chi2 / rows - (k - 1.0) / (rows - 1.0)).max(0.0);
        (phi / smaller).sqrt().min(1.0)
    })
}
