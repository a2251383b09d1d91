use super::{
    accuracy, average_precision, balanced_accuracy, brier, ece, explained_variance, f1, kappa,
    log_loss, mae, mape, max_error, mcc, median_ae, precision, r2, recall, rmse, roc_auc,
};
use crate::terms::{Info, Task};

/// A figure that says how good predictions are.
///
/// In files it stands as its id: `"roc_auc"`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Area under the ROC curve.
    RocAuc,
    /// Area under the precision-recall curve, in steps.
    AveragePrecision,
    /// Share of right answers.
    Accuracy,
    /// Mean of the classes' recalls.
    BalancedAccuracy,
    /// Share of the answered positives that are positive.
    Precision,
    /// Share of the positives that are found.
    Recall,
    /// Harmonic mean of precision and recall.
    F1,
    /// Mean of the classes' F1.
    F1Macro,
    /// F1 over all answers.
    F1Micro,
    /// Mean of the classes' F1, by their size.
    F1Weighted,
    /// Mean of the classes' precisions.
    PrecisionMacro,
    /// Precision over all answers.
    PrecisionMicro,
    /// Mean of the classes' precisions, by their size.
    PrecisionWeighted,
    /// Mean of the classes' recalls; the same as balanced accuracy where no strange class is answered.
    RecallMacro,
    /// Recall over all answers.
    RecallMicro,
    /// Mean of the classes' recalls, by their size.
    RecallWeighted,
    /// Mean surprise about the true class, in nats.
    LogLoss,
    /// Mean squared distance of the probabilities from the truth.
    Brier,
    /// Matthews' correlation.
    Mcc,
    /// Cohen's kappa.
    Kappa,
    /// Expected calibration error.
    Ece,
    /// Root of the mean squared error.
    Rmse,
    /// Mean absolute error.
    Mae,
    /// Median absolute error.
    MedianAe,
    /// Mean absolute percentage error, as a fraction.
    Mape,
    /// Share of the squared deviations that is explained.
    R2,
    /// Share of the variance that is explained.
    ExplainedVariance,
    /// The largest absolute error.
    MaxError,
}

impl Metric {
    /// Every metric, the most useful of a task first.
    pub const ALL: [Self; 28] = [
        Self::RocAuc,
        Self::AveragePrecision,
        Self::Accuracy,
        Self::BalancedAccuracy,
        Self::Precision,
        Self::Recall,
        Self::F1,
        Self::F1Macro,
        Self::F1Micro,
        Self::F1Weighted,
        Self::PrecisionMacro,
        Self::PrecisionMicro,
        Self::PrecisionWeighted,
        Self::RecallMacro,
        Self::RecallMicro,
        Self::RecallWeighted,
        Self::LogLoss,
        Self::Brier,
        Self::Mcc,
        Self::Kappa,
        Self::Ece,
        Self::Rmse,
        Self::Mae,
        Self::MedianAe,
        Self::Mape,
        Self::R2,
        Self::ExplainedVariance,
        Self::MaxError,
    ];

    /// What pickers and help say.
    pub fn info(self) -> &'static Info {
        match self {
            Self::RocAuc => &roc_auc::INFO,
            Self::AveragePrecision => &average_precision::INFO,
            Self::Accuracy => &accuracy::INFO,
            Self::BalancedAccuracy => &balanced_accuracy::INFO,
            Self::Precision => &precision::INFO,
            Self::PrecisionMacro => &precision::MACRO,
            Self::PrecisionMicro => &precision::MICRO,
            Self::PrecisionWeighted => &precision::WEIGHTED,
            Self::Recall => &recall::INFO,
            Self::RecallMacro => &recall::MACRO,
            Self::RecallMicro => &recall::MICRO,
            Self::RecallWeighted => &recall::WEIGHTED,
            Self::F1 => &f1::INFO,
            Self::F1Macro => &f1::MACRO,
            Self::F1Micro => &f1::MICRO,
            Self::F1Weighted => &f1::WEIGHTED,
            Self::LogLoss => &log_loss::INFO,
            Self::Brier => &brier::INFO,
            Self::Mcc => &mcc::INFO,
            Self::Kappa => &kappa::INFO,
            Self::Ece => &ece::INFO,
            Self::Rmse => &rmse::INFO,
            Self::Mae => &mae::INFO,
            Self::MedianAe => &median_ae::INFO,
            Self::Mape => &mape::INFO,
            Self::R2 => &r2::INFO,
            Self::ExplainedVariance => &explained_variance::INFO,
            Self::MaxError => &max_error::INFO,
        }
    }

    /// Name in files, on the command line and in JSON.
    pub fn id(self) -> &'static str {
        self.info().id
    }

    /// The metric with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.id() == id)
    }

    /// Every metric of `task`, the most useful first.
    pub fn for_task(task: Task) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |metric| metric.tasks().contains(&task))
    }

    /// The tasks that it measures.
    pub fn tasks(self) -> &'static [Task] {
        match self {
            Self::Precision | Self::Recall | Self::F1 => &[Task::Binary],
            Self::Rmse
            | Self::Mae
            | Self::MedianAe
            | Self::Mape
            | Self::R2
            | Self::ExplainedVariance
            | Self::MaxError => &[Task::Regression],
            _ => &[Task::Binary, Task::Multiclass],
        }
    }

    /// Whether more is better.
    pub fn higher_is_better(self) -> bool {
        !matches!(
            self,
            Self::LogLoss
                | Self::Brier
                | Self::Ece
                | Self::Rmse
                | Self::Mae
                | Self::MedianAe
                | Self::Mape
                | Self::MaxError
        )
    }

    /// The lowest and the highest value it can have; infinite where there is no end.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::Mcc | Self::Kappa => (-1.0, 1.0),
            // 2 only with three classes or more.
            Self::Brier => (0.0, 2.0),
            Self::LogLoss
            | Self::Rmse
            | Self::Mae
            | Self::MedianAe
            | Self::Mape
            | Self::MaxError => (0.0, f64::INFINITY),
            Self::R2 | Self::ExplainedVariance => (f64::NEG_INFINITY, 1.0),
            _ => (0.0, 1.0),
        }
    }

    /// Whether it needs probabilities, not only answers.
    pub fn needs_probabilities(self) -> bool {
        matches!(
            self,
            Self::RocAuc | Self::AveragePrecision | Self::LogLoss | Self::Brier | Self::Ece
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_stand_in_files() {
        let ids: BTreeSet<&str> = Metric::ALL.iter().map(|metric| metric.id()).collect();
        assert_eq!(ids.len(), Metric::ALL.len());
        for metric in Metric::ALL {
            assert_eq!(Metric::from_id(metric.id()), Some(metric));
            assert_eq!(serde_json::to_value(metric).unwrap(), metric.id());
            let info = metric.info();
            assert!(
                info.summary.ends_with('.') && !info.name.is_empty(),
                "{}",
                info.id
            );
            assert!(
                !info.reference.is_empty() && !metric.tasks().is_empty(),
                "{}",
                info.id
            );
        }
        assert_eq!(Metric::from_id("guess"), None);
    }

    #[test]
    fn every_task_has_its_usual_metric() {
        for (task, metric) in [
            (Task::Binary, Metric::RocAuc),
            (Task::Multiclass, Metric::F1Macro),
            (Task::Regression, Metric::Rmse),
        ] {
            assert!(Metric::for_task(task).any(|candidate| candidate == metric));
        }
        assert!(Metric::for_task(Task::Multiclass).all(|metric| metric != Metric::F1));
    }
}
