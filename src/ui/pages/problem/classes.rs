use crate::{data::Table, workbench::OpenProject};

/// Rows that are looked at in each place.
const ROWS: usize = 4000;
/// Places over the table that are looked at.
const PLACES: usize = 5;

/// The classes that a target may have, as far as a glance shows.
#[derive(Default)]
pub(super) struct Known {
    /// Snapshot, target and whether an analysis was there when it was looked.
    seen: Option<(String, String, bool)>,
    levels: Vec<String>,
}

impl Known {
    /// Looks again if the data, the target or the analysis changed. Never at all rows: a glance at
    /// a few places is enough to offer the classes, and the analysis has counted them all.
    pub(super) fn look(&mut self, open: &OpenProject) {
        let target = &open.project.problem.target;
        let (Some(extraction), Some(table)) = (&open.results.extraction, open.table()) else {
            return;
        };
        let analysis = open.results.analysis.as_ref();
        let now = (
            extraction.report.snapshot.id.clone(),
            target.clone(),
            analysis.is_some(),
        );
        if self.seen.as_ref() == Some(&now) {
            return;
        }
        self.seen = Some(now);
        self.levels = glance(&table, target);
        let counted: Vec<String> = analysis
            .map(|done| {
                done.report
                    .target
                    .iter()
                    .map(|share| share.label.clone())
                    .collect()
            })
            .unwrap_or_default();
        // The analysis may be that of another target: then it lacks what was just seen.
        if self.levels.iter().all(|level| counted.contains(level)) && !self.levels.is_empty() {
            self.levels = counted;
            self.levels.sort();
        }
    }

    /// The classes, sorted; empty if nothing is known.
    pub(super) fn levels(&self) -> &[String] {
        &self.levels
    }
}

fn glance(table: &Table, target: &str) -> Vec<String> {
    let Ok(column) = table.select(&[target]) else {
        return Vec::new();
    };
    let last = column.n_rows().saturating_sub(ROWS);
    let mut levels: Vec<String> = (0..PLACES)
        .map(|place| last * place / (PLACES - 1))
        .filter_map(|first| column.slice(first, ROWS).categories(target).ok())
        .flat_map(|categories| categories.levels)
        .collect();
    levels.sort();
    levels.dedup();
    levels
}
