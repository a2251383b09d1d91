//! Tail probabilities and quantiles of the usual distributions.

use statrs::{
    distribution::{ContinuousCDF as _, Normal, StudentsT},
    function::gamma::{gamma_lr, ln_gamma},
};

/// The probability that a chi-square variable with `freedom` degrees of freedom exceeds `x`.
///
/// 1 for an `x` of 0 or less, or without a degree of freedom above 0 (nothing could differ);
/// NaN for a NaN. scipy: `chi2.sf`.
pub fn chi_square_sf(x: f64, freedom: f64) -> f64 {
    if x.is_nan() {
        return f64::NAN;
    }
    if x <= 0.0 || freedom <= 0.0 || freedom.is_nan() {
        return 1.0;
    }
    if freedom > MOST_FREEDOM {
        return wilson_hilferty_sf(x, freedom);
    }
    upper_gamma(freedom / 2.0, x / 2.0)
}

/// Above so many degrees of freedom the exact tail takes ever more terms, and from 2^53 on the
/// terms cannot even be counted in an `f64`.
const MOST_FREEDOM: f64 = 1e6;

/// The tail of a chi-square variable by its cube root, which is almost normal; the error is of
/// the order of 1 / `freedom`.
///
/// Reference: E. B. Wilson and M. M. Hilferty, "The distribution of chi-square", PNAS 17 (1931)
/// 684–688.
fn wilson_hilferty_sf(x: f64, freedom: f64) -> f64 {
    let variance = 2.0 / (9.0 * freedom);
    normal_sf(((x / freedom).cbrt() - (1.0 - variance)) / variance.sqrt())
}

