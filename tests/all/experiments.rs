//! Step 5 on folds and with searches; what is kept of them, made again, and exchanged.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::Arc,
};

use nonagon::{
    data::{self, Fingerprint, Table},
    learners::{self, Learner},
    metrics::Metric,
    steps::{
        Step, StepError,
        preparation::{self, Prepared},
        problem,
        training::{
            self, Budget, Forgetful, Params, Range, Report, Resampling, Search, Spread, Strategy,
            Trial, Unit, Units,
        },
    },
    terms::Silent,
    workbench::{
        Command, Edit, ExperimentCommand, ExperimentKind, Record, StepState, Workbench, reproduce,
    },
};

use crate::{
    steps::{contract, noise, numbers, table, texts, yes_or_no},
    support::{errors, opened, run, settle, workbench},
};

struct Bench {
    table: Table,
    problem: problem::Params,
    prepared: Prepared,
}

impl Bench {
    fn new(table: Table) -> Self {
        let problem = contract();
        let params = preparation::Params::default();
        let (prepared, _) = preparation::run(&table, &problem, &params, &Silent).unwrap();
        Self {
            table,
            problem,
            prepared,
        }
    }

    fn train(
        &self,
        params: &Params,
        aids: (&dyn Fn() -> f64, &dyn Units),
    ) -> Result<Report, StepError> {
        let input = training::Input {
            table: &self.table,
            prepared: &self.prepared,
            preparation: &preparation::Params::default(),
            identity: &data::fingerprint(&["test"]),
        };
        training::run(&input, &self.problem, params, aids, &Silent)
    }
}

fn params(learner: Learner, resampling: Resampling, search: Option<Search>) -> Params {
    Params {
        learners: vec![learner.default_params()],
        seed: 3,
        resampling,
        search,
        ..Params::default()
    }
}

fn search(strategy: Strategy, budget: Budget) -> Search {
    Search {
        strategy,
        budget,
        ranges: Vec::new(),
    }
}

/// Remembers units, and stops the run after so many new ones.
#[derive(Default)]
struct Memory {
    kept: RefCell<BTreeMap<Fingerprint, Unit>>,
    written: Cell<usize>,
    stop_after: Option<usize>,
    seen: RefCell<Vec<Trial>>,
}

impl Units for Memory {
    fn get(&self, key: &Fingerprint) -> Result<Option<Unit>, StepError> {
        Ok(self.kept.borrow().get(key).cloned())
    }

    fn put(&self, key: &Fingerprint, unit: &Unit) -> Result<(), StepError> {
        self.kept.borrow_mut().insert(key.clone(), unit.clone());
        self.written.set(self.written.get() + 1);
        if self.stop_after == Some(self.written.get()) {
            return Err(StepError::Cancelled);
        }
        Ok(())
    }

    fn tried(&self, trial: &Trial) {
        self.seen.borrow_mut().push(trial.clone());
    }
}

#[test]
fn every_fold_is_judged_and_the_mean_decides() {
    let bench = Bench::new(yes_or_no(1500));
    let chosen = Params {
        resampling: Resampling::Stratified { folds: 5 },
        ..Params::default()
    };
    let report = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
    let metric = report.metric;
    assert_eq!(report.resampling, chosen.resampling);
    for model in &report.models {
        assert_eq!(model.folds.len(), 5, "{}", model.id);
        let judged: u64 = model.folds.iter().map(|fold| fold.rows).sum();
        assert_eq!(judged, bench.prepared.train.rows.len() as u64);
        let values: Vec<f64> = model
            .folds
            .iter()
            .filter_map(|fold| {
                fold.metrics
                    .iter()
                    .find(|(one, _)| *one == metric)?
                    .1
                    .value()
            })
            .collect();
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        assert!((model.score(metric).value().unwrap() - mean).abs() < 1e-12);
        let spread = Spread::of(&model.folds, metric);
        if !model.is_baseline() {
            let (low, high) = spread.interval.unwrap();
            assert!(low < mean && mean < high);
        }
    }
    let scores: Vec<f64> = report
        .models
        .iter()
        .filter_map(|model| model.score(metric).value())
        .collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
}

