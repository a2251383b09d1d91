//! Expectations: what each kind sees, what a draft holds, and what a broken one does to a run.

use nonagon::{
    data::{
        self, ColumnData, Kind, Table,
        expectation::{Expect, ExpectKind, Expectation, Outcome, Severity, check, draft},
    },
    steps::Step,
    terms::Silent,
    workbench::{Command, Edit, ExpectationCommand, StepState},
};

use crate::{
    steps::{numbers, table, texts},
    support::{errors, opened, run, samples},
};

fn visits() -> Table {
    table(vec![
        ("id", ColumnData::Integers((0..40).map(Some).collect())),
        (
            "age",
            numbers(40, |row| (row % 10 != 3).then_some(row as f64)),
        ),
        (
            "plan",
            texts(40, |row| Some(["a", "b"][row % 2].to_owned())),
        ),
        (
            "code",
            texts(40, |row| {
                Some(format!("N{}{}", row * row, if row == 7 { "x" } else { "" }))
            }),
        ),
        (
            "time",
            ColumnData::Times((0..40).map(|day: i64| Some(day * 86_400_000_000)).collect()),
        ),
    ])
}

fn look(table: &Table, expect: Expect) -> Outcome {
    let expectation = Expectation {
        severity: Severity::Warn,
        expect,
    };
    check(table, &[expectation], &Silent).unwrap().remove(0)
}

fn parsed(text: &str) -> Expect {
    toml::from_str(text).unwrap()
}

/// What is expected of [`visits`], whether it is met, and the rows that do not hold it.
const CASES: [(&str, bool, &[u32]); 19] = [
    (
        "kind = \"completeness\"\ncolumn = \"age\"\nat_least = 0.9",
        true,
        &[3, 13, 23, 33],
    ),
    (
        "kind = \"completeness\"\ncolumn = \"age\"\nat_least = 0.91",
        false,
        &[3, 13, 23, 33],
    ),
    ("kind = \"uniqueness\"\ncolumns = [\"id\"]", true, &[]),
    (
        "kind = \"uniqueness\"\ncolumns = [\"plan\", \"age\"]",
        false,
        &[13, 23, 33],
    ),
    (
        "kind = \"range\"\ncolumn = \"age\"\nleast = 2.0\nmost = 37.0",
        false,
        &[0, 1, 38, 39],
    ),
    ("kind = \"range\"\ncolumn = \"age\"\nleast = 0.0", true, &[]),
    (
        "kind = \"values\"\ncolumn = \"plan\"\nvalues = [\"a\", \"b\", \"c\"]",
        true,
        &[],
    ),
    (
        "kind = \"pattern\"\ncolumn = \"code\"\npattern = \"N[0-9]+\"",
        false,
        &[7],
    ),
    (
        "kind = \"pattern\"\ncolumn = \"code\"\npattern = \"N|N.*\"",
        true,
        &[],
    ),
    ("kind = \"row_count\"\nleast = 40\nmost = 40", true, &[]),
    ("kind = \"row_count\"\nleast = 41", false, &[]),
    (
        "kind = \"type\"\ncolumn = \"id\"\ntype = \"decimal\"",
        true,
        &[],
    ),
    (
        "kind = \"type\"\ncolumn = \"plan\"\ntype = \"integer\"",
        false,
        &[],
    ),
    ("kind = \"monotone\"\ncolumn = \"time\"", true, &[]),
    (
        "kind = \"fresh\"\ncolumn = \"time\"\ndays = 36.0",
        false,
        &[0, 1, 2],
    ),
    (
        "kind = \"fresh\"\ncolumn = \"time\"\ndays = 39.0",
        true,
        &[],
    ),
    (
        "kind = \"rule\"\ncondition = \"age <= id AND id < 39\"",
        false,
        &[39],
    ),
    ("kind = \"rule\"\ncondition = \"age >= 0\"", true, &[]),
    (
        "kind = \"range\"\ncolumn = \"moon\"\nleast = 0.0",
        false,
        &[],
    ),
];

