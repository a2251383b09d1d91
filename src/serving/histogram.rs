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

    /// Adds it to `text` as the family `name`, in seconds.
    pub(super) fn write(&self, text: &mut String, name: &str, help: &str, labels: &str) {
        // Writing to a String cannot fail.
        writeln!(text, "# HELP {name} {help}\n# TYPE {name} histogram").ok();
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