#[test]
fn a_fold_knows_nothing_of_its_test_rows() {
    let changed = |extra: f64| {
        table(vec![
            (
                "x",
                numbers(100, |i| Some(if i < 20 { extra } else { noise(i, 1) })),
            ),
            (
                "city",
                texts(100, |i| {
                    Some(if i < 20 {
                        format!("far {extra}")
                    } else {
                        format!("c{}", i % 3)
                    })
                }),
            ),
            ("y", texts(100, |i| Some(["no", "yes"][i % 2].to_owned()))),
        ])
    };
    let rows: Vec<u32> = (20..100).collect();
    let test: Vec<u32> = (0..20).collect();
    let train = |table: &Table| {
        let problem = contract();
        let labels = preparation::Labels::of(table, &problem).unwrap();
        let params = preparation::Params::default();
        preparation::fold((table, &labels), &problem, &params, (&rows, &test), &Silent)
            .unwrap()
            .0
            .matrix
    };
    assert_eq!(train(&changed(5.0)), train(&changed(1e9)));
}

#[test]
fn a_search_is_the_same_for_the_same_seed_and_finds_what_is_better() {
    let bench = Bench::new(yes_or_no(3000));
    for strategy in Strategy::ALL {
        let budget = search(strategy, Budget::Trials(12));
        let chosen = params(Learner::Tree, Resampling::KFold { folds: 3 }, Some(budget));
        let report = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
        let again = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
        assert_eq!(report, again, "{strategy:?}");
        let other = Params { seed: 4, ..chosen };
        let other = bench.train(&other, (&|| 0.0, &Forgetful)).unwrap();
        let tried = |report: &Report| {
            report
                .trials
                .iter()
                .map(|trial| trial.params.clone())
                .collect::<Vec<_>>()
        };
        assert_ne!(tried(&report), tried(&other), "{strategy:?}");
        assert_eq!(report.trials[0].params, Learner::Tree.default_params());
        let best = report
            .model("tree")
            .unwrap()
            .score(report.metric)
            .value()
            .unwrap();
        for trial in report.trials.iter().filter(|trial| trial.share >= 1.0) {
            assert!(trial.score.value().unwrap() <= best, "{strategy:?}");
            assert_eq!(trial.folds.len(), 3);
        }
        let numbers: Vec<u32> = report.trials.iter().map(|trial| trial.number).collect();
        assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
    }
}

#[test]
fn halving_gives_the_best_more_rows() {
    let bench = Bench::new(yes_or_no(6000));
    let chosen = params(
        Learner::Tree,
        Resampling::Holdout,
        Some(search(Strategy::Halving, Budget::Trials(9))),
    );
    let report = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
    let mut shares: Vec<(f64, usize)> = Vec::new();
    for trial in &report.trials {
        match shares.last_mut() {
            Some((share, n)) if *share == trial.share => *n += 1,
            _ => shares.push((trial.share, 1)),
        }
    }
    let expected = [(1.0 / 9.0, 9), (1.0 / 3.0, 3), (1.0, 1)];
    assert_eq!(shares, expected);
    let rows = bench.prepared.train.rows.len() as f64;
    assert_eq!(
        report.trials[0].folds[0].train_rows,
        (rows / 9.0).round() as u64
    );
}

#[test]
fn a_budget_of_time_ends_by_the_stopwatch() {
    let bench = Bench::new(yes_or_no(600));
    for strategy in Strategy::ALL {
        let ticks = Cell::new(0.0);
        // Each look at this stopwatch takes a second, so a trial takes one.
        let seconds = || ticks.replace(ticks.get() + 1.0);
        let budget = search(strategy, Budget::Seconds(7));
        let chosen = params(Learner::Tree, Resampling::Holdout, Some(budget));
        let report = bench.train(&chosen, (&seconds, &Forgetful)).unwrap();
        assert_eq!(report.trials.len(), 7, "{strategy:?}");
    }
}

#[test]
fn a_search_that_was_stopped_goes_on_where_it_was() {
    let bench = Bench::new(yes_or_no(900));
    let budget = search(Strategy::Random, Budget::Trials(8));
    let chosen = params(Learner::Tree, Resampling::KFold { folds: 3 }, Some(budget));
    let whole = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
    let first = Memory {
        stop_after: Some(10),
        ..Memory::default()
    };
    assert!(matches!(
        bench.train(&chosen, (&|| 0.0, &first)),
        Err(StepError::Cancelled)
    ));
    let second = Memory {
        kept: first.kept,
        ..Memory::default()
    };
    let resumed = bench.train(&chosen, (&|| 0.0, &second)).unwrap();
    assert_eq!(resumed, whole);
    // Trials and baselines on 3 folds each, of which 10 were done; the best is not judged again.
    let baselines = whole.models.iter().filter(|model| model.is_baseline());
    let units = 3 * (8 + baselines.count());
    assert_eq!(second.written.get(), units - 10);
    assert_eq!(
        *second.seen.borrow(),
        whole.trials,
        "whoever watches sees them all"
    );
    // Another seed, other folds or other data are other units.
    let third = Memory {
        kept: second.kept,
        ..Memory::default()
    };
    let other = Params { seed: 9, ..chosen };
    bench.train(&other, (&|| 0.0, &third)).unwrap();
    assert_eq!(third.written.get(), units);
}

