//! One direction of a plot: its range, its ticks, its title.

/// About this many ticks stand on an axis of numbers.
const TICKS: f64 = 5.0;
/// At most this many labels stand under a plot of chunks.
const MOST_LABELS: usize = 9;

/// One direction of a plot.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Axis {
    /// The lowest value that is shown.
    pub(super) low: f64,
    /// The highest value that is shown; above `low`.
    pub(super) high: f64,
    /// Where labels stand, and what they say.
    pub(super) ticks: Vec<(f64, String)>,
    /// What the axis shows.
    pub(super) title: String,
}

impl Axis {
    /// From the lowest to the highest finite one of `values`, widened to whole ticks.
    pub(in crate::report) fn numbers(values: impl IntoIterator<Item = f64>, title: &str) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
        let room = (high - low)
            .max(low.abs().max(high.abs()) * 1e-9)
            .max(1e-12);
        let step = step(room);
        let low = (low / step).floor() * step;
        let high = ((high / step).ceil() * step).max(low + step);
        Self {
            low,
            high,
            ticks: ticks(low, high, step),
            title: title.to_owned(),
        }
    }

    /// From 0 to 1.
    pub(in crate::report) fn share(title: &str) -> Self {
        Self {
            low: 0.0,
            high: 1.0,
            ticks: ticks(0.0, 1.0, 0.2),
            title: title.to_owned(),
        }
    }

    /// `n` places, 0 to `n - 1`, with as many labels as there is room for.
    pub(in crate::report) fn places(
        n: usize,
        label: impl Fn(usize) -> String,
        title: &str,
    ) -> Self {
        let every = n.div_ceil(MOST_LABELS).max(1);
        Self {
            low: -0.5,
            high: n.max(1) as f64 - 0.5,
            ticks: (0..n)
                .step_by(every)
                .map(|i| (i as f64, label(i)))
                .collect(),
            title: title.to_owned(),
        }
    }

    /// Where `value` lies, 0 to 1.
    pub(super) fn share_of(&self, value: f64) -> f64 {
        (value - self.low) / (self.high - self.low)
    }
}

/// 1, 2 or 5 times a power of ten.
fn step(range: f64) -> f64 {
    let rough = range / TICKS;
    let power = 10_f64.powf(rough.log10().floor());
    let times = rough / power;
    let nice = match times {
        _ if times < 1.5 => 1.0,
        _ if times < 3.5 => 2.0,
        _ if times < 7.5 => 5.0,
        _ => 10.0,
    };
    nice * power
}

fn ticks(low: f64, high: f64, step: f64) -> Vec<(f64, String)> {
    let n = ((high - low) / step).round() as usize;
    let decimals = (-step.log10().floor()).clamp(0.0, 12.0) as usize;
    (0..=n)
        .map(|i| {
            let value = low + i as f64 * step;
            // What rounding leaves of 0 is 0.
            let value = if value.abs() < step * 1e-6 {
                0.0
            } else {
                value
            };
            (value, text(value, decimals))
        })
        .collect()
}

fn text(value: f64, decimals: usize) -> String {
    let size = value.abs();
    let text = match size {
        _ if size >= 1e9 => format!("{value:.1e}"),
        _ if size >= 1e6 => format!("{} M", short(value / 1e6)),
        _ if size >= 1e4 => format!("{} k", short(value / 1e3)),
        _ if size > 0.0 && decimals > 6 => format!("{value:.1e}"),
        _ => format!("{value:.decimals$}"),
    };
    text.replace('-', "−")
}

fn short(value: f64) -> String {
    format!("{value:.2}")
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        let axis = Axis::numbers([0.61, 0.74], "");
        let labels: Vec<&str> = axis.ticks.iter().map(|(_, label)| label.as_str()).collect();
        assert_eq!(
            labels,
            [
                "0.60", "0.62", "0.64", "0.66", "0.68", "0.70", "0.72", "0.74"
            ]
        );
        let axis = Axis::numbers([-20_000.0, 35_000.0], "");
        assert_eq!(axis.ticks[0].1, "−20 k");
    }

    proptest::proptest! {
        #[test]
        fn every_value_has_its_place(values in proptest::collection::vec(-1e12..1e12_f64, 0..20)) {
            let axis = Axis::numbers(values.iter().copied(), "");
            proptest::prop_assert!(axis.low < axis.high);
            proptest::prop_assert!(axis.ticks.len() <= 14);
            for value in values {
                let share = axis.share_of(value);
                proptest::prop_assert!((-1e-6..=1.0 + 1e-6).contains(&share), "{share}");
            }
        }
    }

    #[test]
    fn nothing_and_a_constant_have_an_axis() {
        for axis in [
            Axis::numbers([], ""),
            Axis::numbers([f64::NAN], ""),
            Axis::numbers([7.0, 7.0], ""),
        ] {
            assert!(axis.low < axis.high && axis.ticks.len() < 20);
        }
    }
}
