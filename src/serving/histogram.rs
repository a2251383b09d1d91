//! Counts of durations, as Prometheus wants them.

use std::{
    fmt::Write as _,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// Upper bounds of the buckets in microseconds, close together where one prediction lies.
const BOUNDS: [u64; 16] = [
    50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 5_000_000,
];

/// A histogram of durations. Counting takes no lock.
#[derive(Default)]
pub(super) struct Histogram {
    /// One for each bound, and one for what is longer; not cumulated.
    counts: [AtomicU64; BOUNDS.len() + 1],
    sum_us: AtomicU64,
}

impl Histogram {
    pub(super) fn observe(&self, duration: Duration) {
        let us = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < us);
        self.counts[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
    }

    /// The counts of this moment.
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot(std::array::from_fn(|i| {
            self.counts[i].load(Ordering::Relaxed)
        }))
    }

    /// Adds it to `text` as one member of the family `name`, in seconds.
    pub(super) fn write(&self, text: &mut String, name: &str, labels: &str) {
        // Writing to a String cannot fail.
        let mut so_far = 0;
        for (i, count) in self.counts.iter().enumerate() {
            so_far += count.load(Ordering::Relaxed);
            let bound = BOUNDS
                .get(i)
                .map_or_else(|| "+Inf".to_owned(), |us| (*us as f64 / 1e6).to_string());
            writeln!(text, "{name}_bucket{{{labels},le=\"{bound}\"}} {so_far}").ok();
        }
        let sum = self.sum_us.load(Ordering::Relaxed) as f64 / 1e6;
        writeln!(text, "{name}_sum{{{labels}}} {sum}").ok();
        writeln!(text, "{name}_count{{{labels}}} {so_far}").ok();
    }
}

/// The counts of a histogram at one moment.
pub(super) struct Snapshot([u64; BOUNDS.len() + 1]);

impl Snapshot {
    /// The quantile of what was counted since `before`, in seconds: linear within its bucket, as
    /// Prometheus' `histogram_quantile` does; the highest bound for what is longer. Nothing if
    /// nothing was counted.
    pub(super) fn quantile_since(&self, before: &Self, share: f64) -> Option<f64> {
        let counts: Vec<u64> = self
            .0
            .iter()
            .zip(&before.0)
            .map(|(after, before)| after.saturating_sub(*before))
            .collect();
        let total: u64 = counts.iter().sum();
        let rank = share * total as f64;
        let mut so_far = 0.0;
        for (i, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let count = *count as f64;
            if so_far + count >= rank {
                let low = i.checked_sub(1).map_or(0, |i| BOUNDS[i]);
                let high = BOUNDS.get(i).copied().unwrap_or(low);
                let within = (rank - so_far) / count;
                return Some((low as f64 + within * (high - low) as f64) / 1e6);
            }
            so_far += count;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_prometheus() {
        let histogram = Histogram::default();
        let empty = histogram.snapshot();
        assert_eq!(histogram.snapshot().quantile_since(&empty, 0.5), None);
        // 8 durations up to 100 µs and 2 from 300 to 500 µs.
        for us in [60, 60, 70, 80, 90, 90, 99, 100, 301, 500] {
            histogram.observe(Duration::from_micros(us));
        }
        let full = histogram.snapshot();
        let of = |share: f64| full.quantile_since(&empty, share).unwrap();
        // By hand, as histogram_quantile is documented: 50 + 50 * 5 / 8, and 300 + 200 * 1.5 / 2.
        assert!((of(0.5) - 81.25e-6).abs() < 1e-12);
        assert!((of(0.95) - 450e-6).abs() < 1e-12);
        histogram.observe(Duration::from_mins(1));
        let later = histogram.snapshot();
        assert_eq!(later.quantile_since(&full, 0.5), Some(5.0));
    }
}
