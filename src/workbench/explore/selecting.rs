use std::sync::Arc;

use super::{ExploreWork, Explored, Found, state::Chosen};
use crate::{
    data::{RowSet, Segment, Table, brushing::BinnedColumn},
    steps::analysis::{self, Condition, Selection},
    workbench::{JobKey, JobResult, Workbench, jobs_of::JobProgress},
};

/// What a job chose.
pub(super) struct Selected {
    pub(super) selection: Selection,
    /// The rows of every formula, so that they are looked for once.
    pub(super) conditions: Vec<(String, Arc<RowSet>)>,
    /// Of which state it is.
    pub(super) revision: u64,
}

/// The numbers of the rows of a selection.
pub(super) struct Rows {
    pub(super) selection: Arc<Selection>,
    pub(super) numbers: Arc<[u32]>,
}

impl Workbench {
    /// Chooses the rows of all brushes and conditions. While a job does that, the next one waits
    /// for its answer: a pointer that is dragged asks faster than it may be answered, and must not
    /// be left without any answer.
    pub(super) fn start_selection(&mut self) -> anyhow::Result<()> {
        let is_busy = self.explores(ExploreWork::Select);
        let Some(open) = &mut self.project else {
            return Ok(());
        };
        if open.explore.is_whole() {
            (open.explore.selection, open.explore.rows) = (None, None);
            return Ok(());
        }
        let (Some(binned), Some(table)) = (open.explore.binned.clone(), open.table()) else {
            return Ok(());
        };
        // Bins of rows that have been replaced meanwhile are about to be made anew.
        let extraction = open.results.extraction.as_ref();
        let is_current =
            extraction.is_some_and(|done| done.report.snapshot.id == binned.wanted.snapshot);
        if is_busy || !is_current {
            return Ok(());
        }
        let (id, revision) = (open.id, open.explore.revision);
        let brushes = open.explore.brushes.clone();
        let chosen = open.explore.conditions.clone();
        let key = JobKey::Explore(ExploreWork::Select);
        self.jobs.start(key, "Choosing rows", move |job| {
            let conditions = conditions(&table, chosen)?;
            let columns: Vec<&BinnedColumn> = binned.columns.iter().map(AsRef::as_ref).collect();
            let selection = analysis::choose(
                &columns,
                (&brushes, &conditions),
                binned.target.as_deref(),
                binned.n_rows,
                &JobProgress(job),
            )?;
            let conditions = conditions.into_iter();
            let selected = Selected {
                selection,
                conditions: conditions
                    .map(|condition| (condition.formula, condition.rows))
                    .collect(),
                revision,
            };
            Ok(JobResult::Explored(Box::new(Explored {
                project: id,
                found: Found::Selection(selected),
            })))
        })?;
        Ok(())
    }

    /// Lists the chosen rows for the table below the plots, which may come a moment later.
    pub(super) fn start_rows(&mut self) -> anyhow::Result<()> {
        let Some(open) = &self.project else {
            return Ok(());
        };
        let Some(selection) = open.explore.selection.clone() else {
            return Ok(());
        };
        let id = open.id;
        let key = JobKey::Explore(ExploreWork::Rows);
        self.jobs.start(key, "Listing rows", move |_| {
            let numbers = selection.rows.indices().into();
            let rows = Rows { selection, numbers };
            Ok(JobResult::Explored(Box::new(Explored {
                project: id,
                found: Found::Rows(rows),
            })))
        })?;
        Ok(())
    }
}

/// The rows of every formula; those that are known are not looked for again.
fn conditions(table: &Table, chosen: Vec<Chosen>) -> anyhow::Result<Vec<Condition>> {
    let found = chosen.into_iter().map(|chosen| {
        let rows = if let Some(rows) = chosen.rows {
            rows
        } else {
            let segment = Segment {
                name: chosen.words.clone(),
                condition: chosen.formula.clone(),
            };
            Arc::new(segment.rows(table)?)
        };
        Ok(Condition {
            words: chosen.words,
            formula: chosen.formula,
            rows,
        })
    });
    found.collect()
}
