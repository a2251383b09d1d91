use rayon::prelude::*;

use super::{
    ConfusionMatrix, Metric, accuracy, average::Average, average_precision, balanced_accuracy,
    brier, ece, f1, kappa, log_loss, mcc, precision, ranking::Ranking, recall, roc_auc,
};
use crate::terms::{Figure, Task};

/// Answers of a classifier beside the truth.
#[derive(Clone, Copy, Debug)]
pub struct Classified<'a> {
    /// The true class of each row: a code below `n_classes`.
    pub labels: &'a [u32],
    /// The answered class of each row.
    pub predicted: &'a [u32],
    /// The probability of each class, row after row, in the order of the codes.
    pub probabilities: Option<&'a [f64]>,
    /// Number of classes.
    pub n_classes: usize,
    /// The code of the positive class; read for a binary task only.
    pub positive: u32,
}

/// Every metric of `task`, a binary or a multi-class one, in the order of [`Metric::for_task`].
///
/// Answers that do not fit the truth (another length, an unknown class) give no figure but the
/// reason; so do, for the metrics that need them, probabilities that are missing or not finite.
pub fn classification(task: Task, classified: &Classified<'_>) -> Vec<(Metric, Figure)> {
    let tally = match classified.problem(task) {
        None => Ok(Tally::of(task, classified)),
        Some(reason) => Err(reason),
    };
    let figure = |metric: Metric| match &tally {
        Ok(tally) if metric.needs_probabilities() && tally.probabilities.is_none() => {
            Figure::not_computable(tally.reason)
        }
        Ok(tally) => tally.figure(metric),
        Err(reason) => Figure::not_computable(*reason),
    };
    Metric::for_task(task)
        .map(|metric| (metric, figure(metric)))
        .collect()
}

impl<'a> Classified<'a> {
    pub(super) fn problem(&self, task: Task) -> Option<&'static str> {
        let unknown = |codes: &[u32]| codes.iter().any(|&code| code as usize >= self.n_classes);
        if self.labels.len() != self.predicted.len() {
            Some("there are not as many answers as labels")
        } else if self.labels.is_empty() {
            Some("no labelled rows")
        } else if unknown(self.labels) || unknown(self.predicted) {
            Some("a label or an answer is none of the classes")
        } else if task == Task::Binary && self.positive as usize >= self.n_classes {
            Some("the positive class is none of the classes")
        } else {
            None
        }
    }

    pub(super) fn checked_probabilities(&self) -> Result<&'a [f64], &'static str> {
        match self.probabilities {
            None => Err("needs probabilities, not only answers"),
            Some(values) if values.len() != self.labels.len() * self.n_classes => {
                Err("there is not one probability per row and class")
            }
            Some(values) if values.iter().any(|value| !value.is_finite()) => {
                Err("a probability is missing or not finite")
            }
            Some(values) => Ok(values),
        }
    }

    /// The probability of `class` in each row.
    pub(super) fn scores(&self, probabilities: &[f64], class: u32) -> Vec<f64> {
        let step = self.n_classes.max(1);
        probabilities
            .iter()
            .skip(class as usize)
            .step_by(step)
            .copied()
            .collect()
    }
}

/// What several metrics share, computed once.
struct Tally<'a> {
    task: Task,
    rows: Classified<'a>,
    confusion: ConfusionMatrix,
    /// The checked probabilities, or nothing, for which there is a `reason`.
    probabilities: Option<&'a [f64]>,
    reason: &'static str,
    /// Of the positive class for a binary task, else of each class against the rest.
    rankings: Vec<Ranking>,
}

impl<'a> Tally<'a> {
    fn of(task: Task, rows: &Classified<'a>) -> Self {
        let checked = rows.checked_probabilities();
        let classes: Vec<u32> = match task {
            Task::Binary => vec![rows.positive],
            _ => (0..rows.n_classes as u32).collect(),
        };
        let rankings = checked.map_or_else(
            |_| Vec::new(),
            |probabilities| {
                let rank = |class: u32| {
                    let scores = rows.scores(probabilities, class);
                    // Lengths and finiteness were checked: it cannot fail.
                    Ranking::of(rows.labels.iter().map(|&label| label == class), &scores).ok()
                };
                classes.into_par_iter().filter_map(rank).collect()
            },
        );
        Self {
            task,
            rows: *rows,
            confusion: ConfusionMatrix::of(rows.labels, rows.predicted, rows.n_classes),
            probabilities: checked.ok(),
            reason: checked.err().unwrap_or_default(),
            rankings,
        }
    }

    fn figure(&self, metric: Metric) -> Figure {
        match metric {
            Metric::RocAuc => roc_auc::roc_auc(&self.rankings),
            Metric::AveragePrecision => average_precision::average_precision(&self.rankings),
            _ => of_confusion(metric, &self.confusion, self.rows.positive)
                .unwrap_or_else(|| self.of_probabilities(metric)),
        }
    }

    fn of_probabilities(&self, metric: Metric) -> Figure {
        let (rows, values) = (&self.rows, self.probabilities.unwrap_or_default());
        let is_binary = self.task == Task::Binary;
        match metric {
            Metric::LogLoss => log_loss::log_loss(rows, values),
            Metric::Brier if is_binary => brier::brier_binary(rows, values),
            Metric::Brier => brier::brier_multiclass(rows, values),
            Metric::Ece if is_binary => ece::ece_binary(rows, values),
            Metric::Ece => ece::ece_top_label(rows, values),
            _ => Figure::not_computable("not a metric of this task"),
        }
    }
}

/// A metric that needs the answers only; nothing for one that needs probabilities.
pub(super) fn of_confusion(
    metric: Metric,
    confusion: &ConfusionMatrix,
    positive: u32,
) -> Option<Figure> {
    let binary = Average::Binary(positive);
    Some(match metric {
        Metric::Accuracy => accuracy::accuracy(confusion),
        Metric::BalancedAccuracy => balanced_accuracy::balanced_accuracy(confusion),
        Metric::Precision => precision::precision(confusion, binary),
        Metric::PrecisionMacro => precision::precision(confusion, Average::Macro),
        Metric::PrecisionMicro => precision::precision(confusion, Average::Micro),
        Metric::PrecisionWeighted => precision::precision(confusion, Average::Weighted),
        Metric::Recall => recall::recall(confusion, binary),
        Metric::RecallMacro => recall::recall(confusion, Average::Macro),
        Metric::RecallMicro => recall::recall(confusion, Average::Micro),
        Metric::RecallWeighted => recall::recall(confusion, Average::Weighted),
        Metric::F1 => f1::f1(confusion, binary),
        Metric::F1Macro => f1::f1(confusion, Average::Macro),
        Metric::F1Micro => f1::f1(confusion, Average::Micro),
        Metric::F1Weighted => f1::f1(confusion, Average::Weighted),
        Metric::Mcc => mcc::mcc(confusion),
        Metric::Kappa => kappa::kappa(confusion),
        _ => return None,
    })
}
