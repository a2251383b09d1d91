use super::{Outcome, ThresholdChoice};
use crate::{
    estimate::Confidence,
    learners::Calibrator,
    metrics::{
        CalibrationBin, ConfusionMatrix, Curve, Estimate, GroupOutcome, Metric, bootstrap::Interval,
    },
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
    /// The 95 % interval of each metric, by resampling the test rows.
    #[serde(default)]
    pub intervals: Vec<(Metric, Option<Interval>)>,
    /// The same metrics of the best baseline; not computable where none was trained.
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
    /// What makes its probabilities come true, if that was asked for.
    #[serde(default)]
    pub calibrator: Option<Calibrator>,
    /// How the groups of each protected attribute are treated; for a binary task.
    #[serde(default)]
    pub fairness: Vec<Fairness>,
    /// Segments on which the model does worse than elsewhere, the most significant first.
    #[serde(default)]
    pub weak_segments: Vec<WeakSegment>,
    /// How many segments were tried to find them.
    #[serde(default)]
    pub segments_tried: u64,
    /// The rows that it is most wrong about, by kind, worst first.
    #[serde(default)]
    pub errors: Vec<ErrorRow>,
}

/// How the groups of one protected attribute are treated.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Fairness {
    /// The column.
    pub attribute: String,
    /// The largest group, which the others are compared with.
    pub reference: String,
    /// Every group.
    pub groups: Vec<FairnessGroup>,
}

/// How one group is treated; every interval is one of 95 %.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FairnessGroup {
    /// "sex = F".
    pub name: String,
    /// Its rows by truth and answer.
    pub outcome: GroupOutcome,
    /// The share that is answered with yes.
    pub selection: Option<Estimate>,
    /// The share of its positives that is found.
    pub true_positive: Option<Estimate>,
    /// The share of its negatives that is taken for positives.
    pub false_positive: Option<Estimate>,
    /// Its selection rate over that of the reference; nothing for the reference itself.
    pub selection_ratio: Option<Estimate>,
    /// Its true positive rate minus that of the reference.
    pub true_positive_gap: Option<Estimate>,
    /// Its false positive rate minus that of the reference.
    pub false_positive_gap: Option<Estimate>,
}

/// Rows of one or two columns' values on which the model does worse than elsewhere.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct WeakSegment {
    /// "hour 15 to 20 and carrier EV".
    pub words: String,
    /// The same as a formula.
    pub condition: String,
    /// Its test rows.
    pub rows: u64,
    /// Its mean loss: surprise in nats, or the absolute error.
    pub loss: f64,
    /// The mean loss of all other rows.
    pub other_loss: f64,
    /// The chance of such a segment among all that were tried, were none worse.
    pub p: f64,
    /// Every metric of the task on its rows.
    pub metrics: Vec<(Metric, Figure)>,
}

/// A kind of mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// A negative that was taken for a positive.
    FalsePositive,
    /// A positive that was missed.
    FalseNegative,
    /// Another class than the true one.
    WrongClass,
    /// A number.
    Number,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [
        Self::FalsePositive,
        Self::FalseNegative,
        Self::WrongClass,
        Self::Number,
    ];

    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::FalsePositive => "False alarm",
            Self::FalseNegative => "Missed",
            Self::WrongClass => "Wrong class",
            Self::Number => "Error",
        }
    }
}

/// A row that the model is wrong about.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ErrorRow {
    /// Its number in the snapshot.
    pub row: u32,
    /// The kind of mistake.
    pub kind: ErrorKind,
    /// What is true.
    pub truth: String,
    /// What the model said.
    pub answer: String,
    /// The probability of what it said; nothing for numbers.
    pub probability: Option<f64>,
    /// Surprise about the truth in nats, or the absolute error.
    pub loss: f64,
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
    /// Share of the positives that are found over the share of rows answered with yes.
    #[serde(default)]
    pub gain: Option<Curve>,
    /// How many times more positives that finds than guessing.
    #[serde(default)]
    pub lift: Option<Curve>,
    /// Share of positives by predicted probability.
    pub calibration: Vec<CalibrationBin>,
    /// The probabilities before they were calibrated, if they were.
    #[serde(default)]
    pub uncalibrated: Option<Uncalibrated>,
    /// How sure the model is.
    pub confidence: Confidence,
    /// What the decisions on the test part are worth; not computable without costs.
    pub value: Figure,
    /// The same of the best constant decision: all yes or all no.
    pub constant_value: Figure,
}

/// Probabilities before they were calibrated.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Uncalibrated {
    /// Share of positives by predicted probability.
    pub calibration: Vec<CalibrationBin>,
    /// Their expected calibration error.
    pub ece: Figure,
    /// Their Brier score.
    pub brier: Figure,
    /// Their log loss.
    pub log_loss: Figure,
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
    /// Quantiles of a normal distribution beside those of the standardised residuals.
    #[serde(default)]
    pub normal: Vec<(f64, f64)>,
    /// Residuals over each column of numbers.
    #[serde(default)]
    pub columns: Vec<ColumnResiduals>,
}

/// The residuals over one column.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ColumnResiduals {
    /// The column.
    pub column: String,
    /// A sample of (value, truth minus prediction), evenly spread over the test rows.
    pub points: Vec<(f64, f64)>,
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

    /// The interval of `metric`, where it has one.
    pub fn interval(&self, metric: Metric) -> Option<Interval> {
        let mut known = self.intervals.iter();
        known.find(|(candidate, _)| *candidate == metric)?.1
    }

    /// The decision threshold, where there is one.
    pub fn threshold(&self) -> Option<f64> {
        match &self.detail {
            Detail::Binary(detail) => Some(detail.threshold),
            Detail::Multiclass { .. } | Detail::Regression(_) => None,
        }
    }
}
