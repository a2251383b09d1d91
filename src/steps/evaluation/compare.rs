use super::{
    Params,
    judge::{OnPart, Subject, with_judged},
    run,
};
use crate::{
    metrics::{
        Metric,
        bootstrap::{Difference, differences, resamples_for},
    },
    steps::{StepError, preparation::Prepared, problem, training},
    terms::{Figure, Progress},
};

/// Two models on the same test rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The ids of both models within the training report.
    pub models: [String; 2],
    /// Their names.
    pub names: [String; 2],
    /// The largest difference that does not matter, in each metric's unit.
    pub rope: f64,
    /// Every metric of the task: of A, of B, and their difference in the same resamples.
    pub metrics: Vec<(Metric, [Figure; 2], Option<Difference>)>,
    /// Test rows.
    pub rows: u64,
    /// Resamples.
    pub resamples: u64,
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
    (models, rope): ([&str; 2], f64),
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
        rope,
        metrics: metrics.collect(),
        rows: test.rows.len() as u64,
        resamples: resamples as u64,
    })
}
