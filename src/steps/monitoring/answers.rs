use super::run::Spans;
use crate::{
    estimate::Confidence,
    learners::Predictions,
    metrics::{self, Classified, Metric},
    stats::MISSING,
    steps::{Package, evaluation::UNSURE_BELOW, preparation::Labels, training::decide},
    terms::{Figure, Task},
};

/// What a model answered to the rows that are followed, whoever asked it.
pub(super) struct Answers {
    /// The kind of answer.
    pub(super) task: Task,
    /// The code of the positive class; read for a binary task only.
    pub(super) positive: u32,
    /// The class of each row, [`MISSING`] where there is none; empty for a regression.
    pub(super) classes: Vec<u32>,
    /// The numbers, or the probabilities behind the classes, NaN where there are none; `None`
    /// where only classes were kept.
    pub(super) scores: Option<Predictions>,
}

impl Answers {
    /// The answers of a model of this program.
    pub(super) fn of_model(package: &Package, scores: Predictions) -> Self {
        let threshold = (package.task == Task::Binary).then(|| package.threshold.unwrap_or(0.5));
        Self {
            task: package.task,
            positive: package.positive,
            classes: decide(&scores, package.positive, threshold),
            scores: Some(scores),
        }
    }

    /// Whether row `i` was answered.
    pub(super) fn is_known(&self, i: usize) -> bool {
        match &self.scores {
            Some(Predictions::Values(values)) => !values[i].is_nan(),
            _ => self.classes.get(i).is_some_and(|code| *code != MISSING),
        }
    }

    /// Every metric of the task on `rows`, each of which has label and answer.
    pub(super) fn metrics(&self, labels: &Labels, rows: &[u32]) -> Vec<(Metric, Figure)> {
        let scores = self.scores.as_ref().map(|scores| scores.take(rows));
        match (labels.take(rows), scores) {
            (Labels::Values(truth), Some(Predictions::Values(predicted))) => {
                metrics::regression(&truth, &predicted)
            }
            (Labels::Classes { codes, classes }, scores) => {
                let predicted: Vec<u32> =
                    rows.iter().map(|&row| self.classes[row as usize]).collect();
                let probabilities = match &scores {
                    Some(Predictions::Probabilities { values, .. }) => Some(values.as_slice()),
                    _ => None,
                };
                let classified = Classified {
                    labels: &codes,
                    predicted: &predicted,
                    probabilities,
                    n_classes: classes.len(),
                    positive: self.positive,
                };
                metrics::classification(self.task, &classified)
            }
            _ => Metric::for_task(self.task)
                .map(|metric| {
                    let reason = "the model's answers are of another kind than the labels";
                    (metric, Figure::not_computable(reason))
                })
                .collect(),
        }
    }

    /// How sure the model was, chunk by chunk; nothing without probabilities.
    pub(super) fn confidence(&self, spans: &Spans) -> Vec<Confidence> {
        let Some(Predictions::Probabilities { n_classes, values }) = &self.scores else {
            return Vec::new();
        };
        let of_span = |span: &std::ops::Range<usize>| {
            let values = &values[span.start * n_classes..span.end * n_classes];
            Confidence::of(values, *n_classes, UNSURE_BELOW)
        };
        spans.all.iter().map(of_span).collect()
    }
}
