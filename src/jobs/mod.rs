//! Work off the window's thread: progress, cancelling, one order per key, panics caught.
//!
//! A job is a closure that is given a [`JobCtx`]. It says how far it is, looks whether it was
//! cancelled, and returns its result, which comes back through [`Jobs::poll`].
//!
//! A job has a key that says what it works on. Starting a job cancels the one before it under the
//! same key and drops what that one may still answer: the latest request wins. Yet the one before
//! is waited for, on the new job's own thread: jobs of one key never overlap and keep their order.
//! So of two writes the later one stands, a write that does not look at [`JobCtx::cancelled`] is
//! never skipped, and a server gives its port back before the next one asks for it.

mod waker;

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, Sender};

use self::waker::Waker;

/// How long dropping [`Jobs`] waits for jobs to see that they were cancelled. Writes need
/// milliseconds; what needs longer computes, and then nothing is lost by leaving it.
const PATIENCE: Duration = Duration::from_secs(2);

/// Names one run of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(u64);

/// How a job ended.
#[derive(Debug)]
pub enum Outcome<T> {
    /// With a result.
    Done(T),
    /// With an error, or with a panic, whose message the error gives.
    Failed(anyhow::Error),
    /// It was asked to stop, saw it, and gave no result.
    Cancelled,
}

/// The error that [`JobCtx::check`] raises when somebody asked the job to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Cancelled;

/// Shown to a job that runs.
#[derive(Clone)]
pub struct JobCtx {
    state: Arc<JobState>,
    waker: Waker,
}

#[derive(Default)]
struct JobState {
    cancelled: AtomicBool,
    /// The job saw that it was cancelled. Only then is its error no failure: a write that pays no
    /// heed to cancelling and fails must say so.
    told: AtomicBool,
    per_mille: AtomicU32,
    message: Mutex<String>,
    /// Nobody waits for the answer any more. Held locked while the answer is handed over.
    replaced: Mutex<bool>,
}

/// A job whose answer is still waited for.
pub struct Running<K> {
    /// Which run it is.
    pub id: JobId,
    /// What it works on.
    pub key: K,
    /// What to call it in front of a user.
    pub label: String,
    state: Arc<JobState>,
    thread: JoinHandle<()>,
}

/// Starts jobs and hands back what they return.
///
/// Dropping it cancels what runs and gives it two seconds to end, so that a write that was
/// started is not lost when the program ends.
pub struct Jobs<K, T> {
    running: Vec<Running<K>>,
    next_id: u64,
    answers: Sender<(JobId, Outcome<T>)>,
    inbox: Receiver<(JobId, Outcome<T>)>,
    finished: Vec<(JobId, Outcome<T>)>,
    wake: Arc<dyn Fn() + Send + Sync>,
    waker: Option<Waker>,
}

impl JobCtx {
    /// Whether somebody asked the job to stop. Cheap: ask in every long loop, and end with any
    /// error when it is so; that error counts as [`Outcome::Cancelled`].
    pub fn cancelled(&self) -> bool {
        let cancelled = self.state.cancelled.load(Ordering::Acquire);
        if cancelled {
            self.state.told.store(true, Ordering::Release);
        }
        cancelled
    }

    /// Stop here, with `?`, if somebody asked for it.
    ///
    /// # Errors
    /// [`Cancelled`] if the job was asked to stop.
    pub fn check(&self) -> Result<(), Cancelled> {
        if self.cancelled() {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    /// `fraction` of the work, 0 to 1, is done, and now comes `what`. Cheap: whoever watches is
    /// woken only when that looks different, and at most about 60 times a second.
    pub fn progress(&self, fraction: f32, what: &str) {
        // NaN becomes 0.
        let per_mille = (fraction.clamp(0.0, 1.0) * 1000.0) as u32;
        let mut changed = self.state.per_mille.swap(per_mille, Ordering::Relaxed) != per_mille;
        let mut message = lock(&self.state.message);
        if *message != what {
            what.clone_into(&mut message);
            changed = true;
        }
        drop(message);
        if changed {
            self.waker.wake();
        }
    }
}

impl<K> Running<K> {
    /// How much of the work is done, 0 to 1.
    pub fn fraction(&self) -> f32 {
        self.state.per_mille.load(Ordering::Relaxed) as f32 / 1000.0
    }

    /// What it does now; empty until it says something.
    pub fn message(&self) -> String {
        lock(&self.state.message).clone()
    }

    /// Asks it to stop. It stays in [`Jobs::running`] until it did.
    pub fn cancel(&self) {
        self.state.cancelled.store(true, Ordering::Release);
    }
}

impl<K: PartialEq, T: Send + 'static> Jobs<K, T> {
    /// `wake` asks the window to look again, for instance `egui::Context::request_repaint`. It is
    /// called from another thread, at most about 60 times a second, and always once more after
    /// the last thing that happened.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        let (answers, inbox) = crossbeam_channel::unbounded();
        Self {
            running: Vec::new(),
            next_id: 0,
            answers,
            inbox,
            finished: Vec::new(),
            wake: Arc::new(wake),
            waker: None,
        }
    }

