//! Population stability index.

use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "psi",
    name: "PSI",
    summary: "Population stability index: 0 if nothing changed; decides the verdict, against a limit for the number of rows. The classic 0.1 and 0.25 are too strict for small chunks.",
    reference: "Siddiqi 2006, \"Credit Risk Scorecards\"; Yurdakul and Naranjo 2020",
};

/// Shares below this count as this, so that an empty bin has a logarithm.
pub const FLOOR: f64 = 1e-4;

/// More than any two samples can reach: the shares of two samples without a bin in common.
pub const GREATEST: f64 = 18.5;

/// Population stability index between the shares of two samples in the same bins.
///
/// Measures: how much the distribution over the bins has changed; no unit, 0 or more.
/// Formula: `sum of (c - r) ln(c / r)`, shares below 1e-4 raised to that. Symmetric in the shares;
/// the bins come from the reference.
/// Empty: 0 without bins. One bin: 0. NaN: missing values are a bin.
/// Misleads: grows with the number of bins and falls with the number of rows: of two samples of
/// the same distribution it is about `(bins - 1)(1/n + 1/m)`, which is why a limit belongs to a
/// number of rows. With thousands of categories the floor shows. Prefer then: Jensen-Shannon.
/// Reference: Siddiqi 2006, "Credit Risk Scorecards"; for its distribution Yurdakul and Naranjo
/// 2020, "Statistical properties of the population stability index".
pub fn psi(reference: &[f64], current: &[f64]) -> f64 {
    reference
        .iter()
        .zip(current)
        .map(|(&r, &c)| part(r, c))
        .sum()
}

/// What one bin adds.
pub(in crate::drift) fn part(reference: f64, current: f64) -> f64 {
    let (r, c) = (reference.max(FLOOR), current.max(FLOOR));
    if r == c { 0.0 } else { (c - r) * (c / r).ln() }
}