#[test]
fn a_longer_search_begins_with_the_shorter_one() {
    let bench = Bench::new(yes_or_no(600));
    let run = |n: u32| {
        let budget = search(Strategy::Random, Budget::Trials(n));
        let chosen = params(Learner::Logistic, Resampling::Holdout, Some(budget));
        bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap().trials
    };
    assert_eq!(run(4), run(9)[..4]);
}

#[test]
fn ranges_that_a_person_sets_are_kept_to() {
    let bench = Bench::new(yes_or_no(600));
    let mut budget = search(Strategy::Random, Budget::Trials(10));
    budget.ranges.push(Range {
        learner: "tree".to_owned(),
        parameter: "max_depth".to_owned(),
        low: 2.0,
        high: 3.0,
    });
    let chosen = params(Learner::Tree, Resampling::Holdout, Some(budget.clone()));
    let report = bench.train(&chosen, (&|| 0.0, &Forgetful)).unwrap();
    for trial in &report.trials[1..] {
        let learners::Params::Tree(tree) = &trial.params else {
            panic!("{:?}", trial.params);
        };
        assert!((2..=3).contains(&tree.max_depth));
    }
    budget.ranges[0].high = 99.0;
    let chosen = params(Learner::Tree, Resampling::Holdout, Some(budget));
    let text = bench
        .train(&chosen, (&|| 0.0, &Forgetful))
        .unwrap_err()
        .to_string();
    assert!(
        text.contains("max_depth must lie between 1 and 30, not 99"),
        "{text}"
    );
}

