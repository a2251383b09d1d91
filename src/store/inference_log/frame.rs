//! Pieces with a length and a checksum.

/// What every frame begins with.
const MAGIC: [u8; 4] = *b"NFRM";
/// Magic, kind, length, checksum.
pub(super) const HEAD: usize = 4 + 1 + 4 + 8;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The columns of rows to come, as JSON.
    Schema,
    /// Rows.
    Batch,
}

impl Kind {
    fn code(self) -> u8 {
        match self {
            Self::Schema => 1,
            Self::Batch => 2,
        }
    }

    fn of(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Schema),
            2 => Some(Self::Batch),
            _ => None,
        }
    }
}

/// Adds a frame with what `fill` writes to `to`.
pub(super) fn push(to: &mut Vec<u8>, kind: Kind, fill: impl FnOnce(&mut Vec<u8>)) {
    let start = to.len();
    to.extend_from_slice(&MAGIC);
    to.push(kind.code());
    to.extend_from_slice(&[0; 12]);
    fill(to);
    let payload = start + HEAD;
    // A frame is one batch: thousands of rows at most.
    let length = u32::try_from(to.len() - payload).unwrap_or(u32::MAX);
    to[start + 5..start + 9].copy_from_slice(&length.to_le_bytes());
    let sum = checksum(kind.code(), &to[payload..]);
    to[start + 9..payload].copy_from_slice(&sum);
}

fn checksum(kind: u8, payload: &[u8]) -> [u8; 8] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&[kind]).update(payload);
    let mut sum = [0; 8];
    sum.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    sum
}

/// The frame at `at`, and where the next one begins; nothing if there is no whole one.
fn at(bytes: &[u8], at: usize) -> Option<(Kind, &[u8], usize)> {
    let head = bytes.get(at..at.checked_add(HEAD)?)?;
    if head[..4] != MAGIC {
        return None;
    }
    let kind = Kind::of(head[4])?;
    let length = u32::from_le_bytes(head[5..9].try_into().ok()?) as usize;
    let end = (at + HEAD).checked_add(length)?;
    let payload = bytes.get(at + HEAD..end)?;
    (checksum(head[4], payload) == head[9..]).then_some((kind, payload, end))
}

/// The frames of `bytes` from `from` on.
pub(super) struct Frames<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Where the last valid frame ended.
    pub(super) valid: usize,
    /// Bytes before it that belong to no frame.
    pub(super) damaged: usize,
}

impl<'b> Frames<'b> {
    pub(super) fn new(bytes: &'b [u8], from: usize) -> Self {
        Self {
            bytes,
            at: from,
            valid: from,
            damaged: 0,
        }
    }
}

impl<'b> Iterator for Frames<'b> {
    type Item = (Kind, &'b [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let mut start = self.at;
        loop {
            if let Some((kind, payload, end)) = at(self.bytes, start) {
                self.damaged += start - self.valid;
                (self.at, self.valid) = (end, end);
                return Some((kind, payload));
            }
            // Room that was never written ends a segment; damage is skipped.
            let rest = self.bytes.get(start..)?;
            let skipped = rest.iter().position(|byte| *byte != 0)?.max(1);
            let rest = &rest[skipped..];
            start += skipped + rest.windows(MAGIC.len()).position(|four| four == MAGIC)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> (Vec<u8>, Vec<usize>) {
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        for i in 0..3_u8 {
            starts.push(bytes.len());
            push(&mut bytes, Kind::Batch, |to| to.extend_from_slice(&[i; 10]));
        }
        bytes.extend_from_slice(&[0; 100]);
        (bytes, starts)
    }

    fn read(bytes: &[u8]) -> (Vec<u8>, usize, usize) {
        let mut frames = Frames::new(bytes, 0);
        let found = frames.by_ref().map(|(_, payload)| payload[0]).collect();
        (found, frames.valid, frames.damaged)
    }

    #[test]
    fn frames_are_read_up_to_the_room_that_is_left() {
        let (bytes, _) = three();
        assert_eq!(read(&bytes), (vec![0, 1, 2], bytes.len() - 100, 0));
    }

    #[test]
    fn a_frame_that_is_cut_off_anywhere_is_not_there() {
        let (bytes, starts) = three();
        for end in starts[2]..bytes.len() - 100 {
            assert_eq!(read(&bytes[..end]), (vec![0, 1], starts[2], 0), "{end}");
        }
    }

    #[test]
    fn one_wrong_bit_costs_its_own_frame() {
        let (bytes, starts) = three();
        for at in starts[1]..starts[2] {
            for bit in 0..8 {
                let mut bad = bytes.clone();
                bad[at] ^= 1 << bit;
                assert_eq!(
                    read(&bad),
                    (vec![0, 2], bytes.len() - 100, starts[2] - starts[1]),
                    "byte {at}, bit {bit}"
                );
            }
        }
    }
}
