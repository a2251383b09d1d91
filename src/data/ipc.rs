//! Tables in Arrow IPC, as a file (Feather) or as a stream.

use std::{
    fs::File,
    io::{BufReader, Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use polars::{
    error::{PolarsError, PolarsResult},
    prelude::{DataFrame, IntoColumn as _, IpcReader, SerReader as _, Series},
};
use polars_arrow::io::ipc::read::{StreamReader, StreamState, read_stream_metadata};

use super::DataError;

/// Reads the table; at most `most` rows.
pub(super) fn read(path: &Path, most: Option<usize>) -> Result<DataFrame, DataError> {
    let refused = |source| DataError::Read {
        source,
        path: path.to_owned(),
    };
    let mut magic = [0; 6];
    let n = File::open(path)
        .and_then(|mut file| file.read(&mut magic))
        .map_err(refused)?;
    let file = File::open(path).map_err(refused)?;
    // The engine panics over some damaged files.
    let frame = catch_unwind(AssertUnwindSafe(|| {
        if magic[..n] == *b"ARROW1" {
            IpcReader::new(file).with_n_rows(most).finish()
        } else {
            stream(BufReader::new(file), most)
        }
    }));
    frame
        .unwrap_or_else(|_panic| Err(PolarsError::ComputeError("the file is damaged".into())))
        .map_err(|err| DataError::Malformed {
            message: err.to_string(),
            path: path.to_owned(),
        })
}

fn stream(mut from: impl Read + Seek, most: Option<usize>) -> PolarsResult<DataFrame> {
    let metadata = read_stream_metadata(&mut from)?;
    let names: Vec<_> = metadata.schema.iter_names().cloned().collect();
    let mut chunks: Vec<Vec<_>> = names.iter().map(|_| Vec::new()).collect();
    let mut rows = 0;
    for state in StreamReader::new(from, metadata, None) {
        let StreamState::Some(batch) = state? else {
            return Err(PolarsError::ComputeError(
                "the stream ends in the middle".into(),
            ));
        };
        rows += batch.len();
        for (to, array) in chunks.iter_mut().zip(batch.into_arrays()) {
            to.push(array);
        }
        if most.is_some_and(|most| rows >= most) {
            break;
        }
    }
    if rows == 0 {
        return Ok(DataFrame::empty());
    }
    let columns: PolarsResult<Vec<_>> = names
        .into_iter()
        .zip(chunks)
        .map(|(name, chunks)| Ok(Series::try_from((name, chunks))?.into_column()))
        .collect();
    DataFrame::new(rows, columns?)
}