#[test]
fn each_kind_blames_the_rows_that_break_it() {
    let table = visits();
    for (text, passed, rows) in CASES {
        let expect = parsed(text);
        expect.check().unwrap();
        assert_eq!(ExpectKind::from_id(expect.kind().id()), Some(expect.kind()));
        assert_eq!(parsed(&toml::to_string(&expect).unwrap()), expect);
        let outcome = look(&table, expect);
        assert_eq!(
            (outcome.passed, outcome.rows.as_slice()),
            (passed, rows),
            "{text}: {outcome:?}"
        );
        assert_eq!(outcome.failing, rows.len() as u64);
        assert!(!outcome.summary().is_empty());
    }
}

#[test]
fn what_cannot_be_looked_at_says_why() {
    let table = visits();
    for (text, why) in [
        (
            "kind = \"values\"\ncolumn = \"moon\"\nvalues = [\"a\"]",
            "no column “moon”",
        ),
        (
            "kind = \"range\"\ncolumn = \"plan\"\nmost = 1.0",
            "kind text",
        ),
        ("kind = \"rule\"\ncondition = \"moon > 1\"", "moon"),
        (
            "kind = \"rule\"\ncondition = \"age + 1\"",
            "not true or false",
        ),
        (
            "kind = \"type\"\ncolumn = \"plan\"\ntype = \"integer\"",
            "kind text, not integer",
        ),
    ] {
        let outcome = look(&table, parsed(text));
        let reason = outcome.value.reason().unwrap_or_default().to_owned();
        assert!(!outcome.passed && reason.contains(why), "{text}: {reason}");
    }
    for text in [
        "kind = \"completeness\"\ncolumn = \"a\"\nat_least = 1.5",
        "kind = \"uniqueness\"\ncolumns = []",
        "kind = \"range\"\ncolumn = \"a\"",
        "kind = \"range\"\ncolumn = \"a\"\nleast = 2.0\nmost = 1.0",
        "kind = \"values\"\ncolumn = \"a\"\nvalues = []",
        "kind = \"pattern\"\ncolumn = \"a\"\npattern = \"(\"",
        "kind = \"row_count\"",
        "kind = \"fresh\"\ncolumn = \"a\"\ndays = 0.0",
        "kind = \"rule\"\ncondition = \" \"",
        "kind = \"monotone\"\ncolumn = \"\"",
    ] {
        let message = parsed(text).check().unwrap_err();
        assert!(message.ends_with("in step 2."), "{message}");
    }
    assert!(toml::from_str::<Expect>("kind = \"luck\"").is_err());
}

#[test]
fn only_the_first_failing_rows_are_named_and_all_are_counted() {
    let table = table(vec![("x", numbers(5000, |row| Some(row as f64)))]);
    let outcome = look(
        &table,
        parsed("kind = \"range\"\ncolumn = \"x\"\nmost = 1999.0"),
    );
    assert_eq!((outcome.failing, outcome.rows.len()), (3000, 1000));
    assert_eq!((outcome.rows[0], outcome.rows[999]), (2000, 2999));
    assert_eq!(outcome.summary(), "3000 rows do not, the first is row 2001");
}

#[test]
fn a_draft_is_met_by_what_it_was_drafted_from_and_broken_by_other_rows() {
    let table = visits();
    let drafted = draft(&table, &Silent).unwrap();
    for outcome in check(&table, &drafted, &Silent).unwrap() {
        assert!(outcome.passed, "{outcome:?}");
        outcome.expectation.expect.check().unwrap();
    }
    let kinds = |kind| {
        drafted
            .iter()
            .filter(move |one| one.expect.kind() == kind)
            .count()
    };
    assert_eq!(kinds(ExpectKind::Type), 5);
    assert_eq!(
        (kinds(ExpectKind::Uniqueness), kinds(ExpectKind::Monotone)),
        (2, 1)
    );
    assert_eq!(
        (kinds(ExpectKind::Range), kinds(ExpectKind::Values)),
        (1, 1)
    );
    let other = crate::steps::table(vec![
        ("id", ColumnData::Integers(vec![Some(1), Some(1)])),
        ("age", numbers(2, |_| Some(-5.0))),
        ("plan", texts(2, |_| Some("z".to_owned()))),
        ("code", ColumnData::Integers(vec![None, Some(3)])),
    ]);
    let broken: Vec<ExpectKind> = check(&other, &drafted, &Silent)
        .unwrap()
        .into_iter()
        .filter(|outcome| !outcome.passed)
        .map(|outcome| outcome.expectation.expect.kind())
        .collect();
    for kind in [
        ExpectKind::RowCount,
        ExpectKind::Uniqueness,
        ExpectKind::Range,
        ExpectKind::Values,
        ExpectKind::Type,
    ] {
        assert!(broken.contains(&kind), "{kind:?} {broken:?}");
    }
}

