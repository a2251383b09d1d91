use std::ops::Range;

use rayon::prelude::*;

use super::{answers::Answers, run::Spans};
use crate::{
    estimate::{Cbpe, CbpeClasses, Estimated},
    learners::Predictions,
    metrics::CostMatrix,
    steps::preparation::Labels,
    terms::Task,
};

/// Every metric that can be estimated from a classifier's probabilities, chunk by chunk; nothing
/// where there are none, or the reference does not hold labelled rows of every class.
pub(super) fn estimated(
    answers: &Answers,
    labels: &Labels,
    spans: &Spans,
    costs: &CostMatrix,
) -> Vec<Vec<Estimated>> {
    let Labels::Classes { codes, .. } = labels else {
        return Vec::new();
    };
    match (&answers.scores, answers.task) {
        (Some(scores), Task::Binary) => binary((answers, scores), (labels, codes), spans, costs),
        (Some(Predictions::Probabilities { n_classes, values }), Task::Multiclass) => {
            let known = spans.reference_rows();
            let known: Vec<usize> = known
                .filter(|&row| labels.is_known(row) && values[row * n_classes].is_finite())
                .collect();
            let row = |row: &usize| &values[row * n_classes..(row + 1) * n_classes];
            let probabilities: Vec<f64> = known.iter().flat_map(row).copied().collect();
            let truth: Vec<u32> = known.iter().map(|&row| codes[row]).collect();
            let Ok(cbpe) = CbpeClasses::fit(&probabilities, &truth, *n_classes) else {
                return Vec::new();
            };
            let chunk = |span: &Range<usize>| {
                let values = &values[span.start * n_classes..span.end * n_classes];
                cbpe.estimate(values, &answers.classes[span.clone()])
            };
            spans.all.par_iter().map(chunk).collect()
        }
        _ => Vec::new(),
    }
}

fn binary(
    (answers, scores): (&Answers, &Predictions),
    (labels, codes): (&Labels, &[u32]),
    spans: &Spans,
    costs: &CostMatrix,
) -> Vec<Vec<Estimated>> {
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
