use std::{sync::mpsc, thread, time::Duration};

use super::LearnError;
use crate::terms::Progress;

/// Between two looks at whether to stop.
const WAIT: Duration = Duration::from_millis(20);

/// Does `work`, which cannot be stopped, on a thread of its own.
///
/// When somebody stops, the thread is left alone: it ends by itself, and nobody reads what it
/// finds. So `work` must be bounded, by a sample of the rows.
///
/// # Errors
/// What `work` says, as the failure of the learner `name`; that it panicked; or that somebody
/// stopped.
pub(super) fn aside<T: Send + 'static>(
    name: &'static str,
    progress: &dyn Progress,
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, LearnError> {
    let (tell, told) = mpsc::sync_channel(1);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // Nobody listens any more after a stop.
            tell.send(work()).ok();
        })
        .map_err(|err| LearnError::failed(name, err.to_string()))?;
    loop {
        progress.check()?;
        match told.recv_timeout(WAIT) {
            Ok(found) => return found.map_err(|reason| LearnError::failed(name, reason)),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                return Err(LearnError::failed(name, "its library failed"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Silent;

    #[test]
    fn what_fails_aside_fails_in_words() {
        assert_eq!(aside("It", &Silent, || Ok(3)), Ok(3));
        let failed = aside::<u8>("It", &Silent, || Err("no room".to_owned()));
        assert!(failed.unwrap_err().to_string().contains("no room"));
        let panicked = aside::<u8>("It", &Silent, || panic!("planted"));
        assert!(panicked.unwrap_err().to_string().contains("library"));
    }
}
