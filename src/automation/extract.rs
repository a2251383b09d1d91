//! Reads the sources of a project for step 2.

use super::Pipeline;
use crate::{
    data::{Table, snapshot},
    sources::{self, Location, SourceError},
    steps::{
        StepError,
        extraction::{self, Append, Before, Input, Loaded, Params, Report, Source},
    },
    terms::{Part, Progress},
};

impl Pipeline<'_> {
    /// Runs step 2.
    pub(super) fn extract(&self, progress: &dyn Progress) -> Result<Report, StepError> {
        let params = &self.project.extraction;
        params.check()?;
        let before = self.before(params, progress)?;
        let wanted: Vec<&Source> = params
            .sources
            .iter()
            .filter(|source| !is_known(source, params, before.as_ref()))
            .collect();
        let n = wanted.len().max(1);
        let share = |i: usize| 0.6 * i as f32 / n as f32;
        let mut loaded = Vec::with_capacity(wanted.len());
        for (i, source) in wanted.into_iter().enumerate() {
            let part = Part::new(progress, share(i), share(i + 1));
            loaded.push(self.load(source, &part)?);
        }
        let keep = |table: &Table| snapshot::write(table, self.data_dir, progress);
        let input = Input {
            loaded,
            before,
            join: self.features,
            keep: &keep,
        };
        let (table, report) = extraction::run(input, params, &Part::new(progress, 0.6, 1.0))?;
        self.materials.keep_table(&report.snapshot.id, &table);
        Ok(report)
    }

    /// What the extraction before gave; its rows only where new ones are put below them. If its
    /// snapshot is gone, everything is read anew.
    fn before(
        &self,
        params: &Params,
        progress: &dyn Progress,
    ) -> Result<Option<Before<'_>>, StepError> {
        let Some(done) = &self.results.extraction else {
            return Ok(None);
        };
        let report = done.report.as_ref();
        let table = if params.append.is_some() {
            let table = self
                .materials
                .table(self.data_dir, &report.snapshot.id, progress);
            match table {
                Err(StepError::Cancelled) => return Err(StepError::Cancelled),
                table => table.ok(),
            }
        } else {
            None
        };
        Ok(Some(Before { report, table }))
    }

    fn load(&self, source: &Source, progress: &dyn Progress) -> Result<Loaded, StepError> {
        let location = Location::parse(&source.location, self.folder).map_err(step_error)?;
        // Before reading: a change while it is read is one that shows afterwards.
        let stamp = sources::stamp(&location).unwrap_or_default();
        let read = sources::read(&location, &source.options, self.passwords, progress)
            .map_err(step_error)?;
        Ok(Loaded {
            name: source.name.clone(),
            path: source.location.clone(),
            bytes: stamp.bytes,
            modified: stamp.modified,
            detected: read.detected,
            table: read.table,
        })
    }
}

/// Whether a source was read before and is not to be read again.
fn is_known(source: &Source, params: &Params, before: Option<&Before<'_>>) -> bool {
    let Some(Before {
        report,
        table: Some(_),
    }) = before
    else {
        return false;
    };
    params.append == Some(Append::NewSources)
        && report
            .sources
            .iter()
            .any(|known| known.path == source.location)
}

fn step_error(err: SourceError) -> StepError {
    match err {
        SourceError::Cancelled(cancelled) => cancelled.into(),
        SourceError::Data(err) => err.into(),
        other => StepError::Invalid(other.to_string()),
    }
}
