use std::cmp::Ordering;

use super::{Resampling, Spread};
use crate::{
    learners::{self, Fitted, Learner},
    metrics::Metric,
    terms::Figure,
};

/// The fitted models, compared on the validation part.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Report {
    /// The metric that decides.
    pub metric: Metric,
    /// Every model, best first; baselines take part.
    pub models: Vec<Trained>,
    /// On which rows they were compared.
    #[serde(default)]
    pub resampling: Resampling,
    /// Every trial of a search, in order.
    #[serde(default)]
    pub trials: Vec<Trial>,
}

/// One fitted model.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Trained {
    /// Name within the run: the learner's id, numbered where a learner is used twice.
    pub id: String,
    /// Learner and parameters.
    pub params: learners::Params,
    /// The model.
    pub fitted: Fitted,
    /// Metrics on the rows it was fitted on: far better than `validation` means overfitting.
    pub train: Vec<(Metric, Figure)>,
    /// Metrics on the validation part.
    pub validation: Vec<(Metric, Figure)>,
    /// How much each prepared column matters to it, most first; empty where a model cannot say.
    pub importance: Vec<(String, f64)>,
    /// What its learner reached on each fold, fitted anew there; empty where the validation part
    /// alone decided.
    #[serde(default)]
    pub folds: Vec<FoldScore>,
    /// Seconds it took to fit on the whole training part.
    pub seconds: f64,
}

/// What a learner reached on one fold.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct FoldScore {
    /// Which fold, from 0 on.
    pub fold: u32,
    /// Rows that it was fitted on.
    pub train_rows: u64,
    /// Rows that it was judged on.
    pub rows: u64,
    /// Every metric of the task on these.
    pub metrics: Vec<(Metric, Figure)>,
    /// Seconds that it took to prepare the rows, where that was not done yet, to fit and to judge.
    pub seconds: f64,
}

/// One candidate of a search.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Trial {
    /// Its place in the run, from 1 on.
    pub number: u32,
    /// Learner and parameters.
    pub params: learners::Params,
    /// Share of the training rows that it was fitted on, 0 to 1.
    pub share: f64,
    /// The metric that decides: the mean of the folds, or on the validation part.
    pub score: Figure,
    /// What it reached on each fold, or, as the only one, on the validation part.
    pub folds: Vec<FoldScore>,
    /// Seconds that all of it took, whenever it was done.
    pub seconds: f64,
}

impl Report {
    /// The best model that is not a baseline, or the best baseline where there is nothing else.
    pub fn best(&self) -> Option<&Trained> {
        let learned = self.models.iter().find(|model| !model.is_baseline());
        learned.or_else(|| self.models.first())
    }

    /// The best baseline of those that a gate asks a model to beat. The last known answer is none
    /// of them: it needs answers to come in on time, which a model in service does not.
    pub fn baseline(&self) -> Option<&Trained> {
        let gates = |model: &&Trained| model.is_baseline() && !model.is_last();
        self.models.iter().find(gates)
    }

    /// The last known answer, where rows have a time.
    pub fn last(&self) -> Option<&Trained> {
        self.models.iter().find(|model| model.is_last())
    }

    /// The model with this id.
    pub fn model(&self, id: &str) -> Option<&Trained> {
        self.models.iter().find(|model| model.id == id)
    }
}

impl Trained {
    /// Whether it is there to be beaten.
    pub fn is_baseline(&self) -> bool {
        self.params.learner().is_baseline()
    }

    fn is_last(&self) -> bool {
        self.params.learner() == Learner::Last
    }

    /// Name on the screen.
    pub fn name(&self) -> &'static str {
        self.params.learner().info().name
    }

    /// Parameters in words, and of how many rows it saw only a sample, if so.
    pub fn summary(&self) -> String {
        let params = self.params.summary();
        match self.fitted.sampled() {
            Some(sampled) => format!("{params}; {sampled}"),
            None => params,
        }
    }

    /// `metric` on the validation part.
    pub fn validation(&self, metric: Metric) -> Figure {
        figure(&self.validation, metric)
    }

    /// What decides between models: the mean of the folds, or, without folds, the validation part.
    pub fn score(&self, metric: Metric) -> Figure {
        if self.folds.is_empty() {
            self.validation(metric)
        } else {
            Spread::of(&self.folds, metric).mean
        }
    }

    /// `metric` on the training part.
    pub fn train(&self, metric: Metric) -> Figure {
        figure(&self.train, metric)
    }
}

/// Orders by a metric in its own direction; what could not be computed comes last.
pub(super) fn better(metric: Metric, a: &Figure, b: &Figure) -> Ordering {
    match (a.value(), b.value()) {
        (Some(a), Some(b)) if metric.higher_is_better() => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

pub(super) fn figure(metrics: &[(Metric, Figure)], metric: Metric) -> Figure {
    metrics
        .iter()
        .find(|(candidate, _)| *candidate == metric)
        .map_or_else(
            || Figure::not_computable("not a metric of this task"),
            |(_, figure)| figure.clone(),
        )
}
