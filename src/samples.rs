//! Where the sample projects are.

use std::path::{Path, PathBuf};

/// The folder of the sample projects.
///
/// It is looked for in this order: what `NONAGON_SAMPLES` names; `projects`, or
/// `share/nonagon/projects`, beside the program or in a folder above it; the folder in the source
/// tree that the program was built from.
///
/// The folder need not exist: then there are no samples.
pub fn samples_dir() -> PathBuf {
    if let Some(named) = std::env::var_os("NONAGON_SAMPLES").filter(|name| !name.is_empty()) {
        return PathBuf::from(named);
    }
    let program = std::env::current_exe().ok();
    program
        .as_deref()
        .and_then(beside)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("projects"))
}

/// The nearest sample folder beside `program` or above it.
fn beside(program: &Path) -> Option<PathBuf> {
    program
        .ancestors()
        .skip(1)
        .flat_map(|folder| {
            [
                folder.join("projects"),
                folder.join("share/nonagon/projects"),
            ]
        })
        .find(|folder| holds_samples(folder))
}

/// Whether our own samples are in `folder`: a folder of the user's that happens to be called
/// "projects" is not taken for it.
fn holds_samples(folder: &Path) -> bool {
    folder
        .join("flights")
        .join(crate::automation::PROJECT_FILE)
        .is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples_in(folder: &Path) {
        let sample = folder.join("flights");
        std::fs::create_dir_all(&sample).unwrap();
        std::fs::write(sample.join("project.toml"), "name = \"Flights\"\n").unwrap();
    }

    #[test]
    fn an_installed_program_finds_the_shared_folder() {
        let dir = tempfile::tempdir().unwrap();
        let shared = dir.path().join("share/nonagon/projects");
        samples_in(&shared);
        assert_eq!(beside(&dir.path().join("bin/nonagon")), Some(shared));
    }

    #[test]
    fn a_folder_of_that_name_without_our_samples_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("bin/projects/mine")).unwrap();
        let above = dir.path().join("projects");
        samples_in(&above);
        assert_eq!(beside(&dir.path().join("bin/nonagon")), Some(above));
    }
}
