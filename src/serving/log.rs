//! Keeps what the endpoint answered before a client gets it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TrySendError};
use tokio::sync::oneshot;

use super::logged::Logged;

/// Keeps some rows for good, or says why it could not. Without rows it only says whether it
/// could keep some now.
pub type Sink = Arc<dyn Fn(&[Logged]) -> Result<(), String> + Send + Sync>;

/// Requests that may wait to be written; more are refused.
const QUEUE: usize = 10_000;
/// Rows after which a batch is written whatever else waits.
const BATCH: usize = 1_000;
/// Rows that a request may write itself; more take long enough to keep others waiting.
const ROWS_AT_ONCE: usize = 16;
/// How often a log that failed is tried again while nobody asks.
const RETRY: Duration = Duration::from_secs(1);

/// The rows of one request, and who waits for them to be kept.
struct Waiting {
    rows: Vec<Logged>,
    kept: oneshot::Sender<Result<(), String>>,
}

/// Why rows are not kept.
#[derive(Debug)]
pub(super) enum NotKept {
    /// Too many wait already.
    Busy,
    /// What the sink said; it may name a path of this machine.
    Failed(String),
}

/// Writes on a thread of its own, in groups: whatever came while one batch was written is the
/// next one, so that many requests share one commit. A request that finds nobody waiting and
/// nobody writing writes itself, which spares it the way to that thread and back. Dropping it
/// writes what is left.
pub(super) struct Log {
    requests: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
    sink: Sink,
    state: Arc<State>,
}

/// What everybody who writes shares.
struct State {
    /// Whether the last batch was kept.
    works: AtomicBool,
    /// Held by whoever writes, so that batches do not mix.
    writing: Mutex<()>,
}

impl Log {
    pub(super) fn start(sink: Sink) -> std::io::Result<Self> {
        Self::with_queue(sink, QUEUE)
    }

    fn with_queue(sink: Sink, queue: usize) -> std::io::Result<Self> {
        let (requests, written) = crossbeam_channel::bounded(queue);
        let state = Arc::new(State {
            works: AtomicBool::new(true),
            writing: Mutex::new(()),
        });
        let (own_sink, own_state) = (Arc::clone(&sink), Arc::clone(&state));
        let thread = std::thread::Builder::new()
            .name("prediction-log".to_owned())
            .spawn(move || write(&written, &own_sink, &own_state))?;
        Ok(Self {
            requests: Some(requests),
            thread: Some(thread),
            sink,
            state,
        })
    }

    /// Whether the last batch was kept.
    pub(super) fn works(&self) -> bool {
        self.state.works.load(Ordering::Acquire)
    }

    /// Returns when `rows` are kept; the error says why they are not.
    pub(super) async fn keep(&self, rows: Vec<Logged>) -> Result<(), NotKept> {
        if let Some(kept) = self.keep_at_once(&rows) {
            return kept.map_err(NotKept::Failed);
        }
        let gone = || NotKept::Failed("the log has ended".to_owned());
        let (kept, answer) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or_else(gone)?;
        match requests.try_send(Waiting { rows, kept }) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(NotKept::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(gone()),
        }
        match answer.await {
            Ok(kept) => kept.map_err(NotKept::Failed),
            Err(_) => Err(gone()),
        }
    }

