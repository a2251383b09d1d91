use super::expected::Expected;
use crate::{
    metrics::CostMatrix,
    stats::order_key,
    terms::{Figure, Info},
};

/// A metric that can be estimated without labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EstimatedMetric {
    /// Share of right answers.
    Accuracy,
    /// Share of the "yes" that are right.
    Precision,
    /// Share of the positives that are found.
    Recall,
    /// Harmonic mean of precision and recall.
    F1,
    /// Area under the ROC curve.
    RocAuc,
    /// Share of the negatives that are left alone.
    Specificity,
    /// What the answers are worth, in the unit of the costs.
    BusinessValue,
    /// Mean of the classes' F1.
    F1Macro,
    /// Mean of the classes' precision.
    PrecisionMacro,
    /// Mean of the classes' recall.
    RecallMacro,
    /// Mean absolute error, in the unit of the target.
    Mae,
    /// Root mean squared error, in the unit of the target.
    Rmse,
}

/// A metric as it is to be expected.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimated {
    /// The metric.
    pub metric: EstimatedMetric,
    /// The estimate.
    pub value: Figure,
    /// Three standard errors below, within the range of the metric.
    pub low: Figure,
    /// Three standard errors above, within the range of the metric.
    pub high: Figure,
}

const fn info(id: &'static str, name: &'static str, summary: &'static str) -> Info {
    Info {
        id,
        name,
        summary,
        reference: "Białek, Kuberski, Perrakis and Bifet 2024",
    }
}

impl EstimatedMetric {
    /// Every metric.
    pub const ALL: [Self; 12] = [
        Self::Accuracy,
        Self::Precision,
        Self::Recall,
        Self::F1,
        Self::RocAuc,
        Self::Specificity,
        Self::BusinessValue,
        Self::F1Macro,
        Self::PrecisionMacro,
        Self::RecallMacro,
        Self::Mae,
        Self::Rmse,
    ];

    /// Those of a yes-or-no classifier.
    pub(super) const BINARY: [Self; 7] = [
        Self::Accuracy,
        Self::Precision,
        Self::Recall,
        Self::F1,
        Self::RocAuc,
        Self::Specificity,
        Self::BusinessValue,
    ];

    /// Whether it is estimated from what was lost on rows like these, and not from probabilities.
    pub fn is_of_numbers(self) -> bool {
        matches!(self, Self::Mae | Self::Rmse)
    }

    /// What pickers and help say of it.
    pub fn info(self) -> &'static Info {
        const ACCURACY: Info = info(
            "accuracy",
            "Accuracy",
            "Expected share of right answers; high on rare positives whatever the model does.",
        );
        const PRECISION: Info = info(
            "precision",
            "Precision",
            "Expected share of the answers “yes” that are right.",
        );
        const RECALL: Info = info(
            "recall",
            "Recall",
            "Expected share of the positives that are found.",
        );
        const F1: Info = info(
            "f1",
            "F1",
            "Harmonic mean of expected precision and recall.",
        );
        const ROC_AUC: Info = info(
            "roc_auc",
            "ROC-AUC",
            "Expected share of pairs that are ranked rightly; knows no threshold.",
        );
        const SPECIFICITY: Info = info(
            "specificity",
            "Specificity",
            "Expected share of the negatives that are left alone.",
        );
        const VALUE: Info = info(
            "business_value",
            "Business value",
            "What the answers of the rows are worth together by the costs of step 1; grows with the rows.",
        );
        const F1_MACRO: Info = info(
            "f1_macro",
            "F1 (macro)",
            "Mean of the classes' F1 by the expected confusion matrix, each class with the same weight.",
        );
        const PRECISION_MACRO: Info = info(
            "precision_macro",
            "Precision (macro)",
            "Mean of the classes' expected precision, each class with the same weight.",
        );
        const RECALL_MACRO: Info = info(
            "recall_macro",
            "Recall (macro)",
            "Mean of the classes' expected recall, each class with the same weight.",
        );
        const MAE: Info = info(
            "mae",
            "MAE",
            "Expected distance of the answers from the truth, in the unit of the target.",
        );
        const RMSE: Info = info(
            "rmse",
            "RMSE",
            "Root of the expected squared distance of the answers from the truth, in the unit of the target.",
        );
        match self {
            Self::F1Macro => &F1_MACRO,
            Self::PrecisionMacro => &PRECISION_MACRO,
            Self::RecallMacro => &RECALL_MACRO,
            Self::Mae => &MAE,
            Self::Rmse => &RMSE,
            Self::Accuracy => &ACCURACY,
            Self::Precision => &PRECISION,
            Self::Recall => &RECALL,
            Self::F1 => &F1,
            Self::RocAuc => &ROC_AUC,
            Self::Specificity => &SPECIFICITY,
            Self::BusinessValue => &VALUE,
        }
    }

    /// Name in files and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The metric with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.id() == id)
    }

    /// Lowest and highest value that it can have.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::BusinessValue => (f64::MIN, f64::MAX),
            Self::Mae | Self::Rmse => (0.0, f64::MAX),
            _ => (0.0, 1.0),
        }
    }

    /// The estimate and its standard error: that of the realised metric of as many rows drawn anew.
    pub(super) fn measure(
        self,
        e: &Expected,
        rows: &[(f64, f64)],
        costs: &CostMatrix,
    ) -> (Figure, Figure) {
        match self {
            Self::Accuracy => share(e.true_positive + e.true_negative, e.rows()),
            Self::Precision => share(e.true_positive, e.true_positive + e.false_positive),
            Self::Recall => share(e.true_positive, e.positives()),
            Self::Specificity => share(e.true_negative, e.true_negative + e.false_positive),
            Self::F1 => f1(e),
            Self::RocAuc => roc_auc(rows),
            Self::BusinessValue => value(e, costs),
            Self::F1Macro | Self::PrecisionMacro | Self::RecallMacro | Self::Mae | Self::Rmse => {
                let none = || Figure::not_computable("does not apply to a yes-or-no classifier");
                (none(), none())
            }
        }
    }
}

