use super::{
    Criterion, GateResult, GateSettings, SliceEvidence, baseline, champion, latency, limits, rows,
    slices,
};
use crate::{metrics::Metric, terms::Figure};

/// What the gates judge by: metrics on the same test rows.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The model that wants to ship.
    pub model: &'a [(Metric, Figure)],
    /// The best baseline; empty where there is none.
    pub baseline: &'a [(Metric, Figure)],
    /// The model in service, where there is one that can be judged.
    pub champion: Option<&'a [(Metric, Figure)]>,
    /// Test rows.
    pub rows: u64,
    /// The metric that decides between models.
    pub primary: Metric,
    /// The same on parts of the test rows.
    pub slices: &'a [SliceEvidence<'a>],
    /// The 95th percentile of the time for one answer and its budget, both in milliseconds, where
    /// step 1 sets one.
    pub latency: Option<(&'a Figure, f64)>,
}

/// One result per gate: the limits of each criterion, then baseline, champion, rows and latency,
/// as far as `settings` and step 1 ask for them.
///
/// A figure of the model that cannot be computed shuts its gate. A baseline or champion without a
/// figure does not: there is nothing to be better than, and the explanation says so.
pub fn judge(
    criteria: &[Criterion],
    evidence: &Evidence<'_>,
    settings: &GateSettings,
) -> Vec<GateResult> {
    let of_criteria = criteria
        .iter()
        .flat_map(|criterion| match &criterion.slice {
            None => limits::judge(criterion, evidence),
            Some(slice) => {
                let evidence = (evidence, evidence.slices);
                slices::judge(criterion, slice, evidence, settings.min_rows)
            }
        });
    let baseline = settings
        .beat_baseline
        .then(|| baseline::judge(evidence, evidence.primary, settings.min_gain));
    let champion = evidence
        .champion
        .filter(|_| settings.match_champion)
        .map(|champion| champion::judge(evidence, champion, settings.tolerance));
    let rows = (settings.min_rows > 0).then(|| rows::judge(evidence.rows, settings.min_rows));
    let latency = evidence
        .latency
        .map(|(measured, budget)| latency::judge(measured, budget));
    of_criteria
        .chain(baseline)
        .chain(champion)
        .chain(rows)
        .chain(latency)
        .collect()
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

    fn of<'a>(
        model: &'a [(Metric, Figure)],
        baseline: &'a [(Metric, Figure)],
        champion: Option<&'a [(Metric, Figure)]>,
    ) -> Evidence<'a> {
        Evidence {
            model,
            baseline,
            champion,
            rows: 1000,
            primary: Metric::RocAuc,
            slices: &[],
            latency: None,
        }
    }

    fn passed(results: &[GateResult]) -> Vec<(Gate, bool)> {
        results
            .iter()
            .map(|result| (result.gate, result.passed))
            .collect()
    }

    #[test]
    fn a_good_model_passes_every_gate() {
        let (model, baseline, champion) = (auc(0.7), auc(0.5), auc(0.69));
        let fast = Figure::Value(0.1);
        let evidence = Evidence {
            latency: Some((&fast, 1.0)),
            ..of(&model, &baseline, Some(&champion))
        };
        let results = judge(
            &[Criterion::at_least(Metric::RocAuc, 0.6)],
            &evidence,
            &GateSettings::default(),
        );
        assert_eq!(passed(&results), Gate::ALL.map(|gate| (gate, true)));
        assert_eq!(results[0].title, "ROC-AUC at least 0.6");
        assert_eq!(
            results[0].explanation,
            "ROC-AUC is 0.7000 and must be at least 0.6."
        );
    }

    #[test]
    fn a_bad_model_is_told_each_figure_that_it_missed() {
        let (model, baseline, champion) = (auc(0.59), auc(0.6), auc(0.7));
        let slow = Figure::Value(2.0);
        let evidence = Evidence {
            rows: 10,
            latency: Some((&slow, 1.0)),
            ..of(&model, &baseline, Some(&champion))
        };
        let results = judge(
            &[Criterion::at_least(Metric::RocAuc, 0.6)],
            &evidence,
            &GateSettings::default(),
        );
        assert_eq!(passed(&results), Gate::ALL.map(|gate| (gate, false)));
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
        let (model, baseline, champion) = (rmse(9.0), rmse(10.0), rmse(8.5));
        let evidence = Evidence {
            primary: Metric::Rmse,
            ..of(&model, &baseline, Some(&champion))
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
        let shut = judge(&criteria, &of(&missing, &good, Some(&good)), &settings);
        assert!(shut.iter().all(|result| !result.passed));
        assert!(
            shut.iter()
                .all(|result| result.explanation.contains("only one class"))
        );
        let open = judge(&[], &of(&good, &missing, Some(&[])), &settings);
        assert!(open.iter().all(|result| result.passed));
    }
}
