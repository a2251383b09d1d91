use super::{Params, Report, SourceReport};
use crate::{
    data::{DataError, Table, snapshot::Snapshot},
    steps::StepError,
    terms::Progress,
};

/// What the sources held, read by the caller.
pub struct Input<'a> {
    /// The tables, in the order of [`Params::sources`].
    pub loaded: Vec<Loaded>,
    /// Keeps a table for good and says under which hash.
    pub keep: &'a dyn Fn(&Table) -> Result<Snapshot, DataError>,
}

/// One source, read.
pub struct Loaded {
    /// Its name in the project.
    pub name: String,
    /// Where it was read from.
    pub path: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Its rows.
    pub table: Table,
}

/// Makes the data set of the project and keeps it as a snapshot.
///
/// Several sources must have the same columns; their rows are put one after the other.
///
/// # Errors
/// If there are no rows, sources do not fit together, or the snapshot cannot be written.
pub fn run(
    input: Input<'_>,
    params: &Params,
    progress: &dyn Progress,
) -> Result<(Table, Report), StepError> {
    params.check()?;
    let sources = input.loaded.iter().map(source_report).collect();
    let mut tables = input.loaded.into_iter().map(|loaded| loaded.table);
    let mut table = tables
        .next()
        .ok_or_else(|| StepError::invalid("There is no source yet. Add a file in step 2."))?;
    for more in tables {
        table = table.append(&more)?;
    }
    if !params.columns.is_empty() {
        let names: Vec<&str> = params.columns.iter().map(String::as_str).collect();
        table = table.select(&names)?;
    }
    if table.n_rows() == 0 {
        return Err(StepError::invalid(
            "The sources have columns but no rows. Check the files in step 2.",
        ));
    }
    progress.check()?;
    progress.report(0.5, "Keeping a snapshot");
    let snapshot = (input.keep)(&table)?;
    let report = Report {
        sources,
        rows: table.n_rows() as u64,
        columns: table.columns().to_vec(),
        snapshot,
    };
    Ok((table, report))
}

fn source_report(loaded: &Loaded) -> SourceReport {
    SourceReport {
        name: loaded.name.clone(),
        path: loaded.path.clone(),
        bytes: loaded.bytes,
        rows: loaded.table.n_rows() as u64,
        columns: loaded.table.n_columns() as u64,
    }
}