impl Estimated {
    /// The estimate with its band of three standard errors.
    pub(super) fn of(metric: EstimatedMetric, value: Figure, error: &Figure) -> Self {
        let (lowest, highest) = metric.range();
        let limit = |sign: f64| match (&value, error) {
            (Figure::Value(value), Figure::Value(error)) => {
                Figure::Value((value + sign * ERRORS * error).clamp(lowest, highest))
            }
            (Figure::Value(_), missing) | (missing, _) => missing.clone(),
        };
        Self {
            metric,
            low: limit(-1.0),
            high: limit(1.0),
            value,
        }
    }
}

/// Half the width of a band in standard errors.
const ERRORS: f64 = 3.0;

pub(super) const NO_ROWS: &str = "no row is expected of which it is a share";

/// A share of rows, and its binomial standard error.
pub(super) fn share(part: f64, whole: f64) -> (Figure, Figure) {
    let share = part / whole;
    let error = (share * (1.0 - share)).max(0.0).sqrt() / whole.sqrt();
    (
        Figure::finite(share, NO_ROWS),
        Figure::finite(error, NO_ROWS),
    )
}

/// F1, and its standard error by the delta method over the cells of the confusion matrix.
fn f1(e: &Expected) -> (Figure, Figure) {
    let wrong = e.false_positive + e.false_negative;
    let whole = 2.0 * e.true_positive + wrong;
    let f1 = 2.0 * e.true_positive / whole;
    let variance = (2.0 - 2.0 * f1).powi(2) * e.true_positive + f1 * f1 * wrong;
    (
        Figure::finite(f1, NO_ROWS),
        Figure::finite(variance.sqrt() / whole, NO_ROWS),
    )
}

/// The sum of what every row is worth, and its standard error.
fn value(e: &Expected, costs: &CostMatrix) -> (Figure, Figure) {
    if costs.is_empty() {
        let none = || Figure::not_computable("no outcome has a cost; name costs in step 1");
        return (none(), none());
    }
    let cells = [
        (e.true_positive, costs.true_positive),
        (e.false_positive, costs.false_positive),
        (e.false_negative, costs.false_negative),
        (e.true_negative, costs.true_negative),
    ];
    let sum: f64 = cells.iter().map(|(rows, worth)| rows * worth).sum();
    let squares: f64 = cells.iter().map(|(rows, worth)| rows * worth * worth).sum();
    let error = (squares - sum * sum / e.rows()).max(0.0).sqrt();
    (Figure::finite(sum, NO_ROWS), Figure::finite(error, NO_ROWS))
}

/// Area under the expected ROC curve, and its standard error after Hanley and `McNeil` 1982.
pub(super) fn roc_auc(rows: &[(f64, f64)]) -> (Figure, Figure) {
    let mut sorted: Vec<(u64, f64)> = rows
        .iter()
        .map(|&(own, p)| (order_key(own + 0.0), p))
        .collect();
    sorted.sort_unstable_by_key(|&(own, p)| (own, order_key(p)));
    let (mut positives, mut negatives, mut pairs) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let hits: f64 = tied.iter().map(|row| row.1).sum();
        let misses = tied.len() as f64 - hits;
        pairs += hits * (negatives + misses / 2.0);
        positives += hits;
        negatives += misses;
    }
    let auc = pairs / (positives * negatives);
    let (q1, q2) = (auc / (2.0 - auc), 2.0 * auc * auc / (1.0 + auc));
    let variance = auc * (1.0 - auc)
        + (positives - 1.0).max(0.0) * (q1 - auc * auc)
        + (negatives - 1.0).max(0.0) * (q2 - auc * auc);
    let error = (variance.max(0.0) / (positives * negatives)).sqrt();
    let reason = "only one class is expected";
    (Figure::finite(auc, reason), Figure::finite(error, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_probabilities_give_the_metric_itself() {
        let rows = [(0.9, 1.0), (0.8, 0.0), (0.4, 1.0), (0.2, 0.0), (0.1, 0.0)];
        let costs = CostMatrix {
            false_negative: -5.0,
            ..CostMatrix::default()
        };
        let expected = Expected::of(&rows, &[true, true, false, false, false]);
        let value = |metric: EstimatedMetric| metric.measure(&expected, &rows, &costs).0.value();
        for (metric, theirs) in [
            (EstimatedMetric::Accuracy, 0.6),
            (EstimatedMetric::Precision, 0.5),
            (EstimatedMetric::Recall, 0.5),
            (EstimatedMetric::F1, 0.5),
            (EstimatedMetric::RocAuc, 5.0 / 6.0),
            (EstimatedMetric::Specificity, 2.0 / 3.0),
            (EstimatedMetric::BusinessValue, -5.0),
        ] {
            let ours = value(metric).unwrap();
            assert!((ours - theirs).abs() < 1e-12, "{metric:?}: {ours}");
        }
        for metric in EstimatedMetric::ALL {
            assert_eq!(EstimatedMetric::from_id(metric.id()), Some(metric));
        }
    }
}
