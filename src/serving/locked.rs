use std::sync::{Mutex, MutexGuard, PoisonError};

/// What `mutex` guards, whoever panicked while holding it: what the endpoint guards is replaced
/// whole or counted, and so never half-written.
pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
