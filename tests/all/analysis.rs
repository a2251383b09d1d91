//! Step 3: what its rules find in planted data, which rows are odd, what two columns look like.

use nonagon::{
    data::{ColumnData, Table},
    stats,
    steps::{
        analysis::{self, Rule, Together, Told},
        problem,
    },
    terms::Silent,
};

use crate::steps::{assert_says, contract, noise, numbers, sample, table, texts, yes_or_no};

fn analyse(table: &Table, problem: &problem::Params) -> analysis::Report {
    analysis::run(table, problem, &analysis::Params::default(), &Silent).unwrap()
}

fn found(report: &analysis::Report) -> Vec<(Rule, &str, f64)> {
    let alerts = report.alerts.iter();
    alerts
        .map(|alert| (alert.rule, alert.column.as_str(), alert.value))
        .collect()
}

fn answers(n: usize) -> (&'static str, ColumnData) {
    let yes = |i: usize| if noise(i, 1) > 0.5 { "yes" } else { "no" };
    ("y", texts(n, move |i| Some(yes(i).to_owned())))
}

const DAY: i64 = 86_400_000_000;

#[test]
fn on_flights_what_is_known_after_departure_is_flagged_and_nothing_else() {
    let (mut project, table) = sample("flights");
    let flagged = |project: &nonagon::automation::Project| {
        let (problem, params) = (&project.problem, &project.analysis);
        let report = analysis::run(&table, problem, params, &Silent).unwrap();
        let leaks = report
            .alerts
            .into_iter()
            .filter(|alert| alert.rule == Rule::Leakage);
        let mut leaks: Vec<(String, String)> =
            leaks.map(|alert| (alert.column, alert.text)).collect();
        leaks.sort();
        leaks
    };
    let marked = flagged(&project);
    let mut expected = project.problem.unavailable.clone();
    expected.sort();
    let columns: Vec<&String> = marked.iter().map(|(column, _)| column).collect();
    assert_eq!(columns, expected.iter().collect::<Vec<_>>());
    assert!(
        marked
            .iter()
            .all(|(_, text)| text.contains("marked as known too late")),
        "{marked:?}"
    );
    // Before a person marks them, the same columns ask for the mark.
    project.problem.unavailable.clear();
    let open = flagged(&project);
    assert_eq!(open.len(), expected.len());
    assert!(
        open.iter()
            .all(|(_, text)| text.contains("mark it as unavailable in step 1")),
        "{open:?}"
    );
}

