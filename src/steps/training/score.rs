use crate::{
    learners::Predictions,
    metrics::{self, Classified, Metric},
    steps::preparation::Labels,
    terms::{Figure, Task},
};

/// The classes that `predictions` stand for: the likeliest, or for a binary task the positive one
/// from `threshold` on.
pub fn decide(predictions: &Predictions, positive: u32, threshold: Option<f64>) -> Vec<u32> {
    predictions.classes(threshold.map(|threshold| (positive, threshold)))
}

/// Every metric of `task`, of predictions against labels that are all known.
///
/// For a binary task the positive class is predicted from `threshold` on (0.5 where none is given).
pub fn metrics_of(
    task: Task,
    labels: &Labels,
    predictions: &Predictions,
    (positive, threshold): (u32, Option<f64>),
) -> Vec<(Metric, Figure)> {
    match (labels, predictions) {
        (Labels::Values(truth), Predictions::Values(predicted)) => {
            metrics::regression(truth, predicted)
        }
        (Labels::Classes { codes, classes }, Predictions::Probabilities { values, .. }) => {
            let threshold = (task == Task::Binary).then_some(threshold.unwrap_or(0.5));
            let predicted = decide(predictions, positive, threshold);
            let classified = Classified {
                labels: codes,
                predicted: &predicted,
                probabilities: Some(values),
                n_classes: classes.len(),
                positive,
            };
            metrics::classification(task, &classified)
        }
        _ => Metric::for_task(task)
            .map(|metric| {
                let reason = "the model's answers are of another kind than the labels";
                (metric, Figure::not_computable(reason))
            })
            .collect(),
    }
}
