use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "total_variation",
    name: "Total variation",
    summary: "The share of rows that would have to change category, 0 to 1; with many categories noise alone makes it large.",
    reference: "Levin and Peres 2017, \"Markov Chains and Mixing Times\", chapter 4",
};

/// Total variation distance between the shares of two samples.
///
/// Measures: the share of rows that would have to change category to undo the change, 0 to 1.
/// Formula: `half the sum of |r - c|`. Symmetric.
/// Empty: 0 without categories. One category: 0. NaN: missing values are a category.
/// Misleads: with many categories and few rows noise alone makes it large. Prefer then: PSI with
/// its limit, or Cramér's V, which takes the noise off.
/// Reference: Levin and Peres 2017, "Markov Chains and Mixing Times", chapter 4.
pub fn total_variation(reference: &[f64], current: &[f64]) -> f64 {
    reference
        .iter()
        .zip(current)
        .map(|(r, c)| (r - c).abs())
        .sum::<f64>()
        / 2.0
}
