//! One window per workspace: two would overwrite each other's projects without knowing it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Seek as _, Write as _},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use super::StoreError;

/// The file in a workspace that is locked while the workspace is open. It holds the number of the
/// process that has it, and is empty after the workspace was closed in good order.
const FILE: &str = "nonagon.lock";

/// A window that was just closed may need a moment to let go.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// Held while a workspace is open. The system lets go of it when the process ends, however it
/// ends, so a crash never leaves a workspace locked.
pub(super) struct Lock {
    file: File,
    distrusted: AtomicBool,
}

/// A lock, and what taking it told.
pub(super) struct Taken {
    /// The lock; nothing where the file system knows no locks.
    pub(super) lock: Option<Lock>,
    /// The workspace was closed in good order the last time, or was never open.
    pub(super) clean: bool,
}

impl Lock {
    /// Takes the lock of the workspace in `dir`.
    pub(super) fn take(dir: &Path) -> Result<Taken, StoreError> {
        let path = dir.join(FILE);
        let folder = |why| StoreError::Folder {
            why,
            path: path.clone(),
        };
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(folder)?;
        let mut tries = 1;
        while let Err(err) = file.try_lock() {
            match err {
                TryLockError::WouldBlock if tries < TRIES => std::thread::sleep(PAUSE),
                TryLockError::WouldBlock => {
                    return Err(StoreError::InUse {
                        process: content(&mut file).and_then(|text| text.trim().parse().ok()),
                        path: dir.to_owned(),
                    });
                }
                TryLockError::Error(err) => {
                    tracing::warn!("The workspace cannot be locked: {err}");
                    return Ok(Taken {
                        lock: None,
                        clean: false,
                    });
                }
            }
            tries += 1;
        }
        let clean = content(&mut file).is_some_and(|text| text.is_empty());
        let write = |mut file: &File| -> io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            writeln!(file, "{}", std::process::id())
        };
        write(&file).map_err(folder)?;
        Ok(Taken {
            lock: Some(Self {
                file,
                distrusted: AtomicBool::new(false),
            }),
            clean,
        })
    }

    /// Has the database looked through the next time the workspace opens.
    pub(super) fn distrust(&self) {
        self.distrusted.store(true, Ordering::Relaxed);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if !self.distrusted.load(Ordering::Relaxed) {
            // If it stays, the next opening looks at everything, which takes longer.
            self.file.set_len(0).ok();
        }
    }
}

/// What the file says; nothing where another process's lock keeps it from being read.
fn content(file: &mut File) -> Option<String> {
    file.rewind().ok()?;
    io::read_to_string(file).ok()
}
