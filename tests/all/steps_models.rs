//! Steps 5 to 9, each by itself, on a small table.

use std::sync::atomic::{AtomicU32, Ordering};

use nonagon::{
    data::{ColumnData, Segment, Table},
    drift::Verdict,
    gates::{Criterion, GateSettings},
    learners::Learner,
    metrics::{CostMatrix, Metric},
    steps::{
        Package, StepError,
        deployment::{self, Register},
        evaluation::{self, BinaryDetail, Detail, ThresholdChoice},
        monitoring::{self, Chunking},
        preparation::{self, Prepared},
        problem, training, validation,
    },
    terms::{Cancelled, Progress, Silent},
};

use crate::steps::{contract, noise, numbers, table, texts, yes_or_no};

/// A table with everything that was made of it up to step 6.
pub(crate) struct Made {
    pub(crate) table: Table,
    pub(crate) problem: problem::Params,
    pub(crate) prepared: Prepared,
    pub(crate) training: training::Report,
    pub(crate) evaluation: evaluation::Report,
}

fn seeded(seed: u64, learners: &[Learner]) -> training::Params {
    training::Params {
        seed,
        learners: learners
            .iter()
            .map(|learner| learner.default_params())
            .collect(),
        ..training::Params::default()
    }
}

fn train(
    table: &Table,
    prepared: &Prepared,
    problem: &problem::Params,
    params: &training::Params,
) -> training::Report {
    let input = training::Input {
        table,
        prepared,
        preparation: &preparation::Params::default(),
        identity: &nonagon::data::fingerprint(&[]),
    };
    let aids: (&dyn Fn() -> f64, &dyn training::Units) = (&|| 0.0, &training::Forgetful);
    training::run(&input, problem, params, aids, &Silent).unwrap()
}

pub(crate) fn made(table: Table, problem: problem::Params) -> Made {
    made_with(table, problem, &[])
}

/// As [`made`], with these learners and the baselines.
pub(crate) fn made_with(table: Table, problem: problem::Params, learners: &[Learner]) -> Made {
    let (prepared, _) = preparation::run(&table, &problem, &Default::default(), &Silent).unwrap();
    let training = train(&table, &prepared, &problem, &seeded(1, learners));
    let evaluation = evaluation::run(
        (&table, &prepared, &[]),
        &training,
        &problem,
        &Default::default(),
        &Silent,
    )
    .unwrap();
    Made {
        table,
        problem,
        prepared,
        training,
        evaluation,
    }
}

impl Made {
    pub(crate) fn package(&self) -> Package {
        let model = self.training.model(&self.evaluation.model).unwrap();
        deployment::package(&self.prepared, model, &self.evaluation, &self.problem)
    }

    fn binary(&self) -> &BinaryDetail {
        match &self.evaluation.detail {
            Detail::Binary(detail) => detail,
            other => panic!("{other:?}"),
        }
    }

    fn validate(
        &self,
        champion: Option<&Package>,
        gates: GateSettings,
    ) -> Result<validation::Report, StepError> {
        let champion = champion.map(|package| validation::Champion {
            name: "model v1".to_owned(),
            package,
        });
        let params = validation::Params { gates };
        let input = validation::Input {
            table: &self.table,
            prepared: &self.prepared,
            package: &self.package(),
            evaluation: &self.evaluation,
            champion: champion.as_ref(),
            latency: None,
            around: validation::Surroundings::default(),
        };
        validation::run(&input, (&self.problem, &params), &Silent)
    }

    fn deploy(
        &self,
        validation: &validation::Report,
        register: &Register<'_>,
    ) -> Result<deployment::Report, StepError> {
        let input = deployment::Input {
            features: None,
            table: &self.table,
            prepared: &self.prepared,
            model: self.training.model(&self.evaluation.model).unwrap(),
            evaluation: &self.evaluation,
            validation,
            register,
        };
        deployment::run(&input, &self.problem, &Default::default(), &Silent)
    }

    fn monitor(&self, chunks: usize) -> monitoring::Report {
        let params = monitoring::Params {
            chunking: Some(Chunking::Number(chunks)),
            ..monitoring::Params::default()
        };
        self.monitored(&params, &[]).unwrap()
    }

    fn monitored(
        &self,
        params: &monitoring::Params,
        segments: &[Segment],
    ) -> Result<monitoring::Report, StepError> {
        let package = self.package();
        let input = monitoring::Input {
            model: "model v1".to_owned(),
            package: &package,
            table: &self.table,
            reference: &self.prepared.reference,
            production: &self.prepared.production,
            labels: &self.prepared.labels,
            segments,
            points: &monitoring::ForgetfulPoints,
        };
        monitoring::run(&input, &self.problem, params, &Silent)
    }
}

