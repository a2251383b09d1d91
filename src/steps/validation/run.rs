use super::{ChampionReport, Params, Report};
use crate::{
    data::Table,
    gates::{self, Evidence, SliceEvidence},
    metrics::Metric,
    steps::{Package, StepError, evaluation, preparation::Prepared, problem, training::metrics_of},
    terms::{Figure, Progress},
};

/// The model in service now.
pub struct Champion<'a> {
    /// "flights v3".
    pub name: String,
    /// The model with its recipe.
    pub package: &'a Package,
}

/// What is judged.
pub struct Input<'a> {
    /// The snapshot.
    pub table: &'a Table,
    /// The split and the fitted recipe.
    pub prepared: &'a Prepared,
    /// How good the model is.
    pub evaluation: &'a evaluation::Report,
    /// The model in service, if there is one.
    pub champion: Option<&'a Champion<'a>>,
    /// The 95th percentile of the time for one answer, in milliseconds, where step 1 sets a
    /// budget.
    pub latency: Option<&'a Figure>,
}

/// Judges the evaluated model by the success criteria, against the baseline and the champion.
///
/// A champion that cannot read the new rows is said so and does not block the new model.
///
/// # Errors
/// If the gates' limits make no sense or somebody stops it.
pub fn run(
    input: &Input<'_>,
    (problem, params): (&problem::Params, &Params),
    progress: &dyn Progress,
) -> Result<Report, StepError> {
    params.check()?;
    progress.report(0.1, "Judging the champion on the same rows");
    let champion = input
        .champion
        .map(|champion| judge_champion(champion, input.table, input.prepared, progress))
        .transpose()?;
    let evaluation = input.evaluation;
    let champion_metrics = champion
        .as_ref()
        .filter(|champion| champion.problem.is_none())
        .map(|champion| champion.metrics.as_slice());
    let slices: Vec<SliceEvidence<'_>> = evaluation
        .slices
        .iter()
        .map(|slice| SliceEvidence {
            name: &slice.name,
            of: &slice.of,
            rows: slice.rows,
            model: &slice.metrics,
            baseline: &slice.baseline,
        })
        .collect();
    let evidence = Evidence {
        model: &evaluation.metrics,
        baseline: &evaluation.baseline,
        champion: champion_metrics,
        rows: evaluation.rows,
        primary: problem.primary_metric(),
        slices: &slices,
        latency: input.latency.zip(problem.latency_budget_ms),
    };
    let gates = gates::judge(&problem.criteria, &evidence, &params.gates);
    Ok(Report {
        passed: gates.iter().all(|gate| gate.passed),
        gates,
        champion,
    })
}

fn judge_champion(
    champion: &Champion<'_>,
    table: &Table,
    prepared: &Prepared,
    progress: &dyn Progress,
) -> Result<ChampionReport, StepError> {
    let report = |metrics, problem| ChampionReport {
        name: champion.name.clone(),
        metrics,
        problem,
    };
    match champion_metrics(champion.package, table, prepared, progress) {
        Ok(metrics) => Ok(report(metrics, None)),
        Err(StepError::Cancelled) => Err(StepError::Cancelled),
        Err(err) => Ok(report(Vec::new(), Some(err.to_string()))),
    }
}

fn champion_metrics(
    package: &Package,
    table: &Table,
    prepared: &Prepared,
    progress: &dyn Progress,
) -> Result<Vec<(Metric, Figure)>, StepError> {
    let labels = &prepared.test.labels;
    if package.classes != labels.classes() {
        return Err(StepError::invalid(
            "the champion answers with other classes than the target has now",
        ));
    }
    let scores = package.scores_within(table, &prepared.test.rows, progress)?;
    let decision = (package.positive, package.threshold);
    Ok(metrics_of(package.task, labels, &scores, decision))
}
