use std::f64::consts::PI;

use statrs::function::gamma::ln_gamma;

/// Up to this size the distribution is computed exactly everywhere, as in scipy.
const SMALL: u64 = 140;
/// Up to this size the tail is summed term by term.
const SUMMED: u64 = 1_000_000;

/// The p-value of a two-sided two-sample Kolmogorov-Smirnov statistic, as scipy's
/// `ks_2samp(method="asymp")` gives it: that of one sample of the size `nm / (n + m)`, rounded.
///
/// 1 without values on one side.
pub fn ks_two_sample_sf(statistic: f64, n: u64, m: u64) -> f64 {
    if n == 0 || m == 0 {
        return 1.0;
    }
    let (n, m) = (n as f64, m as f64);
    let size = (n * m / (n + m)).round_ties_even();
    ks_one_sample_sf(statistic, size as u64)
}

/// The probability that the two-sided Kolmogorov-Smirnov statistic of `n` values that follow the
/// compared distribution is at least `d`; NaN for a NaN, 1 without values. scipy: `kstwo.sf`.
///
/// Exact (Marsaglia, Tsang and Wang) up to 140 values; above, Pelz and Good's expansion in the
/// middle (at least six digits) and twice the one-sided tail outside.
///
/// Reference: Simard and L'Ecuyer 2011, "Computing the two-sided Kolmogorov-Smirnov distribution".
pub fn ks_one_sample_sf(d: f64, n: u64) -> f64 {
    if d.is_nan() {
        return f64::NAN;
    }
    if d <= 0.0 || n == 0 {
        return 1.0;
    }
    if d >= 1.0 {
        return 0.0;
    }
    let (size, scaled) = (n as f64, n as f64 * d * d);
    let sf = if size * d <= 0.5 {
        1.0
    } else if d >= 0.5 || scaled > 4.0 || n > SMALL && scaled >= 2.2 {
        2.0 * one_sided_sf(d, n)
    } else if n <= SMALL {
        1.0 - small_cdf(d, n)
    } else {
        1.0 - pelz_good_cdf(d, size)
    };
    sf.clamp(0.0, 1.0)
}

/// The probability that the limit of `sqrt(n) * d` exceeds `x`, for very many values.
/// scipy: `special.kolmogorov`.
pub fn kolmogorov_sf(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        // The first series converges slowly for a small x; this is its Jacobi transform.
        let q = (-PI * PI / (8.0 * x * x)).exp();
        let sum = q + q.powi(9) + q.powi(25) + q.powi(49);
        return (1.0 - (2.0 * PI).sqrt() / x * sum).clamp(0.0, 1.0);
    }
    let q = (-2.0 * x * x).exp();
    (2.0 * (q - q.powi(4) + q.powi(9) - q.powi(16))).clamp(0.0, 1.0)
}

/// The probability that the one-sided statistic of `n` values is at least `d`, 0 < `d` < 1:
/// Smirnov's sum; its expansion for very many values.
fn one_sided_sf(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let square = d * d;
    if size * square >= 370.0 {
        return 0.0;
    }
    if n > SUMMED {
        let exponent = -2.0 * size * square - 2.0 * d / 3.0;
        return (exponent + 4.0 * square / 9.0 * (1.0 - size * square)).exp();
    }
    // C(n, j) by Stirling's formula: the large parts of the logarithms cancel on paper.
    let inner = |j: f64| {
        let rest = size - j;
        let binomial = 0.5 * (size / (2.0 * PI * j * rest)).ln() + stirling_rest(size)
            - stirling_rest(j)
            - stirling_rest(rest);
        let left = j * (size * d / j).ln_1p() - (d + j / size).ln();
        let right = rest * (-size * d / rest).max(-1.0).ln_1p();
        (binomial + left + right).exp()
    };
    let last = (size * (1.0 - d)).floor() as u64;
    let first = size * (-d).ln_1p();
    first.exp() + d * (1..=last.min(n - 1)).map(|j| inner(j as f64)).sum::<f64>()
}

/// What Stirling's formula leaves of the logarithm of `n!`.
fn stirling_rest(n: f64) -> f64 {
    if n < 16.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / (1680.0 * square)) / square) / square) / n
}