fn with_costs() -> problem::Params {
    problem::Params {
        costs: CostMatrix {
            true_positive: 5.0,
            false_positive: -1.0,
            false_negative: -20.0,
            true_negative: 0.0,
        },
        ..contract()
    }
}

#[test]
fn the_same_seed_trains_the_same_bits_and_best_comes_first() {
    let made = made(yes_or_no(2000), contract());
    let json = |report: &training::Report| serde_json::to_string(report).unwrap();
    let again = train(&made.table, &made.prepared, &made.problem, &seeded(1, &[]));
    assert_eq!(json(&made.training), json(&again));
    let metric = made.training.metric;
    let found: Vec<f64> = made
        .training
        .models
        .iter()
        .filter_map(|model| model.validation(metric).value())
        .collect();
    assert!(found.is_sorted_by(|a, b| a >= b), "{found:?}");
    assert!(made.training.baseline().is_some() && found[0] > 0.8);
}

/// Asks to stop at the `n`-th question.
struct StopAt(AtomicU32);

impl Progress for StopAt {
    fn report(&self, _fraction: f32, _what: &str) {}

    fn check(&self) -> Result<(), Cancelled> {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        if left == 0 { Err(Cancelled) } else { Ok(()) }
    }
}

#[test]
fn training_that_is_stopped_says_so_wherever_it_was() {
    let made = made(yes_or_no(500), contract());
    for questions in [0, 1, 2, 3, 5] {
        let stop = StopAt(AtomicU32::new(questions));
        let params = training::Params::default();
        let input = training::Input {
            table: &made.table,
            prepared: &made.prepared,
            preparation: &preparation::Params::default(),
            identity: &nonagon::data::fingerprint(&[]),
        };
        let aids: (&dyn Fn() -> f64, &dyn training::Units) = (&|| 0.0, &training::Forgetful);
        let result = training::run(&input, &made.problem, &params, aids, &stop);
        assert!(matches!(result, Err(StepError::Cancelled)), "{questions}");
    }
}

#[test]
fn a_threshold_chosen_by_value_earns_more_than_one_half_where_it_was_chosen() {
    let made = made(yes_or_no(3000), with_costs());
    let detail = made.binary();
    assert_eq!(detail.choice, ThresholdChoice::BestValue);
    let validation = &made.prepared.validation;
    let scores = made
        .package()
        .scores(&made.table.take(&validation.rows), &Silent)
        .unwrap()
        .class_scores(detail.positive);
    let preparation::Labels::Classes { codes, .. } = &validation.labels else {
        panic!("classes");
    };
    let costs = &made.problem.costs;
    let earned = |threshold: f64| -> f64 {
        let rows = codes.iter().zip(&scores);
        rows.map(
            |(code, score)| match (*code == detail.positive, *score >= threshold) {
                (true, true) => costs.true_positive,
                (false, true) => costs.false_positive,
                (true, false) => costs.false_negative,
                (false, false) => costs.true_negative,
            },
        )
        .sum()
    };
    assert!(earned(detail.threshold) > earned(0.5));
    assert!(
        detail.threshold < 0.5,
        "misses are dear: {}",
        detail.threshold
    );
}

#[test]
fn outcomes_agree_with_the_confusion_matrix() {
    for problem in [contract(), with_costs()] {
        let mut made = made(yes_or_no(2000), problem);
        // A threshold that the slider can show, so that both count the same decision.
        let params = evaluation::Params {
            threshold: Some(0.35),
            ..evaluation::Params::default()
        };
        made.evaluation = evaluation::run(
            (&made.table, &made.prepared, &[]),
            &made.training,
            &made.problem,
            &params,
            &Silent,
        )
        .unwrap();
        let detail = made.binary();
        let outcome = detail.outcomes[70];
        let (yes, no) = (detail.positive, 1 - detail.positive);
        assert_eq!((outcome.threshold, detail.threshold), (0.35, 0.35));
        assert_eq!(outcome.true_positive, detail.confusion.count(yes, yes));
        assert_eq!(outcome.false_positive, detail.confusion.count(no, yes));
        assert_eq!(outcome.false_negative, detail.confusion.count(yes, no));
        assert_eq!(outcome.true_negative, detail.confusion.count(no, no));
        let costs = &made.problem.costs;
        let value = (!costs.is_empty()).then(|| outcome.value(costs));
        assert_eq!(detail.value.value(), value);
        let accuracy = made.evaluation.metric(Metric::Accuracy).value();
        assert_eq!(accuracy, outcome.accuracy());
    }
}

