//! What may leak from one part of a split into another is found, and only that.

use nonagon::{
    data::{ColumnData, Table, split::SplitRule},
    steps::{
        preparation::{self, Check, CheckResult, Verdict},
        problem,
    },
    terms::Silent,
};

use crate::steps::{contract, noise, numbers, table, texts};

/// Twelve hundred visits of 150 people, in time, with an answer that is easier to give later.
fn visits(easier: f64) -> Table {
    let n = 1200;
    let person = |row: usize| (noise(row, 9) * 150.0) as usize;
    let yes = |row: usize| noise(row, 1) + easier * row as f64 / 1200.0 > 0.5;
    table(vec![
        ("x", numbers(n, |row| Some(noise(row, 1)))),
        ("person", texts(n, |row| Some(format!("p{}", person(row))))),
        (
            "time",
            ColumnData::Times(
                (0..)
                    .take(n)
                    .map(|row: i64| Some(row * 3_600_000_000))
                    .collect(),
            ),
        ),
        (
            "y",
            texts(n, |row| {
                Some(if yes(row) { "yes" } else { "no" }.to_owned())
            }),
        ),
    ])
}

fn found(table: &Table, split: SplitRule) -> Vec<CheckResult> {
    let problem = problem::Params {
        entity: Some("person".to_owned()),
        time_column: Some("time".to_owned()),
        ..contract()
    };
    let params = preparation::Params {
        split,
        ..preparation::Params::default()
    };
    let (_, report) = preparation::run(table, &problem, &params, &Silent).unwrap();
    let checks: Vec<Check> = report.checks.iter().map(|result| result.check).collect();
    assert_eq!(checks, Check::ALL);
    report.checks
}

fn suspects(results: &[CheckResult]) -> Vec<&str> {
    let suspect = results
        .iter()
        .filter(|result| result.verdict == Verdict::Suspect);
    suspect.map(|result| result.check.id()).collect()
}

fn random() -> SplitRule {
    SplitRule::Random {
        train: 0.6,
        validation: 0.2,
        test: 0.2,
        seed: 1,
    }
}

fn by_person() -> SplitRule {
    SplitRule::Group {
        column: "person".to_owned(),
        alike: Some("y".to_owned()),
        train: 0.6,
        validation: 0.2,
        test: 0.2,
        seed: 1,
    }
}

fn by_time() -> SplitRule {
    SplitRule::TimeShares {
        column: "time".to_owned(),
        train: 0.6,
        validation: 0.2,
        test: 0.2,
    }
}

#[test]
fn each_split_is_told_what_it_leaks() {
    let same = visits(0.0);
    assert_eq!(
        suspects(&found(&same, random())),
        ["time_overlap", "shared_entities"]
    );
    assert_eq!(suspects(&found(&same, by_person())), ["time_overlap"]);
    assert_eq!(suspects(&found(&same, by_time())), ["shared_entities"]);
    let order = SplitRule::Order {
        train: 0.6,
        validation: 0.2,
        test: 0.2,
    };
    assert_eq!(suspects(&found(&same, order)), ["shared_entities"]);
    let changing = found(&visits(0.8), by_time());
    assert_eq!(suspects(&changing), ["shared_entities", "target_shift"]);
}

#[test]
fn rows_that_repeat_each_other_are_found() {
    let once = visits(0.0);
    let twice = once.append(&once).unwrap();
    let results = found(&twice, random());
    assert_eq!(
        suspects(&results),
        [
            "time_overlap",
            "shared_entities",
            "duplicate_rows",
            "duplicate_features"
        ]
    );
    // The other half of a pair is in the training part as often as any row.
    for result in &results[2..4] {
        let share = result.value.value().unwrap();
        assert!((share - 0.6).abs() < 0.06, "{share}");
    }
}

#[test]
fn what_cannot_be_looked_at_says_why() {
    let (_, report) = preparation::run(
        &visits(0.0),
        &contract(),
        &preparation::Params {
            split: random(),
            ..preparation::Params::default()
        },
        &Silent,
    )
    .unwrap();
    for (result, why) in report.checks.iter().zip(["no time column", "no entity"]) {
        assert_eq!(result.verdict, Verdict::Unknown);
        assert!(result.text.contains(why), "{}", result.text);
    }
    for check in Check::ALL {
        assert_eq!(Check::from_id(check.id()), Some(check));
        assert_eq!(serde_json::to_value(check).unwrap(), check.id());
    }
}