/// The probability that the statistic of a few values is below `d`: the middle of a power of
/// Durbin's matrix (Marsaglia, Tsang and Wang 2003).
fn small_cdf(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let k = (size * d).ceil();
    let h = k - size * d;
    let k = k as usize;
    let m = 2 * k - 1;
    let mut inverse_factorials = vec![1.0; m + 1];
    for j in 1..=m {
        inverse_factorials[j] = inverse_factorials[j - 1] / j as f64;
    }
    let edge = |j: usize| {
        let power = i32::try_from(j).unwrap_or(i32::MAX).saturating_add(1);
        let both = if j + 1 == m {
            (2.0 * h - 1.0).max(0.0).powi(power) - h.powi(power)
        } else {
            0.0
        };
        (1.0 - h.powi(power) + both) * inverse_factorials[j + 1]
    };
    let entry = |row: usize, column: usize| match (row, column) {
        (row, 0) => edge(row),
        (row, column) if row + 1 == m => edge(m - 1 - column),
        (row, column) if row + 1 >= column => inverse_factorials[row + 1 - column],
        _ => 0.0,
    };
    let mut square: Vec<f64> = (0..m * m).map(|i| entry(i / m, i % m)).collect();
    let mut power: Vec<f64> = (0..m * m)
        .map(|i| f64::from(u8::from(i / m == i % m)))
        .collect();
    let mut left = n;
    while left > 0 {
        if left % 2 == 1 {
            power = product(&power, &square, m);
        }
        square = product(&square, &square, m);
        left /= 2;
    }
    let middle = power[(k - 1) * m + k - 1];
    (1..=n).fold(middle, |probability, i| probability * i as f64 / size)
}

