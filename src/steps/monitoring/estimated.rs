use rayon::prelude::*;

use super::{answers::Answers, run::Spans};
use crate::{
    estimate::{Cbpe, Estimated},
    metrics::CostMatrix,
    steps::preparation::Labels,
    terms::Task,
};

/// Every metric that can be estimated without labels, chunk by chunk; nothing where the task is not
/// binary, there are no probabilities, or the reference does not hold labelled rows of both classes.
pub(super) fn estimated(
    answers: &Answers,
    labels: &Labels,
    spans: &Spans,
    costs: &CostMatrix,
) -> Vec<Vec<Estimated>> {
    let (Task::Binary, Some(scores)) = (answers.task, &answers.scores) else {
        return Vec::new();
    };
    let Labels::Classes { codes, .. } = labels else {
        return Vec::new();
    };
    let scores = scores.class_scores(answers.positive);
    let decided: Vec<bool> = answers
        .classes
        .iter()
        .map(|code| *code == answers.positive)
        .collect();
    let known = spans.reference_rows().filter(|&row| labels.is_known(row));
    let (probabilities, hits): (Vec<f64>, Vec<bool>) = known
        .map(|row| (scores[row], codes[row] == answers.positive))
        .unzip();
    let Ok(cbpe) = Cbpe::fit(&probabilities, &hits) else {
        return Vec::new();
    };
    spans
        .all
        .par_iter()
        .map(|span| cbpe.estimate(&scores[span.clone()], &decided[span.clone()], costs))
        .collect()
}
