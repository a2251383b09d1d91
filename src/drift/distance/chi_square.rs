use crate::{
    stats::special::chi_square_sf,
    terms::{Figure, Info},
};

pub(super) const INFO: Info = Info {
    id: "chi_square",
    name: "Chi-square",
    summary: "Test of whether both samples have the same categories in the same shares; the statistic grows with the rows, and a category with fewer than five expected rows spoils the p-value.",
    reference: "Pearson 1900; scipy.stats.chi2_contingency(correction=False)",
};

/// Chi-square statistic of two samples, and its p-value.
///
/// Measures: whether the shares differ by more than chance; grows with the number of rows, 0 or
/// more. Formula: over the two rows of counts, `sum of (seen - expected)^2 / expected`, without
/// Yates' correction; degrees of freedom: categories that occur, less one. Symmetric.
/// Empty side: not computable. One category: 0, p = 1. NaN: missing values are a category.
/// Misleads: the p-value is wrong where fewer than about five rows are expected in a category, and
/// tiny on any large chunk. Prefer then: PSI, whose limit knows both; Cramér's V for the size.
/// Reference: Pearson 1900; scipy `chi2_contingency`.
pub fn chi_square(reference: &[u64], current: &[u64]) -> (Figure, Figure) {
    let (n, m): (u64, u64) = (reference.iter().sum(), current.iter().sum());
    if n == 0 || m == 0 {
        let reason = super::NO_ROWS;
        return (
            Figure::not_computable(reason),
            Figure::not_computable(reason),
        );
    }
    let (n, m) = (n as f64, m as f64);
    let mut categories = 0_u32;
    let mut statistic = 0.0;
    for (&r, &c) in reference.iter().zip(current).filter(|(r, c)| **r + **c > 0) {
        let (r, c) = (r as f64, c as f64);
        let (expected_r, expected_c) = ((r + c) * n / (n + m), (r + c) * m / (n + m));
        statistic += (r - expected_r).powi(2) / expected_r + (c - expected_c).powi(2) / expected_c;
        categories += 1;
    }
    let freedom = f64::from(categories.saturating_sub(1));
    let p_value = chi_square_sf(statistic, freedom);
    (
        Figure::Value(statistic),
        Figure::finite(p_value, "the p-value is not finite"),
    )
}
