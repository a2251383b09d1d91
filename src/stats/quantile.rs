use crate::terms::Figure;

/// The value below which the share `q` of `sorted` lies, between two values by a straight line.
///
/// Hyndman and Fan's definition 7, the default of numpy, pandas, R and polars (`linear`), to the
/// last bit of numpy's. `sorted` must rise and hold no NaN. Not computable without values or for
/// a `q` outside 0 to 1.
///
/// Reference: Hyndman and Fan 1996, "Sample quantiles in statistical packages".
pub fn quantile_sorted(sorted: &[f64], q: f64) -> Figure {
    let at = |ranks: &[u64]| ranks.iter().map(|rank| sorted[*rank as usize]).collect();
    quantile_at(sorted.len() as u64, q, at)
}

/// [`quantile_sorted`] of `n` values of which `at` gives those at rising ranks, the lowest at 0.
pub fn quantile_at(n: u64, q: f64, at: impl FnOnce(&[u64]) -> Vec<f64>) -> Figure {
    if n == 0 {
        return Figure::not_computable("no values");
    }
    if !(0.0..=1.0).contains(&q) {
        return Figure::not_computable("a quantile is a share from 0 to 1");
    }
    let position = q * (n - 1) as f64;
    let below = (position.floor() as u64).min(n - 1);
    let above = (below + 1).min(n - 1);
    let [low, high] = at(&[below, above])[..] else {
        return Figure::not_computable("no values");
    };
    let value = between(low, high, position - below as f64);
    Figure::finite(value, "the values are not finite")
}

/// The middle value of `values`, the mean of the two middle ones where their number is even.
///
/// Reorders `values`, in linear time. Not computable without values or with one that is not finite.
pub fn median(values: &mut [f64]) -> Figure {
    if values.is_empty() {
        return Figure::not_computable("no values");
    }
    if values.iter().any(|value| !value.is_finite()) {
        return Figure::not_computable("a value is not finite");
    }
    let middle = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    let (lower, &mut upper_value, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    if !is_even {
        return Figure::Value(upper_value);
    }
    let lower_value = lower.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let reason = "the values are too large to average";
    Figure::finite(between(lower_value, upper_value, 0.5), reason)
}

/// The value at the share `t` of the way from `low` to `high`; numpy's `_lerp`, which is exact at
/// both ends.
fn between(low: f64, high: f64, t: f64) -> f64 {
    let step = high - low;
    if t >= 0.5 {
        high - step * (1.0 - t)
    } else {
        low + step * t
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_numpys() {
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (q, expected) in [
            (0.0, 1.0),
            (0.25, 1.75),
            (0.5, 3.0),
            (0.9, 6.800_000_000_000_001),
            (1.0, 8.0),
        ] {
            assert_eq!(quantile_sorted(&sorted, q), Figure::Value(expected), "{q}");
        }
        assert_eq!(quantile_sorted(&[5.0], 0.3), Figure::Value(5.0));
    }

    #[test]
    fn no_quantile_without_values_or_of_no_share() {
        assert_eq!(quantile_sorted(&[], 0.5).reason(), Some("no values"));
        for q in [-0.1, 1.1, f64::NAN] {
            assert!(quantile_sorted(&[1.0, 2.0], q).value().is_none(), "{q}");
        }
    }

    #[test]
    fn no_median_of_nothing_or_nan() {
        assert!(median(&mut []).value().is_none());
        assert!(median(&mut [1.0, f64::NAN]).value().is_none());
        assert_eq!(median(&mut [3.0, 1.0]), Figure::Value(2.0));
    }

    proptest::proptest! {
        #[test]
        fn the_median_is_the_half_quantile(mut values in proptest::collection::vec(-1e6..1e6_f64, 1..60)) {
            let sorted = crate::stats::sorted_finite(&values);
            let (median, quantile) = (median(&mut values).value().unwrap(), quantile_sorted(&sorted, 0.5).value().unwrap());
            proptest::prop_assert!((median - quantile).abs() <= 1e-9);
        }

        #[test]
        fn quantiles_rise_and_stay_inside(values in proptest::collection::vec(-1e6..1e6_f64, 1..60), a in 0.0..=1.0_f64, b in 0.0..=1.0_f64) {
            let sorted = crate::stats::sorted_finite(&values);
            let at = |q| quantile_sorted(&sorted, q).value().unwrap();
            proptest::prop_assert!(at(a.min(b)) <= at(a.max(b)));
            proptest::prop_assert!(at(a) >= sorted[0] && at(a) <= sorted[sorted.len() - 1]);
        }
    }
}
