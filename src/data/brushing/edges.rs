use chrono::{DateTime, Datelike as _, NaiveDate};

use crate::stats;

/// About so many bins of numbers.
const NUMBER_BINS: f64 = 40.0;
/// At most so many bins of times.
const TIME_BINS: f64 = 120.0;
/// Values that are looked at to see where most of them lie.
const SAMPLE: usize = 100_000;
/// The share of the values on either side that may be left to an open bin.
const TAIL: f64 = 0.005;
/// From this multiple of the range of the others on, the outermost values do not stretch the plot.
const STRETCH: f64 = 2.0;

const SECOND: f64 = 1e6;
const DAY: f64 = 86_400.0 * SECOND;
/// Widths of bins of times, in microseconds, with the time at which one begins: weeks on Monday.
const WIDTHS: [(f64, f64); 14] = [
    (SECOND, 0.0),
    (5.0 * SECOND, 0.0),
    (15.0 * SECOND, 0.0),
    (60.0 * SECOND, 0.0),
    (300.0 * SECOND, 0.0),
    (900.0 * SECOND, 0.0),
    (1800.0 * SECOND, 0.0),
    (3600.0 * SECOND, 0.0),
    (3.0 * 3600.0 * SECOND, 0.0),
    (6.0 * 3600.0 * SECOND, 0.0),
    (12.0 * 3600.0 * SECOND, 0.0),
    (DAY, 0.0),
    (7.0 * DAY, 4.0 * DAY),
    (14.0 * DAY, 4.0 * DAY),
];

/// Round edges for bins of numbers: multiples of 1, 2 or 5 times a power of ten, whole where the
/// numbers are. Nothing without a finite value.
///
/// Where a few values lie far from the rest, the edges end before them, and they belong to the
/// open bins outside.
pub(super) fn of_numbers(values: &[f64], whole: bool) -> Vec<f64> {
    let Some((low, high)) = range(values) else {
        return Vec::new();
    };
    let rough = (high / NUMBER_BINS - low / NUMBER_BINS).max(if whole { 1.0 } else { 0.0 });
    let rough = if rough > 0.0 {
        rough
    } else {
        (low.abs() / 10.0).max(f64::MIN_POSITIVE)
    };
    multiples(low, high, &Step::above(rough))
}

/// Edges for bins of times, given and written in microseconds since the epoch: whole seconds,
/// hours, days, weeks from Monday on, months or years. Nothing without a time.
pub(super) fn of_times(values: &[f64]) -> Vec<f64> {
    let Some((low, high)) = range(values) else {
        return Vec::new();
    };
    let span = high - low;
    if span < SECOND {
        return of_numbers(values, true);
    }
    let fits = WIDTHS.iter().find(|(width, _)| span / width <= TIME_BINS);
    if let Some(&(width, begin)) = fits {
        let first = ((low - begin) / width).floor();
        let last = ((high - begin) / width).floor() + 1.0;
        let n = (last - first) as usize;
        return (0..=n)
            .map(|i| begin + (first + i as f64) * width)
            .collect();
    }
    months(low, high).unwrap_or_else(|| of_numbers(values, true))
}

/// Edges at the first of every month, quarter or so many years.
fn months(low: f64, high: f64) -> Option<Vec<f64>> {
    let month = |micros: f64| {
        let day = DateTime::from_timestamp_micros(micros as i64)?.date_naive();
        Some(12 * day.year() + day.month0().cast_signed())
    };
    let (first, last) = (month(low)?, month(high)?);
    let every = [1, 3, 12, 60, 120, 600, 1200]
        .into_iter()
        .find(|every| f64::from((last - first) / every) <= TIME_BINS)?;
    let start = first.div_euclid(every);
    (start..=last.div_euclid(every) + 1)
        .map(|i| {
            let at = i * every;
            let day = NaiveDate::from_ymd_opt(
                at.div_euclid(12),
                at.rem_euclid(12).cast_unsigned() + 1,
                1,
            )?;
            let midnight = day.and_hms_opt(0, 0, 0)?.and_utc();
            Some(midnight.timestamp_micros() as f64)
        })
        .collect()
}

