//! Medians, printed beside what they must be.

use std::time::{Duration, Instant};

/// Runs of which the median is shown.
pub(crate) const RUNS: usize = 5;

/// Says what the figures below are.
pub(crate) fn head() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!(
        "nonagon {}, {cores} cores, medians of {RUNS} runs\n",
        env!("CARGO_PKG_VERSION")
    );
    println!("{:<52} {:>11}  {:>10}", "work", "here", "must be");
}

/// Prints the median of some runs of `work`.
pub(crate) fn time<T>(
    label: &str,
    target: &str,
    mut work: impl FnMut() -> anyhow::Result<T>,
) -> anyhow::Result<()> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let watch = Instant::now();
        std::hint::black_box(work()?);
        times.push(watch.elapsed());
    }
    times.sort();
    row(label, times[RUNS / 2], target);
    Ok(())
}

/// Prints one figure.
pub(crate) fn row(label: &str, time: Duration, target: &str) {
    let seconds = time.as_secs_f64();
    let shown = if seconds < 0.01 {
        format!("{:.3} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    };
    println!("{label:<52} {shown:>11}  {target:>10}");
}
