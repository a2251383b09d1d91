use std::collections::VecDeque;

use super::{Signal, Watch, is_share, mersenne_twister::MersenneTwister};
use crate::terms::Info;

pub(super) const INFO: Info = Info {
    id: "kswin",
    name: "KSWIN",
    summary: "Compares the newest values of a sliding window with a sample of the older ones by a Kolmogorov-Smirnov test. For any numbers; sees changes of shape, not only of the mean. Blind to errors of 0 and 1 unless they change a lot.",
    reference: "Raab, Heusinger and Schleif 2020, \"Reactive soft prototype computing for concept drift streams\"; River 0.26.1",
};

/// Kolmogorov-Smirnov test in a sliding window.
///
/// Measures: the greatest difference between the distribution of the newest values and that of as
/// many older ones, drawn by lot from the rest of the window.
/// Formula: fires if the exact p-value is at most `alpha` and the statistic above 0.1.
/// Empty or constant: never fires. NaN: passed over.
/// Misleads: one test per value at a fixed level fires about `alpha` times per value by chance, far
/// more often than it seems on correlated values. Prefer ADWIN then.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Kswin {
    /// How likely a false alarm may be at one value.
    pub alpha: f64,
    /// Values in the window.
    pub window: u32,
    /// The newest values, and as many of the older ones.
    pub newest: u32,
    /// The same seed draws the same values: those that River draws.
    pub seed: u32,
}

impl Kswin {
    pub(super) const DEFAULT: Self = Self {
        alpha: 0.005,
        window: 100,
        newest: 30,
        seed: 42,
    };

    pub(super) fn check(self) -> Result<(), String> {
        if !is_share(self.alpha) {
            return Err("alpha must be above 0 and below 1.".to_owned());
        }
        if self.newest < 2 || self.window < 2 * self.newest || self.window > 10_000 {
            return Err(
                "the newest values must be at least 2, and the window twice as many, at most 10,000."
                    .to_owned(),
            );
        }
        Ok(())
    }

    pub(super) fn start(self) -> Window {
        Window {
            settings: self,
            values: VecDeque::with_capacity(self.window as usize),
            lot: MersenneTwister::seeded(self.seed),
            fires_from: fires_from(self.newest as usize, self.alpha),
            older: Vec::new(),
            newer: Vec::new(),
        }
    }
}

impl Default for Kswin {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The newest values.
pub(super) struct Window {
    settings: Kswin,
    values: VecDeque<f64>,
    lot: MersenneTwister,
    /// The smallest difference of counts that fires.
    fires_from: usize,
    older: Vec<f64>,
    newer: Vec<f64>,
}

impl Watch for Window {
    fn update(&mut self, value: f64) -> Signal {
        let (window, newest) = (self.settings.window as usize, self.settings.newest as usize);
        if self.values.len() == window {
            self.values.pop_front();
        }
        self.values.push_back(value);
        if self.values.len() < window {
            return Signal::Stable;
        }
        let places = self.lot.sample(window - newest, newest);
        self.older.clear();
        self.older
            .extend(places.iter().map(|&place| self.values[place]));
        self.newer.clear();
        self.newer.extend(self.values.range(window - newest..));
        self.older.sort_unstable_by(f64::total_cmp);
        self.newer.sort_unstable_by(f64::total_cmp);
        if difference(&self.older, &self.newer) >= self.fires_from {
            Signal::Drift
        } else {
            Signal::Stable
        }
    }
}

/// The greatest difference of the counts of values at or below any value; both sides are sorted
/// and of one length.
fn difference(a: &[f64], b: &[f64]) -> usize {
    let (mut i, mut j, mut greatest) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        let value = a[i].min(b[j]);
        while i < a.len() && a[i] <= value {
            i += 1;
        }
        while j < b.len() && b[j] <= value {
            j += 1;
        }
        greatest = greatest.max(i.abs_diff(j));
    }
    greatest
}

/// The smallest difference of counts between two samples of `n` values whose p-value is at most
/// `alpha` and whose share of `n` is above 0.1.
fn fires_from(n: usize, alpha: f64) -> usize {
    let fires = |count: &usize| *count as f64 / n as f64 > 0.1 && p_value(n, *count) <= alpha;
    (1..=n).find(fires).unwrap_or(n + 1)
}

/// How likely two samples of `n` values from one distribution differ by `count` or more.
///
/// Exact, by the reflection principle: Gnedenko and Korolyuk 1951.
fn p_value(n: usize, count: usize) -> f64 {
    let (n, h) = (n as f64, count as f64);
    let mut p = 0.0;
    for k in (0..=(n / h) as usize).rev() {
        let k = k as f64;
        let part: f64 = (0..count)
            .map(|j| (n - k * h - j as f64) / (n + k * h + j as f64 + 1.0))
            .product();
        p = part * (1.0 - p);
    }
    2.0 * p
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From scipy 1.17: `ks_2samp(a, b, method="exact").pvalue` for two samples of 30.
    #[test]
    fn the_p_value_is_the_exact_one() {
        for (count, expected) in [
            (3, 0.998_839_375_636_276_3),
            (8, 0.239_073_002_480_186_45),
            (12, 0.015_643_390_496_754_332),
            (13, 0.006_548_396_368_058_784),
            (20, 1.275_006_034_239_434_1e-06),
            (30, 1.691_123_389_214_474_2e-17),
        ] {
            let p = p_value(30, count);
            assert!(
                (p - expected).abs() <= 1e-12 * expected,
                "{count}: {p} instead of {expected}"
            );
        }
        assert!((p_value(30, 31 - 30) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn ties_are_counted_together() {
        assert_eq!(difference(&[0.0, 0.0, 1.0], &[0.0, 1.0, 1.0]), 1);
        assert_eq!(difference(&[1.0, 2.0], &[3.0, 4.0]), 2);
        assert_eq!(difference(&[1.0, 1.0], &[1.0, 1.0]), 0);
    }
}
