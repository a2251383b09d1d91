use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "hellinger",
    name: "Hellinger",
    summary: "Distance between the roots of the shares, 0 to 1; sees rare bins better than total variation, and looks large on small samples.",
    reference: "Hellinger 1909; Le Cam and Yang 2000",
};

/// Hellinger distance between the shares of two samples in the same bins.
///
/// Measures: 0 for the same shares, 1 for no bin in common; a metric, no unit.
/// Formula: `sqrt(sum of (sqrt(r) - sqrt(c))^2, halved)`, which is `sqrt(1 - sum of sqrt(r c))`
/// without its rounding error near 0. Symmetric.
/// Empty: 0 without bins. One bin: 0. NaN: missing values are a bin.
/// Misleads: rare bins weigh much, so small samples look far apart. Prefer then: PSI with its limit.
/// Reference: Hellinger 1909; Le Cam and Yang 2000, "Asymptotics in Statistics".
pub fn hellinger(reference: &[f64], current: &[f64]) -> f64 {
    let squares = reference
        .iter()
        .zip(current)
        .map(|(r, c)| (r.sqrt() - c.sqrt()).powi(2));
    (squares.sum::<f64>() / 2.0).min(1.0).sqrt()
}
