use super::{
    judge::{OnPart, Subject},
    report::{BinaryDetail, Uncalibrated},
    threshold::{self, ThresholdChoice},
};
use crate::{
    estimate::Confidence,
    metrics::{self, ConfusionMatrix, CostMatrix, Metric},
    steps::{
        preparation::{Labels, Slice},
        problem,
    },
    terms::{Figure, Task},
};

/// Points kept of a curve: more than a screen shows, few enough to store.
const CURVE_POINTS: usize = 400;
/// Bins of the reliability curve.
const BINS: usize = 10;

/// What is shown of a binary model.
pub(super) fn detail(
    subject: &Subject<'_>,
    judged: &OnPart,
    test: &Slice,
    (confusion, confidence): (ConfusionMatrix, Confidence),
    (problem, threshold, choice): (&problem::Params, f64, ThresholdChoice),
) -> BinaryDetail {
    let positive = subject.positive;
    let labels = is_positive(&test.labels, positive);
    let scores = judged.predictions.class_scores(positive);
    let thin = |curve: metrics::Curve| curve.thin(CURVE_POINTS);
    let gain = metrics::gain_curve(&labels, &scores).ok();
    BinaryDetail {
        positive,
        threshold,
        choice,
        value: value(&confusion, positive, &problem.costs),
        constant_value: constant_value(&labels, &problem.costs),
        outcomes: threshold::outcomes(&labels, &scores),
        roc: metrics::roc_curve(&labels, &scores).ok().map(thin),
        precision_recall: metrics::precision_recall_curve(&labels, &scores)
            .ok()
            .map(thin),
        lift: gain.as_ref().and_then(metrics::lift_curve).map(thin),
        gain: gain.map(thin),
        calibration: metrics::calibration(&labels, &scores, BINS),
        uncalibrated: uncalibrated(subject, test, &labels),
        classes: test.labels.classes().to_vec(),
        confusion,
        confidence,
    }
}

/// Which rows are positive; none for numbers.
pub(super) fn is_positive(labels: &Labels, positive: u32) -> Vec<bool> {
    match labels {
        Labels::Classes { codes, .. } => codes.iter().map(|&code| code == positive).collect(),
        Labels::Values(_) => Vec::new(),
    }
}

/// What the probabilities were before they were calibrated.
fn uncalibrated(subject: &Subject<'_>, test: &Slice, labels: &[bool]) -> Option<Uncalibrated> {
    subject.calibrator.as_ref()?;
    let raw = Subject {
        calibrator: None,
        ..subject.clone()
    };
    let judged = raw.on(test, Task::Binary, None);
    let figure = |metric: Metric| {
        let mut all = judged.metrics.iter();
        let found = all.find(|(candidate, _)| *candidate == metric);
        found.map_or_else(
            || Figure::not_computable("not a metric of this task"),
            |(_, figure)| figure.clone(),
        )
    };
    Some(Uncalibrated {
        calibration: metrics::calibration(
            labels,
            &judged.predictions.class_scores(subject.positive),
            BINS,
        ),
        ece: figure(Metric::Ece),
        brier: figure(Metric::Brier),
        log_loss: figure(Metric::LogLoss),
    })
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