    /// The jobs whose answer is still waited for, in the order in which they were started.
    pub fn running(&self) -> &[Running<K>] {
        &self.running
    }

    /// Runs `job` on its own named thread, in place of and after the one with the same `key`.
    ///
    /// # Errors
    /// If the system gives no thread. What ran under `key` is cancelled all the same.
    pub fn start(
        &mut self,
        key: K,
        label: impl Into<String>,
        job: impl FnOnce(&JobCtx) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<JobId> {
        let waker = self.waker()?;
        let before = self.replace(&key);
        self.next_id += 1;
        let id = JobId(self.next_id);
        let label = label.into();
        let state = Arc::new(JobState::default());
        let ctx = JobCtx {
            state: Arc::clone(&state),
            waker,
        };
        let answers = self.answers.clone();
        // A thread's name must not hold a zero byte; a label may hold what a user typed.
        let name = format!("job-{}-{}", id.0, label.replace('\0', ""));
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            before.end();
            let outcome = outcome(&ctx, job);
            ctx.answer(id, outcome, &answers);
            // Only now may dropping `Jobs` see that this job has ended.
            drop(answers);
        })?;
        self.running.push(Running {
            id,
            key,
            label,
            state,
            thread,
        });
        Ok(id)
    }

    /// Everything that ended since the last call and was not replaced meanwhile, in the order in
    /// which it ended.
    pub fn poll(&mut self) -> Vec<(K, Outcome<T>)> {
        self.collect();
        let mut ended = Vec::new();
        for (id, outcome) in self.finished.drain(..) {
            if let Some(i) = self.running.iter().position(|run| run.id == id) {
                ended.push((self.running.remove(i).key, outcome));
            }
        }
        ended
    }

    fn collect(&mut self) {
        self.finished.extend(self.inbox.try_iter());
    }

    /// Takes the job of `key` out, with the answer that it gave and nobody took.
    fn replace(&mut self, key: &K) -> Before<T> {
        let older: Vec<Running<K>> = self.running.extract_if(.., |run| run.key == *key).collect();
        for run in &older {
            *lock(&run.state.replaced) = true;
            run.cancel();
        }
        // From here on none of them can answer, so what is there now is all there will ever be.
        self.collect();
        let stale = |(id, _): &mut (JobId, Outcome<T>)| older.iter().any(|run| run.id == *id);
        Before {
            answers: self
                .finished
                .extract_if(.., stale)
                .map(|(_, outcome)| outcome)
                .collect(),
            threads: older.into_iter().map(|run| run.thread).collect(),
        }
    }

    fn waker(&mut self) -> std::io::Result<Waker> {
        if let Some(waker) = &self.waker {
            return Ok(waker.clone());
        }
        let waker = Waker::start(Arc::clone(&self.wake))?;
        Ok(self.waker.insert(waker).clone())
    }
}

impl<K, T> Drop for Jobs<K, T> {
    fn drop(&mut self) {
        for run in &self.running {
            run.cancel();
        }
        // Every job holds a sender until it has ended; without ours the channel closes with the
        // last of them.
        let (nobody, _) = crossbeam_channel::unbounded();
        self.answers = nobody;
        let end = Instant::now() + PATIENCE;
        while self.inbox.recv_deadline(end).is_ok() {}
    }
}

/// What a new job has to outlast.
struct Before<T> {
    threads: Vec<JoinHandle<()>>,
    answers: Vec<Outcome<T>>,
}

impl<T> Before<T> {
    /// Waits until the jobs before have ended and what they held is gone.
    fn end(self) {
        for thread in self.threads {
            // It caught its own panic, so there is no error to look at.
            thread.join().ok();
        }
        drop(self.answers);
    }
}

impl JobCtx {
    /// Hands the outcome over, unless nobody waits for it.
    fn answer<T>(&self, id: JobId, outcome: Outcome<T>, answers: &Sender<(JobId, Outcome<T>)>) {
        let replaced = lock(&self.state.replaced);
        if !*replaced {
            // Fails only when the program ends, and then nobody waits.
            answers.send((id, outcome)).ok();
            drop(replaced);
            self.waker.wake();
        } else if let Outcome::Failed(err) = outcome {
            tracing::warn!("Work that was replaced failed: {err:#}");
        }
    }
}

fn outcome<T>(ctx: &JobCtx, job: impl FnOnce(&JobCtx) -> anyhow::Result<T>) -> Outcome<T> {
    // Numeric crates panic on odd input; one bad job must not leave the window waiting.
    match catch_unwind(AssertUnwindSafe(|| job(ctx))) {
        Ok(Ok(value)) => Outcome::Done(value),
        Ok(Err(_)) if ctx.state.told.load(Ordering::Acquire) => Outcome::Cancelled,
        Ok(Err(err)) => Outcome::Failed(err),
        Err(panic) => Outcome::Failed(anyhow::format_err!(
            "This work crashed: {}. What was there before is untouched; please report it with what you did.",
            said(&*panic)
        )),
    }
}

/// What a panic said.
fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("it left no message")
}

/// A job that panicked cannot leave a half-changed text or flag behind, so poison means nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