fn product(a: &[f64], b: &[f64], m: usize) -> Vec<f64> {
    let mut result = vec![0.0; m * m];
    for (row, a) in result.chunks_mut(m).zip(a.chunks(m)) {
        for (a, b) in a.iter().zip(b.chunks(m)) {
            for (sum, b) in row.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    result
}

/// The probability that the statistic of `n` values is below `x`, by four terms of its expansion
/// in `1 / sqrt(n)` (Pelz and Good 1976).
fn pelz_good_cdf(x: f64, n: f64) -> f64 {
    let z = n.sqrt() * x;
    let (z2, z4, z6) = (z.powi(2), z.powi(4), z.powi(6));
    let (pi2, pi4, pi6) = (PI.powi(2), PI.powi(4), PI.powi(6));
    if -pi2 / 8.0 / z2 < -708.0 {
        return 0.0;
    }
    let mut terms = [0.0; 4];
    let (mut extra2, mut extra3) = (0.0, 0.0);
    let last = (16.0 * z / PI).ceil() as u32;
    for k in (1..=last).rev() {
        let odd = f64::from(2 * k - 1).powi(2);
        let weight = (-pi2 * odd / 8.0 / z2).exp();
        let (odd2, odd3) = (odd * odd, odd * odd * odd);
        terms[0] += weight;
        terms[1] += weight * (-z2 + pi2 / 4.0 * odd);
        terms[2] += weight
            * (6.0 * z6
                + 2.0 * z4
                + (2.0 * z4 - 5.0 * z2) * pi2 / 4.0 * odd
                + pi4 * (1.0 - 2.0 * z2) / 16.0 * odd2);
        terms[3] += weight
            * (-30.0 * z6 - 90.0 * z.powi(8)
                + pi2 * (135.0 * z4 - 96.0 * z6) / 4.0 * odd
                + pi4 * (212.0 * z4 - 60.0 * z2) / 16.0 * odd2
                + pi6 * (5.0 - 30.0 * z2) / 64.0 * odd3);
        let even = f64::from(k).powi(2);
        let weight = (-pi2 * even / 2.0 / z2).exp();
        extra2 += even * weight;
        extra3 += (3.0 * z2 - pi2 * even) * even * weight;
    }
    let scales = [z, 6.0 * z4, 72.0 * z.powi(7), 6480.0 * z.powi(10)];
    let extras = [
        0.0,
        0.0,
        -pi2 / (36.0 * z.powi(3)) * extra2,
        pi2 / (216.0 * z6) * extra3,
    ];
    let mut sum = 0.0;
    for i in 0..4 {
        let term = (2.0 * PI).sqrt() * (terms[i] / scales[i] + extras[i]);
        sum += term / n.powf(i as f64 / 2.0);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From scipy 1.17.1: values, statistic, `kstwo.sf`.
    #[expect(clippy::unreadable_literal, reason = "as scipy prints them")]
    const SCIPY: [(u64, f64, f64); 18] = [
        (1, 0.7, 0.6000000000000001),
        (10, 0.05, 1.0),
        (10, 0.12, 0.9948566839762616),
        (10, 0.274, 0.3715203845434957),
        (10, 0.55, 0.0022805103214843725),
        (100, 0.03, 0.9999692479033473),
        (100, 0.08, 0.5182193645480672),
        (100, 0.15, 0.019839242125643017),
        (140, 0.3, 1.1370251710737309e-11),
        (141, 0.08, 0.31084170879264117),
        (500, 0.02, 0.9859871786857471),
        (500, 0.05, 0.15866260223815387),
        (1000, 0.1, 3.703687096817711e-09),
        (20000, 0.006, 0.4657689508612477),
        (130000, 0.003, 0.19209940179081197),
        (130000, 0.02, 1.3325211080112276e-45),
        (1000000, 0.0015, 0.022195758430640866),
        (1200000, 0.0015, 0.009024132820631966),
    ];

    #[test]
    fn tails_of_one_sample_are_scipys() {
        for (n, d, expected) in SCIPY {
            let sf = ks_one_sample_sf(d, n);
            assert!(
                (sf / expected - 1.0).abs() < 2e-6,
                "{n} {d}: {sf} {expected}"
            );
        }
    }

    /// scipy itself stops at `exp(-(6nx + 1)^2 / 18n)` above a million values.
    #[test]
    fn the_expansion_continues_the_sum() {
        for d in [0.002, 0.004, 0.01] {
            let (below, above) = (one_sided_sf(d, SUMMED), one_sided_sf(d, SUMMED + 1));
            let step = (-2.0 * d * d).exp();
            assert!(
                (above / (below * step) - 1.0).abs() < 1e-6,
                "{d}: {below} {above}"
            );
        }
    }

    #[test]
    fn the_tail_of_two_samples_is_scipys() {
        let sf = ks_two_sample_sf(0.263_333_333_333_333_3, 300, 200);
        assert!((sf / 7.827_138_080_660_883e-8 - 1.0).abs() < 1e-8, "{sf}");
        assert_eq!(ks_two_sample_sf(0.5, 0, 10), 1.0);
    }

    #[test]
    fn the_limit_is_scipys() {
        for (x, expected) in [
            (0.3, 0.999_990_694_198_665_5),
            (0.8, 0.544_142_411_574_198_1),
            (1.0, 0.269_999_671_677_354_56),
            (1.5, 0.022_217_962_616_525_127),
            (3.0, 3.045_995_948_942_526e-8),
        ] {
            let sf = kolmogorov_sf(x);
            assert!((sf / expected - 1.0).abs() < 1e-10, "{x}: {sf} {expected}");
        }
    }

    #[test]
    fn ends_are_certain() {
        assert_eq!(
            (ks_one_sample_sf(0.0, 5), ks_one_sample_sf(1.0, 5)),
            (1.0, 0.0)
        );
        assert!(ks_one_sample_sf(f64::NAN, 5).is_nan());
        assert_eq!(ks_one_sample_sf(0.5, 10_000), 0.0);
    }

    proptest::proptest! {
        #[test]
        fn a_larger_statistic_is_never_likelier(n in 1..3000_u64, a in 0.0..1.0_f64, b in 0.0..1.0_f64) {
            let (low, high) = (ks_one_sample_sf(a.min(b), n), ks_one_sample_sf(a.max(b), n));
            proptest::prop_assert!(high <= low + 2e-6, "{n}: {low} {high}");
            proptest::prop_assert!((0.0..=1.0).contains(&low));
        }
    }
}
