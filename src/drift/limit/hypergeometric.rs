use rand::Rng;

use super::inversion::{from_mode, ln_gamma};

/// How many of `drawn` rows, drawn without return from `all`, are among the `special` ones.
///
/// Exact: by trial for a few rows, else by inversion from the most likely number outwards, which
/// takes about as many steps as the standard deviation.
pub(super) fn draw(rng: &mut impl Rng, all: u64, special: u64, drawn: u64) -> u64 {
    let lowest = (drawn + special).saturating_sub(all);
    let highest = special.min(drawn);
    if lowest == highest {
        return lowest;
    }
    if special <= 8 {
        return by_trial(rng, all, special, drawn);
    }
    by_inversion(rng, [all, special, drawn], [lowest, highest])
}

fn by_trial(rng: &mut impl Rng, all: u64, special: u64, drawn: u64) -> u64 {
    let mut hits = 0;
    for i in 0..special {
        let chance = (drawn - hits) as f64 / (all - i) as f64;
        hits += u64::from(rng.r#gen::<f64>() < chance);
    }
    hits
}

fn by_inversion(rng: &mut impl Rng, of: [u64; 3], [lowest, highest]: [u64; 2]) -> u64 {
    let [all, special, drawn] = of;
    let [n, k, d] = of.map(|x| x as f64);
    let mode = ((d + 1.0) * (k + 1.0) / (n + 2.0)).floor();
    let mode = (mode as u64).clamp(lowest, highest);
    let factorial = |n: u64| ln_gamma(n as f64 + 1.0);
    let choose = |n: u64, k: u64| factorial(n) - factorial(k) - factorial(n - k);
    let top = choose(special, mode) + choose(all - special, drawn - mode) - choose(all, drawn);
    from_mode(
        rng,
        (mode, top.exp()),
        [lowest, highest],
        |x| (k - x) * (d - x) / ((x + 1.0) * (n - k - d + x + 1.0)),
        |x| x * (n - k - d + x) / ((k - x + 1.0) * (d - x + 1.0)),
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
        for (all, special, drawn) in [
            (200, 5, 100),
            (200, 20, 100),
            (10_000, 900, 300),
            (5000, 4500, 4000),
        ] {
            let draws: Vec<f64> = (0..20_000)
                .map(|_| draw(&mut rng, all, special, drawn) as f64)
                .collect();
            let (n, k, d) = (all as f64, special as f64, drawn as f64);
            let mean = d * k / n;
            let variance = mean * (1.0 - k / n) * (n - d) / (n - 1.0);
            let moments = crate::stats::Moments::of(&draws);
            let error = (variance / 20_000.0).sqrt();
            assert!(
                (moments.mean - mean).abs() < 4.0 * error,
                "{} {mean}",
                moments.mean
            );
            let ratio = moments.var(0).value().unwrap() / variance;
            assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_draw_is_possible(all in 1..500_u64, a in 0.0..=1.0_f64, b in 0.0..=1.0_f64, seed in 0..1000_u64) {
            let (special, drawn) = ((a * all as f64) as u64, (b * all as f64) as u64);
            let hits = draw(&mut Xoshiro256PlusPlus::seed_from_u64(seed), all, special, drawn);
            proptest::prop_assert!(hits <= special.min(drawn));
            proptest::prop_assert!(drawn - hits <= all - special);
        }
    }
}
