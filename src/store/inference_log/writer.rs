//! Appends batches, and keeps the ring within its limits.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread::JoinHandle,
};

use super::{
    LogLimits,
    frame::{self, Kind},
    row::{InferenceRow, Schema},
    segment::{self, Numbered},
};

/// Room of a segment, in bytes.
const SEGMENT: u64 = 16 << 20;
/// Most segments that age alone takes out at once: a clock that jumps ahead must not empty the log.
const AGED_AT_ONCE: usize = 2;
const DAY_US: i64 = 24 * 3_600_000_000;

pub(super) struct Writer {
    dir: PathBuf,
    limits: LogLimits,
    current: Option<Current>,
    /// The next segment, made while this one is filled: zeros take their time.
    next: Option<(u64, JoinHandle<io::Result<File>>)>,
}

/// The segment that is filled.
struct Current {
    number: u64,
    file: File,
    at: u64,
    schemas: Vec<Schema>,
    newest: i64,
}

impl Writer {
    pub(super) fn new(dir: &Path, limits: LogLimits) -> Self {
        Self {
            dir: dir.to_owned(),
            limits,
            current: None,
            next: None,
        }
    }

    /// Writes `rows` and waits until the disk has them.
    ///
    /// After an error the segment is given up: what the system still holds of it is not known.
    pub(super) fn append(&mut self, rows: &[InferenceRow<'_>]) -> io::Result<()> {
        let mut current = match self.current.take() {
            Some(current) => current,
            None => self.begin()?,
        };
        if rows.is_empty() {
            self.current = Some(current);
            return Ok(());
        }
        let mut bytes = Vec::new();
        encode(&mut bytes, rows, &mut current.schemas);
        if current.at + bytes.len() as u64 > SEGMENT && current.at > segment::START {
            let (newest, number) = (current.newest, current.number);
            seal(&current)?;
            if let Err(err) = self.prune(newest) {
                // The rows matter more than the limit; the next segment tries again.
                tracing::warn!("Old predictions could not be taken out: {err}");
            }
            current = self.after(number)?;
            bytes.clear();
            encode(&mut bytes, rows, &mut current.schemas);
        }
        current.file.write_all(&bytes)?;
        current.file.sync_data()?;
        current.at += bytes.len() as u64;
        let newest = rows.iter().map(|row| row.at).max();
        current.newest = current.newest.max(newest.unwrap_or(i64::MIN));
        if current.at > SEGMENT / 2 && self.next.is_none() {
            self.next = self.prepare(current.number + 1);
        }
        self.current = Some(current);
        Ok(())
    }

    fn begin(&mut self) -> io::Result<Current> {
        let last = segment::list(&self.dir)?
            .last()
            .map_or(0, |(number, _)| *number);
        self.after(last)
    }

    /// The segment after `number`.
    fn after(&mut self, number: u64) -> io::Result<Current> {
        let ready = match self.next.take() {
            Some((next, made)) => match made.join() {
                Ok(Ok(file)) => Some((next, file)),
                // There may be room by now.
                _ => None,
            },
            None => None,
        };
        let (number, file) = match ready {
            Some(ready) => ready,
            None => (number + 1, segment::create(&self.dir, number + 1, SEGMENT)?),
        };
        Ok(Current {
            number,
            file,
            at: segment::START,
            schemas: Vec::new(),
            newest: i64::MIN,
        })
    }

    fn prepare(&self, number: u64) -> Option<(u64, JoinHandle<io::Result<File>>)> {
        let dir = self.dir.clone();
        let made = std::thread::Builder::new()
            .name("prediction-log-room".to_owned())
            .spawn(move || segment::create(&dir, number, SEGMENT));
        // Without a thread the segment is made when it is needed.
        Some((number, made.ok()?))
    }

    /// Takes the oldest segments out, as long as there are too many bytes, or they are too old at
    /// `now`.
    pub(super) fn prune(&self, now: i64) -> io::Result<()> {
        let mut found = Vec::new();
        for (_, path) in segment::list(&self.dir)? {
            let meta = fs::metadata(&path)?;
            found.push((path, meta.len()));
        }
        let mut bytes: u64 = found.iter().map(|(_, size)| size).sum();
        let too_many = |bytes: u64| bytes + SEGMENT > self.limits.bytes;
        let mut aged = 0;
        for (path, size) in found {
            let is_old = || self.limits.days > 0 && aged < AGED_AT_ONCE;
            if too_many(bytes) {
                fs::remove_file(&path)?;
            } else if is_old() && self.is_too_old(&path, now)? {
                aged += 1;
                fs::remove_file(&path)?;
            } else {
                break;
            }
            bytes -= size;
        }
        Ok(())
    }

    fn is_too_old(&self, path: &Path, now: i64) -> io::Result<bool> {
        let newest = super::part::newest(&fs::read(path)?);
        let oldest_kept = now.saturating_sub(i64::from(self.limits.days).saturating_mul(DAY_US));
        Ok(newest.is_some_and(|newest| newest < oldest_kept))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some((number, made)) = self.next.take() {
            // A segment without rows is of no use.
            made.join().ok();
            fs::remove_file(segment::path(&self.dir, number)).ok();
        }
        if let Some(current) = self.current.take()
            && let Err(err) = seal(&current)
        {
            // Every row is there all the same; the next opening cuts the room off.
            tracing::warn!("The room that a log did not need was not given back: {err}");
        }
    }
}

/// Gives the room back that was not needed.
fn seal(current: &Current) -> io::Result<()> {
    current.file.set_len(current.at)?;
    current.file.sync_all()
}

/// `rows` as frames, after those of the schemas that are new to the segment.
fn encode(to: &mut Vec<u8>, rows: &[InferenceRow<'_>], schemas: &mut Vec<Schema>) {
    let alike = |a: &InferenceRow<'_>, b: &InferenceRow<'_>| {
        a.id.session == b.id.session && (std::ptr::eq(a.schema, b.schema) || a.schema == b.schema)
    };
    for batch in rows.chunk_by(alike) {
        let first = &batch[0];
        let known = schemas.iter().position(|schema| schema == first.schema);
        let number = known.unwrap_or_else(|| {
            schemas.push(first.schema.clone());
            schemas.len() - 1
        }) as u32;
        if known.is_none() {
            let numbered = Numbered {
                number,
                schema: first.schema.clone(),
            };
            // Texts and whole numbers: nothing in it can fail to be written.
            let json = serde_json::to_vec(&numbered).unwrap_or_default();
            frame::push(to, Kind::Schema, |to| to.extend_from_slice(&json));
        }
        let numbers = || batch.iter().map(|row| row.id.number);
        frame::push(to, Kind::Batch, |to| {
            to.extend_from_slice(&number.to_le_bytes());
            to.extend_from_slice(&(batch.len() as u32).to_le_bytes());
            to.extend_from_slice(&first.id.session.to_le_bytes());
            to.extend_from_slice(&numbers().min().unwrap_or(0).to_le_bytes());
            to.extend_from_slice(&numbers().max().unwrap_or(0).to_le_bytes());
            for row in batch {
                row.write(to);
            }
        });
    }
}
