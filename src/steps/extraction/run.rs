use super::{
    Features, JoinedFeatures, Params, Report, Sampled, append, expected, history::history,
    schema_check, source_report::sources,
};
use crate::{
    data::{DataError, Detected, Table, snapshot::Snapshot, sql},
    steps::StepError,
    terms::{Part, Progress},
};

/// What the sources held, read by the caller.
pub struct Input<'a> {
    /// What was read, in the order of [`Params::sources`]: all of them, or with
    /// [`Append::NewSources`](super::Append::NewSources) those that were not read before.
    pub loaded: Vec<Loaded>,
    /// What the extraction before gave, if there was one.
    pub before: Option<Before<'a>>,
    /// Puts the features that the params ask for beside rows.
    pub join: &'a JoinFeatures<'a>,
    /// Keeps a table for good and says under which hash.
    pub keep: &'a dyn Fn(&Table) -> Result<Snapshot, DataError>,
}

/// Puts features beside rows, and tells which version of the service gave them.
pub type JoinFeatures<'a> =
    dyn Fn(&Table, &Features, &dyn Progress) -> Result<(Table, JoinedFeatures), StepError> + 'a;

/// The extraction before this one.
pub struct Before<'a> {
    /// What it said.
    pub report: &'a Report,
    /// Its rows, where new ones are to be put below them.
    pub table: Option<Table>,
}

/// One source, read.
pub struct Loaded {
    /// Its name in the project.
    pub name: String,
    /// Where it was read from.
    pub path: String,
    /// Size of the file in bytes; 0 for a server.
    pub bytes: u64,
    /// When the file was last written, in microseconds since 1970-01-01, if that is known.
    pub modified: Option<i64>,
    /// What was found out while reading it.
    pub detected: Detected,
    /// Its rows.
    pub table: Table,
}

/// Makes the data set of the project, compares it with the one before, and keeps it as a snapshot.
///
/// The query of the params gives the rows; without one, several sources must have the same columns,
/// and their rows are put one after the other.
///
/// # Errors
/// If there are no rows, sources do not fit together, the rows break an expectation that stops
/// them, or the snapshot cannot be written.
pub fn run(
    mut input: Input<'_>,
    params: &Params,
    progress: &dyn Progress,
) -> Result<(Table, Report), StepError> {
    params.check()?;
    let sources = sources(&input, params);
    let read = if params.query.is_empty() {
        stacked(std::mem::take(&mut input.loaded))?
    } else {
        Some(asked(
            std::mem::take(&mut input.loaded),
            &params.query,
            progress,
        )?)
    };
    let (read, features) = with_features(read, params, &input, progress)?;
    let (mut table, appended) = match (&params.append, input.before.as_ref(), read) {
        (
            Some(how),
            Some(Before {
                table: Some(before),
                ..
            }),
            Some(read),
        ) => {
            let (table, n) = append::append(before, kept(read, params)?, how)?;
            (table, Some(n))
        }
        (
            Some(_),
            Some(Before {
                table: Some(before),
                ..
            }),
            None,
        ) => (before.clone(), Some(0)),
        (_, _, Some(read)) => (kept(read, params)?, None),
        (_, _, None) => {
            return Err(StepError::invalid(
                "There is no source yet. Add a file or a database in step 2.",
            ));
        }
    };
    if table.n_rows() == 0 {
        return Err(StepError::invalid(
            "The sources have columns but no rows. Check the files in step 2.",
        ));
    }
    let mut sampled = None;
    let of = table.n_rows() as u64;
    if let Some(sample) = params.sample.filter(|sample| sample.rows < of) {
        table = append::sample(&table, sample.rows, sample.seed);
        sampled = Some(Sampled {
            of,
            seed: sample.seed,
        });
    }
    progress.check()?;
    progress.report(0.2, "Comparing with the extraction before");
    let before = input.before.as_ref().map(|before| before.report);
    let (domains, changes) = schema_check::examine(&table, before)?;
    let expectations = expected::held(&table, params, &Part::new(progress, 0.3, 0.5))?;
    progress.check()?;
    progress.report(0.5, "Keeping a snapshot");
    let snapshot = (input.keep)(&table)?;
    let report = Report {
        sources,
        rows: table.n_rows() as u64,
        columns: table.columns().to_vec(),
        domains,
        changes,
        history: history(before, &snapshot.id),
        features,
        snapshot,
        sampled,
        appended,
        expectations,
    };
    Ok((table, report))
}

/// The rows of all sources, one after the other.
fn stacked(loaded: Vec<Loaded>) -> Result<Option<Table>, StepError> {
    let mut tables = loaded.into_iter();
    let Some(first) = tables.next() else {
        return Ok(None);
    };
    let mut table = first.table;
    for more in tables {
        table = table.append(&more.table).map_err(|err| {
            StepError::Invalid(format!(
                "“{}” does not fit the sources above it. {err}",
                more.name
            ))
        })?;
    }
    Ok(Some(table))
}

/// What the query gives over the sources by name.
fn asked(loaded: Vec<Loaded>, query: &str, progress: &dyn Progress) -> Result<Table, StepError> {
    progress.report(0.0, "Asking the query");
    let tables: Vec<(String, Table)> = loaded
        .into_iter()
        .map(|loaded| (loaded.name, loaded.table))
        .collect();
    sql::run(query, &tables, None, progress).map_err(|err| {
        if progress.check().is_err() {
            return StepError::Cancelled;
        }
        StepError::Invalid(format!(
            "The query over the sources failed. {err} Correct it in step 2."
        ))
    })
}

/// The columns to keep.
fn kept(table: Table, params: &Params) -> Result<Table, StepError> {
    if params.columns.is_empty() {
        return Ok(table);
    }
    let names: Vec<&str> = params.columns.iter().map(String::as_str).collect();
    Ok(table.select(&names)?)
}

/// The rows with the features that the params ask for; what the features are stays known where
/// there are no new rows.
fn with_features(
    read: Option<Table>,
    params: &Params,
    input: &Input<'_>,
    progress: &dyn Progress,
) -> Result<(Option<Table>, Option<JoinedFeatures>), StepError> {
    let Some(features) = &params.features else {
        return Ok((read, None));
    };
    if let Some(read) = read {
        let (read, joined) = (input.join)(&read, features, progress)?;
        return Ok((Some(read), Some(joined)));
    }
    let before = input.before.as_ref();
    Ok((
        None,
        before.and_then(|before| before.report.features.clone()),
    ))
}
