use super::{
    FoldScore, Forgetful, Params, Report, Trained, Units,
    judge::{self, Judge},
    report::better,
    score::metrics_of,
    search::{self, Bench},
};
use crate::{
    data::{Fingerprint, Table},
    learners::{self, Fitted, Learner},
    metrics::Metric,
    steps::{
        StepError,
        preparation::{self, Prepared, Slice},
        problem,
    },
    terms::{Figure, Part, Progress},
};

/// What step 5 works on.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The rows of the snapshot: each fold fits the recipe anew on its own.
    pub table: &'a Table,
    /// What step 4 made of them.
    pub prepared: &'a Prepared,
    /// How step 4 made it.
    pub preparation: &'a preparation::Params,
    /// Stands for everything that step 4 depends on: units of another one are not taken for ours.
    pub identity: &'a Fingerprint,
}

/// Fits every learner on the training part, judges it on the folds and the validation part, and
/// puts the best first. With a search, the best parameters of each learner take part.
///
/// `seconds` reads a stopwatch, so that durations can be told and a budget of time can end;
/// nothing else depends on it. `units` remembers what is done.
///
/// # Errors
/// If a learner refuses its parameters or input, the rows cannot be divided into folds, a fold
/// has one class only, what is done cannot be remembered, or somebody stops it.
pub fn run(
    input: &Input<'_>,
    problem: &problem::Params,
    params: &Params,
    (seconds, units): (&dyn Fn() -> f64, &dyn Units),
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check(problem.task)?;
    let metric = problem.primary_metric();
    let judge = Judge::new(input, problem, params, (seconds, units))?;
    let chosen = params.learners_for(problem);
    let mut trials = Vec::new();
    let mut models: Vec<Trained> = Vec::with_capacity(chosen.len());
    for (i, learner) in chosen.iter().enumerate() {
        let share = |i: usize| i as f32 / chosen.len() as f32;
        let whole = Part::new(progress, share(i), share(i + 1));
        let mut bench = Bench {
            judge: &judge,
            metric,
            seed: params.seed,
            trials: &mut trials,
        };
        let learner = searched(learner, params, &mut bench, &whole)?;
        let name = learner.learner().info().name;
        whole.report(0.6, &format!("Training {name}"));
        let folds = folds(&learner, &judge, params, &Part::new(&whole, 0.6, 0.8))?;
        let start = seconds();
        let train = &input.prepared.train;
        let fitted = judge::fit(&learner, train, params, &Part::new(&whole, 0.8, 1.0))?;
        models.push(Trained {
            id: unique_id(&models, learner.learner()),
            seconds: seconds() - start,
            train: score(&fitted, train, problem),
            validation: score(&fitted, &input.prepared.validation, problem),
            importance: importance(&fitted, train),
            params: learner,
            folds,
            fitted,
        });
        progress.check()?;
    }
    models.sort_by(|a, b| better(metric, &a.score(metric), &b.score(metric)));
    Ok(Report {
        metric,
        models,
        resampling: params.resampling.clone(),
        trials,
    })
}

/// What a learner reaches on each fold, or on the validation part where there are none, fitted on
/// `share` of the training rows: a trial of a search by itself.
///
/// # Errors
/// As [`run()`], and if the fit fails on a fold.
pub fn judge_again(
    input: &Input<'_>,
    (problem, params): (&problem::Params, &Params),
    (learner, share): (&learners::Params, f64),
    progress: &dyn Progress,
) -> Result<Vec<FoldScore>, StepError> {
    let judge = Judge::new(input, problem, params, (&|| 0.0, &Forgetful))?;
    let units = judge.judge(learner, share, progress)?;
    let scores = units.into_iter().collect::<Result<_, _>>();
    scores.map_err(StepError::Invalid)
}

/// The best parameters of a learner, or those that were chosen where nothing is searched.
fn searched(
    learner: &learners::Params,
    params: &Params,
    bench: &mut Bench<'_>,
    progress: &dyn Progress,
) -> Result<learners::Params, StepError> {
    match &params.search {
        Some(search) if !learner.learner().is_baseline() => {
            search::search(search, learner, bench, &Part::new(progress, 0.0, 0.6))
        }
        _ => Ok(learner.clone()),
    }
}

/// What a learner reaches on each fold; nothing where the validation part judges.
fn folds(
    learner: &learners::Params,
    judge: &Judge<'_>,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Vec<FoldScore>, StepError> {
    if params.resampling.n_folds() == 0 {
        return Ok(Vec::new());
    }
    let units = judge.judge(learner, 1.0, progress)?;
    let scores = units.into_iter().collect::<Result<_, _>>();
    scores.map_err(StepError::Invalid)
}

fn unique_id(models: &[Trained], learner: Learner) -> String {
    let used = models
        .iter()
        .filter(|model| model.params.learner() == learner)
        .count();
    if used == 0 {
        learner.id().to_owned()
    } else {
        format!("{}_{}", learner.id(), used + 1)
    }
}

/// Every metric of a model on some rows.
pub(super) fn score(
    fitted: &Fitted,
    slice: &Slice,
    problem: &problem::Params,
) -> Vec<(Metric, Figure)> {
    let predictions = slice.predictions(fitted);
    let positive = slice.labels.positive(&problem.positive);
    metrics_of(problem.task, &slice.labels, &predictions, (positive, None))
}

fn importance(fitted: &Fitted, train: &Slice) -> Vec<(String, f64)> {
    let mut importance = fitted.importance(train.matrix.names()).unwrap_or_default();
    importance.sort_by(|a, b| b.1.total_cmp(&a.1));
    importance
}
