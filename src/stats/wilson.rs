use super::special::normal_quantile;

/// The interval in which a share lies with the given `confidence`, 0 to 1, when `hits` of `n`
/// independent rows have it; `None` without rows.
///
/// Wilson's score interval: it never leaves 0 to 1 and holds its promise for few rows and for
/// shares near 0 and 1, where the textbook's `p ± z sqrt(p(1-p)/n)` breaks it. It takes rows for
/// independent; where they repeat each other (many rows of one day), the truth is less certain.
///
/// Reference: E. B. Wilson, "Probable inference, the law of succession, and statistical
/// inference", Journal of the American Statistical Association 22 (1927).
pub fn wilson(hits: u64, n: u64, confidence: f64) -> Option<(f64, f64)> {
    if n == 0 {
        return None;
    }
    let z = normal_quantile(f64::midpoint(1.0, confidence));
    let (n, share) = (n as f64, hits as f64 / n as f64);
    let shrink = 1.0 + z * z / n;
    let middle = (share + z * z / (2.0 * n)) / shrink;
    let half = z / shrink * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}

/// The interval in which the difference of two shares lies with the given `confidence`: the first
/// less the second, each as hits and rows; `None` where one has no rows.
///
/// Newcombe's method 10, which joins Wilson's intervals. The two sets of rows must not overlap.
///
/// Reference: R. G. Newcombe, "Interval estimation for the difference between independent
/// proportions", Statistics in Medicine 17 (1998).
pub fn share_difference(
    (hits, n): (u64, u64),
    (other_hits, other_n): (u64, u64),
    confidence: f64,
) -> Option<(f64, f64)> {
    let (low, high) = wilson(hits, n, confidence)?;
    let (other_low, other_high) = wilson(other_hits, other_n, confidence)?;
    let share = hits as f64 / n as f64;
    let other = other_hits as f64 / other_n as f64;
    let between = share - other;
    Some((
        between - (share - low).hypot(other_high - other),
        between + (high - share).hypot(other - other_low),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_those_of_statsmodels() {
        // proportion_confint(count, nobs, 0.05, "wilson")
        for (hits, n, low, high) in [
            (10, 100, 0.055_229_14, 0.174_365_66),
            (0, 20, 0.0, 0.161_125_16),
            (7, 7, 0.645_669_66, 1.0),
        ] {
            let (l, h) = wilson(hits, n, 0.95).unwrap();
            assert!(
                (l - low).abs() < 1e-6 && (h - high).abs() < 1e-6,
                "{hits}/{n}: {l} {h}"
            );
        }
        assert_eq!(wilson(0, 0, 0.95), None);
    }

    #[test]
    fn differences_are_those_of_newcombe() {
        // Table II of the paper, method 10: rows (a), (c), (d) and (h).
        for (first, second, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let (l, h) = share_difference(first, second, 0.95).unwrap();
            assert!((l - low).abs() < 6e-5 && (h - high).abs() < 6e-5, "{l} {h}");
        }
        assert_eq!(share_difference((0, 0), (1, 2), 0.95), None);
    }
}
