use super::{Champion, ChampionReport, Params, Report, champion};
use crate::{
    data::Table,
    gates::{
        self, ChampionEvidence, Decision, Evidence, Finding, Golden, GroupEvidence, SliceEvidence,
    },
    metrics::Metric,
    steps::{
        Package, StepError, evaluation,
        preparation::{Check, CheckResult, Prepared, Verdict},
        problem,
    },
    terms::{Figure, Progress},
};

/// What is judged.
pub struct Input<'a> {
    /// The snapshot.
    pub table: &'a Table,
    /// The split and the fitted recipe.
    pub prepared: &'a Prepared,
    /// The model that wants to ship.
    pub package: &'a Package,
    /// How good the model is.
    pub evaluation: &'a evaluation::Report,
    /// The model in service, if there is one.
    pub champion: Option<&'a Champion<'a>>,
    /// The 95th percentile of the time for one answer, in milliseconds, where step 1 sets a
    /// budget.
    pub latency: Option<&'a Figure>,
    /// What else is known.
    pub around: Surroundings<'a>,
}

/// What is known of the model beside its figures; a gate of which nothing is known is left out.
#[derive(Default)]
pub struct Surroundings<'a> {
    /// The model on the rows that it was trained on.
    pub train: &'a [(Metric, Figure)],
    /// What step 4 found about the split.
    pub checks: Option<&'a [CheckResult]>,
    /// Size of the packed model.
    pub bytes: Option<u64>,
    /// What a fresh process answered, or why it did not.
    pub golden: Option<Result<Golden, String>>,
    /// Days since the data was written.
    pub age_days: Option<Figure>,
    /// What persons decided about this very model.
    pub decisions: &'a [Decision],
}

/// Judges the evaluated model by the success criteria, against the baseline and the champion, and
/// by what else step 7 asks for; then applies what persons decided.
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
    let rows = (input.table, input.prepared);
    let champion = input
        .champion
        .map(|champion| champion::judge(champion, input.package, rows, progress))
        .transpose()?;
    let differences = champion.as_ref().map(apart).unwrap_or_default();
    let in_service = champion.as_ref().map(|champion| ChampionEvidence {
        metrics: &champion.metrics,
        differences: &differences,
        agreement: champion
            .agreement
            .clone()
            .unwrap_or_else(|| Figure::not_computable("it was not measured")),
        problem: champion.problem.as_deref(),
    });
    let (evaluation, around) = (input.evaluation, &input.around);
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
    let intervals = intervals(evaluation);
    let problems = schema(input);
    let findings: Option<Vec<Finding>> = around
        .checks
        .map(|checks| checks.iter().map(finding).collect());
    let groups = groups(evaluation);
    let evidence = Evidence {
        model: &evaluation.metrics,
        intervals: &intervals,
        train: around.train,
        baseline: &evaluation.baseline,
        champion: in_service.as_ref(),
        rows: evaluation.rows,
        primary: problem.primary_metric(),
        slices: &slices,
        latency: input.latency.zip(problem.latency_budget_ms),
        schema: Some((&problems, input.package.inputs().len() as u64)),
        integrity: findings.as_deref(),
        groups: &groups,
        bytes: around.bytes,
        golden: around
            .golden
            .as_ref()
            .map(|golden| golden.as_ref().copied().map_err(String::as_str)),
        age_days: around.age_days.as_ref(),
    };
    let gates = gates::judge(&problem.criteria, &evidence, &params.gates);
    let mut report = Report::new(gates, champion);
    for decision in around.decisions {
        report.decide(decision);
    }
    Ok(report)
}

fn apart(champion: &ChampionReport) -> Vec<(Metric, f64, f64)> {
    let found = champion.differences.iter();
    found
        .map(|(metric, difference)| (*metric, difference.low, difference.high))
        .collect()
}

fn intervals(evaluation: &evaluation::Report) -> Vec<(Metric, (f64, f64))> {
    let found = evaluation.intervals.iter();
    found
        .filter_map(|(metric, interval)| interval.map(|of| (*metric, (of.low, of.high))))
        .collect()
}

/// What is wrong with the columns that the model reads.
fn schema(input: &Input<'_>) -> Vec<String> {
    let columns = input.table.columns();
    let problems = input.package.inputs().iter().filter_map(|wanted| {
        let found = columns.iter().find(|column| column.name == wanted.name);
        match found {
            None => Some(format!("The column “{}” is gone.", wanted.name)),
            Some(found) if found.kind != wanted.kind => Some(format!(
                "The column “{}” is of kind {} and was {}.",
                wanted.name,
                found.kind.name(),
                wanted.kind.name()
            )),
            Some(_) => None,
        }
    });
    problems.collect()
}

/// Overlap in time and rows in two parts are leaks. Known customers, similar rows and another share
/// of answers are worth a look, and right in many projects.
fn finding(check: &CheckResult) -> Finding {
    let leaks = matches!(check.check, Check::TimeOverlap | Check::DuplicateRows);
    Finding {
        check: check.check.info().name.to_owned(),
        is_suspect: match check.verdict {
            Verdict::Suspect => Some(leaks),
            Verdict::Sound => Some(false),
            Verdict::Unknown => None,
        },
        text: check.text.clone(),
    }
}

fn groups(evaluation: &evaluation::Report) -> Vec<GroupEvidence> {
    let mut found = Vec::new();
    for fairness in &evaluation.fairness {
        let others = fairness
            .groups
            .iter()
            .filter(|group| group.name != fairness.reference);
        found.extend(others.map(|group| GroupEvidence {
            attribute: fairness.attribute.clone(),
            name: group.name.clone(),
            rows: group.outcome.rows,
            selection_ratio: group.selection_ratio,
            true_positive_gap: group.true_positive_gap,
            false_positive_gap: group.false_positive_gap,
        }));
    }
    found
}
