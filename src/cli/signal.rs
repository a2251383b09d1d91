//! Stopping in good order.

use std::sync::{Arc, atomic::AtomicBool};

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM};

/// Becomes true with the first SIGINT or SIGTERM; the second one ends the program at once.
///
/// # Errors
/// If the system does not let the program listen to them.
pub(super) fn stop_on_signal() -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        let listened = || -> std::io::Result<()> {
            signal_hook::flag::register_conditional_shutdown(
                signal,
                128 + signal,
                Arc::clone(&stop),
            )?;
            signal_hook::flag::register(signal, Arc::clone(&stop))?;
            Ok(())
        };
        listened().context("The program cannot listen to signals, so it could not be stopped.")?;
    }
    Ok(stop)
}
