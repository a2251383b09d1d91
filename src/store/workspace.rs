use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Store, StoreError, connection, lock::Lock, migrations, recovery};

/// The name of the database in a workspace.
const DATABASE: &str = "nonagon.db";
/// The folder of the snapshots in a workspace.
const DATA: &str = "data";
/// Up to this size, in bytes, every page is looked at whenever the workspace opens; half a second
/// on a slow disk. Above it only after a crash or when damage showed.
const QUICKLY_CHECKED: u64 = 256 << 20;

/// A folder with everything that projects need: the database and the snapshots.
pub struct Workspace {
    store: Store,
    dir: PathBuf,
    data_dir: PathBuf,
    /// Removes the folder when the workspace is dropped; after `store`, so that it is closed.
    _temporary: Option<tempfile::TempDir>,
}

/// A workspace, and what the user has to know about its opening.
pub struct Opened {
    /// The workspace.
    pub workspace: Workspace,
    /// Whole sentences: what was damaged, what was saved, what the file system cannot do.
    pub notices: Vec<String>,
}

impl Workspace {
    /// Opens the workspace in `dir`, and makes it if it is not there.
    ///
    /// A damaged database is kept beside a new one that holds what could be saved; a notice tells
    /// what, and where.
    ///
    /// # Errors
    /// If it is open in another window, was written by a newer version of the program, belongs to
    /// another program, or if the folder cannot be written. Nothing was changed then.
    pub fn open(dir: &Path) -> Result<Opened, StoreError> {
        let data_dir = dir.join(DATA);
        fs::create_dir_all(&data_dir).map_err(|why| StoreError::Folder {
            why,
            path: dir.to_owned(),
        })?;
        let taken = Lock::take(dir)?;
        let mut notices = Vec::new();
        if taken.lock.is_none() {
            notices.push(format!(
                "This file system cannot lock the workspace. Do not open it in two windows at once: {}",
                dir.display()
            ));
        }
        let path = dir.join(DATABASE);
        let size = fs::metadata(&path).map(|found| found.len());
        if matches!(&size, Err(err) if err.kind() == io::ErrorKind::NotFound) {
            recovery::put_empty(&path)?;
        }
        let whole = !taken.clean || size.unwrap_or(0) <= QUICKLY_CHECKED;
        let mut writer = match connection::checked(&path, whole) {
            Err(StoreError::Damaged(what)) => {
                notices.push(recovery::recover(&path, &what)?);
                connection::checked(&path, true)?
            }
            opened => opened?,
        };
        migrations::apply(&mut writer, migrations::NEWEST)?;
        let reader = connection::reader(&path)?;
        Ok(Opened {
            workspace: Self {
                store: Store::new(writer, Some(reader), taken.lock),
                dir: dir.to_owned(),
                data_dir,
                _temporary: None,
            },
            notices,
        })
    }

    /// A workspace that is gone when it is dropped: for tests and for commands that keep nothing.
    /// Snapshots go to a temporary folder, the rest stays in memory.
    ///
    /// # Errors
    /// If there is no room for temporary files.
    pub fn in_memory() -> Result<Self, StoreError> {
        let folder = |why| StoreError::Folder {
            why,
            path: PathBuf::from("the system's folder for temporary files"),
        };
        let temporary = tempfile::Builder::new()
            .prefix("nonagon-")
            .tempdir()
            .map_err(folder)?;
        let dir = temporary.path().to_owned();
        let data_dir = dir.join(DATA);
        fs::create_dir_all(&data_dir).map_err(folder)?;
        let mut writer = connection::in_memory()?;
        migrations::apply(&mut writer, migrations::NEWEST)?;
        Ok(Self {
            store: Store::new(writer, None, None),
            dir,
            data_dir,
            _temporary: Some(temporary),
        })
    }

    /// Where the user's own workspace is, if the system has a folder for such things.
    pub fn usual_dir() -> Option<PathBuf> {
        let dirs = directories::ProjectDirs::from("", "", "nonagon")?;
        Some(dirs.data_dir().to_owned())
    }

    /// Whether there is a workspace in `dir` already.
    pub fn is_in(dir: &Path) -> bool {
        dir.join(DATABASE).is_file()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The folder in which everything is kept.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of the snapshots.
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }
}
