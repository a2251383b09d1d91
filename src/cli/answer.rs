//! The hidden `nonagon answer`: what step 7 starts as a fresh process to load a packed model.

use std::io::Read as _;

use super::{Exit, Output};
use crate::steps::validation;

/// Reads a packed model with requests and prints the answers, both as JSON.
pub(super) fn run(output: &Output) -> Result<(), Exit> {
    let mut text = Vec::new();
    std::io::stdin().lock().read_to_end(&mut text)?;
    let answers = validation::answer(&text)?;
    output.json(&serde_json::json!(answers));
    Ok(())
}
