//! A process of its own that loads a packed model.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Set for a fresh process.
const FRESH: &str = "NONAGON_FRESH";

/// The program that can be started anew: this one, whatever it is called, or, for a test or a
/// benchmark of it, the one that cargo built beside them.
///
/// A fresh process starts no other one: whatever `answer` means to a program that only holds our
/// code, such as a test that was moved elsewhere, it must not multiply.
fn program() -> Option<PathBuf> {
    if std::env::var_os(FRESH).is_some() {
        return None;
    }
    let own = std::env::current_exe().ok()?;
    let folder = own.parent()?;
    if folder.file_name().is_none_or(|name| name != "deps") {
        return Some(own);
    }
    let name = Path::new("nonagon").with_extension(std::env::consts::EXE_EXTENSION);
    let built = folder.parent()?.join(name);
    built.is_file().then_some(built)
}

/// Hands `text` to a fresh process and gives its answers, or why there are none.
pub(super) fn ask(text: &[u8]) -> Result<Vec<String>, String> {
    let program = program().ok_or("the program that could be started was not found.")?;
    let failed = |err: std::io::Error| format!("it could not be started: {err}.");
    let mut child = Command::new(program)
        .arg("answer")
        .env(FRESH, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // The child reads everything before it writes, so neither waits for the other.
    let written = child.stdin.take().map(|mut stdin| stdin.write_all(text));
    let output = child.wait_with_output().map_err(failed)?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr);
        return Err(format!("it failed: {}", told.trim()));
    }
    if let Some(Err(err)) = written {
        return Err(format!("it did not take the model: {err}."));
    }
    serde_json::from_slice(&output.stdout)
        .map_err(|err| format!("its answer cannot be read: {err}."))
}
