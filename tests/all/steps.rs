//! Steps 1 to 4, each by itself, on small tables and on the samples.

use std::cell::Cell;

use nonagon::{
    data::{
        self, ColumnData, Detected, Table,
        snapshot::Snapshot,
        split::{Part, SplitRule},
    },
    gates::Criterion,
    metrics::{CostMatrix, Metric},
    steps::{
        StepError,
        extraction::{self, Loaded, Source},
        preparation, problem,
    },
    terms::{Silent, Task},
};
use proptest::prelude::*;

use crate::support::samples;

/// Numbers that look like chance and are the same everywhere: 0 to 1, by row and stream.
pub(crate) fn noise(row: usize, stream: u64) -> f64 {
    let mut x = (row as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream << 32;
    for _ in 0..3 {
        x = (x ^ x >> 31).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    (x >> 40) as f64 / (1_u64 << 24) as f64
}

pub(crate) fn texts(n: usize, text: impl Fn(usize) -> Option<String>) -> ColumnData {
    ColumnData::Texts((0..n).map(text).collect())
}

pub(crate) fn numbers(n: usize, number: impl Fn(usize) -> Option<f64>) -> ColumnData {
    ColumnData::Numbers((0..n).map(number).collect())
}

pub(crate) fn table(columns: Vec<(&str, ColumnData)>) -> Table {
    let named = |(name, data): (&str, ColumnData)| (name.to_owned(), data);
    Table::from_columns(columns.into_iter().map(named).collect()).unwrap()
}

/// `n` rows: `y` is yes where `x` and some noise are high; `city` and `z` say a little.
pub(crate) fn yes_or_no(n: usize) -> Table {
    let yes = |i: usize| noise(i, 1) + 0.5 * noise(i, 2) > 0.8;
    table(vec![
        ("x", numbers(n, |i| Some(noise(i, 1)))),
        (
            "z",
            numbers(n, |i| (i % 7 != 0).then_some(noise(i, 3) * 100.0)),
        ),
        (
            "city",
            texts(n, |i| {
                Some(["Bonn", "Köln", "Trier"][i % 3].to_owned()).filter(|_| i % 11 != 0)
            }),
        ),
        (
            "y",
            texts(n, |i| {
                (i % 23 != 5).then(|| if yes(i) { "yes" } else { "no" }.to_owned())
            }),
        ),
    ])
}

/// The contract that fits [`yes_or_no`].
pub(crate) fn contract() -> problem::Params {
    problem::Params {
        target: "y".to_owned(),
        positive: "yes".to_owned(),
        ..problem::Params::default()
    }
}

/// A sample's project and its rows.
pub(crate) fn sample(folder: &str) -> (nonagon::automation::Project, Table) {
    let folder = samples().join(folder);
    let (project, _) = nonagon::automation::Project::load(&folder).unwrap();
    let table = data::load(&folder.join("data.parquet"), &Silent).unwrap();
    (project, table)
}

#[track_caller]
pub(crate) fn assert_says(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "“{word}” is missing in: {message}");
    }
}

#[test]
fn a_contract_that_contradicts_itself_is_refused_in_words() {
    type Change = fn(&mut problem::Params);
    let cases: [(Change, &[&str]); 11] = [
        (
            |p| p.label_delay_days = Some(-1.0),
            &[
                "label delay in days is a number from 0 on, not -1",
                "step 1",
            ],
        ),
        (
            |p| p.latency_budget_ms = Some(0.0),
            &[
                "latency budget in milliseconds is a number above 0",
                "step 1",
            ],
        ),
        (
            |p| p.slices = vec!["y".to_owned()],
            &["The target “y” cannot be a slice", "step 1"],
        ),
        (
            |p| p.target.clear(),
            &["No target is set", "Choose", "step 1"],
        ),
        (
            |p| p.unavailable = vec!["y".to_owned()],
            &["The target “y” is also marked", "Remove the mark"],
        ),
        (
            |p| p.ignored = vec!["y".to_owned()],
            &["The target “y” is also marked"],
        ),
        (
            |p| p.metric = Some(Metric::Rmse),
            &[
                "RMSE does not measure a binary classification model",
                "Choose another",
            ],
        ),
        (
            |p| p.criteria = vec![Criterion::at_most(Metric::Mae, 1.0)],
            &[
                "The success criterion on",
                "does not fit a binary",
                "step 1",
            ],
        ),
        (
            |p| p.criteria = vec![Criterion::at_least(Metric::RocAuc, 1.5)],
            &["step 1"],
        ),
        (
            |p| p.criteria = vec![Criterion::at_least(Metric::RocAuc, f64::NAN)],
            &["step 1"],
        ),
        (
            |p| {
                p.task = Task::Multiclass;
                p.costs.false_positive = -1.0;
            },
            &["cost matrix needs a binary task", "Clear the costs"],
        ),
    ];
    for (change, words) in cases {
        let mut params = contract();
        change(&mut params);
        let message = problem::run(&params, &Silent).unwrap_err().to_string();
        assert_says(&message, words);
    }
}

