//! One version of the served model in memory, and what it did.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    features::LookUp,
    histogram::{Histogram, Snapshot},
};
use crate::{
    data::{ColumnInfo, Table},
    steps::{Package, Prediction},
};

/// A model that is served under its name.
pub struct Served {
    /// The registered model's name: clients ask for it.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// The model with its recipe.
    pub package: Arc<Package>,
    /// How long it took to load it, where it was measured.
    pub load: Option<Duration>,
    /// Where the inputs come from that the feature store holds; nothing for a model that was
    /// trained without it.
    pub features: Option<LookUp>,
}

impl Served {
    /// The columns that a request may hold: what the model reads, and what the feature store needs
    /// to find the rest.
    pub(super) fn asked(&self) -> impl Iterator<Item = &ColumnInfo> {
        let inputs = self.package.inputs();
        let stored = self.package.features.iter();
        let keys = stored.flat_map(|stored| &stored.keys);
        inputs
            .iter()
            .chain(keys.filter(|key| !inputs.iter().any(|input| input.name == key.name)))
    }
}

/// What a version did since the endpoint started; it goes on counting when the version comes back.
#[derive(Default)]
pub(super) struct Counts {
    /// Requests that it answered.
    pub(super) answers: AtomicU64,
    /// Rows that it predicted.
    pub(super) rows: AtomicU64,
    /// Requests that it could not answer although they were right.
    pub(super) failures: AtomicU64,
    /// Times of its inferences.
    pub(super) inference: Histogram,
}

/// The same counts at one moment.
pub(super) struct Counted {
    pub(super) answers: u64,
    pub(super) failures: u64,
    pub(super) inference: Snapshot,
}

impl Counts {
    pub(super) fn now(&self) -> Counted {
        Counted {
            answers: self.answers.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            inference: self.inference.snapshot(),
        }
    }
}

/// A version that can be asked.
pub(super) struct Loaded {
    pub(super) served: Served,
    pub(super) classes: Arc<Vec<String>>,
    pub(super) counts: Arc<Counts>,
}

/// Why a version gave no answer.
pub(super) enum Unanswered {
    /// What the model said of the rows.
    Refused(String),
    /// It panicked; its own message went to stderr.
    Panicked,
}

impl Loaded {
    pub(super) fn new(served: Served, counts: Arc<Counts>) -> Self {
        Self {
            classes: Arc::new(served.package.classes.clone()),
            served,
            counts,
        }
    }

    /// The answers to `table` with the time they took. Nothing is counted yet: that the answer
    /// was kept and given is known later.
    pub(super) fn predict(&self, table: &Table) -> Result<(Vec<Prediction>, Duration), Unanswered> {
        let watch = Instant::now();
        // What a package holds is only read, so a panic leaves nothing half-written behind.
        let predictions = catch_unwind(AssertUnwindSafe(|| self.served.package.predict(table)))
            .map_err(|_panic| Unanswered::Panicked)?
            .map_err(|err| Unanswered::Refused(err.to_string()))?;
        Ok((predictions, watch.elapsed()))
    }

    /// Counts a request that was answered.
    pub(super) fn answered(&self, rows: u64, latency: Duration) {
        self.counts.answers.fetch_add(1, Ordering::Relaxed);
        self.counts.rows.fetch_add(rows, Ordering::Relaxed);
        self.counts.inference.observe(latency);
    }

    /// Counts a request that it should have answered.
    pub(super) fn failed(&self) {
        self.counts.failures.fetch_add(1, Ordering::Relaxed);
    }
}
