use super::{
    Params, Report, binary, errors, fairness,
    judge::{OnPart, Subject, intervals_of},
    loss::Losses,
    report::Detail,
    residuals, slices,
    threshold::{self, ThresholdChoice},
    weak_segments,
};
use crate::{
    data::{Segment, Table},
    estimate::Confidence,
    learners::{Calibrator, Predictions},
    metrics::{ConfusionMatrix, Metric},
    steps::{
        StepError,
        preparation::{Labels, Prepared},
        problem,
        training::{self, Trained, decide},
    },
    terms::{Figure, Progress, Task},
};

/// Confidence below this counts as unsure.
pub(in crate::steps) const UNSURE_BELOW: f64 = 0.6;

/// Judges the chosen model on the test part, beside the best baseline.
///
/// # Errors
/// If the chosen model was not trained, its probabilities cannot be calibrated, what step 1 watches
/// is not there, a segment does not fit the table, or somebody stops it.
pub fn run(
    (table, prepared, segments): (&Table, &Prepared, &[Segment]),
    training: &training::Report,
    problem: &problem::Params,
    params: &Params,
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    let model = chosen(training, params)?;
    progress.report(0.0, &format!("Judging {}", model.name()));
    let test = &prepared.test;
    let subject = subject(model, prepared, (problem, params))?;
    let positive = subject.positive;
    let (threshold, choice) = choose_threshold(&subject, prepared, problem, params).unzip();
    let judged = subject.on(test, problem.task, threshold);
    let decided = decide(&judged.predictions, positive, threshold);
    progress.check()?;
    progress.report(0.2, "Drawing resamples of the test rows");
    let decision = (positive, threshold);
    let task = problem.task;
    let intervals = intervals_of(
        task,
        &test.labels,
        &judged.predictions,
        decision,
        params.seed,
    );
    progress.check()?;
    progress.report(0.5, "Judging the baseline");
    let baseline = training.baseline().map(|model| {
        let calibrator = None;
        let subject = Subject {
            model,
            calibrator,
            positive,
        };
        (model.name(), subject.on(test, task, None))
    });
    progress.report(0.6, "Judging slices");
    let slices = slices::judge(
        (table, test, segments),
        problem,
        (&judged.predictions, threshold),
        baseline.as_ref().map(|(_, judged)| &judged.predictions),
    )?;
    let fairness = match task {
        Task::Binary => fairness::judge((table, test), &problem.protected, (&decided, positive))?,
        Task::Multiclass | Task::Regression => Vec::new(),
    };
    progress.report(0.8, "Looking for weak segments");
    let losses = Losses::of(&test.labels, &judged.predictions);
    let answers = (&judged.predictions, threshold);
    let (weak_segments, segments_tried) =
        weak_segments::find((table, test), problem, answers, &losses, progress)?;
    let errors = errors::worst(
        test,
        &judged.predictions,
        (task, positive),
        (&decided, &losses),
    );
    let decision = threshold.zip(choice);
    let detail = detail(
        (table, prepared),
        &subject,
        (&judged, &decided),
        problem,
        decision,
    )?;
    let (baseline_name, baseline) = beside(baseline, task);
    Ok(Report {
        model: model.id.clone(),
        name: model.name().to_owned(),
        metrics: judged.metrics,
        intervals,
        baseline,
        baseline_name,
        rows: test.rows.len() as u64,
        detail,
        slices,
        calibrator: subject.calibrator,
        fairness,
        weak_segments,
        segments_tried,
        errors,
    })
}

/// The baseline's name and metrics, or that there is none.
fn beside(baseline: Option<(&str, OnPart)>, task: Task) -> (String, Vec<(Metric, Figure)>) {
    let Some((name, judged)) = baseline else {
        return ("none".to_owned(), slices::none(task));
    };
    (name.to_owned(), judged.metrics)
}

/// The chosen model, calibrated on the validation part if that was asked for.
pub(super) fn subject<'a>(
    model: &'a Trained,
    prepared: &Prepared,
    (problem, params): (&problem::Params, &Params),
) -> Result<Subject<'a>, StepError> {
    let mut subject = Subject {
        model,
        calibrator: None,
        positive: prepared.test.labels.positive(&problem.positive),
    };
    let validation = &prepared.validation;
    if let (Some(method), Labels::Classes { codes, .. }) = (params.calibration, &validation.labels)
    {
        let answers = subject.predict(validation);
        subject.calibrator = Some(Calibrator::fit(method, &answers, codes)?);
    }
    Ok(subject)
}

pub(super) fn chosen<'a>(
    training: &'a training::Report,
    params: &Params,
) -> Result<&'a Trained, StepError> {
    match &params.model {
        Some(id) => training.model(id).ok_or_else(|| {
            StepError::Invalid(format!(
                "The model “{id}” was not trained. Choose another one in step 6, or add it in step 5."
            ))
        }),
        None => training
            .best()
            .ok_or_else(|| StepError::invalid("No model was trained. Add a learner in step 5.")),
    }
}

pub(super) fn choose_threshold(
    subject: &Subject<'_>,
    prepared: &Prepared,
    problem: &problem::Params,
    params: &Params,
) -> Option<(f64, ThresholdChoice)> {
    if problem.task != Task::Binary {
        return None;
    }
    let validation = &prepared.validation;
    let answers = subject.predict(validation);
    let scores = answers.class_scores(subject.positive);
    let labels = binary::is_positive(&validation.labels, subject.positive);
    Some(threshold::choose(
        params.threshold,
        (&labels, &scores),
        &problem.costs,
    ))
}

fn detail(
    (table, prepared): (&Table, &Prepared),
    subject: &Subject<'_>,
    (judged, decided): (&OnPart, &[u32]),
    problem: &problem::Params,
    threshold: Option<(f64, ThresholdChoice)>,
) -> Result<Detail, StepError> {
    let test = &prepared.test;
    match (&test.labels, &judged.predictions) {
        (Labels::Classes { codes, classes }, Predictions::Probabilities { values, .. }) => {
            let confusion = ConfusionMatrix::of(codes, decided, classes.len());
            let confidence = Confidence::of(values, classes.len(), UNSURE_BELOW);
            let Some((threshold, choice)) = threshold else {
                return Ok(Detail::Multiclass {
                    confusion,
                    classes: classes.clone(),
                    confidence,
                });
            };
            let at = (problem, threshold, choice);
            let detail = binary::detail(subject, judged, test, (confusion, confidence), at);
            Ok(Detail::Binary(Box::new(detail)))
        }
        (Labels::Values(truth), Predictions::Values(predicted)) => Ok(Detail::Regression(
            residuals::detail((table, test), problem, truth, predicted)?,
        )),
        _ => Err(StepError::invalid(
            "The model answers another question than the target asks. Train again in step 5.",
        )),
    }
}
