//! One file of the ring.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use super::{
    frame::{Frames, Kind},
    row::Schema,
};
use crate::terms::PredictionId;

/// What every segment begins with.
const HEAD: &[u8; 8] = b"NNGNLOG1";
/// A batch's schema, number of rows, run, first and last number.
pub(super) const BATCH_HEAD: usize = 4 + 4 + 8 + 8 + 8;
/// The ending of a segment that is not finished.
const ASIDE: &str = "new";
/// Zeros are written in pieces.
const PIECE: usize = 1 << 20;

/// The numbers that a run of an endpoint gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ids {
    pub(super) session: i64,
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Ids {
    pub(super) fn of(id: PredictionId) -> Self {
        Self {
            session: id.session,
            first: id.number,
            last: id.number,
        }
    }
}

/// A schema under the number that its batches use.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Numbered {
    pub(super) number: u32,
    pub(super) schema: Schema,
}

/// The segments of a folder with their numbers, oldest first.
pub(super) fn list(dir: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "log")
            && let Some(number) = path
                .file_stem()
                .and_then(|stem| stem.to_str()?.parse().ok())
        {
            found.push((number, path));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Takes away what was not finished when a program was killed.
pub(super) fn sweep(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ASIDE) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

pub(super) fn path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{number:08}.log"))
}

/// The frames of a whole segment; none if it is no segment.
pub(super) fn frames(bytes: &[u8]) -> Frames<'_> {
    let from = if bytes.starts_with(HEAD) {
        HEAD.len()
    } else {
        bytes.len()
    };
    Frames::new(bytes, from)
}

/// Cuts off what follows the last whole frame, and gives the ids in the segment; one without any
/// frame is taken away.
///
/// Damage before the last whole frame stays where it is: somebody may want to look at it.
pub(super) fn mend(path: &Path) -> io::Result<Vec<Ids>> {
    let bytes = fs::read(path)?;
    let mut frames = frames(&bytes);
    let batches = frames.by_ref().filter(|(kind, _)| *kind == Kind::Batch);
    let ids = batches.filter_map(|(_, payload)| ids(payload)).collect();
    if bytes.starts_with(HEAD) && frames.valid == HEAD.len() && frames.damaged == 0 {
        fs::remove_file(path)?;
    } else if bytes.starts_with(HEAD) && frames.valid < bytes.len() {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(frames.valid as u64)?;
        file.sync_all()?;
    }
    Ok(ids)
}

/// The ids in a batch.
fn ids(payload: &[u8]) -> Option<Ids> {
    let eight = |at: usize| payload.get(at..at + 8)?.try_into().ok();
    Some(Ids {
        session: i64::from_le_bytes(eight(8)?),
        first: u64::from_le_bytes(eight(16)?),
        last: u64::from_le_bytes(eight(24)?),
    })
}

/// A new segment with room for `size` bytes, written with zeros, positioned behind its head. It
/// has its name when it is whole.
pub(super) fn create(dir: &Path, number: u64, size: u64) -> io::Result<File> {
    let (aside, path) = (dir.join(format!("{number:08}.{ASIDE}")), path(dir, number));
    let written = || -> io::Result<File> {
        let mut file = File::create(&aside)?;
        file.write_all(HEAD)?;
        let mut left = size.saturating_sub(HEAD.len() as u64) as usize;
        let zeros = vec![0; PIECE];
        while left > 0 {
            let piece = left.min(PIECE);
            file.write_all(&zeros[..piece])?;
            left -= piece;
        }
        file.sync_all()?;
        fs::rename(&aside, &path)?;
        sync_folder(dir)?;
        file.seek(SeekFrom::Start(HEAD.len() as u64))?;
        Ok(file)
    };
    written().inspect_err(|_| {
        // What there is no room for should not take any.
        fs::remove_file(&aside).ok();
    })
}

/// Where a new segment is written on.
pub(super) const START: u64 = HEAD.len() as u64;

/// Makes names durable, where the system has a way to.
pub(super) fn sync_folder(dir: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}
