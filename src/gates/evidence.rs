use super::{
    Criterion, Finding, GateResult, GateSettings, Golden, GroupEvidence, SliceEvidence, agreement,
    baseline, calibration, champion, fairness, freshness, infrastructure, integrity, latency,
    limits, overfit, rows, schema, sign_off, size, slices,
};
use crate::{metrics::Metric, terms::Figure};

/// What the gates judge by: metrics on the same test rows, and what else was found out.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The model that wants to ship.
    pub model: &'a [(Metric, Figure)],
    /// The 95 % intervals of its metrics, as far as they have one.
    pub intervals: &'a [(Metric, (f64, f64))],
    /// The model on the rows that it was trained on.
    pub train: &'a [(Metric, Figure)],
    /// The best baseline; empty where there is none.
    pub baseline: &'a [(Metric, Figure)],
    /// The model in service, where there is one.
    pub champion: Option<&'a ChampionEvidence<'a>>,
    /// Test rows.
    pub rows: u64,
    /// The metric that decides between models.
    pub primary: Metric,
    /// The same on parts of the test rows.
    pub slices: &'a [SliceEvidence<'a>],
    /// The 95th percentile of the time for one answer and its budget, both in milliseconds, where
    /// step 1 sets one.
    pub latency: Option<(&'a Figure, f64)>,
    /// What is wrong with the columns of the data set, and how many of them the model reads; nothing
    /// where nobody looked.
    pub schema: Option<(&'a [String], u64)>,
    /// What the checks of the split found; nothing where nobody looked.
    pub integrity: Option<&'a [Finding]>,
    /// How the groups of protected attributes are treated, attribute by attribute.
    pub groups: &'a [GroupEvidence],
    /// Size of the packed model.
    pub bytes: Option<u64>,
    /// What a fresh process answered, or why it did not.
    pub golden: Option<Result<Golden, &'a str>>,
    /// Days since the data was written.
    pub age_days: Option<&'a Figure>,
}

/// The model in service on the same test rows.
#[derive(Clone, Debug)]
pub struct ChampionEvidence<'a> {
    /// Its metrics; empty where it could not be judged.
    pub metrics: &'a [(Metric, Figure)],
    /// The 95 % interval of the new model's metric minus its own, low and high.
    pub differences: &'a [(Metric, f64, f64)],
    /// On which share of the rows both decide the same.
    pub agreement: Figure,
    /// Why it could not be judged.
    pub problem: Option<&'a str>,
}

impl Evidence<'_> {
    /// No evidence of anything.
    pub fn new(primary: Metric) -> Self {
        Self {
            model: &[],
            intervals: &[],
            train: &[],
            baseline: &[],
            champion: None,
            rows: 0,
            primary,
            slices: &[],
            latency: None,
            schema: None,
            integrity: None,
            groups: &[],
            bytes: None,
            golden: None,
            age_days: None,
        }
    }

    /// The interval of `metric`, where it has one.
    pub(super) fn interval(&self, metric: Metric) -> Option<(f64, f64)> {
        let mut known = self.intervals.iter();
        known
            .find(|(candidate, _)| *candidate == metric)
            .map(|(_, interval)| *interval)
    }
}

