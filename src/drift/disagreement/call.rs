use crate::{
    drift::{ColumnDrift, Distance},
    terms::Figure,
};

/// From this p-value down a test is usually believed.
const SIGNIFICANT: f64 = 0.05;
/// From here on the distances between 0 and 1, and PSI, are usually called drift.
pub(super) const USUAL: f64 = 0.1;
/// A share of new categories that is worth a word.
pub(super) const UNSEEN: f64 = 0.005;

/// What one method says of a column by the rule that is usual for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method.
    pub method: Distance,
    /// What is compared with the limit: the statistic, or the p-value of a test.
    pub value: Figure,
    /// The limit that is usual.
    pub limit: f64,
    /// Whether `value` is a p-value, so that smaller is more.
    pub is_test: bool,
    /// Whether it would call this drift; nothing where it cannot be computed.
    pub fires: Option<bool>,
    /// How far from its limit it is: 1 at the limit, above it where it fires.
    pub strength: Option<f64>,
}

/// What every method that was measured says of `drift` by its usual rule.
///
/// The rules: p at most 0.05 for the tests (Kolmogorov-Smirnov, chi-square), at least 0.1 for PSI
/// and for the distances from 0 to 1 and in standard deviations, a change of 0.1 of the missing
/// share, and any unseen category above 0.5 % of the rows. The Wasserstein distance in the unit of
/// the column has no usual limit and is left out.
///
/// Reference: the defaults of Evidently 0.7 and `NannyML` 0.13; Siddiqi 2006 for PSI.
pub fn calls(drift: &ColumnDrift) -> Vec<Call> {
    let scores = drift.scores.iter();
    scores
        .filter(|score| score.method != Distance::Wasserstein)
        .map(|score| {
            let is_test = matches!(score.method, Distance::Ks | Distance::ChiSquare);
            let (value, limit) = match (&score.p_value, score.method) {
                (Some(p), _) if is_test => (p.clone(), SIGNIFICANT),
                (_, Distance::Unseen) => (score.statistic.clone(), UNSEEN),
                _ => (score.statistic.clone(), USUAL),
            };
            let size = match score.method {
                // The change may go either way.
                Distance::MissingRate => value.value().map(f64::abs),
                _ => value.value(),
            };
            let fires = size.map(|value| {
                if is_test {
                    value <= limit
                } else {
                    value >= limit
                }
            });
            let strength = size.map(|value| {
                if is_test {
                    // Orders of magnitude below 1, so that p = 0.05 is 1 and p = 0.0025 is 2.
                    value.max(1e-300).ln() / limit.ln()
                } else {
                    value / limit
                }
            });
            Call {
                method: score.method,
                value,
                limit,
                is_test,
                fires,
                strength,
            }
        })
        .collect()
}