#[test]
fn one_class_in_a_fold_is_said() {
    let n = 400;
    let bench = Bench::new(table(vec![
        ("x", numbers(n, |i| Some(noise(i, 1)))),
        (
            "group",
            texts(n, |i| {
                Some(if i % 40 == 0 { "rare" } else { "usual" }.to_owned())
            }),
        ),
        (
            "y",
            texts(n, |i| {
                Some(if i % 40 == 0 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ]));
    let group = Resampling::Group {
        folds: 2,
        column: "group".to_owned(),
    };
    let refused = bench.train(&params(Learner::Tree, group, None), (&|| 0.0, &Forgetful));
    let text = refused.unwrap_err().to_string();
    assert!(
        text.contains("fold") && text.contains("all have the class"),
        "{text}"
    );
    assert!(text.contains("stratified folds"), "{text}");
}

fn set(workbench: &mut Workbench, change: impl FnOnce(&mut Params)) {
    let mut training = workbench.project.as_ref().unwrap().project.training.clone();
    change(&mut training);
    run(workbench, Command::Edit(Box::new(Edit::Training(training))));
}

/// How many experiments are kept.
fn kept(workbench: &Workbench) -> usize {
    workbench.project.as_ref().unwrap().experiments.list.len()
}

/// Bikes, trained on folds with a small search.
fn trained(dir: &std::path::Path) -> Workbench {
    let mut workbench = opened(dir, "bikes");
    set(&mut workbench, |params| {
        params.learners = vec![Learner::Tree.default_params()];
        params.resampling = Resampling::KFold { folds: 3 };
        params.search = Some(search(Strategy::Random, Budget::Trials(3)));
    });
    run(&mut workbench, Command::RunThrough(Step::Training));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    workbench
}

#[test]
fn every_model_is_kept_with_what_it_takes_to_make_it_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = trained(dir.path());
    let open = first.project.as_ref().unwrap();
    let list = Arc::clone(&open.experiments.list);
    let of = |kind| list.iter().filter(|one| one.kind == kind).count();
    assert_eq!(
        (of(ExperimentKind::Model), of(ExperimentKind::Trial)),
        // The mean, the last answer and the tree.
        (3, 3)
    );
    assert_eq!(open.experiments.live.trials().len(), 3);
    let snapshot = &open.results.extraction.as_ref().unwrap().report.snapshot.id;
    for one in &*list {
        assert_eq!(one.record.snapshot, *snapshot);
        assert_eq!(one.record.folds.len(), 3);
        assert!(one.record.cpu_seconds.is_some() && one.record.peak_bytes.is_some());
        assert!(one.record.program.starts_with("nonagon "));
    }
    let (model, trial) = (list[0].id, list.last().unwrap().id);
    let note = ExperimentCommand::Annotate {
        id: model,
        tags: vec!["keep".to_owned()],
        note: "the one for May".to_owned(),
    };
    run(&mut first, Command::Experiment(note));
    for id in [model, trial] {
        run(
            &mut first,
            Command::Experiment(ExperimentCommand::Reproduce(id)),
        );
        let open = first.project.as_ref().unwrap();
        assert_eq!(errors(&first), Vec::<String>::new());
        assert_eq!(
            open.experiments.reproduced[&id].differences,
            Vec::<String>::new()
        );
    }
    drop(first);
    let mut second = workbench(dir.path());
    settle(&mut second);
    let open = second.project.as_ref().unwrap();
    let kept = open.experiments.get(model).unwrap();
    assert_eq!(
        (kept.tags.as_slice(), kept.note.as_str()),
        (&["keep".to_owned()][..], "the one for May")
    );
    assert_eq!(kept.record, list[0].record);
}

#[test]
fn a_record_that_was_changed_does_not_reproduce() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = trained(dir.path());
    let open = workbench.project.as_ref().unwrap();
    let table = open.table().unwrap();
    let kept = open
        .experiments
        .list
        .iter()
        .find(|one| one.record.learner == "tree")
        .unwrap();
    let mut record = Record::clone(&kept.record);
    record.model_hash.push('0');
    record.folds[1].train_rows += 1;
    let found = reproduce(&record, kept.kind, &table, &Silent).unwrap();
    assert_eq!(
        found.differences,
        ["the model itself", "the metrics of the folds"]
    );
    record.setup = None;
    let text = reproduce(&record, kept.kind, &table, &Silent)
        .unwrap_err()
        .to_string();
    assert!(text.contains("made elsewhere"), "{text}");
}

#[test]
fn a_new_run_adds_and_a_change_of_folds_makes_training_stale() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = trained(dir.path());
    let before = kept(&workbench);
    set(&mut workbench, |params| {
        params.resampling = Resampling::Holdout;
    });
    assert_eq!(workbench.step_state(Step::Training), StepState::Stale);
    run(&mut workbench, Command::Run(Step::Training));
    let open = workbench.project.as_ref().unwrap();
    assert_eq!(open.experiments.list.len(), 2 * before);
    let trial = open.experiments.list.last().unwrap().clone();
    let adopt = ExperimentCommand::Adopt(trial.id);
    run(&mut workbench, Command::Experiment(adopt));
    let project = &workbench.project.as_ref().unwrap().project;
    let adopted = trial.record.setup.as_ref().unwrap().learner.clone();
    assert!(project.training.learners.contains(&adopted));
}

#[test]
fn experiments_go_to_mlflow_and_come_back_as_foreign() {
    let (dir, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut workbench = trained(dir.path());
    let path = folder.path().to_owned();
    run(
        &mut workbench,
        Command::Experiment(ExperimentCommand::Export(path.clone())),
    );
    let before = kept(&workbench);
    for expected in [2 * before; 2] {
        run(
            &mut workbench,
            Command::Experiment(ExperimentCommand::Import(path.clone())),
        );
        assert_eq!(errors(&workbench), Vec::<String>::new());
        let open = workbench.project.as_ref().unwrap();
        assert_eq!(
            open.experiments.list.len(),
            expected,
            "runs that are known are not taken twice"
        );
    }
    let open = workbench.project.as_ref().unwrap();
    let foreign = &open.experiments.list[0];
    assert_eq!(foreign.kind, ExperimentKind::Foreign);
    let deepest = |kind| {
        let list = open.experiments.list.iter();
        let of = list.filter(|one| one.kind == kind && !one.record.validation.is_empty());
        of.filter_map(|one| {
            one.record
                .validation
                .iter()
                .find(|(id, _)| *id == Metric::Rmse.id())?
                .1
                .value()
        })
        .fold(f64::INFINITY, f64::min)
    };
    assert_eq!(
        deepest(ExperimentKind::Foreign),
        deepest(ExperimentKind::Model)
    );
    let again = ExperimentCommand::Reproduce(foreign.id);
    run(&mut workbench, Command::Experiment(again));
    assert!(
        errors(&workbench)
            .iter()
            .any(|text| text.contains("made elsewhere"))
    );
}