/// The regularised upper incomplete gamma function for `a` and `x` above 0.
///
/// statrs has one, but its continued fraction asks for more digits than there are and then never
/// ends for some arguments. This one is Lentz's, and stops.
///
/// Reference: W. H. Press et al., "Numerical Recipes", 3rd edition, section 6.2.
fn upper_gamma(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST_TERMS: u32 = 100_000;
    if x == f64::INFINITY {
        return 0.0;
    }
    if x < a + 1.0 {
        return 1.0 - gamma_lr(a, x);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..=MOST_TERMS {
        let i = f64::from(i);
        let term = -i * (i - a);
        b += 2.0;
        d = 1.0 / not_zero(term * d + b, TINY);
        c = not_zero(b + term / c, TINY);
        let step = d * c;
        fraction *= step;
        if (step - 1.0).abs() <= 2.0 * f64::EPSILON {
            break;
        }
    }
    (a * x.ln() - x - ln_gamma(a)).exp() * fraction
}

fn not_zero(value: f64, tiny: f64) -> f64 {
    if value.abs() < tiny { tiny } else { value }
}

/// The `x` that a chi-square variable with `freedom` degrees of freedom exceeds with probability
/// `p`; 0 without a degree of freedom above 0. `p` is clamped to 0 to 1. scipy: `chi2.isf`.
pub fn chi_square_quantile_above(p: f64, freedom: f64) -> f64 {
    // Bisection on the tail itself: 1 - p would lose a small p.
    let (mut low, mut high) = (0.0, freedom.max(1.0));
    let target = p.clamp(0.0, 1.0);
    if freedom <= 0.0 || target >= 1.0 {
        return 0.0;
    }
    if target == 0.0 {
        return f64::INFINITY;
    }
    while chi_square_sf(high, freedom) > target {
        low = high;
        high *= 2.0;
    }
    while high - low > 1e-14 * high {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if chi_square_sf(middle, freedom) > target {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The probability that a standard normal variable is at most `x`. scipy: `norm.cdf`.
pub fn normal_cdf(x: f64) -> f64 {
    Normal::standard().cdf(x)
}

/// The probability that a standard normal variable exceeds `x`. scipy: `norm.sf`.
pub fn normal_sf(x: f64) -> f64 {
    Normal::standard().sf(x)
}

/// The value that a standard normal variable stays below with probability `p`, which is clamped
/// to 0 to 1; infinite at both ends. scipy: `norm.ppf`.
pub fn normal_quantile(p: f64) -> f64 {
    Normal::standard().inverse_cdf(p.clamp(0.0, 1.0))
}

/// The probability that a variable of Student's distribution with `freedom` degrees of freedom
/// exceeds `x`; NaN without a degree of freedom above 0. scipy: `t.sf`.
pub fn student_t_sf(x: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |distribution| distribution.sf(x))
}

/// The value that a variable of Student's distribution with `freedom` degrees of freedom stays
/// below with probability `p`.
///
/// `p` is clamped to 0 to 1; NaN without a degree of freedom above 0. scipy: `t.ppf`.
pub fn student_t_quantile(p: f64, freedom: f64) -> f64 {
    let p = p.clamp(0.0, 1.0);
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |distribution| distribution.inverse_cdf(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(ours: f64, scipys: f64) {
        assert!(
            (ours - scipys).abs() <= 1e-10 * scipys.abs(),
            "{ours} {scipys}"
        );
    }

    #[test]
    fn tails_are_scipys() {
        close(chi_square_sf(3.84, 1.0), 0.050_043_521_248_705_19);
        close(chi_square_sf(100.0, 20.0), 1.259_608_459_166_084_7e-12);
        close(normal_sf(6.0), 9.865_876_450_376_946e-10);
        close(normal_quantile(0.975), 1.959_963_984_540_054);
        close(student_t_sf(2.0, 5.0), 0.050_969_739_414_929_18);
        close(chi_square_quantile_above(1e-4, 9.0), 33.719_948_438_964_636);
    }

    #[test]
    fn ends_are_not_panics() {
        assert_eq!(chi_square_sf(-1.0, 3.0), 1.0);
        assert_eq!(chi_square_sf(5.0, 0.0), 1.0);
        assert_eq!(chi_square_sf(f64::INFINITY, 3.0), 0.0);
        assert!(chi_square_sf(f64::NAN, 3.0).is_nan());
        assert_eq!(chi_square_quantile_above(1.0, 3.0), 0.0);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
    }

    #[test]
    fn a_tail_ends_however_many_degrees_of_freedom_there_are() {
        // On both sides of the switch, one standard deviation away: almost the normal's tails.
        for freedom in [0.999e6_f64, 1.001e6] {
            let deviation = (2.0 * freedom).sqrt();
            assert!((chi_square_sf(freedom + deviation, freedom) - 0.158_66).abs() < 3e-4);
            assert!((chi_square_sf(freedom - deviation, freedom) - 0.841_34).abs() < 3e-4);
        }
        for freedom in [1e9, 1e16, 1e30, 1e300] {
            assert_eq!(chi_square_sf(2.0 * freedom, freedom), 0.0);
            assert_eq!(chi_square_sf(0.5 * freedom, freedom), 1.0);
            let median = chi_square_quantile_above(0.5, freedom);
            assert!((median / freedom - 1.0).abs() < 1e-6, "{median}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_tail_ends_and_is_a_probability(x in 0.0..2000.0_f64, freedom in 1e-3..2000.0_f64) {
            let tail = chi_square_sf(x, freedom);
            proptest::prop_assert!((0.0..=1.0).contains(&tail), "{tail}");
            proptest::prop_assert!(chi_square_sf(x * 1.01, freedom) <= tail + 1e-12);
        }

        #[test]
        fn a_quantile_has_its_tail(p in 1e-12..0.999_f64, freedom in 1..200_u8) {
            let freedom = f64::from(freedom);
            let tail = chi_square_sf(chi_square_quantile_above(p, freedom), freedom);
            proptest::prop_assert!((tail / p - 1.0).abs() < 1e-8, "{tail} {p}");
        }
    }
}
