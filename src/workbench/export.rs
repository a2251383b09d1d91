//! Writing a project and what it reads to a folder.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::{
    automation::{PROJECT_FILE, Project},
    sources::Location,
};

/// Writes `text` and the files it names to the folder `to`. Servers stay where they are.
///
/// A file that is named by a path from the root is put beside the project, which then names it so.
pub(super) fn export(text: &str, project: &Project, from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to).with_context(|| {
        format!(
            "The folder cannot be made. Choose another one: {}",
            to.display()
        )
    })?;
    let mut moved = project.clone();
    for source in &mut moved.extraction.sources {
        let location = Location::parse(&source.location, from)?;
        let Some(read) = location.path() else {
            continue;
        };
        let path = match source.location.split_once("::") {
            Some((path, _)) if !matches!(location, Location::File(_)) => path,
            _ => source.location.as_str(),
        };
        let name = relative(Path::new(path));
        let write = to.join(&name);
        source.location = source.location.replacen(path, &name.to_string_lossy(), 1);
        if read == write {
            continue;
        }
        if let Some(folder) = write.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(read, &write).with_context(|| {
            format!(
                "A source cannot be copied. Check that it is still there: {}",
                read.display()
            )
        })?;
    }
    // As long as nothing moves, the text keeps its comments.
    let text = if moved == *project {
        text.to_owned()
    } else {
        moved.to_toml().map_err(anyhow::Error::msg)?
    };
    let mut file = tempfile::NamedTempFile::new_in(to)?;
    std::io::Write::write_all(&mut file, text.as_bytes())?;
    file.persist(to.join(PROJECT_FILE))?;
    Ok(())
}

/// A path from the root is exported under its file name.
fn relative(path: &Path) -> PathBuf {
    if path.is_absolute() {
        path.file_name()
            .map_or_else(|| path.to_owned(), PathBuf::from)
    } else {
        path.to_owned()
    }
}
