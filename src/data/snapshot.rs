//! Tables that are kept for good, named after what they hold.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
};

use super::{DataError, Table, content_hash, parquet};
use crate::terms::Progress;

/// A table that was kept: its name and its size.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Snapshot {
    /// The hash of names, kinds and values of all columns, in hexadecimal; also the file's name.
    pub id: String,
    /// Number of rows.
    pub rows: u64,
    /// Number of columns.
    pub columns: u64,
    /// Size of the file in bytes.
    pub bytes: u64,
}

/// Keeps `table` in the folder `data_dir`, which is made if it is not there.
///
/// The file is written aside, brought to the disk and only then given its name, so that a crash
/// leaves the whole file or none. A file that is already there is not written again.
///
/// # Errors
/// If the folder cannot be written to, or the disk is full; then nothing is left behind.
pub fn write(
    table: &Table,
    data_dir: &Path,
    progress: &dyn Progress,
) -> Result<Snapshot, DataError> {
    progress.check()?;
    let id = content_hash::of(table);
    let path = file(data_dir, &id);
    progress.check()?;
    if parquet::n_rows(&path) != Some(table.n_rows()) {
        write_file(table, data_dir, &path)?;
    }
    Ok(Snapshot {
        id,
        rows: table.n_rows() as u64,
        columns: table.n_columns() as u64,
        bytes: fs::metadata(&path)
            .map_err(|source| refused(source, &path))?
            .len(),
    })
}

/// The id that `table` would be kept under.
pub fn id_of(table: &Table) -> String {
    content_hash::of(table)
}

/// Reads the snapshot `id` from the folder `data_dir`.
///
/// # Errors
/// If it is gone, or is not what was written.
pub fn read(data_dir: &Path, id: &str, progress: &dyn Progress) -> Result<Table, DataError> {
    progress.check()?;
    progress.report(0.0, "Reading the snapshot");
    let path = file(data_dir, id);
    if !path.is_file() {
        return Err(DataError::SnapshotGone { path });
    }
    let damaged = |message: String| DataError::SnapshotDamaged {
        message,
        path: path.clone(),
    };
    let table = parquet::read(&path, None).and_then(Table::take_frame);
    let table = table.map_err(|err| match err {
        DataError::Malformed { message, .. } => damaged(message),
        other => other,
    })?;
    progress.check()?;
    if content_hash::of(&table) != id {
        return Err(damaged("it does not hold what was written".to_owned()));
    }
    Ok(table)
}

/// Removes the snapshot `id`; nothing happens if it is not there.
///
/// # Errors
/// If the system refuses.
pub fn remove(data_dir: &Path, id: &str) -> Result<(), DataError> {
    let path = file(data_dir, id);
    match fs::remove_file(&path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(refused(err, &path)),
        _ => Ok(()),
    }
}

/// The file of the snapshot `id`.
pub fn file(data_dir: &Path, id: &str) -> PathBuf {
    data_dir.join(format!("{id}.parquet"))
}

fn write_file(table: &Table, data_dir: &Path, path: &Path) -> Result<(), DataError> {
    let refused = |source| refused(source, data_dir);
    fs::create_dir_all(data_dir).map_err(refused)?;
    let mut aside = tempfile::Builder::new()
        .prefix(".snapshot-")
        .suffix(".part")
        .tempfile_in(data_dir)
        .map_err(refused)?;
    let mut to = Watched {
        to: BufWriter::with_capacity(1 << 20, aside.as_file_mut()),
        refusal: None,
    };
    if let Err(err) = parquet::write(table.frame(), &mut to) {
        return Err(to
            .refusal
            .map_or_else(|| DataError::engine(&err), |kind| refused(kind.into())));
    }
    to.flush().map_err(refused)?;
    drop(to);
    aside.as_file().sync_all().map_err(refused)?;
    aside.persist(path).map_err(|err| refused(err.error))?;
    // Brings the new name to the disk. Where folders cannot be opened, the system does it itself.
    File::open(data_dir)
        .and_then(|folder| folder.sync_all())
        .ok();
    Ok(())
}

/// Remembers why the system refused a write: the engine makes a text of it, from which nobody can
/// tell a full disk from a defect.
struct Watched<W> {
    to: W,
    refusal: Option<io::ErrorKind>,
}

impl<W: io::Write> io::Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes);
        self.refusal = written.as_ref().err().map(io::Error::kind).or(self.refusal);
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.to.flush();
        self.refusal = flushed.as_ref().err().map(io::Error::kind).or(self.refusal);
        flushed
    }
}

fn refused(source: io::Error, path: &Path) -> DataError {
    DataError::Write {
        what: "The snapshot",
        source,
        path: path.to_owned(),
    }
}
