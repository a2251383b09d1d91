use super::ChampionReport;
use crate::{
    data::Table,
    learners::Predictions,
    metrics::{
        self, Metric, Rope,
        bootstrap::{differences, resamples_for},
    },
    steps::{
        Package, StepError, evaluation::with_judged, preparation::Prepared, training::metrics_of,
    },
    terms::{Figure, Progress},
};

/// The model in service now.
pub struct Champion<'a> {
    /// "flights v3".
    pub name: String,
    /// The model with its recipe.
    pub package: &'a Package,
}

/// Seeds the resamples behind the paired intervals.
const SEED: u64 = 20_260_101;

/// Judges the champion beside `package` on the test rows; one that cannot answer them is said so.
pub(super) fn judge(
    champion: &Champion<'_>,
    package: &Package,
    (table, prepared): (&Table, &Prepared),
    progress: &dyn Progress,
) -> Result<ChampionReport, StepError> {
    match compare(champion, package, (table, prepared), progress) {
        Err(StepError::Cancelled) => Err(StepError::Cancelled),
        Err(err) => Ok(ChampionReport {
            name: champion.name.clone(),
            metrics: Vec::new(),
            problem: Some(err.to_string()),
            differences: Vec::new(),
            agreement: Some(Figure::not_computable("the champion could not be judged")),
        }),
        done => done,
    }
}

fn compare(
    champion: &Champion<'_>,
    package: &Package,
    (table, prepared): (&Table, &Prepared),
    progress: &dyn Progress,
) -> Result<ChampionReport, StepError> {
    let theirs = champion.package;
    let labels = &prepared.test.labels;
    if theirs.classes != labels.classes() {
        return Err(StepError::invalid(
            "the champion answers with other classes than the target has now",
        ));
    }
    let old = theirs.scores_within(table, &prepared.test.rows, progress)?;
    let new = package.answer(&prepared.test.matrix);
    let decision = (theirs.positive, theirs.threshold);
    progress.check()?;
    progress.report(0.4, "How far the two models are apart");
    let resamples = resamples_for(new.n_rows());
    let own = (package.positive, package.threshold);
    let apart = with_judged(package.task, labels, &new, own, |a| {
        with_judged(package.task, labels, &old, decision, |b| {
            differences([a, b], Rope::Nothing, resamples, SEED)
        })
    });
    let differences = apart.flatten().unwrap_or_default();
    Ok(ChampionReport {
        name: champion.name.clone(),
        metrics: metrics_of(theirs.task, labels, &old, decision),
        problem: None,
        differences: differences
            .into_iter()
            .filter_map(|(metric, found)| Some((metric, found?)))
            .collect(),
        agreement: Some(agreement((package, &new), (theirs, &old))),
    })
}

/// The share of rows on which both decide the same, or the R2 of ours against theirs.
fn agreement(
    (ours, new): (&Package, &Predictions),
    (theirs, old): (&Package, &Predictions),
) -> Figure {
    if let (Predictions::Values(new), Predictions::Values(old)) = (new, old) {
        let found = metrics::regression(old, new);
        let r2 = found.into_iter().find(|(metric, _)| *metric == Metric::R2);
        return r2.map_or_else(|| Figure::not_computable("no R2"), |(_, figure)| figure);
    }
    let (new, old) = (ours.decide(new), theirs.decide(old));
    let same = new.iter().zip(&old).filter(|(a, b)| a == b).count();
    Figure::finite(same as f64 / new.len() as f64, "there are no test rows")
}
