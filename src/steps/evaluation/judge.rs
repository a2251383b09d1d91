use crate::{
    learners::{Calibrator, Predictions},
    metrics::{
        Classified, Metric,
        bootstrap::{Interval, Judged, intervals, resamples_for},
    },
    steps::{
        preparation::{Labels, Slice},
        training::{Trained, decide, metrics_of},
    },
    terms::{Figure, Task},
};

/// A model that is judged.
#[derive(Clone)]
pub(super) struct Subject<'a> {
    /// The model.
    pub(super) model: &'a Trained,
    /// What is done to its probabilities.
    pub(super) calibrator: Option<Calibrator>,
    /// The code of the positive class.
    pub(super) positive: u32,
}

/// A model's answers on a part of the rows.
pub(super) struct OnPart {
    /// The answers.
    pub(super) predictions: Predictions,
    /// Every metric of the task.
    pub(super) metrics: Vec<(Metric, Figure)>,
}

impl Subject<'_> {
    /// Its answers to the rows of `part`, each at its own time; calibrated if that was asked for.
    pub(super) fn predict(&self, part: &Slice) -> Predictions {
        let answers = part.predictions(&self.model.fitted);
        match &self.calibrator {
            Some(calibrator) => calibrator.apply(answers),
            None => answers,
        }
    }

    /// Its answers and metrics on `part`, positive from `threshold` on.
    pub(super) fn on(&self, part: &Slice, task: Task, threshold: Option<f64>) -> OnPart {
        let predictions = self.predict(part);
        let decision = (self.positive, threshold);
        OnPart {
            metrics: metrics_of(task, &part.labels, &predictions, decision),
            predictions,
        }
    }
}

/// Hands `predictions` over as the bootstrap takes them; nothing where they do not fit the labels.
pub(in crate::steps) fn with_judged<T>(
    task: Task,
    labels: &Labels,
    predictions: &Predictions,
    (positive, threshold): (u32, Option<f64>),
    take: impl FnOnce(&Judged<'_>) -> T,
) -> Option<T> {
    match (labels, predictions) {
        (Labels::Values(truth), Predictions::Values(predicted)) => {
            Some(take(&Judged::Values(truth, predicted)))
        }
        (Labels::Classes { codes, classes }, Predictions::Probabilities { values, .. }) => {
            let threshold = (task == Task::Binary).then_some(threshold.unwrap_or(0.5));
            let decided = decide(predictions, positive, threshold);
            let classified = Classified {
                labels: codes,
                predicted: &decided,
                probabilities: Some(values),
                n_classes: classes.len(),
                positive,
            };
            Some(take(&Judged::Classes(task, classified)))
        }
        _ => None,
    }
}

/// The interval of every metric of `predictions`.
pub(super) fn intervals_of(
    task: Task,
    labels: &Labels,
    predictions: &Predictions,
    decision: (u32, Option<f64>),
    seed: u64,
) -> Vec<(Metric, Option<Interval>)> {
    let resamples = resamples_for(predictions.n_rows());
    with_judged(task, labels, predictions, decision, |judged| {
        intervals(judged, resamples, seed)
    })
    .unwrap_or_default()
}
