//! Every answer of an endpoint, on disk before the client gets it.
//!
//! One folder per model with numbered segments. A segment is a head and frames; a frame has a
//! length and a checksum and holds a schema (the columns of a model version) or a batch of rows.
//! One `fdatasync` makes a whole batch durable, into room that was written with zeros before, so
//! that the file system has nothing else to write: that is what an answer waits for. After a crash
//! whatever has no valid checksum at the end was never acknowledged, and is cut off.
//!
//! The log is a ring: the oldest segments go when it grows too large or too old.

mod frame;
mod part;
mod row;
mod segment;
mod writer;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

pub use self::{
    part::{InferencePart, LoggedColumn},
    row::{Cell, CellKind, InferenceRow, Schema},
};
use self::{segment::Ids, writer::Writer};
use super::StoreError;
use crate::terms::PredictionId;

/// How much of the past is kept.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LogLimits {
    /// Bytes of all segments.
    pub bytes: u64,
    /// Days since a segment's newest row; 0 keeps them however old they are.
    pub days: u32,
    /// Raw columns that are not written down.
    pub without: Vec<String>,
}

impl Default for LogLimits {
    fn default() -> Self {
        Self {
            bytes: 1 << 30,
            days: 0,
            without: Vec::new(),
        }
    }
}

/// The log of one model, open for writing. Only one may be open for a folder at a time; reading
/// needs none.
pub struct InferenceLog {
    dir: PathBuf,
    writer: Mutex<Writer>,
    /// First and last number of every run in the ring; apart from the writer, which waits for
    /// the disk.
    ids: Mutex<BTreeMap<i64, Ids>>,
}

impl InferenceLog {
    /// The folder of `model` in a workspace: readable, and distinct for any two names.
    pub fn dir(workspace: &Path, model: &str) -> PathBuf {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name: String = model.chars().take(40).map(plain).collect();
        let hash = blake3::hash(model.as_bytes()).to_hex();
        workspace
            .join("predictions")
            .join(format!("{name}-{}", &hash[..12]))
    }

    /// Opens the log in `dir`, cuts off what a crash left half written, and takes out what is
    /// beyond `limits` at `now` (microseconds since the epoch).
    ///
    /// # Errors
    /// If the folder cannot be read or written.
    pub fn open(dir: &Path, limits: LogLimits, now: i64) -> Result<Self, StoreError> {
        let opened = || -> io::Result<(Writer, BTreeMap<i64, Ids>)> {
            std::fs::create_dir_all(dir)?;
            segment::sweep(dir)?;
            let mut ids = BTreeMap::new();
            for (_, path) in segment::list(dir)? {
                for found in segment::mend(&path)? {
                    widen(&mut ids, found);
                }
            }
            let writer = Writer::new(dir, limits);
            writer.prune(now)?;
            Ok((writer, ids))
        };
        let (writer, ids) = opened().map_err(|why| folder(why, dir))?;
        Ok(Self {
            dir: dir.to_owned(),
            writer: Mutex::new(writer),
            ids: Mutex::new(ids),
        })
    }

    /// Keeps `rows` for good. Without rows it makes sure that there is room for some.
    ///
    /// # Errors
    /// If the disk is full or fails: then none of them may be given to a client.
    pub fn append(&self, rows: &[InferenceRow<'_>]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.append(rows).map_err(|why| folder(why, &self.dir))?;
        let mut ids = self.ids();
        for row in rows {
            widen(&mut ids, Ids::of(row.id));
        }
        Ok(())
    }

    fn ids(&self) -> MutexGuard<'_, BTreeMap<i64, Ids>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the prediction is in the log, and so may get a label.
    pub fn contains(&self, id: PredictionId) -> bool {
        let ids = self.ids();
        ids.get(&id.session)
            .is_some_and(|ids| (ids.first..=ids.last).contains(&id.number))
    }

    /// The newest run of an endpoint that wrote here: the next one must be newer, or ids repeat.
    pub fn last_session(&self) -> Option<i64> {
        self.ids().last_key_value().map(|(session, _)| *session)
    }
}

fn widen(ids: &mut BTreeMap<i64, Ids>, found: Ids) {
    let known = ids.entry(found.session).or_insert(found);
    known.first = known.first.min(found.first);
    known.last = known.last.max(found.last);
}

/// The latest rows in the folder `dir`, at least `n` where there are so many: whole segments are
/// read, one part comes back for each schema. May be called while the log is written.
///
/// # Errors
/// If a segment cannot be read. A damaged frame is left out and counted in
/// [`InferencePart::damaged`].
pub fn read_inferences(dir: &Path, n: usize) -> Result<Vec<InferencePart>, StoreError> {
    let read = || -> io::Result<Vec<InferencePart>> {
        if !dir.is_dir() {
            return Ok(Vec::new());
        }
        part::latest(segment::list(dir)?, n)
    };
    read().map_err(|why| folder(why, dir))
}

fn folder(why: io::Error, path: &Path) -> StoreError {
    if why.kind() == io::ErrorKind::StorageFull {
        return StoreError::DiskFull;
    }
    StoreError::Folder {
        why,
        path: path.to_owned(),
    }
}
