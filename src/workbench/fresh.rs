//! A process of its own that loads a packed model.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// The program that can be started anew: this one, or the one that was built beside a test of it.
fn program() -> Option<PathBuf> {
    let own = std::env::current_exe().ok()?;
    let is_it = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == "nonagon");
    if is_it(&own) {
        return Some(own);
    }
    let folders = own.ancestors().skip(1).take(2);
    let beside = folders.map(|folder| {
        folder
            .join("nonagon")
            .with_extension(std::env::consts::EXE_EXTENSION)
    });
    beside.into_iter().find(|path| path.is_file())
}

/// Hands `text` to a fresh process and gives its answers, or why there are none.
pub(super) fn ask(text: &[u8]) -> Result<Vec<String>, String> {
    let program = program().ok_or("the program that could be started was not found.")?;
    let failed = |err: std::io::Error| format!("it could not be started: {err}.");
    let mut child = Command::new(program)
        .arg("answer")
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
