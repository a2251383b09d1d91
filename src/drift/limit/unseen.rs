use crate::drift::distance::psi;

/// No more terms than this: the rest weighs nothing for the sizes at which this is used.
const MOST_TERMS: u64 = 20_000;

/// Mean and variance of what a bin outside the reference adds to the PSI by chance.
///
/// The bins are drawn by the reference, so by construction none of its rows is outside, while some
/// of the next rows of the same distribution are: exchanging rows between the sides cannot show
/// that. `mass` is how many of the next n rows are expected there (1 beyond the greatest of n
/// continuous values). The number of `m` rows is then negative binomial.
pub(super) fn moments(mass: f64, n: u64, m: u64) -> (f64, f64) {
    let (reference, current) = (n as f64, m as f64);
    if mass <= 0.0 || mass / reference < 1e-6 {
        return (0.0, 0.0);
    }
    let success = reference / (reference + current);
    let mut chance = success.powf(mass);
    let (mut total, mut mean, mut square) = (chance, 0.0, 0.0);
    let mut added = 0.0;
    for k in 1..=m.min(MOST_TERMS) {
        let rows = k as f64;
        chance *= (1.0 - success) * (rows - 1.0 + mass) / rows;
        added = psi::part(0.0, rows / current);
        total += chance;
        mean += chance * added;
        square += chance * added * added;
        if total > 1.0 - 1e-9 {
            break;
        }
    }
    let rest = (1.0 - total).max(0.0);
    mean += rest * added;
    square += rest * added * added;
    (mean, (square - mean * mean).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_where_the_reference_is_large() {
        assert_eq!(moments(0.0, 100, 100), (0.0, 0.0));
        let (few, _) = moments(1.0, 100, 100);
        let (many, _) = moments(1.0, 10_000, 10_000);
        // One row of 100 is expected outside, with a share of 1 %.
        assert!((0.03..0.08).contains(&few), "{few}");
        assert!(many < few / 50.0, "{many}");
    }
}
