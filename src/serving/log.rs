//! Keeps what the endpoint answered before a client gets it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
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
/// The longest time for which a thread stays awake for what is about to come.
const AWAKE: Duration = Duration::from_micros(300);
/// How often a log that failed is tried again while nobody asks.
const RETRY: Duration = Duration::from_secs(1);

/// The rows of one request, and who waits for them to be kept.
struct Waiting {
    rows: Vec<Logged>,
    kept: oneshot::Sender<Kept>,
}

/// Whether rows were kept, or why not.
type Kept = Result<(), String>;

/// Counts who waits, until it is dropped: a client that hangs up drops it, too.
struct Waits<'a>(&'a AtomicUsize);

impl<'a> Waits<'a> {
    fn new(waiting: &'a AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::AcqRel);
        Self(waiting)
    }

    fn is_alone(&self) -> bool {
        self.0.load(Ordering::Acquire) == 1
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
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
/// next one, so that many requests share one commit. Dropping it writes what is left.
pub(super) struct Log {
    requests: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
    works: Arc<AtomicBool>,
    /// Requests that wait for their rows to be kept.
    waiting: AtomicUsize,
}

impl Log {
    pub(super) fn start(sink: Sink) -> std::io::Result<Self> {
        Self::with_queue(sink, QUEUE)
    }

    fn with_queue(sink: Sink, queue: usize) -> std::io::Result<Self> {
        let (requests, written) = crossbeam_channel::bounded(queue);
        let works = Arc::new(AtomicBool::new(true));
        let state = Arc::clone(&works);
        let thread = std::thread::Builder::new()
            .name("prediction-log".to_owned())
            .spawn(move || write(&written, &sink, &state))?;
        Ok(Self {
            requests: Some(requests),
            thread: Some(thread),
            works,
            waiting: AtomicUsize::new(0),
        })
    }

    /// Whether the last batch was kept.
    pub(super) fn works(&self) -> bool {
        self.works.load(Ordering::Acquire)
    }

    /// Returns when `rows` are kept; the error says why they are not.
    pub(super) async fn keep(&self, rows: Vec<Logged>) -> Result<(), NotKept> {
        let gone = || NotKept::Failed("the log has ended".to_owned());
        let (kept, mut answer) = oneshot::channel();
        let requests = self.requests.as_ref().ok_or_else(gone)?;
        match requests.try_send(Waiting { rows, kept }) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(NotKept::Busy),
            Err(TrySendError::Disconnected(_)) => return Err(gone()),
        }
        // A request that is alone stays awake for its answer; when others wait, too, there is
        // better to do.
        let waits = Waits::new(&self.waiting);
        let alone = || waits.is_alone();
        let kept = match awake(alone, || answer.try_recv().ok()) {
            Some(kept) => Ok(kept),
            None => answer.await,
        };
        drop(waits);
        match kept {
            Ok(kept) => kept.map_err(NotKept::Failed),
            Err(_) => Err(gone()),
        }
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

fn write(requests: &Receiver<Waiting>, sink: &Sink, works: &AtomicBool) {
    loop {
        let first = if works.load(Ordering::Acquire) {
            match awake(|| true, || requests.try_recv().ok()) {
                Some(first) => Ok(first),
                None => requests.recv().map_err(RecvTimeoutError::from),
            }
        } else {
            requests.recv_timeout(RETRY)
        };
        match first {
            Ok(first) => write_group(first, requests, sink, works),
            // A balancer that sees “not ready” sends nothing, so nothing else would show that
            // there is room again.
            Err(RecvTimeoutError::Timeout) => {
                works.store(keep(sink, &[]).is_ok(), Ordering::Release);
            }
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

fn write_group(first: Waiting, requests: &Receiver<Waiting>, sink: &Sink, works: &AtomicBool) {
    let (mut rows, mut waiting) = (first.rows, vec![first.kept]);
    while rows.len() < BATCH
        && let Ok(next) = requests.try_recv()
    {
        rows.extend(next.rows);
        waiting.push(next.kept);
    }
    let kept = keep(sink, &rows);
    works.store(kept.is_ok(), Ordering::Release);
    for one in waiting {
        // Fails only when the client is gone.
        one.send(kept.clone()).ok();
    }
}

/// Looks for what is about to come, for a moment, while `still` holds: to wake a thread that
/// sleeps takes a good part of the time that the disk takes. The moment is short, so that a disk
/// that hangs holds up nobody, and it is given away to whoever has work to do.
fn awake<T>(still: impl Fn() -> bool, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    while still() && begun.elapsed() < AWAKE {
        let found = look();
        if found.is_some() {
            return found;
        }
        std::thread::yield_now();
    }
    None
}

/// A sink that panics has not kept anything.
fn keep(sink: &Sink, rows: &[Logged]) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| sink(rows)))
        .unwrap_or_else(|_| Err("the log panicked".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_the_queue_full_is_refused_and_not_kept_waiting() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .build()
            .unwrap();
        let (began, begun) = crossbeam_channel::bounded(10);
        let (release, released) = crossbeam_channel::bounded::<()>(10);
        let sink: Sink = Arc::new(move |_| {
            began.send(()).unwrap();
            released.recv().map_err(|err| err.to_string())
        });
        let log = Arc::new(Log::with_queue(sink, 1).unwrap());
        let keep = |log: &Arc<Log>| {
            let log = Arc::clone(log);
            async move { log.keep(Vec::new()).await }
        };
        let first = runtime.spawn(keep(&log));
        // The writer has the first one, so the second one fills the queue.
        begun.recv().unwrap();
        let second = runtime.spawn(keep(&log));
        let full = loop {
            let sender = log.requests.as_ref().unwrap();
            if sender.is_full() {
                break runtime.block_on(keep(&log));
            }
            std::thread::yield_now();
        };
        assert!(matches!(full, Err(NotKept::Busy)), "{full:?}");
        release.send(()).unwrap();
        release.send(()).unwrap();
        for kept in [first, second] {
            runtime.block_on(kept).unwrap().unwrap();
        }
    }

    #[test]
    fn a_sink_that_panics_keeps_nothing_and_is_asked_again() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let calls = AtomicUsize::new(0);
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
