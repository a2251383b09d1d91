use crate::{
    automation::{Project, Results},
    learners,
    metrics::Metric,
    steps::{
        StepError, preparation, problem,
        training::{self, FoldScore, Spread, Trained, Trial},
    },
    terms::Figure,
};

use super::meter::Used;

/// What kind of experiment it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ExperimentKind {
    /// A model that a run of step 5 gave.
    Model,
    /// A candidate of a search.
    Trial,
    /// It was made elsewhere and taken in.
    Foreign,
}

impl ExperimentKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Model, Self::Trial, Self::Foreign];

    /// Name in the database.
    pub fn id(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Trial => "trial",
            Self::Foreign => "foreign",
        }
    }

    /// The kind with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// Everything that is known of an experiment; it never changes.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Record {
    /// Name within its run.
    pub name: String,
    /// The learner's id; empty where it is not one of ours.
    pub learner: String,
    /// The parameters, by name.
    pub params: Vec<(String, String)>,
    /// The id of the metric that decided.
    pub metric: String,
    /// That metric: the mean of the folds, or on the validation part.
    pub score: Figure,
    /// The interval of the score, where there are folds enough for one.
    #[serde(default)]
    pub interval: Option<(f64, f64)>,
    /// Metrics on the rows that it was fitted on, by id.
    #[serde(default)]
    pub train: Vec<(String, Figure)>,
    /// Metrics on the validation part, by id; of a foreign run, what it logged.
    #[serde(default)]
    pub validation: Vec<(String, Figure)>,
    /// What it reached on each fold.
    #[serde(default)]
    pub folds: Vec<FoldScore>,
    /// Share of the training rows that it was fitted on, 0 to 1.
    pub share: f64,
    /// Seconds to fit it; of a trial, to fit and judge it on every fold.
    pub seconds: f64,
    /// Seconds of the whole run.
    pub run_seconds: f64,
    /// Processor seconds of the whole program during the run.
    #[serde(default)]
    pub cpu_seconds: Option<f64>,
    /// The most resident memory of the whole program that was seen during the run, in bytes.
    #[serde(default)]
    pub peak_bytes: Option<u64>,
    /// The content hash of the data.
    pub snapshot: String,
    /// Stands for everything that the run of step 5 depended on.
    pub fingerprint: String,
    /// Version of the program, or of what made it elsewhere.
    pub program: String,
    /// When the run began, in microseconds since the epoch.
    pub started_at: i64,
    /// Hash of the fitted model; empty where none was kept.
    #[serde(default)]
    pub model_hash: String,
    /// Where it was taken in from; empty for our own.
    #[serde(default)]
    pub source: String,
    /// What it takes to make it again; nothing for a foreign one.
    #[serde(default)]
    pub setup: Option<Box<Setup>>,
}

/// What it takes to make an experiment again, but for the rows.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Setup {
    /// Step 1.
    pub problem: problem::Params,
    /// Step 4: split and recipe.
    pub preparation: preparation::Params,
    /// Step 5: seed, folds and search.
    pub training: training::Params,
    /// The learner and the parameters that were fitted.
    pub learner: learners::Params,
}

/// The run that an experiment was part of.
pub(in crate::workbench) struct Run<'a> {
    pub(in crate::workbench) project: &'a Project,
    pub(in crate::workbench) results: &'a Results,
    pub(in crate::workbench) fingerprint: String,
    pub(in crate::workbench) started_at: i64,
    pub(in crate::workbench) seconds: f64,
    pub(in crate::workbench) used: Used,
}

