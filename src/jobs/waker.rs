//! Asks the window to look again, often enough and never too often.

use std::{sync::Arc, time::Duration};

use crossbeam_channel::Sender;

/// The shortest time between two calls: a screen shows about 60 pictures a second.
const PAUSE: Duration = Duration::from_millis(16);

/// Passes wishes on to the window. A wish that comes too early is kept, not dropped: the window
/// always looks once more after the last thing that happened. Its thread ends with the last clone.
#[derive(Clone)]
pub(super) struct Waker(Sender<()>);

impl Waker {
    /// Starts the thread that calls `wake`.
    pub(super) fn start(wake: Arc<dyn Fn() + Send + Sync>) -> std::io::Result<Self> {
        let (wish, wishes) = crossbeam_channel::bounded(1);
        std::thread::Builder::new()
            .name("jobs-wake".to_owned())
            .spawn(move || {
                while wishes.recv().is_ok() {
                    wake();
                    std::thread::sleep(PAUSE);
                }
            })?;
        Ok(Self(wish))
    }

    /// Soon, let the window look again.
    pub(super) fn wake(&self) {
        // Full means that a wish is waiting, which will do for this one too.
        self.0.try_send(()).ok();
    }
}
