use rayon::prelude::*;

use super::run::Spans;
use crate::{
    estimate::{Cbpe, Estimated},
    learners::Predictions,
    metrics::CostMatrix,
    steps::{Package, preparation::Labels},
    terms::Task,
};

/// Every metric that can be estimated without labels, chunk by chunk; nothing where the task is not
/// binary, or the reference does not hold labelled rows of both classes.
pub(super) fn estimated(
    package: &Package,
    (labels, scores): (&Labels, &Predictions),
    spans: &Spans,
    costs: &CostMatrix,
) -> Vec<Vec<Estimated>> {
    let (Task::Binary, Some(threshold)) = (package.task, package.threshold) else {
        return Vec::new();
    };
    let Labels::Classes { codes, .. } = labels else {
        return Vec::new();
    };
    let scores = scores.class_scores(package.positive);
    let known = spans.reference_rows().filter(|&row| labels.is_known(row));
    let (probabilities, hits): (Vec<f64>, Vec<bool>) = known
        .map(|row| (scores[row], codes[row] == package.positive))
        .unzip();
    let Ok(cbpe) = Cbpe::fit(&probabilities, &hits) else {
        return Vec::new();
    };
    spans
        .all
        .par_iter()
        .map(|span| cbpe.estimate(&scores[span.clone()], threshold, costs))
        .collect()
}