    /// Writes `rows` on this thread where nobody else writes or waits, and the log works; the disk
    /// is waited for no longer than the thread of the log would.
    fn keep_at_once(&self, rows: &[Logged]) -> Option<Result<(), String>> {
        let is_idle = self.requests.as_ref().is_some_and(Sender::is_empty) && self.works();
        if !is_idle || rows.len() > ROWS_AT_ONCE {
            return None;
        }
        let _writing = self.state.writing.try_lock().ok()?;
        let kept = keep(&self.sink, rows);
        self.state.works.store(kept.is_ok(), Ordering::Release);
        Some(kept)
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

fn write(requests: &Receiver<Waiting>, sink: &Sink, state: &State) {
    loop {
        let first = if state.works.load(Ordering::Acquire) {
            requests.recv().map_err(RecvTimeoutError::from)
        } else {
            requests.recv_timeout(RETRY)
        };
        match first {
            Ok(first) => write_group(first, requests, sink, state),
            // A balancer that sees “not ready” sends nothing, so nothing else would show that
            // there is room again.
            Err(RecvTimeoutError::Timeout) => {
                let _writing = lock(&state.writing);
                state
                    .works
                    .store(keep(sink, &[]).is_ok(), Ordering::Release);
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn write_group(first: Waiting, requests: &Receiver<Waiting>, sink: &Sink, state: &State) {
    // Whatever comes while another one writes belongs to this group.
    let writing = lock(&state.writing);
    let (mut rows, mut waiting) = (first.rows, vec![first.kept]);
    while rows.len() < BATCH
        && let Ok(next) = requests.try_recv()
    {
        rows.extend(next.rows);
        waiting.push(next.kept);
    }
    let kept = keep(sink, &rows);
    state.works.store(kept.is_ok(), Ordering::Release);
    drop(writing);
    for one in waiting {
        // Fails only when the client is gone.
        one.send(kept.clone()).ok();
    }
}

fn lock(writing: &Mutex<()>) -> MutexGuard<'_, ()> {
    // It guards no value that a panic could leave half-written.
    writing.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A sink that panics has not kept anything.
fn keep(sink: &Sink, rows: &[Logged]) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| sink(rows)))
        .unwrap_or_else(|_| Err("the log panicked".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;

    #[test]
    fn who_finds_the_queue_full_is_refused_and_not_kept_waiting() {
        let log = Log::with_queue(Arc::new(|_| Ok(())), 1).unwrap();
        let mut cx = Context::from_waker(Waker::noop());
        let mut keep = || Box::pin(log.keep(Vec::new()));
        // Somebody writes for a long time.
        let writing = log.state.writing.lock().unwrap();
        let mut first = keep();
        assert!(first.as_mut().poll(&mut cx).is_pending());
        // The log's thread takes it and waits for its turn, so the second one fills the queue.
        while !log.requests.as_ref().unwrap().is_empty() {
            std::thread::yield_now();
        }
        let mut second = keep();
        assert!(second.as_mut().poll(&mut cx).is_pending());
        let third = keep().as_mut().poll(&mut cx);
        assert!(
            matches!(third, Poll::Ready(Err(NotKept::Busy))),
            "{third:?}"
        );
        drop(writing);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(first).unwrap();
        runtime.block_on(second).unwrap();
    }

    #[test]
    fn a_request_alone_writes_itself_and_no_batches_mix() {
        let inside = AtomicBool::new(false);
        let here = std::thread::current().id();
        let alone = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = Arc::clone(&alone);
        let sink: Sink = Arc::new(move |_| {
            assert!(!inside.swap(true, Ordering::SeqCst), "two write at once");
            std::thread::sleep(Duration::from_millis(1));
            counted.fetch_add(
                usize::from(std::thread::current().id() == here),
                Ordering::SeqCst,
            );
            inside.store(false, Ordering::SeqCst);
            Ok(())
        });
        let log = Arc::new(Log::start(sink).unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        for _ in 0..5 {
            runtime.block_on(log.keep(Vec::new())).unwrap();
        }
        assert_eq!(alone.load(Ordering::SeqCst), 5);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .build()
                        .unwrap();
                    for _ in 0..25 {
                        runtime.block_on(log.keep(Vec::new())).unwrap();
                    }
                });
            }
        });
        assert!(log.works());
    }

    #[test]
    fn a_sink_that_panics_keeps_nothing_and_is_asked_again() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let calls = std::sync::atomic::AtomicUsize::new(0);
        let sink: Sink = Arc::new(move |_| {
            assert!(calls.fetch_add(1, Ordering::Relaxed) > 0, "the first call");
            Ok(())
        });
        let log = Log::start(sink).unwrap();
        assert!(log.works());
        let refused = runtime.block_on(log.keep(Vec::new()));
        assert!(matches!(refused, Err(NotKept::Failed(_))), "{refused:?}");
        runtime.block_on(log.keep(Vec::new())).unwrap();
        assert!(log.works());
    }
}