#[test]
fn every_sample_meets_its_own_draft() {
    for folder in ["bikes", "electricity"] {
        let file = samples().join(folder).join("data.parquet");
        let table = data::load(&file, &Silent).unwrap();
        let drafted = draft(&table, &Silent).unwrap();
        let broken: Vec<String> = check(&table, &drafted, &Silent)
            .unwrap()
            .into_iter()
            .filter(|outcome| !outcome.passed)
            .map(|outcome| outcome.expectation.expect.to_string())
            .collect();
        assert!(
            broken.is_empty() && drafted.len() > table.n_columns(),
            "{broken:?}"
        );
    }
    assert_eq!(Kind::ALL.len(), 5);
}

proptest::proptest! {
    #[test]
    fn any_table_meets_its_own_draft(
        rows in proptest::collection::vec((proptest::option::of(-1e9..1e9_f64), proptest::option::of("[A-Za-z0-9 .-]{0,6}"), proptest::option::of(0..1_000_000_000_000_i64)), 1..50),
    ) {
        let table = table(vec![
            ("n", ColumnData::Numbers(rows.iter().map(|row| row.0).collect())),
            ("s", ColumnData::Texts(rows.iter().map(|row| row.1.clone()).collect())),
            ("t", ColumnData::Times(rows.iter().map(|row| row.2).collect())),
        ]);
        let drafted = draft(&table, &Silent).unwrap();
        for outcome in check(&table, &drafted, &Silent).unwrap() {
            proptest::prop_assert!(outcome.passed, "{:?}", outcome);
        }
    }
}

#[test]
fn a_broken_expectation_warns_or_stops_and_the_last_good_rows_stay() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    run(&mut workbench, Command::Run(Step::Extraction));
    run(
        &mut workbench,
        Command::Expectation(ExpectationCommand::Draft),
    );
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let drafted = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .extraction
        .clone();
    assert!(drafted.expectations.len() > 10);
    run(&mut workbench, Command::Run(Step::Extraction));
    let report = |workbench: &nonagon::workbench::Workbench| {
        let open = workbench.project.as_ref().unwrap();
        std::sync::Arc::clone(&open.results.extraction.as_ref().unwrap().report)
    };
    let good = report(&workbench);
    assert_eq!(good.expectations.len(), drafted.expectations.len());
    assert!(good.expectations.iter().all(|outcome| outcome.passed));
    run(
        &mut workbench,
        Command::Expectation(ExpectationCommand::Draft),
    );
    let open = workbench.project.as_ref().unwrap();
    assert_eq!(open.project.extraction, drafted, "nothing is drafted twice");

    let with = |severity| {
        let mut params = drafted.clone();
        params.expectations.push(Expectation {
            severity,
            expect: parsed("kind = \"range\"\ncolumn = \"bikers\"\nmost = 100.0"),
        });
        Command::Edit(Box::new(Edit::Extraction(params)))
    };
    run(&mut workbench, with(Severity::Warn));
    run(&mut workbench, Command::Run(Step::Extraction));
    assert_eq!(workbench.step_state(Step::Extraction), StepState::Fresh);
    let warned = report(&workbench);
    let outcome = warned.expectations.last().unwrap();
    assert!(!outcome.passed && outcome.failing > 0 && warned.snapshot.id == good.snapshot.id);

    run(&mut workbench, with(Severity::Stop));
    run(&mut workbench, Command::Run(Step::Extraction));
    match workbench.step_state(Step::Extraction) {
        StepState::Blocked(why) => {
            assert!(
                why.contains("“bikers” is at most 100") && why.contains("The last good rows stay"),
                "{why}"
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(report(&workbench), warned, "the last good rows stay");
}