#[test]
fn a_contract_in_words_asks_what_is_still_open() {
    let report = problem::run(&contract(), &Silent).unwrap();
    assert_says(&report.statement, &["“y”", "yes", "no time"]);
    assert_eq!(report.metric, Metric::RocAuc);
    assert_eq!(report.open_questions.len(), 6);
    let full = problem::Params {
        criteria: vec![Criterion::at_least(Metric::RocAuc, 0.6)],
        unavailable: vec!["z".to_owned()],
        costs: CostMatrix {
            false_negative: -1.0,
            ..CostMatrix::default()
        },
        time_column: Some("t".to_owned()),
        unit: "one walk".to_owned(),
        label_delay_days: Some(30.0),
        slices: vec!["city".to_owned()],
        ..contract()
    };
    let report = problem::run(&full, &Silent).unwrap();
    assert_eq!(report.open_questions, Vec::<String>::new());
    assert_says(&report.statement, &["for one walk", "known after 30 days"]);
    assert_eq!(report.criteria.len(), 1);
}

fn extract(
    tables: Vec<Table>,
    columns: &[&str],
) -> (Result<(Table, extraction::Report), StepError>, usize) {
    let kept = Cell::new(0);
    let keep = |table: &Table| {
        kept.set(kept.get() + 1);
        Ok(Snapshot {
            id: "id".to_owned(),
            rows: table.n_rows() as u64,
            columns: table.n_columns() as u64,
            bytes: 0,
        })
    };
    let source = |i: usize| Source {
        name: format!("s{i}"),
        location: format!("s{i}.csv"),
        ..Source::default()
    };
    let params = extraction::Params {
        expectations: Vec::new(),
        sources: (0..tables.len()).map(source).collect(),
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        ..extraction::Params::default()
    };
    let load = |(i, table): (usize, Table)| Loaded {
        name: format!("s{i}"),
        path: format!("s{i}.csv"),
        bytes: 7,
        modified: None,
        detected: Detected::default(),
        table,
    };
    let input = extraction::Input {
        join: &|_, _, _| panic!("no features are asked for"),
        loaded: tables.into_iter().enumerate().map(load).collect(),
        before: None,
        keep: &keep,
    };
    let result = extraction::run(input, &params, &Silent);
    (result, kept.get())
}

#[test]
fn several_sources_become_one_table() {
    let (top, below) = (
        yes_or_no(30),
        yes_or_no(12).select(&["y", "x", "city", "z"]),
    );
    let (result, kept) = extract(vec![top, below.unwrap()], &["y", "x"]);
    let (table, report) = result.unwrap();
    assert_eq!((table.n_rows(), table.n_columns(), kept), (42, 2, 1));
    assert_eq!(
        (table.cell(31, 0), table.cell(1, 0)),
        (table.cell(1, 0), table.cell(31, 0))
    );
    assert_eq!((report.rows, report.snapshot.rows), (42, 42));
    let rows: Vec<u64> = report.sources.iter().map(|source| source.rows).collect();
    assert_eq!(rows, [30, 12]);
    assert_eq!(report.sources[1].columns, 4);
}

#[test]
fn sources_that_do_not_fit_keep_nothing() {
    let whole = || yes_or_no(5);
    let part = || whole().select(&["x", "y"]).unwrap();
    let cases: [(Vec<Table>, &[&str], &[&str]); 5] = [
        (vec![], &[], &["There is no source yet", "step 2"]),
        (
            vec![whole(), part()],
            &[],
            &["do not fit together", "a column “z”", "step 2"],
        ),
        (vec![part(), whole()], &[], &["do not fit together"]),
        (
            vec![whole()],
            &["x", "town"],
            &["There is no column “town”", "Choose one of: x, z, city, y"],
        ),
        (
            vec![whole().slice(0, 0)],
            &[],
            &["columns but no rows", "Check the files", "step 2"],
        ),
    ];
    for (tables, columns, words) in cases {
        let (result, kept) = extract(tables, columns);
        assert_says(&result.unwrap_err().to_string(), words);
        assert_eq!(kept, 0, "{words:?}");
    }
}

