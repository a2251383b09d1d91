//! Reading: rows back into columns.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use super::{
    frame::Kind,
    row::{CellKind, NO_CLASS, NO_REQUEST, Schema},
    segment::{self, BATCH_HEAD, Numbered},
};
use crate::terms::PredictionId;

/// Up to how many rows one segment is read after the other.
const FEW: usize = 100_000;
/// How many segments are read at once otherwise.
const SIDE_BY_SIDE: usize = 16;

/// The values of a column of the log.
#[derive(Clone, Debug, PartialEq)]
pub enum LoggedColumn {
    /// Floating point.
    Numbers(Vec<Option<f64>>),
    /// Whole.
    Integers(Vec<Option<i64>>),
    /// True or false.
    Booleans(Vec<Option<bool>>),
    /// Text.
    Texts(Vec<Option<String>>),
    /// Microseconds since the epoch.
    Times(Vec<Option<i64>>),
}

/// Rows that have the same columns, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct InferencePart {
    /// What they hold.
    pub schema: Schema,
    /// The id of each.
    pub ids: Vec<PredictionId>,
    /// The id that the client gave its request.
    pub request_ids: Vec<Option<String>>,
    /// When it was answered, in microseconds since the epoch.
    pub at: Vec<i64>,
    /// How long the inference took, in microseconds.
    pub latency_us: Vec<u32>,
    /// The index of the class.
    pub classes: Vec<Option<u32>>,
    /// The number.
    pub values: Vec<Option<f64>>,
    /// Row by row one for each class; NaN where there was none.
    pub probabilities: Vec<f64>,
    /// One for each column of the schema.
    pub columns: Vec<LoggedColumn>,
    /// Bytes of their segments that could not be read.
    pub damaged: usize,
}

/// The newest rows, at least `n` where there are so many, one part for each schema.
pub(super) fn latest(segments: Vec<(u64, PathBuf)>, n: usize) -> io::Result<Vec<InferencePart>> {
    let newest_first: Vec<PathBuf> = segments.into_iter().rev().map(|(_, path)| path).collect();
    // Few rows stand in the newest segment; many are read side by side.
    let at_once = if n > FEW { SIDE_BY_SIDE } else { 1 };
    let mut found: Vec<Vec<InferencePart>> = Vec::new();
    let mut n_rows = 0;
    for paths in newest_first.chunks(at_once) {
        if n_rows >= n {
            break;
        }
        let parts: Vec<Vec<InferencePart>> = paths
            .par_iter()
            .map(|path| read_file(path))
            .collect::<io::Result<_>>()?;
        let read = parts.iter().flatten();
        n_rows += read.map(|part| part.ids.len()).sum::<usize>();
        found.extend(parts);
    }
    let mut merged: Vec<InferencePart> = Vec::new();
    for part in found.into_iter().rev().flatten() {
        match merged.iter_mut().find(|known| known.schema == part.schema) {
            Some(known) => known.append(part),
            None => merged.push(part),
        }
    }
    Ok(merged)
}

