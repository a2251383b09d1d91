use super::{
    Params, Report,
    report::{BinaryDetail, Detail, RegressionDetail},
    slices,
    threshold::{self, ThresholdChoice},
};
use crate::{
    data::{Segment, Table},
    estimate::Confidence,
    learners::{Model as _, Predictions},
    metrics::{self, ConfusionMatrix, CostMatrix, Metric},
    stats::Histogram,
    steps::{
        StepError,
        preparation::{Labels, Prepared, Slice},
        problem,
        training::{self, Trained, decide, metrics_of},
    },
    terms::{Figure, Progress, Task},
};

/// Confidence below this counts as unsure.
pub(in crate::steps) const UNSURE_BELOW: f64 = 0.6;
/// Points kept of a curve: more than a screen shows, few enough to store.
const CURVE_POINTS: usize = 400;
/// Points kept of a scatter plot.
const SCATTER_POINTS: usize = 4000;

/// A model's answers on the test part.
pub(super) struct ModelOnTest {
    /// The answers.
    pub(super) predictions: Predictions,
    /// Every metric of the task.
    metrics: Vec<(Metric, Figure)>,
}

/// Judges the chosen model on the test part, beside the best baseline.
///
/// # Errors
/// If the chosen model was not trained, what step 1 watches is not there, a segment does not fit
/// the table, or somebody stops it.
pub fn run(
    (table, prepared, segments): (&Table, &Prepared, &[Segment]),
    training: &training::Report,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    let model = chosen(training, params)?;
    progress.report(0.0, &format!("Judging {}", model.name()));
    let test = &prepared.test;
    let positive = test.labels.positive(&problem.positive);
    let threshold = (problem.task == Task::Binary)
        .then(|| choose_threshold(model, prepared, (problem, positive), params));
    let judged = on_test(model, test, problem, threshold.map(|(value, _)| value));
    progress.check()?;
    progress.report(0.5, "Judging the baseline");
    let baseline = training.baseline().unwrap_or(model);
    let baseline = (baseline.name(), on_test(baseline, test, problem, None));
    progress.report(0.8, "Judging slices");
    let slices = slices::judge(
        (table, test, segments),
        problem,
        [
            (&judged.predictions, threshold.map(|(value, _)| value)),
            (&baseline.1.predictions, None),
        ],
    )?;
    let detail = match (&test.labels, &judged.predictions) {
        (Labels::Classes { codes, classes }, Predictions::Probabilities { .. }) => {
            let decided = decide(
                &judged.predictions,
                positive,
                threshold.map(|(value, _)| value),
            );
            let confusion = ConfusionMatrix::of(codes, &decided, classes.len());
            classification_detail(&judged.predictions, test, confusion, (problem, threshold))
        }
        (Labels::Values(truth), Predictions::Values(predicted)) => {
            Detail::Regression(regression_detail(truth, predicted))
        }
        _ => {
            return Err(StepError::invalid(
                "The model answers another question than the target asks. Train again in step 5.",
            ));
        }
    };
    Ok(Report {
        model: model.id.clone(),
        name: model.name().to_owned(),
        metrics: judged.metrics,
        baseline: baseline.1.metrics,
        baseline_name: baseline.0.to_owned(),
        rows: test.rows.len() as u64,
        detail,
        slices,
    })
}

fn chosen<'a>(training: &'a training::Report, params: &Params) -> Result<&'a Trained, StepError> {
    match &params.model {
        Some(id) => training.model(id).ok_or_else(|| {
            StepError::Invalid(format!(
                "The model “{id}” was not trained. Choose another one in step 6, or add it in step 5."
            ))
        }),
        None => training
            .best()
            .ok_or_else(|| StepError::invalid("No model was trained. Add a learner in step 5.")),
    }
}