/// `table` with every value outside the training part replaced.
fn scrambled(table: &Table, parts: &[Part], shift: f64) -> Table {
    let outside = |i: usize| parts[i] != Part::Train;
    let n = table.n_rows();
    let x = table.numbers("x").unwrap();
    let z = table.numbers("z").unwrap();
    let text = |column: usize| {
        texts(n, |i| {
            let other = outside(i) && column == 2;
            let cell = (!table.is_null(i, column)).then(|| table.cell(i, column));
            if other {
                Some("Elsewhere".to_owned())
            } else {
                cell
            }
        })
    };
    self::table(vec![
        (
            "x",
            numbers(n, |i| Some(if outside(i) { shift } else { x[i] })),
        ),
        (
            "z",
            numbers(n, |i| {
                if outside(i) {
                    Some(-shift)
                } else {
                    Some(z[i]).filter(|z| !z.is_nan())
                }
            }),
        ),
        ("city", text(2)),
        ("y", text(3)),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn only_the_training_part_teaches_the_recipe(seed in 0..1000_u64, shift in -1e6..1e6_f64) {
        let before = yes_or_no(150);
        let params = preparation::Params {
            split: SplitRule::Random { train: 0.5, validation: 0.2, test: 0.2, seed },
            ..preparation::Params::default()
        };
        let parts = data::split::split(&before, &params.split).unwrap();
        let after = scrambled(&before, &parts, shift);
        let (one, report) = preparation::run(&before, &contract(), &params, &Silent).unwrap();
        let (two, other) = preparation::run(&after, &contract(), &params, &Silent).unwrap();
        prop_assert_eq!(&report.recipe, &other.recipe);
        prop_assert_eq!(&one.train.matrix, &two.train.matrix);
        prop_assert!(one.test.matrix != two.test.matrix);
        // The report holds all that was learned.
        let again = preparation::rebuild(&before, &contract(), &params, &report, &Silent).unwrap();
        for (slice, rebuilt) in [
            (&one.train, &again.train),
            (&one.validation, &again.validation),
            (&one.test, &again.test),
        ] {
            prop_assert_eq!(&slice.rows, &rebuilt.rows);
            prop_assert_eq!(&slice.matrix, &rebuilt.matrix);
            prop_assert_eq!(&slice.labels, &rebuilt.labels);
        }
        prop_assert_eq!(&one.production, &again.production);
    }
}

#[test]
fn rows_without_an_answer_are_left_out_and_counted() {
    let table = yes_or_no(230);
    let (prepared, report) =
        preparation::run(&table, &contract(), &Default::default(), &Silent).unwrap();
    assert_eq!(report.unlabelled, 10);
    assert_eq!(report.classes, ["no", "yes"]);
    let rows: u64 = report.parts.iter().map(|part| part.rows).sum();
    let labelled: u64 = report.parts.iter().map(|part| part.labelled).sum();
    assert_eq!((rows, labelled), (230, 220));
    assert_eq!(prepared.train.rows.len() as u64, report.parts[0].labelled);
    let known = |&row: &u32| !table.is_null(row as usize, 3);
    assert!(prepared.train.rows.iter().all(known));
    assert_eq!(report.outputs.len(), report.sources.len());
}

#[test]
fn preparation_says_what_does_not_fit() {
    type Change = fn(&mut problem::Params, &mut preparation::Params);
    let cases: [(Change, &[&str]); 6] = [
        (
            |p, _| p.positive = "maybe".to_owned(),
            &["“maybe” does not occur in “y”", "no, yes", "step 1"],
        ),
        (
            |p, _| p.target = "city".to_owned(),
            &["3 classes", "Choose multi-class in step 1"],
        ),
        (
            |p, _| p.task = Task::Regression,
            &[
                "“y” holds values of kind text",
                "a number",
                "Choose another",
            ],
        ),
        (
            |p, _| p.ignored = ["x", "z", "city"].map(str::to_owned).to_vec(),
            &["No column is left", "step 1"],
        ),
        (
            |p, _| p.time_column = Some("city".to_owned()),
            &["“city” holds values of kind text", "a time"],
        ),
        (
            |_, s| {
                s.split = SplitRule::Random {
                    train: 0.8,
                    validation: 0.0,
                    test: 0.2,
                    seed: 1,
                };
            },
            &["validation part has no rows with an answer", "step 4"],
        ),
    ];
    for (change, words) in cases {
        let (mut problem, mut params) = (contract(), preparation::Params::default());
        change(&mut problem, &mut params);
        let result = preparation::run(&yes_or_no(60), &problem, &params, &Silent);
        assert_says(&result.unwrap_err().to_string(), words);
    }
}
