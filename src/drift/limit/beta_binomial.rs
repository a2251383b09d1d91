use rand::Rng;

use super::inversion::{from_mode, ln_gamma};

/// How many of `rows` fall where each falls with the same unknown probability, which is Beta
/// distributed with the weights `inside` and `outside`.
///
/// With whole weights: how many of `rows` further rows lie below the `inside`-th of
/// `inside + outside - 1` rows of the same continuous distribution.
pub(super) fn draw(rng: &mut impl Rng, rows: u64, inside: f64, outside: f64) -> u64 {
    if rows == 0 || inside <= 0.0 {
        return 0;
    }
    if outside <= 0.0 {
        return rows;
    }
    let (m, a, b) = (rows as f64, inside, outside);
    let mode = if a <= 1.0 {
        0.0
    } else if b <= 1.0 {
        m
    } else {
        ((m + 1.0) * (a - 1.0) / (a + b - 2.0)).floor().min(m)
    };
    let choose = ln_gamma(m + 1.0) - ln_gamma(mode + 1.0) - ln_gamma(m - mode + 1.0);
    let beta = ln_gamma(mode + a) + ln_gamma(m - mode + b) - ln_gamma(m + a + b);
    let all = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    from_mode(
        rng,
        (mode as u64, (choose + beta - all).exp()),
        [0, rows],
        |x| (m - x) * (x + a) / ((x + 1.0) * (m - x - 1.0 + b)),
        |x| x * (m - x + b) / ((m - x + 1.0) * (x - 1.0 + a)),
    )
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn mean_and_variance_are_the_textbooks() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        for (rows, a, b) in [
            (100, 9.9, 91.1),
            (50, 1.0, 50.0),
            (50, 40.0, 0.5),
            (5000, 20.0, 80.0),
        ] {
            let draws: Vec<f64> = (0..20_000)
                .map(|_| draw(&mut rng, rows, a, b) as f64)
                .collect();
            let (m, share) = (rows as f64, a / (a + b));
            let mean = m * share;
            let variance = mean * (1.0 - share) * (a + b + m) / (a + b + 1.0);
            let moments = crate::stats::Moments::of(&draws);
            let error = (variance / 20_000.0).sqrt();
            assert!(
                (moments.mean - mean).abs() < 4.0 * error,
                "{} {mean}",
                moments.mean
            );
            let ratio = moments.var(0).value().unwrap() / variance;
            assert!((ratio - 1.0).abs() < 0.08, "{ratio}");
        }
    }

    #[test]
    fn no_weight_no_rows() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        assert_eq!(draw(&mut rng, 9, 0.0, 3.0), 0);
        assert_eq!(draw(&mut rng, 9, 3.0, 0.0), 9);
        assert_eq!(draw(&mut rng, 0, 3.0, 3.0), 0);
    }
}
