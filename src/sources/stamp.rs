use std::{fs::File, io, path::Path, time::UNIX_EPOCH};

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

/// The BLAKE3 hash of what a file holds, in hexadecimal: tells whether a file that was written
/// again still holds the same.
///
/// # Errors
/// If it cannot be read.
pub fn content(path: &Path) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
