use crate::drift::distance::psi;

/// No more terms than this: the rest weighs nothing for the sizes at which this is used.
const MOST_TERMS: u64 = 20_000;

/// Mean, variance and third central moment of what a rare bin adds to the PSI by chance.
///
/// The reference has `seen` of its n rows there, and `mass` of its next n are expected there (1
/// beyond the greatest of n continuous values, although by construction none of its rows is). The
/// number of the `m` current rows is then negative binomial.
pub(super) fn cumulants((seen, mass): (u64, f64), n: u64, m: u64) -> [f64; 3] {
    let (reference, current) = (n as f64, m as f64);
    if mass <= 0.0 || mass / reference < 1e-6 {
        return [0.0; 3];
    }
    let share = seen as f64 / reference;
    let success = reference / (reference + current);
    let mut chance = success.powf(mass);
    let mut added = psi::part(share, 0.0);
    let mut total = chance;
    let mut raw = [1, 2, 3].map(|power| chance * added.powi(power));
    for k in 1..=m.min(MOST_TERMS) {
        let rows = k as f64;
        chance *= (1.0 - success) * (rows - 1.0 + mass) / rows;
        added = psi::part(share, rows / current);
        total += chance;
        for (power, sum) in (1..).zip(&mut raw) {
            *sum += chance * added.powi(power);
        }
        if total > 1.0 - 1e-12 {
            break;
        }
    }
    let rest = (1.0 - total).max(0.0);
    for (power, sum) in (1..).zip(&mut raw) {
        *sum += rest * added.powi(power);
    }
    let [mean, square, cube] = raw;
    let variance = (square - mean * mean).max(0.0);
    [
        mean,
        variance,
        cube - 3.0 * mean * square + 2.0 * mean * mean * mean,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_where_the_reference_is_large() {
        assert_eq!(cumulants((0, 0.0), 100, 100), [0.0; 3]);
        let [few, spread, third] = cumulants((0, 1.0), 100, 100);
        let [many, ..] = cumulants((0, 1.0), 10_000, 10_000);
        // One row of 100 is expected outside, with a share of 1 %.
        assert!((0.03..0.08).contains(&few), "{few}");
        assert!(spread > 0.0 && third > 0.0);
        assert!(many < few / 50.0, "{many}");
    }
}
