//! Keeps what the endpoint answered before a client gets it.

use std::{sync::Arc, thread::JoinHandle};

use crossbeam_channel::{Receiver, Sender};
use tokio::sync::oneshot;

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

/// Keeps some rows for good, or says why it could not.
pub type Sink = Arc<dyn Fn(&[Logged]) -> Result<(), String> + Send + Sync>;

/// Requests that may wait to be written before others wait to be queued.
const QUEUE: usize = 10_000;
/// Rows after which a batch is written whatever else waits.
const BATCH: usize = 1_000;

/// The rows of one request, and who waits for them to be kept.
struct Waiting {
    rows: Vec<Logged>,
    kept: oneshot::Sender<Result<(), String>>,
}

/// Writes on a thread of its own, in groups: whatever came while one batch was written is the
/// next one, so that many requests share one commit. Dropping it writes what is left.
pub(super) struct Log {
    requests: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Log {
    pub(super) fn start(sink: Sink) -> std::io::Result<Self> {
        let (requests, written) = crossbeam_channel::bounded(QUEUE);
        let thread = std::thread::Builder::new()
            .name("prediction-log".to_owned())
            .spawn(move || write(&written, &sink))?;
        Ok(Self {
            requests: Some(requests),
            thread: Some(thread),
        })
    }

    /// Returns when `rows` are kept; the error says why they are not.
    pub(super) async fn keep(&self, rows: Vec<Logged>) -> Result<(), String> {
        let gone = || "the log has ended".to_owned();
        let (kept, answer) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or_else(gone)?;
        if requests.send(Waiting { rows, kept }).is_err() {
            return Err(gone());
        }
        answer.await.unwrap_or_else(|_| Err(gone()))
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.requests = None;
        if let Some(thread) = self.thread.take() {
            // A writer that panicked has nothing left to write.
            thread.join().ok();
        }
    }
}

fn write(requests: &Receiver<Waiting>, sink: &Sink) {
    while let Ok(first) = requests.recv() {
        let (mut rows, mut waiting) = (first.rows, vec![first.kept]);
        while rows.len() < BATCH
            && let Ok(next) = requests.try_recv()
        {
            rows.extend(next.rows);
            waiting.push(next.kept);
        }
        let kept = sink(&rows);
        for one in waiting {
            // Fails only when the client is gone.
            one.send(kept.clone()).ok();
        }
    }
}