#[test]
fn alerts_name_constants_identifiers_and_gaps() {
    let n = 40;
    let mut columns = vec![
        ("one", texts(n, |_| Some("a".to_owned()))),
        ("id", texts(n, |i| Some(format!("row {i}")))),
        ("gaps", numbers(n, |i| (i % 2 == 0).then_some(noise(i, 9)))),
        (
            "y",
            texts(n, |i| {
                Some(if noise(i, 1) > 0.5 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ];
    columns.push(("plain", numbers(n, |i| Some(noise(i, 4)))));
    let params = analysis::Params::default();
    let report = analysis::run(&table(columns), &contract(), &params, &Silent).unwrap();
    let found: Vec<(Rule, &str, f64)> = report
        .alerts
        .iter()
        .map(|alert| (alert.rule, alert.column.as_str(), alert.value))
        .collect();
    assert_eq!(
        found,
        [
            (Rule::Constant, "one", 1.0),
            (Rule::Missing, "gaps", 0.5),
            (Rule::Identifier, "id", 1.0),
        ]
    );
    assert_eq!(report.unlabelled, 0);
    assert_eq!(
        report.target.iter().map(|share| share.count).sum::<u64>(),
        40
    );
}

#[test]
fn a_mark_on_a_column_that_is_not_there_is_told() {
    let n = 40;
    let columns = vec![
        ("late_fee", numbers(n, |i| Some(noise(i, 4)))),
        (
            "y",
            texts(n, |i| {
                Some(if noise(i, 1) > 0.5 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ];
    let problem = problem::Params {
        unavailable: vec!["late_fees".to_owned()],
        ..contract()
    };
    let params = analysis::Params::default();
    let report = analysis::run(&table(columns), &problem, &params, &Silent).unwrap();
    let found: Vec<(Rule, &str)> = report
        .alerts
        .iter()
        .map(|alert| (alert.rule, alert.column.as_str()))
        .collect();
    assert_eq!(found, [(Rule::Unknown, "late_fees")]);
}

#[test]
fn analysis_of_a_target_that_is_not_there() {
    let problem = problem::Params {
        target: "late".to_owned(),
        ..contract()
    };
    let message = analysis::run(&yes_or_no(9), &problem, &Default::default(), &Silent)
        .unwrap_err()
        .to_string();
    assert_says(&message, &["There is no column “late”", "Choose one of"]);
}

/// Each rule on a column that is made to break it, with the value that must be seen; the same rule
/// stays silent where its limit is 0.
#[test]
fn every_rule_about_a_column_fires_on_what_it_is_for() {
    let n = 200;
    let text = |i: usize, every: usize, one: &str, other: &str| {
        Some(if i.is_multiple_of(every) { one } else { other }.to_owned())
    };
    let cases: Vec<(&str, ColumnData, Rule, f64)> = vec![
        (
            "blank",
            texts(n, |i| text(i, 4, "  ", &format!("a{}", i % 3))),
            Rule::Blank,
            0.25,
        ),
        (
            "many",
            texts(n, |i| Some(format!("v{}", i % 60))),
            Rule::Cardinality,
            60.0,
        ),
        (
            "zeros",
            numbers(n, |i| Some(if i % 4 == 0 { noise(i, 3) } else { 0.0 })),
            Rule::Zeros,
            0.75,
        ),
        (
            "infinite",
            numbers(n, |i| Some(if i < 3 { f64::INFINITY } else { noise(i, 4) })),
            Rule::Infinite,
            3.0,
        ),
    ];
    for (name, data, rule, value) in cases {
        let table = table(vec![(name, data), answers(n)]);
        let report = analyse(&table, &contract());
        let own: Vec<_> = found(&report)
            .into_iter()
            .filter(|(_, column, _)| *column == name)
            .collect();
        assert_eq!(own, [(rule, name, value)]);
        let mut silent = analysis::Params::default();
        match rule {
            Rule::Blank => silent.blank = 0.0,
            Rule::Cardinality => silent.cardinality = 0.0,
            Rule::Zeros => silent.zeros = 0.0,
            _ => silent.infinite = 0.0,
        }
        let report = analysis::run(&table, &contract(), &silent, &Silent).unwrap();
        assert!(
            report.alerts.iter().all(|alert| alert.rule != rule),
            "{rule:?}"
        );
    }
}

#[test]
fn lopsided_repeated_and_uneven_data_is_told_of() {
    let n = 400;
    let x = |i: usize| noise(i, 5);
    let skewed = numbers(n, |i| Some(if i == 7 { 1000.0 } else { x(i) }));
    let values: Vec<f64> = (0..n).map(|i| if i == 7 { 1000.0 } else { x(i) }).collect();
    let skewness = stats::Moments::of(&values).skewness().value().unwrap();
    let table = table(vec![
        ("skewed", skewed),
        ("a", numbers(n, |i| Some(noise(i, 6)))),
        ("b", numbers(n, |i| Some(2.0 * noise(i, 6) + 1.0))),
        (
            "y",
            texts(n, |i| {
                Some(if i % 20 == 0 { "yes" } else { "no" }.to_owned())
            }),
        ),
    ]);
    let report = analyse(&table, &contract());
    let found = found(&report);
    assert!(found.contains(&(Rule::Imbalance, "y", 0.95)), "{found:?}");
    let alike = found.iter().find(|(rule, _, _)| *rule == Rule::Correlated);
    let (_, column, strength) = alike.unwrap();
    assert_eq!(*column, "b");
    assert!((strength - 1.0).abs() < 1e-12, "{strength}");
    let seen = found
        .iter()
        .find(|(rule, _, _)| *rule == Rule::Skewed)
        .unwrap();
    assert_eq!(seen.1, "skewed");
    assert!((seen.2 - skewness).abs() < 1e-9, "{} {skewness}", seen.2);
    let twice = table.append(&table.slice(0, 40)).unwrap();
    let report = analyse(&twice, &contract());
    let seen = self::found(&report);
    assert!(
        seen.contains(&(Rule::Duplicates, "", 40.0 / 440.0)),
        "{seen:?}"
    );
}

#[test]
fn rules_about_time_see_disorder_gaps_and_the_future() {
    let n = 100_u32;
    // A row a day, but for ten days in the middle; the rows 20 and 21 change places.
    let day = |i: u32| {
        let place = match i {
            20 => 21,
            21 => 20,
            other => other,
        };
        i64::from(place) + if place >= 50 { 10 } else { 0 }
    };
    let times = |shift: i64| {
        ColumnData::Times(
            (0..n)
                .map(|i| Some((15_000 + day(i) + shift) * DAY))
                .collect(),
        )
    };
    let table = table(vec![
        ("at", times(0)),
        ("due", times(30)),
        ("x", numbers(100, |i| Some(noise(i, 3)))),
        answers(100),
    ]);
    let problem = problem::Params {
        time_column: Some("at".to_owned()),
        ..contract()
    };
    let params = analysis::Params {
        period: Some(analysis::Period::Day),
        ..analysis::Params::default()
    };
    let report = analysis::run(&table, &problem, &params, &Silent).unwrap();
    let found = found(&report);
    assert!(found.contains(&(Rule::Unordered, "at", 0.01)), "{found:?}");
    assert!(found.contains(&(Rule::TimeGaps, "at", 10.0)), "{found:?}");
    assert!(found.contains(&(Rule::Future, "due", 30.0)), "{found:?}");
}

#[test]
fn a_row_is_as_odd_as_its_number_is_far_and_its_category_rare() {
    // 1 to 101: the middle is 51 and the median absolute deviation 25, whatever the last row is.
    let n = 101;
    let mut x: Vec<Option<f64>> = (1..=n).map(|i| Some(f64::from(i))).collect();
    x[100] = Some(400.0);
    let city = |i: usize| Some(if i < 10 { "rare" } else { "usual" }.to_owned());
    let table = table(vec![
        ("x", ColumnData::Numbers(x)),
        ("city", texts(101, city)),
        answers(101),
    ]);
    let problem = problem::Params {
        ignored: vec!["y".to_owned()],
        target: String::new(),
        ..contract()
    };
    let report = analyse(&table, &problem);
    let z = |value: f64| (value - 51.0) / (1.4826 * 25.0);
    let rare = 2.0 * (91.0_f64 / 10.0).ln();
    let rows = &report.outliers.rows;
    assert_eq!(rows[0].row, 100);
    assert!(
        (rows[0].score - z(400.0).powi(2)).abs() < 1e-9,
        "{}",
        rows[0].score
    );
    assert_eq!(rows[0].reasons[0].value, Told::Number(400.0));
    assert_eq!(rows[0].reasons[0].usual, Told::Number(51.0));
    assert_eq!(rows[1].row, 0);
    assert!(
        (rows[1].score - z(1.0).powi(2) - rare).abs() < 1e-9,
        "{}",
        rows[1].score
    );
    assert_eq!(rows[1].reasons[0].value, Told::Text("rare".to_owned()));
    assert_eq!(report.outliers.scores.counts.iter().sum::<u64>(), 101);
}

#[test]
fn a_combination_that_does_not_fit_is_odder_than_two_far_values_that_do() {
    let n = 301;
    let mut a: Vec<Option<f64>> = (0..n).map(|i| Some(f64::from(i) - 150.0)).collect();
    let mut b = a.clone();
    // Both far on the same side, and both less far on opposite sides.
    (a[0], b[0]) = (Some(260.0), Some(260.0));
    (a[1], b[1]) = (Some(180.0), Some(-180.0));
    let table = table(vec![
        ("a", ColumnData::Numbers(a)),
        ("b", ColumnData::Numbers(b)),
    ]);
    let problem = problem::Params {
        target: String::new(),
        ..contract()
    };
    let report = analyse(&table, &problem);
    assert_eq!(report.outliers.rows[0].row, 1);
}

#[test]
fn two_columns_are_drawn_by_what_they_hold() {
    let n = 60;
    let table = table(vec![
        ("x", numbers(n, |i| (i != 5).then_some(i as f64))),
        ("z", numbers(n, |i| Some(i as f64 * 2.0))),
        (
            "city",
            texts(n, |i| Some(["a", "b", "c"][i % 3].to_owned())),
        ),
        (
            "half",
            texts(n, |i| {
                Some(if i < 30 { "first" } else { "second" }.to_owned())
            }),
        ),
    ]);
    let draw = |a: &str, b: &str| {
        analysis::picture(&table, (a, b), 1, &Silent)
            .unwrap()
            .together
    };
    let Together::Points(points) = draw("x", "z") else {
        panic!("two numbers are points");
    };
    assert_eq!(points.points.len(), 59);
    assert!(points.points.iter().all(|[x, z]| *z == 2.0 * x));
    for pair in [("city", "z"), ("z", "city")] {
        let Together::Boxes(boxes) = draw(pair.0, pair.1) else {
            panic!("a category and a number are boxes");
        };
        assert_eq!(
            (boxes.category.as_str(), boxes.number.as_str()),
            ("city", "z")
        );
        let (label, rows, quantiles) = &boxes.levels[0];
        assert_eq!((label.as_str(), *rows), ("a", 20));
        // 0, 6, …, 114: the middle lies between the tenth and the eleventh.
        assert_eq!(quantiles[2], 57.0);
    }
    let Together::Crossed(crossed) = draw("city", "half") else {
        panic!("two categories are counted");
    };
    assert_eq!((crossed.rows.len(), crossed.columns.len()), (3, 2));
    assert_eq!(crossed.counts, [10; 6]);
}
