use crate::{
    learners::{self, Fitted},
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
    /// Seconds it took to fit.
    pub seconds: f64,
}

impl Report {
    /// The best model that is not a baseline, or the best baseline where there is nothing else.
    pub fn best(&self) -> Option<&Trained> {
        let learned = self.models.iter().find(|model| !model.is_baseline());
        learned.or_else(|| self.models.first())
    }

    /// The best baseline.
    pub fn baseline(&self) -> Option<&Trained> {
        self.models.iter().find(|model| model.is_baseline())
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

    /// Name on the screen.
    pub fn name(&self) -> &'static str {
        self.params.learner().info().name
    }

    /// `metric` on the validation part.
    pub fn validation(&self, metric: Metric) -> Figure {
        figure(&self.validation, metric)
    }

    /// `metric` on the training part.
    pub fn train(&self, metric: Metric) -> Figure {
        figure(&self.train, metric)
    }
}

fn figure(metrics: &[(Metric, Figure)], metric: Metric) -> Figure {
    metrics
        .iter()
        .find(|(candidate, _)| *candidate == metric)
        .map_or_else(
            || Figure::not_computable("not a metric of this task"),
            |(_, figure)| figure.clone(),
        )
}
