//! A text file, maybe packed.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use super::DataError;

/// A file that can be read from its start as often as needed.
pub(super) struct TextFile<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Whether it is packed by gzip.
    pub is_packed: bool,
    /// Its size on the disk in bytes.
    pub size: u64,
}

impl TextFile<'_> {
    /// Its bytes from the start, unpacked.
    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>, DataError> {
        let file = File::open(self.path).map_err(|err| self.read_error(err))?;
        if self.is_packed {
            return Ok(Box::new(flate2::read::MultiGzDecoder::new(file)));
        }
        Ok(Box::new(file))
    }

    /// At most the first `n` bytes, unpacked.
    pub(super) fn head(&self, n: usize) -> Result<Vec<u8>, DataError> {
        let mut head = Vec::new();
        self.open()?
            .take(n as u64)
            .read_to_end(&mut head)
            .map_err(|err| self.read_error(err))?;
        Ok(head)
    }

    /// "Reading flights.csv".
    pub(super) fn what(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        format!("Reading {}", name.to_string_lossy())
    }

    /// Which share of the file `bytes` of text are, as far as that can be known.
    pub(super) fn share(&self, bytes: u64) -> f32 {
        // Text shrinks to about a quarter when it is packed.
        let size = if self.is_packed {
            4 * self.size
        } else {
            self.size
        };
        (bytes as f32 / size.max(1) as f32).min(1.0)
    }

    /// What the system or the decoder said.
    pub(super) fn read_error(&self, source: io::Error) -> DataError {
        let path = self.path.to_owned();
        match source.kind() {
            io::ErrorKind::UnexpectedEof if self.is_packed => DataError::Malformed {
                message: "the packed file ends in the middle".to_owned(),
                path,
            },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => DataError::Malformed {
                message: source.to_string(),
                path,
            },
            _ => DataError::Read { source, path },
        }
    }
}
