//! Asks a challenger what others were asked, on a thread of its own, when they have their answer.

use std::{
    sync::{Arc, Mutex},
    thread::JoinHandle,
};

use axum::body::Bytes;
use crossbeam_channel::{Receiver, Sender};

use super::{
    differences::Differences,
    locked::locked,
    logged::json_inputs,
    sent::{self, Form},
    version::Loaded,
};
use crate::steps::Prediction;

/// Requests that may wait for the shadow; of more it sees none.
const QUEUE: usize = 1_000;
/// The longest body that is kept waiting: a thousand of them must fit into memory.
const MOST_BYTES: usize = 256 << 10;

/// A request that was answered, as it was sent.
pub(super) struct Seen {
    pub(super) version: Arc<Loaded>,
    pub(super) form: Form,
    pub(super) body: Bytes,
    pub(super) ids: Vec<String>,
    pub(super) at: i64,
    pub(super) answers: Vec<Prediction>,
}

/// The thread with what it found.
pub(super) struct Shadow {
    seen: Option<Sender<Seen>>,
    thread: Option<JoinHandle<()>>,
    /// The version that is the shadow, with what was found of it.
    found: Arc<Mutex<(i64, Differences)>>,
}

impl Shadow {
    pub(super) fn start() -> std::io::Result<Self> {
        let (seen, waiting) = crossbeam_channel::bounded(QUEUE);
        let found = Arc::<Mutex<(i64, Differences)>>::default();
        let into = Arc::clone(&found);
        let thread = std::thread::Builder::new()
            .name("shadow".to_owned())
            .spawn(move || follow(&waiting, &into))?;
        Ok(Self {
            seen: Some(seen),
            thread: Some(thread),
            found,
        })
    }

    /// Shows a request to the shadow, or leaves it out where the shadow cannot keep up.
    pub(super) fn show(&self, seen: Seen) {
        let (version, rows) = (seen.version.served.version, seen.ids.len() as u64);
        let fits = seen.body.len() <= MOST_BYTES;
        let sender = self.seen.as_ref().filter(|_| fits);
        if sender.is_none_or(|sender| sender.try_send(seen).is_err()) {
            of(&self.found, version, |found| found.skipped += rows);
        }
    }

    /// What was found of the version that was the shadow last.
    pub(super) fn found(&self) -> (i64, Differences) {
        locked(&self.found).clone()
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        self.seen = None;
        if let Some(thread) = self.thread.take() {
            // A shadow that panicked has nothing left to compare.
            thread.join().ok();
        }
    }
}

/// Changes what was found of `version`; another version begins anew.
fn of(found: &Mutex<(i64, Differences)>, version: i64, change: impl FnOnce(&mut Differences)) {
    let mut found = locked(found);
    if found.0 != version {
        *found = (version, Differences::default());
    }
    change(&mut found.1);
}

fn follow(waiting: &Receiver<Seen>, found: &Mutex<(i64, Differences)>) {
    while let Ok(seen) = waiting.recv() {
        let version = &seen.version;
        let number = version.served.version;
        let rows = sent::read(seen.form, &seen.body)
            .ok()
            .and_then(|sent| sent.rows(&version.served).ok());
        let answered = rows.and_then(|rows| Some((version.predict(&rows.table).ok()?, rows)));
        let Some(((predictions, latency), rows)) = answered else {
            version.failed();
            of(found, number, |found| found.failed += seen.ids.len() as u64);
            continue;
        };
        version.answered(predictions.len() as u64, latency);
        of(found, number, |found| {
            let pairs = seen.answers.iter().zip(&predictions);
            for (row, ((first, second), id)) in pairs.zip(seen.ids).enumerate() {
                let about = || (id, seen.at, json_inputs(&rows.columns, row));
                found.compare(first, second, about);
            }
        });
    }
}
