//! Keeps what the endpoint answered, without making a client wait.

use std::{sync::Arc, thread::JoinHandle};

use crossbeam_channel::{Receiver, Sender};

/// One answered row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The id that the client got.
    pub id: String,
    /// The model's name.
    pub model: String,
    /// The model's version.
    pub version: i64,
    /// When it was answered, in microseconds since the epoch.
    pub at: i64,
    /// The raw columns as JSON.
    pub inputs: String,
    /// The answer as JSON.
    pub outputs: String,
    /// How long the inference took, in microseconds.
    pub latency_us: u64,
}

/// Keeps some rows for good.
pub type Sink = Arc<dyn Fn(&[Logged]) + Send + Sync>;

/// Rows that may wait to be written before answers slow down.
const QUEUE: usize = 10_000;
/// Rows written in one go.
const BATCH: usize = 1_000;

/// Writes rows in batches on a thread of its own; dropping it writes what is left.
pub(super) struct Log {
    rows: Option<Sender<Logged>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    pub(super) fn start(sink: Sink) -> std::io::Result<Self> {
        let (rows, written) = crossbeam_channel::bounded(QUEUE);
        let thread = std::thread::Builder::new()
            .name("prediction-log".to_owned())
            .spawn(move || write(&written, &sink))?;
        Ok(Self {
            rows: Some(rows),
            thread: Some(thread),
        })
    }

    /// Waits only while the queue is full.
    pub(super) fn push(&self, row: Logged) {
        if let Some(rows) = &self.rows {
            // Fails only when the writer is gone, and then nothing can be kept.
            rows.send(row).ok();
        }
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.rows = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has nothing left to write.
            thread.join().ok();
        }
    }
}

fn write(rows: &Receiver<Logged>, sink: &Sink) {
    let mut batch = Vec::new();
    while let Ok(row) = rows.recv() {
        batch.push(row);
        batch.extend(rows.try_iter().take(BATCH - 1));
        sink(&batch);
        batch.clear();
    }
}