/// One result per gate: the limits of each criterion, then the others in the order of
/// [`super::Gate::ALL`], as far as `settings` and step 1 ask for them.
///
/// A figure that cannot be computed is not known, and shuts its gate until a person waives it.
pub fn judge(
    criteria: &[Criterion],
    evidence: &Evidence<'_>,
    settings: &GateSettings,
) -> Vec<GateResult> {
    let of_criteria = criteria
        .iter()
        .flat_map(|criterion| match &criterion.slice {
            None => limits::judge(criterion, evidence, settings),
            Some(slice) => {
                let evidence = (evidence, evidence.slices);
                slices::judge(criterion, slice, evidence, settings)
            }
        });
    let mut results: Vec<GateResult> = of_criteria.collect();
    let wanted = |is_wanted: bool| is_wanted.then_some(());
    let (primary, champion) = (evidence.primary, evidence.champion);
    results.extend(
        wanted(settings.beat_baseline)
            .map(|()| baseline::judge(evidence, primary, settings.min_gain, settings)),
    );
    results.extend(
        champion
            .filter(|_| settings.match_champion)
            .map(|champion| champion::judge(evidence, champion, settings)),
    );
    results.extend(
        wanted(settings.min_rows > 0).map(|()| rows::judge(evidence.rows, settings.min_rows)),
    );
    let latency = evidence.latency;
    results.extend(latency.map(|(measured, budget)| latency::judge(measured, budget)));
    let schema = evidence.schema.filter(|_| settings.schema);
    results.extend(schema.map(|(problems, inputs)| schema::judge(problems, inputs)));
    let integrity = evidence.integrity.filter(|_| settings.integrity);
    results.extend(integrity.map(integrity::judge));
    results.extend(fairness::judge(evidence.groups, settings));
    let ece = settings.max_ece;
    results.extend(ece.map(|limit| calibration::judge(evidence, limit, settings)));
    let gap = settings.max_overfit;
    results.extend(gap.map(|limit| overfit::judge(evidence, limit)));
    let both = champion.zip(settings.min_agreement);
    results.extend(both.map(|(champion, least)| agreement::judge(champion, least)));
    let both = evidence.bytes.zip(settings.max_megabytes);
    results.extend(both.map(|(bytes, budget)| size::judge(bytes, budget)));
    let golden = evidence.golden.filter(|_| settings.infrastructure);
    results.extend(golden.map(infrastructure::judge));
    let both = evidence.age_days.zip(settings.max_age_days);
    results.extend(both.map(|(age, limit)| freshness::judge(age, limit)));
    results.extend(wanted(settings.sign_off).map(|()| sign_off::judge()));
    results
}

