//! What the endpoint used and did, second by second.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::{endpoint::Shared, histogram::Snapshot, locked::locked, metrics::Resources};

/// Seconds that are remembered: one hour.
const MOST: usize = 3600;
/// The time between two samples.
const EVERY: Duration = Duration::from_secs(1);

/// One second of an endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// When it ended, in microseconds since the epoch.
    pub at: i64,
    /// Processors that the whole program kept busy: 1 is one of them for the whole second.
    /// Nothing where the system does not say.
    pub cpu: Option<f64>,
    /// Resident memory of the whole program, in bytes.
    pub memory_bytes: Option<u64>,
    /// Requests for predictions that were answered, per second.
    pub requests: f64,
    /// Requests that were refused or failed, per second.
    pub errors: f64,
    /// Requests under way at its end.
    pub in_flight: u64,
    /// Latency of the inferences of this second.
    pub inference: Latency,
    /// Latency of the whole requests of this second.
    pub request: Latency,
}

/// Quantiles of durations, in seconds, interpolated within the buckets of the histogram; nothing
/// where nothing was measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Latency {
    /// The median.
    pub p50: Option<f64>,
    /// 95 % are not above it.
    pub p95: Option<f64>,
    /// 99 % are not above it.
    pub p99: Option<f64>,
}

impl Latency {
    fn between(before: &Snapshot, after: &Snapshot) -> Self {
        let of = |share: f64| after.quantile_since(before, share);
        Self {
            p50: of(0.5),
            p95: of(0.95),
            p99: of(0.99),
        }
    }
}

/// The samples, oldest first.
#[derive(Default)]
pub(super) struct History {
    samples: Mutex<VecDeque<Sample>>,
    /// Counts samples, so that a reader sees that there are new ones.
    taken: AtomicU64,
}

impl History {
    pub(super) fn samples(&self) -> Vec<Sample> {
        let samples = locked(&self.samples);
        samples.iter().copied().collect()
    }

    pub(super) fn last(&self) -> Option<Sample> {
        let samples = locked(&self.samples);
        samples.back().copied()
    }

    pub(super) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }

    fn push(&self, sample: Sample) {
        let mut samples = locked(&self.samples);
        if samples.len() == MOST {
            samples.pop_front();
        }
        samples.push_back(sample);
        self.taken.fetch_add(1, Ordering::AcqRel);
    }
}

/// What is counted since the start, at one moment.
struct Counts {
    requests: u64,
    errors: u64,
    cpu: Option<f64>,
    inference: Snapshot,
    request: Snapshot,
}

impl Counts {
    fn of(state: &Shared, resources: Option<Resources>) -> Self {
        let traffic = state.traffic();
        Self {
            requests: traffic.requests,
            errors: traffic.errors,
            cpu: resources.map(|used| used.cpu_seconds),
            inference: state.metrics.inference.snapshot(),
            request: state.metrics.request.snapshot(),
        }
    }
}

/// Takes a sample every second, until the endpoint stops.
pub(super) async fn watch(state: Arc<Shared>) {
    let mut watch = Resources::watch();
    let mut before = Counts::of(&state, watch.now());
    let mut since = tokio::time::Instant::now();
    while !state.is_stopping() {
        tokio::time::sleep(EVERY).await;
        let resources = watch.now();
        let after = Counts::of(&state, resources);
        let now = tokio::time::Instant::now();
        let seconds = (now - since).as_secs_f64();
        let rate = |before: u64, after: u64| after.saturating_sub(before) as f64 / seconds;
        state.history.push(Sample {
            at: state.now(),
            cpu: after
                .cpu
                .zip(before.cpu)
                .map(|(after, before)| (after - before).max(0.0) / seconds),
            memory_bytes: resources.map(|used| used.memory_bytes),
            requests: rate(before.requests, after.requests),
            errors: rate(before.errors, after.errors),
            in_flight: state.metrics.in_flight(),
            inference: Latency::between(&before.inference, &after.inference),
            request: Latency::between(&before.request, &after.request),
        });
        state.router.judge(state.now());
        (before, since) = (after, now);
    }
}
