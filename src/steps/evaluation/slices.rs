use rayon::prelude::*;

use super::SliceReport;
use crate::{
    data::Table,
    learners::Predictions,
    steps::{StepError, preparation::Slice, problem, slices::slices, training::metrics_of},
};

/// The answers of a model, and from which probability on it says yes.
type Judged<'a> = (&'a Predictions, Option<f64>);

/// The model and the best baseline on every slice that step 1 watches.
pub(super) fn judge(
    (table, test): (&Table, &Slice),
    problem: &problem::Params,
    [model, baseline]: [Judged<'_>; 2],
) -> Result<Vec<SliceReport>, StepError> {
    let watched = problem.watched();
    if watched.is_empty() {
        return Ok(Vec::new());
    }
    let raw = table.select(&watched)?.take(&test.rows);
    let positive = test.labels.positive(&problem.positive);
    let slices = slices(&raw, &watched, &[])?;
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