/// `metric` among `figures`.
pub(super) fn figure(figures: &[(Metric, Figure)], metric: Metric) -> Figure {
    let found = figures.iter().find(|(candidate, _)| *candidate == metric);
    found.map_or_else(
        || Figure::not_computable("it was not measured"),
        |(_, figure)| figure.clone(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::Gate;

    fn auc(value: f64) -> [(Metric, Figure); 1] {
        [(Metric::RocAuc, Figure::Value(value))]
    }

    const FIRST: [Gate; 5] = [
        Gate::Criterion,
        Gate::Baseline,
        Gate::Champion,
        Gate::Rows,
        Gate::Latency,
    ];

    fn of<'a>(
        model: &'a [(Metric, Figure)],
        baseline: &'a [(Metric, Figure)],
        champion: Option<&'a ChampionEvidence<'a>>,
    ) -> Evidence<'a> {
        Evidence {
            model,
            baseline,
            champion,
            rows: 1000,
            ..Evidence::new(Metric::RocAuc)
        }
    }

    fn champion(metrics: &[(Metric, Figure)]) -> ChampionEvidence<'_> {
        ChampionEvidence {
            metrics,
            differences: &[],
            agreement: Figure::Value(1.0),
            problem: None,
        }
    }

    fn passed(results: &[GateResult]) -> Vec<(Gate, bool)> {
        results
            .iter()
            .map(|result| (result.gate, result.is_open()))
            .collect()
    }

    #[test]
    fn a_good_model_passes_every_gate() {
        let (model, baseline, theirs) = (auc(0.7), auc(0.5), auc(0.69));
        let in_service = champion(&theirs);
        let fast = Figure::Value(0.1);
        let evidence = Evidence {
            latency: Some((&fast, 1.0)),
            ..of(&model, &baseline, Some(&in_service))
        };
        let results = judge(
            &[Criterion::at_least(Metric::RocAuc, 0.6)],
            &evidence,
            &GateSettings::default(),
        );
        assert_eq!(passed(&results), FIRST.map(|gate| (gate, true)));
        assert_eq!(results[0].title, "ROC-AUC at least 0.6");
        assert_eq!(
            results[0].explanation,
            "ROC-AUC is 0.7000 and must be at least 0.6."
        );
    }

    #[test]
    fn a_bad_model_is_told_each_figure_that_it_missed() {
        let (model, baseline, theirs) = (auc(0.59), auc(0.6), auc(0.7));
        let in_service = champion(&theirs);
        let slow = Figure::Value(2.0);
        let evidence = Evidence {
            rows: 10,
            latency: Some((&slow, 1.0)),
            ..of(&model, &baseline, Some(&in_service))
        };
        let results = judge(
            &[Criterion::at_least(Metric::RocAuc, 0.6)],
            &evidence,
            &GateSettings::default(),
        );
        assert_eq!(passed(&results), FIRST.map(|gate| (gate, false)));
        assert_eq!(results[0].value, Figure::Value(0.59));
        assert_eq!(results[0].limit, Figure::Value(0.6));
        assert_eq!(
            results[3].explanation,
            "The test part has 10 rows and needs at least 100. Choose a larger test part in step 4."
        );
    }

    #[test]
    fn errors_must_fall() {
        let rmse = |value: f64| [(Metric::Rmse, Figure::Value(value))];
        let (model, baseline, theirs) = (rmse(9.0), rmse(10.0), rmse(8.5));
        let in_service = champion(&theirs);
        let evidence = Evidence {
            primary: Metric::Rmse,
            ..of(&model, &baseline, Some(&in_service))
        };
        let strict = judge(&[], &evidence, &GateSettings::default());
        assert_eq!(
            passed(&strict)[..2],
            [(Gate::Baseline, true), (Gate::Champion, false)]
        );
        let settings = GateSettings {
            min_gain: 2.0,
            tolerance: 0.5,
            ..GateSettings::default()
        };
        let tolerant = judge(&[], &evidence, &settings);
        assert_eq!(
            passed(&tolerant)[..2],
            [(Gate::Baseline, false), (Gate::Champion, true)]
        );
        assert_eq!(tolerant[0].limit, Figure::Value(8.0));
    }

    #[test]
    fn as_good_as_the_baseline_is_not_better() {
        let figures = auc(0.5);
        let results = judge(&[], &of(&figures, &figures, None), &GateSettings::default());
        assert_eq!(
            passed(&results),
            [(Gate::Baseline, false), (Gate::Rows, true)]
        );
    }

    #[test]
    fn a_figure_that_is_missing_shuts_only_the_models_gates() {
        let missing = [(
            Metric::RocAuc,
            Figure::not_computable("only one class in the labels"),
        )];
        let good = auc(0.7);
        let settings = GateSettings {
            min_rows: 0,
            ..GateSettings::default()
        };
        let criteria = [Criterion::at_least(Metric::RocAuc, 0.6)];
        let shut = judge(
            &criteria,
            &of(&missing, &good, Some(&champion(&good))),
            &settings,
        );
        assert!(shut.iter().all(|result| !result.is_open()));
        assert!(
            shut.iter()
                .all(|result| result.explanation.contains("only one class"))
        );
        let alone = judge(&[], &of(&good, &missing, Some(&champion(&[]))), &settings);
        let unknown = |result: &GateResult| result.verdict == crate::gates::Verdict::Unknown;
        assert!(
            alone.iter().all(unknown),
            "what there is nothing to compare with promotes nothing: {alone:?}"
        );
    }

    #[test]
    fn a_champion_is_met_by_its_interval() {
        let (model, theirs) = (auc(0.7), auc(0.7));
        let close = ChampionEvidence {
            differences: &[(Metric::RocAuc, -0.01, 0.01)],
            ..champion(&theirs)
        };
        let settings = |tolerance| GateSettings {
            decide_by: crate::gates::DecideBy::Interval,
            beat_baseline: false,
            min_rows: 0,
            tolerance,
            ..GateSettings::default()
        };
        let judged = |tolerance| judge(&[], &of(&model, &[], Some(&close)), &settings(tolerance));
        assert_eq!(judged(0.0)[0].verdict, crate::gates::Verdict::Unknown);
        assert_eq!(judged(0.02)[0].verdict, crate::gates::Verdict::Pass);
        let (low, high) = judged(0.0)[0].interval.unwrap();
        assert!((low - 0.69).abs() < 1e-12 && (high - 0.71).abs() < 1e-12);
    }
}