/// The parts of a segment; none if the ring moved on meanwhile.
fn read_file(path: &Path) -> io::Result<Vec<InferencePart>> {
    match fs::read(path) {
        Ok(bytes) => Ok(read(&bytes)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(err) => Err(err),
    }
}

/// The parts of a segment.
pub(super) fn read(bytes: &[u8]) -> Vec<InferencePart> {
    let mut schemas: Vec<Numbered> = Vec::new();
    let mut parts: Vec<InferencePart> = Vec::new();
    let mut frames = segment::frames(bytes);
    let mut unread = 0;
    for (kind, payload) in frames.by_ref() {
        match kind {
            Kind::Schema => match serde_json::from_slice(payload) {
                Ok(numbered) => schemas.push(numbered),
                Err(_) => unread += payload.len(),
            },
            Kind::Batch => {
                if batch(payload, &schemas, &mut parts).is_none() {
                    unread += payload.len();
                }
            }
        }
    }
    let damaged = frames.damaged + unread;
    if let Some(part) = parts.last_mut() {
        part.damaged = damaged;
    }
    parts
}

/// When the newest row of a segment was answered.
pub(super) fn newest(bytes: &[u8]) -> Option<i64> {
    let parts = read(bytes);
    parts.iter().flat_map(|part| part.at.iter()).max().copied()
}

/// Adds a batch to the parts; nothing if it does not hold what its head says.
fn batch(payload: &[u8], schemas: &[Numbered], parts: &mut Vec<InferencePart>) -> Option<()> {
    let mut from = Cursor(payload);
    let number = u32::from_le_bytes(from.take()?);
    let n = u32::from_le_bytes(from.take()?);
    let session = i64::from_le_bytes(from.take()?);
    from.0 = payload.get(BATCH_HEAD..)?;
    let schema = &schemas
        .iter()
        .rev()
        .find(|one| one.number == number)?
        .schema;
    if parts.last().is_none_or(|part| part.schema != *schema) {
        parts.push(InferencePart::new(schema.clone()));
    }
    let part = parts.last_mut()?;
    // The checksum held, so the rows are whole.
    (0..n).try_for_each(|_| part.push(session, &mut from))
}

impl InferencePart {
    fn new(schema: Schema) -> Self {
        let empty = |kind: CellKind| match kind {
            CellKind::Number => LoggedColumn::Numbers(Vec::new()),
            CellKind::Integer => LoggedColumn::Integers(Vec::new()),
            CellKind::Boolean => LoggedColumn::Booleans(Vec::new()),
            CellKind::Text => LoggedColumn::Texts(Vec::new()),
            CellKind::Time => LoggedColumn::Times(Vec::new()),
        };
        Self {
            columns: schema
                .columns
                .iter()
                .map(|(_, kind)| empty(*kind))
                .collect(),
            schema,
            ids: Vec::new(),
            request_ids: Vec::new(),
            at: Vec::new(),
            latency_us: Vec::new(),
            classes: Vec::new(),
            values: Vec::new(),
            probabilities: Vec::new(),
            damaged: 0,
        }
    }

    fn append(&mut self, mut below: Self) {
        self.ids.append(&mut below.ids);
        self.request_ids.append(&mut below.request_ids);
        self.at.append(&mut below.at);
        self.latency_us.append(&mut below.latency_us);
        self.classes.append(&mut below.classes);
        self.values.append(&mut below.values);
        self.probabilities.append(&mut below.probabilities);
        for (column, below) in self.columns.iter_mut().zip(below.columns) {
            column.append(below);
        }
        self.damaged += below.damaged;
    }

    fn push(&mut self, session: i64, from: &mut Cursor<'_>) -> Option<()> {
        let number = u64::from_le_bytes(from.take()?);
        self.ids.push(PredictionId { session, number });
        self.at.push(i64::from_le_bytes(from.take()?));
        self.latency_us.push(u32::from_le_bytes(from.take()?));
        let class = u32::from_le_bytes(from.take()?);
        self.classes.push((class != NO_CLASS).then_some(class));
        let value = f64::from_le_bytes(from.take()?);
        self.values.push((!value.is_nan()).then_some(value));
        let length = u16::from_le_bytes(from.take()?);
        self.request_ids.push(if length == NO_REQUEST {
            None
        } else {
            Some(from.text(length.into())?)
        });
        for _ in 0..self.schema.classes.len() {
            self.probabilities.push(f64::from_le_bytes(from.take()?));
        }
        let known = from.bytes(self.columns.len().div_ceil(8))?;
        for (i, column) in self.columns.iter_mut().enumerate() {
            let is_known = known[i / 8] >> (i % 8) & 1 == 1;
            column.push(is_known, from)?;
        }
        Some(())
    }
}

impl LoggedColumn {
    /// Equal schemas have columns of equal kinds.
    fn append(&mut self, below: Self) {
        match (self, below) {
            (Self::Numbers(to), Self::Numbers(mut from)) => to.append(&mut from),
            (Self::Integers(to), Self::Integers(mut from))
            | (Self::Times(to), Self::Times(mut from)) => to.append(&mut from),
            (Self::Booleans(to), Self::Booleans(mut from)) => to.append(&mut from),
            (Self::Texts(to), Self::Texts(mut from)) => to.append(&mut from),
            _ => {}
        }
    }

    fn push(&mut self, is_known: bool, from: &mut Cursor<'_>) -> Option<()> {
        match self {
            Self::Numbers(values) => values.push(if is_known {
                Some(f64::from_le_bytes(from.take()?))
            } else {
                None
            }),
            Self::Integers(values) | Self::Times(values) => values.push(if is_known {
                Some(i64::from_le_bytes(from.take()?))
            } else {
                None
            }),
            Self::Booleans(values) => values.push(if is_known {
                Some(from.take::<1>()?[0] != 0)
            } else {
                None
            }),
            Self::Texts(values) => values.push(if is_known {
                let length = u32::from_le_bytes(from.take()?);
                Some(from.text(length as usize)?)
            } else {
                None
            }),
        }
        Some(())
    }
}

/// What is left of a batch.
struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    fn bytes(&mut self, n: usize) -> Option<&'b [u8]> {
        let (taken, left) = self.0.split_at_checked(n)?;
        self.0 = left;
        Some(taken)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    fn text(&mut self, n: usize) -> Option<String> {
        String::from_utf8(self.bytes(n)?.to_vec()).ok()
    }
}
