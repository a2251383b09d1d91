use std::time::UNIX_EPOCH;

use super::Location;

/// What tells whether a file is still the one that was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was last written, in microseconds since 1970-01-01, if the system knows.
    pub modified: Option<i64>,
}

/// The stamp of a file; nothing for a server, or where there is no file.
///
/// A file that is written again with the same size within the clock's grain is not told apart.
pub fn stamp(location: &Location) -> Option<Stamp> {
    let found = std::fs::metadata(location.path()?).ok()?;
    let since = found.modified().ok()?.duration_since(UNIX_EPOCH).ok();
    Some(Stamp {
        bytes: found.len(),
        modified: since.and_then(|since| i64::try_from(since.as_micros()).ok()),
    })
}
