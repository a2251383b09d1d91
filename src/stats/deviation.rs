use super::{Tally, quantile_at};
use crate::terms::Figure;

/// The median absolute deviation: the middle of the distances to the middle value, in the values'
/// own unit.
///
/// `value` turns a key of `tally` into the number it stands for and rises with it. Times 1.4826 it
/// estimates the standard deviation of a normal distribution, however far a few values lie out.
/// It is 0 as soon as half of the values are the same, and then says nothing: look at the quantiles
/// instead. Not computable without values.
///
/// Reference: F. R. Hampel, "The influence curve and its role in robust estimation", JASA 69 (1974).
pub fn median_absolute_deviation(tally: &Tally, value: impl Fn(u64) -> f64) -> Figure {
    let n = tally.total();
    let at = |ranks: &[u64]| -> Vec<f64> { tally.at(ranks).into_iter().map(&value).collect() };
    let Some(median) = quantile_at(n, 0.5, at).value() else {
        return Figure::not_computable("no values");
    };
    // Where the values pass the median; from there the distances rise to both sides.
    let (mut low, mut high) = (0, size(tally));
    while low < high {
        let middle = usize::midpoint(low, high);
        if tally
            .entry(middle)
            .is_some_and(|(key, _)| value(key) < median)
        {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let (mut left, mut right, mut before) = (low, low, 0);
    let mut next = || -> Option<(f64, u64)> {
        let below = left.checked_sub(1).and_then(|index| tally.entry(index));
        let above = tally.entry(right);
        let below = below.map(|(key, count)| (median - value(key), count));
        let above = above.map(|(key, count)| (value(key) - median, count));
        if above.is_none_or(|(above, _)| below.is_some_and(|(below, _)| below < above)) {
            left = left.saturating_sub(1);
            below
        } else {
            right += 1;
            above
        }
    };
    let ranks = [(n - 1) / 2, n / 2];
    let mut found = Vec::with_capacity(2);
    while let Some((distance, count)) = next() {
        before += count;
        while found.len() < 2 && ranks[found.len()] < before {
            found.push(distance);
        }
        if let [a, b] = found[..] {
            return Figure::finite(f64::midpoint(a, b), "the values are too large");
        }
    }
    Figure::not_computable("no values")
}

fn size(tally: &Tally) -> usize {
    match tally {
        Tally::Counted(counted) => counted.len(),
        Tally::Sorted(keys) => keys.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_is_the_median_of_the_distances(values in proptest::collection::vec(0..50_u64, 1..60)) {
            let mut numbers: Vec<f64> = values.iter().map(|value| *value as f64).collect();
            let median = crate::stats::median(&mut numbers).value().unwrap();
            let mut distances: Vec<f64> = numbers.iter().map(|number| (number - median).abs()).collect();
            let expected = crate::stats::median(&mut distances);
            let mut sorted = values.clone();
            sorted.sort_unstable();
            for tally in [Tally::of(|| values.iter().copied()), Tally::Sorted(sorted)] {
                proptest::prop_assert_eq!(&median_absolute_deviation(&tally, |key| key as f64), &expected);
            }
        }
    }

    #[test]
    fn nothing_has_no_deviation() {
        let tally = Tally::Counted(Vec::new());
        assert!(
            median_absolute_deviation(&tally, |key| key as f64)
                .value()
                .is_none()
        );
    }
}