#[test]
fn evaluation_of_a_model_that_was_not_trained_or_a_threshold_that_is_none() {
    let made = made(yes_or_no(300), contract());
    let said = |params: evaluation::Params| {
        evaluation::run(
            (&made.table, &made.prepared, &[]),
            &made.training,
            &made.problem,
            &params,
            &Silent,
        )
        .unwrap_err()
        .to_string()
    };
    let text = said(evaluation::Params {
        model: Some("forest".to_owned()),
        threshold: None,
        ..evaluation::Params::default()
    });
    assert!(
        text.contains("“forest” was not trained") && text.contains("step 6"),
        "{text}"
    );
    let text = said(evaluation::Params {
        model: None,
        threshold: Some(1.5),
        ..evaluation::Params::default()
    });
    assert!(
        text.contains("from 0 to 1, not 1.5") && text.contains("step 6"),
        "{text}"
    );
}

#[test]
fn gates_judge_against_baseline_criteria_and_champion() {
    let mut made = made(yes_or_no(2000), contract());
    let report = made.validate(None, GateSettings::default()).unwrap();
    assert!(report.passed && report.champion.is_none(), "{report:?}");
    let itself = made.package();
    let report = made
        .validate(Some(&itself), GateSettings::default())
        .unwrap();
    assert!(report.passed, "as good as itself: {report:?}");
    let champion = report.champion.unwrap();
    assert_eq!(
        (champion.metrics, champion.problem),
        (itself.metrics.clone(), None)
    );
    // The baseline does not beat itself, and is worse than the champion.
    let baseline = made.training.baseline().unwrap().id.clone();
    let params = evaluation::Params {
        model: Some(baseline),
        ..evaluation::Params::default()
    };
    made.evaluation = evaluation::run(
        (&made.table, &made.prepared, &[]),
        &made.training,
        &made.problem,
        &params,
        &Silent,
    )
    .unwrap();
    made.problem.criteria = vec![Criterion::at_least(Metric::RocAuc, 0.9)];
    let report = made
        .validate(Some(&itself), GateSettings::default())
        .unwrap();
    assert_eq!(report.failed().count(), 3, "{report:?}");
    // A champion that cannot read the rows is said so; whether we are better is not known.
    let other = Package {
        classes: vec!["a".to_owned(), "b".to_owned()],
        ..itself
    };
    let report = made
        .validate(Some(&other), GateSettings::default())
        .unwrap();
    assert!(
        report
            .champion
            .unwrap()
            .problem
            .unwrap()
            .contains("other classes")
    );
    let strict = GateSettings {
        min_gain: -1.0,
        ..GateSettings::default()
    };
    assert!(
        made.validate(None, strict)
            .unwrap_err()
            .to_string()
            .contains("step 7")
    );
}

#[test]
fn a_deployed_package_answers_alike_online_and_after_a_round_trip() {
    let made = made(yes_or_no(1500), with_costs());
    let validation = made.validate(None, GateSettings::default()).unwrap();
    let report = made
        .deploy(&validation, &|package, bytes| {
            let read: Package = serde_json::from_slice(bytes).unwrap();
            assert_eq!(read, *package);
            assert_eq!(serde_json::to_vec(&read).unwrap(), bytes);
            let scores = |package: &Package| {
                let scores = package.scores(&made.table, &Silent).unwrap();
                let scores = scores.class_scores(package.positive);
                scores.into_iter().map(f64::to_bits).collect::<Vec<_>>()
            };
            assert_eq!(scores(&read), scores(package));
            Ok(7)
        })
        .unwrap();
    assert_eq!((report.version, report.parity.differing), (7, 0));
    assert!(report.parity.rows >= 100);
    let names: Vec<&str> = report
        .inputs
        .iter()
        .map(|input| input.name.as_str())
        .collect();
    assert_eq!(names, ["x", "z", "city"]);
    assert_eq!(report.example["inputs"][2]["datatype"], "BYTES");
    let refused = made.deploy(&validation, &|_, _| Err("The disk is full.".to_owned()));
    assert_eq!(refused.unwrap_err().to_string(), "The disk is full.");
}

#[test]
fn a_shut_gate_registers_nothing() {
    let mut made = made(yes_or_no(1500), contract());
    made.problem.criteria = vec![Criterion::at_least(Metric::RocAuc, 0.9999)];
    let validation = made.validate(None, GateSettings::default()).unwrap();
    let result = made.deploy(&validation, &|_, _| panic!("registered"));
    let Err(StepError::Blocked(text)) = result else {
        panic!("{result:?}");
    };
    assert!(text.contains("1 of") && text.contains("ROC-AUC"), "{text}");
    assert!(text.contains("Improve the model"), "{text}");
}

