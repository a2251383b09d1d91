//! Tables that are named on the command line.

use std::path::Path;

use super::output::Output;
use crate::{
    data::{ReadOptions, Table},
    sources::{self, Location, Passwords, SourceError},
};

/// Reads a table from a file, `file.db::table` or `postgres://user@host/database::table`, with
/// progress. A query may stand in place of the table.
pub(super) fn load(place: &Path, output: &Output) -> Result<Table, SourceError> {
    let text = place.to_string_lossy();
    let passwords = Passwords::default();
    let location = if place.is_file() {
        Location::File(place.to_owned())
    } else {
        Location::parse(&passwords.keep(&text), Path::new(""))?
    };
    let read = sources::read(&location, &ReadOptions::default(), &passwords, output);
    output.done();
    read.map(|read| read.table)
}
