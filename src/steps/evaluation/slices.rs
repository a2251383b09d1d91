use rayon::prelude::*;

use super::SliceReport;
use crate::{
    data::{RowSet, Segment, Table},
    learners::Predictions,
    metrics::Metric,
    steps::{StepError, preparation::Slice, problem, slices::slices, training::metrics_of},
    terms::{Figure, Task},
};

/// Why there is nothing to compare with.
const NO_BASELINE: &str = "no baseline was trained";

/// The answers of a model, and from which probability on it says yes.
type Judged<'a> = (&'a Predictions, Option<f64>);

/// No metric of `task`.
pub(super) fn none(task: Task) -> Vec<(Metric, Figure)> {
    let metrics = Metric::for_task(task);
    metrics
        .map(|metric| (metric, Figure::not_computable(NO_BASELINE)))
        .collect()
}

/// The model and the best baseline on every segment, and on every slice that step 1 watches.
pub(super) fn judge(
    (table, test, segments): (&Table, &Slice, &[Segment]),
    problem: &problem::Params,
    model: Judged<'_>,
    baseline: Option<&Predictions>,
) -> Result<Vec<SliceReport>, StepError> {
    let watched = problem.watched();
    let segments = segments
        .iter()
        .map(|segment| {
            let rows = segment.rows(table)?;
            let inside = RowSet::of(test.rows.len(), |i| rows.contains(test.rows[i] as usize));
            Ok((segment.name.clone(), inside))
        })
        .collect::<Result<Vec<_>, StepError>>()?;
    if watched.is_empty() && segments.is_empty() {
        return Ok(Vec::new());
    }
    let is_column = |name: &&str| segments.iter().all(|(segment, _)| segment != name);
    let columns: Vec<&str> = watched.iter().copied().filter(is_column).collect();
    let raw = table.select(&columns)?.take(&test.rows);
    let positive = test.labels.positive(&problem.positive);
    let slices = slices(&raw, &watched, &segments)?;
    Ok(slices
        .into_par_iter()
        .map(|slice| {
            let labels = test.labels.take(&slice.rows);
            let metrics = |(predictions, threshold): Judged<'_>| {
                let predictions = predictions.take(&slice.rows);
                metrics_of(problem.task, &labels, &predictions, (positive, threshold))
            };
            SliceReport {
                rows: slice.rows.len() as u64,
                metrics: metrics(model),
                baseline: match baseline {
                    Some(baseline) => metrics((baseline, None)),
                    None => none(problem.task),
                },
                name: slice.name,
                of: slice.of,
            }
        })
        .collect())
}