impl Record {
    /// A model that `run` gave.
    ///
    /// # Errors
    /// If the model cannot be written as JSON.
    pub(in crate::workbench) fn of_model(
        run: &Run<'_>,
        metric: Metric,
        model: &Trained,
    ) -> Result<Self, StepError> {
        let spread = Spread::of(&model.folds, metric);
        Ok(Self {
            name: model.id.clone(),
            score: model.score(metric),
            interval: spread.interval,
            train: by_id(&model.train),
            validation: by_id(&model.validation),
            folds: model.folds.clone(),
            share: 1.0,
            seconds: model.seconds,
            model_hash: super::reproduce::hash(&model.fitted)?,
            ..Self::begun(run, metric, &model.params)
        })
    }

    /// A trial of a search.
    pub(in crate::workbench) fn of_trial(run: &Run<'_>, metric: Metric, trial: &Trial) -> Self {
        let judged = run.project.training.resampling.n_folds() == 0;
        let first = trial.folds.first().filter(|_| judged);
        Self {
            name: format!("trial {}", trial.number),
            score: trial.score.clone(),
            interval: Spread::of(&trial.folds, metric).interval,
            validation: first.map_or_else(Vec::new, |fold| by_id(&fold.metrics)),
            folds: if judged {
                Vec::new()
            } else {
                trial.folds.clone()
            },
            share: trial.share,
            seconds: trial.seconds,
            ..Self::begun(run, metric, &trial.params)
        }
    }

    fn begun(run: &Run<'_>, metric: Metric, learner: &learners::Params) -> Self {
        let extraction = run.results.extraction.as_ref();
        let Project {
            problem,
            preparation,
            training,
            ..
        } = run.project;
        Self {
            name: String::new(),
            learner: learner.learner().id().to_owned(),
            params: pairs(learner),
            metric: metric.id().to_owned(),
            score: Figure::not_computable("it was not judged"),
            interval: None,
            train: Vec::new(),
            validation: Vec::new(),
            folds: Vec::new(),
            share: 1.0,
            seconds: 0.0,
            run_seconds: run.seconds,
            cpu_seconds: run.used.cpu_seconds,
            peak_bytes: run.used.peak_bytes,
            snapshot: extraction.map_or_else(String::new, |done| done.report.snapshot.id.clone()),
            fingerprint: run.fingerprint.clone(),
            program: concat!("nonagon ", env!("CARGO_PKG_VERSION")).to_owned(),
            started_at: run.started_at,
            model_hash: String::new(),
            source: String::new(),
            setup: Some(Box::new(Setup {
                problem: problem.clone(),
                preparation: preparation.clone(),
                training: training.clone(),
                learner: learner.clone(),
            })),
        }
    }

    /// A metric by its id: the mean of the folds, or on the validation part.
    pub fn figure(&self, metric: &str) -> Figure {
        if metric == self.metric {
            return self.score.clone();
        }
        if let (Some(metric), false) = (Metric::from_id(metric), self.folds.is_empty()) {
            return Spread::of(&self.folds, metric).mean;
        }
        let found = self.validation.iter().find(|(id, _)| id == metric);
        found.map_or_else(
            || Figure::not_computable("it was not measured"),
            |(_, figure)| figure.clone(),
        )
    }

    /// The interval of a metric from the folds, where there are folds enough.
    pub fn interval(&self, metric: &str) -> Option<(f64, f64)> {
        Spread::of(&self.folds, Metric::from_id(metric)?).interval
    }

    /// Name on the screen: the learner's, or the run's where it is foreign.
    pub fn title(&self) -> &str {
        learners::Learner::from_id(&self.learner)
            .map_or(self.name.as_str(), |learner| learner.info().name)
    }
}

/// Metrics by their ids.
pub(super) fn by_id(metrics: &[(Metric, Figure)]) -> Vec<(String, Figure)> {
    let pair = |(metric, figure): &(Metric, Figure)| (metric.id().to_owned(), figure.clone());
    metrics.iter().map(pair).collect()
}

/// Parameters as texts.
fn pairs(params: &learners::Params) -> Vec<(String, String)> {
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let pairs = params.pairs().into_iter();
    pairs.map(|(name, value)| (name, text(value))).collect()
}
