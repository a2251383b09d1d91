use super::{
    Params,
    judge::{OnPart, Subject, with_judged},
    run,
};
use crate::{
    metrics::{
        Metric, Rope,
        bootstrap::{Difference, differences, resamples_for},
        comparison::{
            FoldDifferences, Posterior, TTest, corrected_resampled_t, correlated_bayesian_t,
        },
    },
    steps::{
        StepError,
        preparation::Prepared,
        problem,
        training::{self, FoldScore, Trained},
    },
    terms::{Figure, Progress},
};

/// Two models on the same test rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The ids of both models within the training report.
    pub models: [String; 2],
    /// Their names.
    pub names: [String; 2],
    /// Every metric of the task: of A, of B, and their difference in the same resamples.
    pub metrics: Vec<(Metric, [Figure; 2], Option<Difference>)>,
    /// Test rows.
    pub rows: u64,
    /// Resamples.
    pub resamples: u64,
    /// What the folds of step 5 say of the metric that decides, where both models have the same.
    pub folds: Option<FoldComparison>,
}

/// Two models on the folds of a cross-validation; differences are above 0 where A is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoldComparison {
    /// The metric.
    pub metric: Metric,
    /// The number of folds.
    pub folds: u64,
    /// What is believed of the difference.
    pub posterior: Posterior,
    /// Whether there is one.
    pub test: TTest,
}

/// Compares two trained models on the same rows of the test part, each calibrated and cut at a
/// threshold by the rules of `params`.
///
/// Looking at many pairs and keeping the best is choosing on the test part: what is kept looks
/// better than it is.
///
/// # Errors
/// If one of them was not trained or cannot be calibrated, or somebody stops it.
pub fn compare(
    prepared: &Prepared,
    training: &training::Report,
    (problem, params): (&problem::Params, &Params),
    (models, rope): ([&str; 2], Rope),
    progress: &dyn Progress,
) -> Result<Comparison, StepError> {
    let test = &prepared.test;
    let mut judged: Vec<(Subject<'_>, OnPart, Option<f64>)> = Vec::new();
    for id in models {
        let params = Params {
            model: Some(id.to_owned()),
            // What a person set is meant for one model.
            threshold: None,
            ..params.clone()
        };
        let model = run::chosen(training, &params)?;
        let subject = run::subject(model, prepared, (problem, &params))?;
        let threshold = run::choose_threshold(&subject, prepared, problem, &params);
        let threshold = threshold.map(|(value, _)| value);
        let on_test = subject.on(test, problem.task, threshold);
        judged.push((subject, on_test, threshold));
        progress.check()?;
    }
    let [(a, on_a, cut_a), (b, on_b, cut_b)] = &judged[..] else {
        return Err(StepError::invalid(
            "Two models are needed. Choose both in step 6.",
        ));
    };
    progress.report(0.5, "Drawing resamples of the test rows");
    let resamples = resamples_for(test.rows.len());
    let task = problem.task;
    let found = with_judged(
        task,
        &test.labels,
        &on_a.predictions,
        (a.positive, *cut_a),
        |ours| {
            with_judged(
                task,
                &test.labels,
                &on_b.predictions,
                (b.positive, *cut_b),
                |theirs| differences([ours, theirs], rope, resamples, params.seed),
            )
        },
    );
    let found = found.flatten().unwrap_or_default();
    let primary = problem.primary_metric();
    let width = found.iter().find(|(metric, _)| *metric == primary);
    let width = width.and_then(|(_, difference)| Some((*difference)?.rope));
    let folds = width.and_then(|width| on_folds([a.model, b.model], primary, width));
    let metrics = found
        .into_iter()
        .enumerate()
        .map(|(i, (metric, difference))| {
            let of = |judged: &OnPart| {
                let figure = judged.metrics.get(i).map(|(_, figure)| figure.clone());
                figure.unwrap_or_else(|| Figure::not_computable("not a metric of this task"))
            };
            (metric, [of(on_a), of(on_b)], difference)
        });
    Ok(Comparison {
        models: models.map(str::to_owned),
        names: [a.model.name().to_owned(), b.model.name().to_owned()],
        metrics: metrics.collect(),
        rows: test.rows.len() as u64,
        resamples: resamples as u64,
        folds,
    })
}

/// The tests on folds; nothing where the models do not have two folds in common, or a metric on
/// them.
fn on_folds([a, b]: [&Trained; 2], metric: Metric, rope: f64) -> Option<FoldComparison> {
    let sign = if metric.higher_is_better() { 1.0 } else { -1.0 };
    let of = |fold: &FoldScore| {
        let found = fold.metrics.iter().find(|(known, _)| *known == metric);
        found.and_then(|(_, figure)| figure.value())
    };
    let (mut differences, mut test, mut train) = (Vec::new(), 0, 0);
    for ours in &a.folds {
        let theirs = b.folds.iter().find(|theirs| {
            theirs.fold == ours.fold
                && theirs.rows == ours.rows
                && theirs.train_rows == ours.train_rows
        })?;
        differences.push(sign * (of(ours)? - of(theirs)?));
        test += ours.rows;
        train += ours.train_rows;
    }
    let folds = FoldDifferences {
        differences: &differences,
        test_over_train: test as f64 / train as f64,
    };
    Some(FoldComparison {
        metric,
        folds: differences.len() as u64,
        posterior: correlated_bayesian_t(&folds, rope).ok()?,
        test: corrected_resampled_t(&folds).ok()?,
    })
}
