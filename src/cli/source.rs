//! Tables that are named on the command line.

use std::path::Path;

use super::output::Output;
use crate::data::{self, DataError, Table};

/// Reads a table, with progress.
pub(super) fn load(path: &Path, output: &Output) -> Result<Table, DataError> {
    let table = data::load(path, output);
    output.done();
    table
}
