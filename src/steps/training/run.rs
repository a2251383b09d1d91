use std::cmp::Ordering;

use super::{Params, Report, Trained, score::metrics_of};
use crate::{
    learners::{self, Fitted, Learner, Model as _},
    metrics::Metric,
    steps::{
        StepError,
        preparation::{Prepared, Slice},
        problem,
    },
    terms::{Figure, Part, Progress},
};

/// Fits every learner on the training part and compares them on the validation part.
///
/// `seconds` reads a stopwatch, so that the durations can be told; nothing else depends on it.
///
/// # Errors
/// If a learner refuses its parameters or input, or somebody stops it.
pub fn run(
    prepared: &Prepared,
    problem: &problem::Params,
    params: &Params,
    seconds: &dyn Fn() -> f64,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check(problem.task)?;
    let chosen = params.learners_for(problem.task);
    let metric = problem.primary_metric();
    let mut models = Vec::with_capacity(chosen.len());
    for (i, learner) in chosen.iter().enumerate() {
        let share = |i: usize| i as f32 / chosen.len() as f32;
        let part = Part::new(progress, share(i), share(i + 1));
        part.report(0.0, &format!("Training {}", learner.learner().info().name));
        let start = seconds();
        let train = &prepared.train;
        let answers = train.labels.answers();
        let weights = params.class_weights.of_rows(learner.learner(), answers);
        let weights = weights.as_deref();
        let fitted = learners::fit(learner, &train.matrix, answers, weights, params.seed, &part)?;
        let seconds = seconds() - start;
        let score = |slice: &Slice| score(&fitted, slice, problem);
        models.push(Trained {
            id: unique_id(&models, learner.learner()),
            params: learner.clone(),
            train: score(train),
            validation: score(&prepared.validation),
            importance: importance(&fitted, train),
            seconds,
            fitted,
        });
        progress.check()?;
    }
    models.sort_by(|a, b| better_first(metric, a, b));
    Ok(Report { metric, models })
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

fn score(fitted: &Fitted, slice: &Slice, problem: &problem::Params) -> Vec<(Metric, Figure)> {
    let predictions = fitted.predict(&slice.matrix);
    let positive = slice.labels.positive(&problem.positive);
    metrics_of(problem.task, &slice.labels, &predictions, (positive, None))
}

fn importance(fitted: &Fitted, train: &Slice) -> Vec<(String, f64)> {
    let mut importance = fitted.importance(train.matrix.names()).unwrap_or_default();
    importance.sort_by(|a, b| b.1.total_cmp(&a.1));
    importance
}

/// Orders by `metric` on the validation part, in the metric's own direction; what could not be
/// computed comes last.
fn better_first(metric: Metric, a: &Trained, b: &Trained) -> Ordering {
    match (a.validation(metric).value(), b.validation(metric).value()) {
        (Some(a), Some(b)) if metric.higher_is_better() => b.total_cmp(&a),
        (Some(a), Some(b)) => a.total_cmp(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}
