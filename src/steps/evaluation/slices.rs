use rayon::prelude::*;

use super::SliceReport;
use crate::{
    data::{RowSet, Segment, Table},
    learners::Predictions,
    steps::{StepError, preparation::Slice, problem, slices::slices, training::metrics_of},
};

/// The answers of a model, and from which probability on it says yes.
type Judged<'a> = (&'a Predictions, Option<f64>);

/// The model and the best baseline on every segment, and on every slice that step 1 watches.
pub(super) fn judge(
    (table, test, segments): (&Table, &Slice, &[Segment]),
    problem: &problem::Params,
    [model, baseline]: [Judged<'_>; 2],
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
                baseline: metrics(baseline),
                name: slice.name,
                of: slice.of,
            }
        })
        .collect())
}