#[test]
fn a_stationary_stream_raises_few_alerts() {
    let made = made(yes_or_no(40_000), contract());
    let report = made.monitor(10);
    assert_eq!(report.production().count(), 10);
    let drifted = report.columns.iter().flat_map(|column| &column.chunks);
    let drifted = drifted
        .filter(|chunk| chunk.verdict == Verdict::Drift)
        .count();
    assert!(
        drifted <= 1 && report.alerts.len() <= 3,
        "{:?}",
        report.alerts
    );
}

#[test]
fn a_shift_is_found_in_its_column_and_chunks_and_gaps_in_labels_are_counted() {
    let n = 40_000;
    let plain = yes_or_no(n);
    let split = preparation::Params::default().split;
    let parts = nonagon::data::split::split(&plain, &split).unwrap();
    let production = nonagon::data::split::indices(&parts, nonagon::data::split::Part::Production);
    // In the last two of five parts of production z is shifted, and nobody knows the answers.
    let late = production[production.len() * 3 / 5];
    let shifted = |i: usize| {
        let row = i as u32;
        row >= late && parts[i] == nonagon::data::split::Part::Production
    };
    let z = plain.numbers("z").unwrap();
    let text = |column: usize, hide: bool| -> ColumnData {
        texts(n, |i| {
            let gap = plain.is_null(i, column) || (hide && shifted(i));
            (!gap).then(|| plain.cell(i, column))
        })
    };
    let x = plain.numbers("x").unwrap();
    let table = table(vec![
        ("x", numbers(n, |i| Some(x[i]))),
        (
            "z",
            numbers(n, |i| {
                let z = Some(z[i]).filter(|z| !z.is_nan());
                z.map(|z| {
                    if shifted(i) {
                        z + 40.0 * noise(i, 8)
                    } else {
                        z
                    }
                })
            }),
        ),
        ("city", text(2, false)),
        ("y", text(3, true)),
    ]);
    let report = made(table, contract()).monitor(5);
    let reference = report.chunks.len() - 5;
    let drifted = |name: &str| -> Vec<usize> {
        let column = report
            .columns
            .iter()
            .find(|column| column.name == name)
            .unwrap();
        let chunks = column.chunks[reference..].iter().enumerate();
        chunks
            .filter(|(_, chunk)| chunk.verdict == Verdict::Drift)
            .map(|(i, _)| i)
            .collect()
    };
    assert_eq!(report.columns[0].name, "z", "the most drifted comes first");
    assert_eq!(drifted("z"), [3, 4]);
    assert!(drifted("x").is_empty() && drifted("city").is_empty());
    let labelled: Vec<bool> = report.chunks[reference..]
        .iter()
        .map(|chunk| chunk.labelled > 0)
        .collect();
    assert_eq!(labelled, [true, true, true, false, false]);
    let auc = report
        .metrics
        .iter()
        .find(|m| m.metric == Metric::RocAuc)
        .unwrap();
    assert!(
        auc.values[reference..reference + 3]
            .iter()
            .all(|v| v.value().is_some())
    );
    assert!(
        auc.values[reference + 3..]
            .iter()
            .all(|v| v.reason().is_some())
    );
}

#[test]
fn without_production_there_is_nothing_to_monitor() {
    let mut made = made(yes_or_no(300), contract());
    made.prepared.production.clear();
    let result = made.monitored(&monitoring::Params::default(), &[]);
    let text = result.unwrap_err().to_string();
    assert!(
        text.contains("leaves no rows") && text.contains("step 4"),
        "{text}"
    );
}

#[test]
fn a_segment_restricts_both_sides_of_monitoring_and_must_exist() {
    let made = made(yes_or_no(900), contract());
    let segments = [Segment {
        name: "Bonn".to_owned(),
        condition: "city = 'Bonn'".to_owned(),
    }];
    let params = monitoring::Params {
        chunking: Some(Chunking::Number(3)),
        segment: Some("Bonn".to_owned()),
        ..monitoring::Params::default()
    };
    let rows = |report: &monitoring::Report, reference: bool| -> u64 {
        let chunks = report
            .chunks
            .iter()
            .filter(|chunk| chunk.is_reference == reference);
        chunks.map(|chunk| chunk.rows).sum()
    };
    let cities = made.table.categories("city").unwrap();
    let bonn = cities
        .levels
        .iter()
        .position(|city| city == "Bonn")
        .unwrap();
    let inside = |of: &[u32]| {
        let of = of
            .iter()
            .filter(|row| cities.codes[**row as usize] as usize == bonn);
        of.count() as u64
    };
    let report = made.monitored(&params, &segments).unwrap();
    assert_eq!(rows(&report, true), inside(&made.prepared.reference));
    assert_eq!(rows(&report, false), inside(&made.prepared.production));
    assert!(rows(&report, false) > 0);
    let gone = made.monitored(&params, &[]).unwrap_err().to_string();
    assert!(gone.contains("no segment “Bonn” any more"), "{gone}");
}
