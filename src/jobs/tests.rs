use super::*;
use std::sync::atomic::AtomicUsize;

/// Waits for the next job to end.
fn wait<T: Send + 'static>(jobs: &mut Jobs<u8, T>) -> Outcome<T> {
    loop {
        if let Some((_, outcome)) = jobs.poll().pop() {
            return outcome;
        }
        std::thread::yield_now();
    }
}

/// A job that ends only when it is told to.
fn endless<T>(job: &JobCtx) -> anyhow::Result<T> {
    loop {
        job.check()?;
        std::thread::yield_now();
    }
}

#[test]
fn a_cancelled_job_says_so() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    jobs.start(0, "endless", endless).unwrap();
    jobs.running()[0].cancel();
    assert!(matches!(wait(&mut jobs), Outcome::Cancelled));
    assert!(jobs.running().is_empty());
}

#[test]
fn any_error_after_the_job_saw_that_it_was_cancelled_counts_as_cancelled() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    let job = |job: &JobCtx| {
        while !job.cancelled() {
            std::thread::yield_now();
        }
        anyhow::bail!("the words of another room")
    };
    jobs.start(0, "step", job).unwrap();
    jobs.running()[0].cancel();
    assert!(matches!(wait(&mut jobs), Outcome::Cancelled));
}

#[test]
fn a_write_that_fails_after_stop_still_says_that_it_failed() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    let (go, gone) = crossbeam_channel::bounded(1);
    jobs.start(0, "save", move |_| {
        gone.recv()?;
        anyhow::bail!("disk full")
    })
    .unwrap();
    jobs.running()[0].cancel();
    go.send(()).unwrap();
    let Outcome::Failed(err) = wait(&mut jobs) else {
        panic!("the failure was hidden")
    };
    assert_eq!(err.to_string(), "disk full");
}

#[test]
fn a_crash_is_a_failure_with_the_message_of_the_panic() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    jobs.start(0, "crash", |_| panic!("no such luck")).unwrap();
    let Outcome::Failed(err) = wait(&mut jobs) else {
        panic!("a crash is a failure")
    };
    assert!(err.to_string().contains("no such luck"), "{err}");
    let number = 7;
    jobs.start(0, "crash", move |_| panic!("number {number}"))
        .unwrap();
    let Outcome::Failed(err) = wait(&mut jobs) else {
        panic!("a crash is a failure")
    };
    assert!(err.to_string().contains("number 7"), "{err}");
    assert!(jobs.running().is_empty());
}

#[test]
fn the_latest_job_of_a_key_wins_and_the_earlier_one_says_nothing() {
    let mut jobs = Jobs::<u8, i32>::new(|| {});
    jobs.start(0, "first", endless).unwrap();
    jobs.start(0, "second", |_| Ok(2)).unwrap();
    assert_eq!(jobs.running().len(), 1);
    // The second runs only after the first ended, so nothing can come after it.
    assert!(matches!(wait(&mut jobs), Outcome::Done(2)));
    assert!(jobs.poll().is_empty());
}

#[test]
fn writes_of_one_key_are_all_made_in_the_order_they_were_asked_for() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    let written = Arc::new(Mutex::new(Vec::new()));
    let (go, gone) = crossbeam_channel::bounded::<()>(0);
    for i in 0..50 {
        let (written, gone) = (Arc::clone(&written), gone.clone());
        jobs.start(0, "save", move |_| {
            // The first one is held up until all of them have been asked for.
            gone.recv().ok();
            written.lock().unwrap().push(i);
            Ok(())
        })
        .unwrap();
    }
    drop(go);
    assert!(matches!(wait(&mut jobs), Outcome::Done(())));
    assert_eq!(*written.lock().unwrap(), (0..50).collect::<Vec<_>>());
}

#[test]
fn keys_do_not_wait_for_each_other() {
    let mut jobs = Jobs::<u8, i32>::new(|| {});
    jobs.start(0, "endless", endless).unwrap();
    jobs.start(1, "other", |_| Ok(1)).unwrap();
    assert!(matches!(wait(&mut jobs), Outcome::Done(1)));
    assert_eq!(jobs.running().len(), 1);
}

/// Says when it is dropped.
struct Held(Arc<AtomicBool>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[test]
fn an_answer_that_nobody_took_is_gone_before_the_next_job_of_the_key_begins() {
    let (seen, sees) = crossbeam_channel::bounded(1);
    let mut jobs = Jobs::<u8, Option<Held>>::new(move || {
        seen.try_send(()).ok();
    });
    let gone = Arc::new(AtomicBool::new(false));
    let held = Held(Arc::clone(&gone));
    jobs.start(0, "serve", move |_| Ok(Some(held))).unwrap();
    sees.recv().unwrap();
    assert!(!gone.load(Ordering::SeqCst), "it waits to be taken");
    let (asked, answer) = crossbeam_channel::bounded(1);
    jobs.start(0, "serve again", move |_| {
        asked.send(gone.load(Ordering::SeqCst))?;
        Ok(None)
    })
    .unwrap();
    assert!(answer.recv().unwrap());
    assert!(matches!(wait(&mut jobs), Outcome::Done(None)));
}

#[test]
fn progress_and_message_can_be_read_while_the_job_runs() {
    let (seen, sees) = crossbeam_channel::bounded(1);
    let mut jobs = Jobs::<u8, ()>::new(move || {
        seen.try_send(()).ok();
    });
    jobs.start(0, "work", |job| {
        job.progress(0.25, "Reading");
        endless(job)
    })
    .unwrap();
    sees.recv().unwrap();
    let run = &jobs.running()[0];
    assert_eq!(
        (run.fraction(), run.message().as_str(), run.label.as_str()),
        (0.25, "Reading", "work")
    );
}

#[test]
fn the_watcher_is_woken_rarely_and_always_after_the_last_change() {
    let latest = Arc::new(AtomicUsize::new(0));
    let (seen, sees) = crossbeam_channel::unbounded();
    let now = Arc::clone(&latest);
    let mut jobs = Jobs::<u8, ()>::new(move || {
        seen.send(now.load(Ordering::SeqCst)).ok();
    });
    let reports = 10_000;
    jobs.start(0, "chatty", move |job| {
        for i in 1..=reports {
            latest.store(i, Ordering::SeqCst);
            job.progress(0.5, &i.to_string());
        }
        // The job does not end, so only the wake of the last report can tell of it.
        endless(job)
    })
    .unwrap();
    let mut wakes = 0;
    while sees.recv().unwrap() < reports {
        wakes += 1;
    }
    assert!(wakes < reports / 2, "{wakes} wakes for {reports} reports");
}

#[test]
fn a_label_may_hold_anything() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    jobs.start(0, "Opening a\0b", |_| Ok(())).unwrap();
    assert!(matches!(wait(&mut jobs), Outcome::Done(())));
}

#[test]
fn dropping_cancels_what_runs_and_waits_for_writes() {
    let mut jobs = Jobs::<u8, ()>::new(|| {});
    let written = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&written);
    jobs.start(0, "step", endless).unwrap();
    jobs.start(1, "save", move |job| {
        // A write that is still under way when the program ends.
        while !job.cancelled() {
            std::thread::yield_now();
        }
        done.store(true, Ordering::SeqCst);
        Ok(())
    })
    .unwrap();
    drop(jobs);
    assert!(written.load(Ordering::SeqCst));
}
