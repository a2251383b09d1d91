//! Tables in Parquet files.

use std::{
    fs::File,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use polars::{
    error::PolarsError,
    prelude::{
        DataFrame, ParquetCompression, ParquetReader, ParquetWriter, SerReader as _,
        StatisticsOptions,
    },
};

use super::DataError;

/// Reads the whole file, or its first rows.
pub(super) fn read(path: &Path, most: Option<usize>) -> Result<DataFrame, DataError> {
    let malformed = |message: String| DataError::Malformed {
        message,
        path: path.to_owned(),
    };
    let file = File::open(path).map_err(|source| DataError::Read {
        source,
        path: path.to_owned(),
    })?;
    // The engine panics over some damaged files.
    catch_unwind(AssertUnwindSafe(|| {
        let slice = most.map(|most| (0, most));
        ParquetReader::new(file).with_slice(slice).finish()
    }))
    .unwrap_or_else(|_panic| Err(PolarsError::ComputeError("the file is damaged".into())))
    .map_err(|err| malformed(err.to_string()))
}

/// How many rows the end of the file says that there are; nothing if the file is damaged there.
pub(super) fn n_rows(path: &Path) -> Option<usize> {
    let file = File::open(path).ok()?;
    catch_unwind(AssertUnwindSafe(|| ParquetReader::new(file).num_rows()))
        .ok()?
        .ok()
}

/// Writes the whole table.
pub(super) fn write(frame: &DataFrame, to: impl Write) -> Result<(), PolarsError> {
    // The frame shares its columns: only the list of them is copied.
    let mut frame = frame.clone();
    ParquetWriter::new(to)
        .with_compression(ParquetCompression::Snappy)
        .with_statistics(StatisticsOptions::empty())
        .finish(&mut frame)
        .map(|_| ())
}
