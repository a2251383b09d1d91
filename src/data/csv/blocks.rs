//! A text in blocks of whole rows.

use std::io::{self, Read};

use super::record::{Rules, whole_rows};

/// How many bytes a block has at least, unless the text ends.
const BLOCK: usize = 4 << 20;

/// How long a single row may be.
const LONGEST_ROW: usize = 64 << 20;

/// Reads a text block by block.
pub(super) struct Blocks<'a> {
    from: Box<dyn Read + Send + 'a>,
    rules: Rules,
    held: Vec<u8>,
    ended: bool,
}

/// Some rows of a text.
pub(super) struct Block {
    /// The rows as they stand.
    pub bytes: Vec<u8>,
    /// Whether the last row is too long to be one.
    pub is_cut: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(from: Box<dyn Read + Send + 'a>, rules: Rules) -> Self {
        Self {
            from,
            rules,
            held: Vec::new(),
            ended: false,
        }
    }

    /// The next block, if there is one.
    pub(super) fn next(&mut self) -> io::Result<Option<Block>> {
        let mut wanted = BLOCK;
        loop {
            self.fill(wanted)?;
            if self.ended {
                let bytes = std::mem::take(&mut self.held);
                let block = Block {
                    bytes,
                    is_cut: false,
                };
                return Ok((!block.bytes.is_empty()).then_some(block));
            }
            if let Some(end) = whole_rows(&self.held, self.rules) {
                let rest = self.held.split_off(end);
                let bytes = std::mem::replace(&mut self.held, rest);
                return Ok(Some(Block {
                    bytes,
                    is_cut: false,
                }));
            }
            if self.held.len() >= LONGEST_ROW {
                self.ended = true;
                return Ok(Some(Block {
                    bytes: std::mem::take(&mut self.held),
                    is_cut: true,
                }));
            }
            wanted = self.held.len() * 2;
        }
    }

    /// Reads until `wanted` bytes are held or the text ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.ended || self.held.len() >= wanted {
            return Ok(());
        }
        let missing = wanted - self.held.len();
        self.held.reserve_exact(missing);
        let mut part = self.from.by_ref().take(missing as u64);
        self.ended = part.read_to_end(&mut self.held)? < missing;
        Ok(())
    }
}