/// Where the finite values lie, or most of them if a few lie far away.
fn range(values: &[f64]) -> Option<(f64, f64)> {
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let (low, high) = (finite().reduce(f64::min)?, finite().reduce(f64::max)?);
    let every = values.len().div_ceil(SAMPLE).max(1);
    let sample: Vec<f64> = values.iter().copied().step_by(every).collect();
    let sorted = stats::sorted_finite(&sample);
    let at = |share| stats::quantile_sorted(&sorted, share).value();
    let (Some(a), Some(b)) = (at(TAIL), at(1.0 - TAIL)) else {
        return Some((low, high));
    };
    let is_stretched = high - low > STRETCH * (b - a) && b > a;
    Some(if is_stretched { (a, b) } else { (low, high) })
}

/// A round number, kept in two parts so that its multiples are written shortly.
struct Step {
    digit: f64,
    power: i32,
}

impl Step {
    /// The smallest step that is not below `rough`.
    fn above(rough: f64) -> Self {
        let power = (rough.log10().floor() as i32).clamp(-300, 300);
        let unit = 10_f64.powi(power);
        let digit = [1.0, 2.0, 5.0]
            .into_iter()
            .find(|digit| digit * unit >= rough * 0.999);
        match digit {
            Some(digit) => Self { digit, power },
            None => Self {
                digit: 1.0,
                power: power + 1,
            },
        }
    }

    /// `n` steps. Divided rather than multiplied where the step is below 1: 3 / 10 is 0.3, but
    /// 3 x 0.1 is not.
    fn times(&self, n: f64) -> f64 {
        let n = n * self.digit;
        if self.power >= 0 {
            n * 10_f64.powi(self.power)
        } else {
            n / 10_f64.powi(-self.power)
        }
    }
}

/// Every multiple of `step` from `low` or just below to just above `high`.
fn multiples(low: f64, high: f64, step: &Step) -> Vec<f64> {
    let mut first = (low / step.times(1.0)).floor();
    if step.times(first) > low {
        first -= 1.0;
    }
    let mut edges = vec![step.times(first).min(low)];
    // Twice the wanted number: where the step is too small to move a large number, this ends it.
    for i in 1..=(2.0 * NUMBER_BINS) as usize + 4 {
        edges.push(step.times(first + i as f64));
        if edges.last().is_some_and(|edge| *edge > high) {
            break;
        }
    }
    edges.dedup();
    if edges.last().is_none_or(|last| *last <= high) || edges.len() < 2 {
        edges.push(high.next_up());
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_of_numbers_are_round_and_hold_them() {
        assert_eq!(
            of_numbers(&[1.0, 12.0, 7.0], true),
            (1..=13).map(f64::from).collect::<Vec<_>>()
        );
        let edges = of_numbers(&[0.0, 1.0], false);
        assert_eq!(edges[..3], [0.0, 0.05, 0.1]);
        assert_eq!(of_numbers(&[3.0], false), [3.0, 3.5]);
        assert_eq!(of_numbers(&[f64::NAN], false), Vec::<f64>::new());
    }

    #[test]
    fn a_few_far_values_do_not_stretch_the_plot() {
        let mut values: Vec<f64> = (0..1000).map(f64::from).collect();
        values.push(1e6);
        let edges = of_numbers(&values, true);
        assert!(*edges.last().unwrap() <= 1025.0, "{edges:?}");
    }

    #[test]
    fn edges_of_times_are_those_of_the_calendar() {
        let day = |n: f64| 15_706.0 * DAY + n * DAY;
        // 2013-01-01 was a Tuesday.
        let weeks = of_times(&[day(0.0), day(364.0)]);
        assert_eq!(weeks[0], day(-1.0));
        assert_eq!(weeks[1] - weeks[0], 7.0 * DAY);
        let months = of_times(&[day(0.0), day(365.0 * 8.0)]);
        assert_eq!(months[..2], [day(0.0), day(31.0)]);
        assert_eq!(of_times(&[0.0, 5.0]), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    proptest::proptest! {
        #[test]
        fn edges_rise_and_reach_around(values in proptest::collection::vec(proptest::num::f64::NORMAL, 1..20), whole: bool) {
            let edges = of_numbers(&values, whole);
            proptest::prop_assert!(edges.len() >= 2 && edges.len() < 120);
            proptest::prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{edges:?}");
        }

        #[test]
        fn edges_of_times_hold_them(low in -60_000_000_000_000_000..60_000_000_000_000_000_i64, span in 0..9_000_000_000_000_000_i64) {
            let (low, high) = (low as f64, (low + span) as f64);
            let edges = of_times(&[low, high]);
            proptest::prop_assert!(edges[0] <= low && *edges.last().unwrap() > high, "{edges:?}");
            proptest::prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{edges:?}");
            proptest::prop_assert!(edges.len() < 240);
        }
    }
}
