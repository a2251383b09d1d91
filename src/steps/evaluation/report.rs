use super::{Outcome, ThresholdChoice};
use crate::{
    estimate::Confidence,
    metrics::{CalibrationBin, ConfusionMatrix, Curve, Metric},
    stats::Histogram,
    terms::Figure,
};

/// The chosen model on the test part.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The id of the model within the training report.
    pub model: String,
    /// Its learner's name.
    pub name: String,
    /// Every metric of the task on the test part.
    pub metrics: Vec<(Metric, Figure)>,
    /// The same metrics of the best baseline.
    pub baseline: Vec<(Metric, Figure)>,
    /// The baseline's name.
    pub baseline_name: String,
    /// Rows of the test part.
    pub rows: u64,
    /// What is shown beside the metrics.
    pub detail: Detail,
    /// The same metrics on the parts of the test rows that step 1 watches.
    #[serde(default)]
    pub slices: Vec<SliceReport>,
}

/// The chosen model on some of the test rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SliceReport {
    /// "carrier = AA", or a segment's name.
    pub name: String,
    /// The column, or the segment's name again.
    pub of: String,
    /// Its test rows.
    pub rows: u64,
    /// Every metric of the task.
    pub metrics: Vec<(Metric, Figure)>,
    /// The same metrics of the best baseline.
    pub baseline: Vec<(Metric, Figure)>,
}

/// What is shown beside the metrics, by task.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "task", rename_all = "lowercase")]
pub enum Detail {
    /// Yes or no.
    Binary(Box<BinaryDetail>),
    /// One of several classes.
    Multiclass {
        /// Rows by true and predicted class.
        confusion: ConfusionMatrix,
        /// The class names, in the matrix's order.
        classes: Vec<String>,
        /// How sure the model is.
        confidence: Confidence,
    },
    /// A number.
    Regression(RegressionDetail),
}

/// What is shown of a binary model.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct BinaryDetail {
    /// The class names; `positive` indexes them.
    pub classes: Vec<String>,
    /// The code of the positive class.
    pub positive: u32,
    /// From which probability on the model says yes, and why.
    pub threshold: f64,
    /// Why this threshold.
    pub choice: ThresholdChoice,
    /// Rows by true and predicted class at the threshold.
    pub confusion: ConfusionMatrix,
    /// What would happen at other thresholds, rising.
    pub outcomes: Vec<Outcome>,
    /// True positive rate over false positive rate; missing where only one class occurs.
    pub roc: Option<Curve>,
    /// Precision over recall.
    pub precision_recall: Option<Curve>,
    /// Share of positives by predicted probability.
    pub calibration: Vec<CalibrationBin>,
    /// How sure the model is.
    pub confidence: Confidence,
    /// What the decisions on the test part are worth; not computable without costs.
    pub value: Figure,
    /// The same of the best constant decision: all yes or all no.
    pub constant_value: Figure,
}

/// What is shown of a regression model.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct RegressionDetail {
    /// Truth minus prediction over all test rows.
    pub residuals: Histogram,
    /// A sample of (prediction, truth), evenly spread over the test rows.
    pub sample: Vec<(f64, f64)>,
    /// How many rows the sample was taken from.
    pub sampled_from: u64,
}

impl Report {
    /// `metric` on the test part.
    pub fn metric(&self, metric: Metric) -> Figure {
        self.metrics
            .iter()
            .find(|(candidate, _)| *candidate == metric)
            .map_or_else(
                || Figure::not_computable("not a metric of this task"),
                |(_, figure)| figure.clone(),
            )
    }

    /// The decision threshold, where there is one.
    pub fn threshold(&self) -> Option<f64> {
        match &self.detail {
            Detail::Binary(detail) => Some(detail.threshold),
            Detail::Multiclass { .. } | Detail::Regression(_) => None,
        }
    }
}