/// `model` on the test part, positive from `threshold` on.
fn on_test(
    model: &Trained,
    test: &Slice,
    problem: &problem::Params,
    threshold: Option<f64>,
) -> ModelOnTest {
    let predictions = model.fitted.predict(&test.matrix);
    let positive = test.labels.positive(&problem.positive);
    let metrics = metrics_of(
        problem.task,
        &test.labels,
        &predictions,
        (positive, threshold),
    );
    ModelOnTest {
        predictions,
        metrics,
    }
}

fn choose_threshold(
    model: &Trained,
    prepared: &Prepared,
    (problem, positive): (&problem::Params, u32),
    params: &Params,
) -> (f64, ThresholdChoice) {
    let validation = &prepared.validation;
    let scores = model
        .fitted
        .predict(&validation.matrix)
        .class_scores(positive);
    let labels = is_positive(&validation.labels, positive);
    threshold::choose(params.threshold, (&labels, &scores), &problem.costs)
}

fn is_positive(labels: &Labels, positive: u32) -> Vec<bool> {
    match labels {
        Labels::Classes { codes, .. } => codes.iter().map(|&code| code == positive).collect(),
        Labels::Values(_) => Vec::new(),
    }
}

fn classification_detail(
    predictions: &Predictions,
    test: &Slice,
    confusion: ConfusionMatrix,
    (problem, threshold): (&problem::Params, Option<(f64, ThresholdChoice)>),
) -> Detail {
    let classes = test.labels.classes().to_vec();
    let probabilities = match predictions {
        Predictions::Probabilities { values, .. } => values.as_slice(),
        Predictions::Values(_) => &[],
    };
    let confidence = Confidence::of(probabilities, classes.len(), UNSURE_BELOW);
    let Some((threshold, choice)) = threshold else {
        return Detail::Multiclass {
            confusion,
            classes,
            confidence,
        };
    };
    let positive = test.labels.positive(&problem.positive);
    let labels = is_positive(&test.labels, positive);
    let scores = predictions.class_scores(positive);
    Detail::Binary(Box::new(BinaryDetail {
        positive,
        threshold,
        choice,
        value: value(&confusion, positive, &problem.costs),
        constant_value: constant_value(&labels, &problem.costs),
        outcomes: threshold::outcomes(&labels, &scores),
        roc: metrics::roc_curve(&labels, &scores)
            .ok()
            .map(|curve| curve.thin(CURVE_POINTS)),
        precision_recall: metrics::precision_recall_curve(&labels, &scores)
            .ok()
            .map(|curve| curve.thin(CURVE_POINTS)),
        calibration: metrics::calibration(&labels, &scores, 10),
        classes,
        confusion,
        confidence,
    }))
}

fn value(confusion: &ConfusionMatrix, positive: u32, costs: &CostMatrix) -> Figure {
    if costs.is_empty() {
        return Figure::not_computable("no costs are set in step 1");
    }
    Figure::finite(costs.value(confusion, positive), "the costs are not finite")
}

fn constant_value(labels: &[bool], costs: &CostMatrix) -> Figure {
    if costs.is_empty() {
        return Figure::not_computable("no costs are set in step 1");
    }
    let positives = labels.iter().filter(|label| **label).count() as f64;
    let negatives = labels.len() as f64 - positives;
    let yes = positives * costs.true_positive + negatives * costs.false_positive;
    let no = positives * costs.false_negative + negatives * costs.true_negative;
    Figure::finite(yes.max(no), "the costs are not finite")
}

fn regression_detail(truth: &[f64], predicted: &[f64]) -> RegressionDetail {
    let residuals: Vec<f64> = truth.iter().zip(predicted).map(|(t, p)| t - p).collect();
    let every = truth.len().div_ceil(SCATTER_POINTS).max(1);
    RegressionDetail {
        residuals: Histogram::with_bins(&residuals, 40),
        sample: predicted
            .iter()
            .copied()
            .zip(truth.iter().copied())
            .step_by(every)
            .collect(),
        sampled_from: truth.len() as u64,
    }
}
