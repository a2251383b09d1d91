//! What the model in service did lately: in the log of what it answered, and in the report of
//! step 9.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::data::Champion;
use crate::{
    automation::{Answers, DataCheck, Expected, Project},
    data::Table,
    drift::Verdict,
    jobs::JobCtx,
    metrics::{self, Classified},
    steps::monitoring::Report,
    store::Store,
    terms::{Figure, Task},
    workbench::{Answered, answered, jobs_of::JobProgress},
};

/// The latest rows of the log that are looked at: what a look costs does not grow with the past.
const ROWS: usize = 5000;
/// Rows with a label below which a metric says nothing.
const LEAST_LABELS: usize = 50;

/// The rows that a version was made from, once they were read.
#[derive(Debug, Default)]
pub(super) struct Known(Option<(i64, Champion)>);

/// Whose answers are looked at.
pub(super) struct Subject<'a> {
    pub(super) project: &'a Project,
    pub(super) store: &'a Store,
    pub(super) workspace: &'a Path,
    pub(super) data_dir: &'a Path,
    /// Changes with the sources: a run can only learn something else from other rows, so the same
    /// answers are a reason once for each state of them.
    pub(super) state: &'a str,
}

impl Subject<'_> {
    /// What the version under the alias was asked and answered lately; nothing before it was asked.
    pub(super) fn logged(
        &self,
        known: &Mutex<Known>,
        job: &JobCtx,
    ) -> anyhow::Result<Option<Answers>> {
        let deployment = &self.project.deployment;
        let Some(version) = self.store.alias(&deployment.model, &deployment.alias)? else {
            return Ok(None);
        };
        let parts = answered(self.store, self.workspace, &deployment.model, ROWS)?;
        let mut parts = parts.into_iter().filter(|part| part.version == version);
        let Some(part) = parts.next_back() else {
            return Ok(None);
        };
        let progress = JobProgress(job);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0.as_ref().is_none_or(|(of, _)| *of != version) {
            let place = (self.store, self.data_dir);
            let champion = Champion::load(place, &deployment.model, version, &progress)?;
            known.0 = champion.map(|champion| (version, champion));
        }
        let Some((_, champion)) = &known.0 else {
            return Ok(None);
        };
        let drift = drift(champion, &part.inputs, &progress)?;
        Ok(Some(Answers {
            place: format!("what {} was asked", champion.name),
            evidence: format!("{} {}", champion.name, self.state),
            drift,
            performance: self.performance(&part, champion.package.positive),
            confidence: confidence(&part),
        }))
    }

    /// What step 9 says of the newest chunk of production.
    pub(super) fn reported(&self, report: &Report, snapshot: &str) -> Option<Answers> {
        let (last, chunk) = report.production().last()?;
        let of = |index: usize| report.columns.get(index)?.chunks.get(last);
        let columns: Vec<_> = (0..report.columns.len()).filter_map(of).collect();
        let known = columns
            .iter()
            .filter(|drift| drift.verdict != Verdict::Unknown);
        let named = report.columns.iter().zip(&columns);
        let drifted = named.filter(|(_, drift)| drift.verdict == Verdict::Drift);
        let drifted: Vec<&str> = drifted.map(|(column, _)| column.name.as_str()).collect();
        let share = drifted.len() as f64 / known.count() as f64;
        let primary = self.project.problem.primary_metric();
        let metric = report.metrics.iter().find(|one| one.metric == primary);
        let metric = metric.and_then(|one| one.values.get(last).cloned());
        Some(Answers {
            place: format!("the chunk {} of step 9", chunk.label),
            evidence: format!("{} {snapshot} {}", report.model, self.state),
            drift: (
                Figure::finite(share, "there are too few rows to tell"),
                drifted.join(", "),
            ),
            performance: metric
                .unwrap_or_else(|| Figure::not_computable("the metric was not computed")),
            confidence: Figure::not_computable("step 9 keeps it chunk by chunk for plots only"),
        })
    }

    /// The primary metric of the rows whose label came.
    fn performance(&self, part: &Answered, positive: u32) -> Figure {
        let problem = &self.project.problem;
        let known: Vec<usize> = (0..part.at.len())
            .filter(|row| part.labels[*row].is_some())
            .collect();
        if known.len() < LEAST_LABELS {
            return Figure::not_computable(format!("fewer than {LEAST_LABELS} labels came"));
        }
        let found = if problem.task == Task::Regression {
            let pair = |row: &usize| {
                let label = part.labels[*row].as_ref()?.parse::<f64>().ok()?;
                Some((label, part.value[*row]?))
            };
            let (truth, values): (Vec<f64>, Vec<f64>) = known.iter().filter_map(pair).unzip();
            metrics::regression(&truth, &values)
        } else {
            let n = part.classes.len();
            let place = |row: usize| {
                let label = part.labels[row].as_ref()?;
                let at = part.classes.iter().position(|class| class == label)?;
                Some((at as u32, part.class[row]?))
            };
            let rows: Vec<usize> = known
                .into_iter()
                .filter(|row| place(*row).is_some())
                .collect();
            let (labels, predicted): (Vec<u32>, Vec<u32>) =
                rows.iter().filter_map(|row| place(*row)).unzip();
            let shares = rows
                .iter()
                .filter_map(|row| part.probabilities.get(row * n..(row + 1) * n));
            let shares: Vec<f64> = shares.flatten().copied().collect();
            metrics::classification(
                problem.task,
                &Classified {
                    labels: &labels,
                    predicted: &predicted,
                    probabilities: Some(&shares),
                    n_classes: n,
                    positive,
                },
            )
        };
        let primary = problem.primary_metric();
        let found = found.into_iter().find(|(metric, _)| *metric == primary);
        found.map_or_else(
            || Figure::not_computable("it is not a metric of this task"),
            |(_, figure)| figure,
        )
    }
}

fn drift(
    champion: &Champion,
    rows: &Table,
    progress: &JobProgress<'_>,
) -> anyhow::Result<(Figure, String)> {
    // Columns that the log leaves out cannot be compared.
    let logged: Vec<_> = champion
        .package
        .inputs()
        .iter()
        .filter(|column| rows.column_index(&column.name).is_some())
        .cloned()
        .collect();
    let expected = Expected {
        name: &champion.name,
        columns: &logged,
        before: champion
            .rows
            .as_ref()
            .map(|(table, id)| (table, id.as_str())),
    };
    let check = DataCheck::of(rows, &expected, progress)?;
    let known = check.compared.saturating_sub(check.unknown);
    let share = check.drifted.len() as f64 / known as f64;
    let figure = Figure::finite(share, "there are too few rows to tell");
    Ok((figure, check.drifted.join(", ")))
}

fn confidence(part: &Answered) -> Figure {
    if part.classes.is_empty() {
        return Figure::not_computable("the model answers numbers");
    }
    let shares = part.probabilities.chunks_exact(part.classes.len());
    let highest = shares.map(|row| row.iter().copied().fold(f64::NAN, f64::max));
    let known: Vec<f64> = highest.filter(|share| share.is_finite()).collect();
    let mean = known.iter().sum::<f64>() / known.len() as f64;
    Figure::finite(mean, "no row has probabilities")
}
