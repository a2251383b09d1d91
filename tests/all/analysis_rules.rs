//! Step 3: from which value on each rule fires, and which rows an alert is about.

use nonagon::{
    data::{ColumnData, Table},
    steps::{
        analysis::{self, Alert, Params, Period, Rule},
        problem,
    },
    terms::Silent,
};

use crate::steps::{contract, noise, numbers, table, texts};

const DAY: i64 = 86_400_000_000;
const ROWS: usize = 400;

/// A rule and the limit that is set for it.
type Limit = (Rule, fn(&mut Params) -> &mut f64);

/// Every limit that can be set.
const LIMITS: [Limit; 14] = [
    (Rule::Leakage, |params| &mut params.leakage),
    (Rule::Duplicates, |params| &mut params.duplicates),
    (Rule::Imbalance, |params| &mut params.imbalance),
    (Rule::Missing, |params| &mut params.missing),
    (Rule::Blank, |params| &mut params.blank),
    (Rule::Infinite, |params| &mut params.infinite),
    (Rule::Identifier, |params| &mut params.identifier),
    (Rule::Cardinality, |params| &mut params.cardinality),
    (Rule::Correlated, |params| &mut params.correlation),
    (Rule::Skewed, |params| &mut params.skewness),
    (Rule::Zeros, |params| &mut params.zeros),
    (Rule::Unordered, |params| &mut params.unordered),
    (Rule::TimeGaps, |params| &mut params.empty_periods),
    (Rule::Future, |params| &mut params.future_days),
];

/// Rows that break every rule, none of them wholly.
fn troubled() -> Table {
    let n = ROWS;
    let every = |i: usize, k: usize| i.is_multiple_of(k);
    let yes = |i: usize| every(i, 20);
    let day = |i: u32| {
        let place = match i {
            20 => 21,
            21 => 20,
            other => other,
        };
        i64::from(place) + if place >= 50 { 10 } else { 0 }
    };
    let times = |shift: i64| {
        let time = |i| Some((15_000 + day(i) + shift) * DAY);
        ColumnData::Times((0..n as u32).map(time).collect())
    };
    let word = |word: &str| Some(word.to_owned());
    let rows = table(vec![
        ("one", texts(n, |_| word("a"))),
        (
            "gaps",
            numbers(n, |i| (!every(i, 4)).then_some(noise(i, 9))),
        ),
        (
            "blank",
            texts(n, |i| word(if every(i, 4) { "  " } else { "a" })),
        ),
        (
            "no end",
            numbers(n, |i| {
                Some(match i {
                    0 | 1 => f64::INFINITY,
                    2 => f64::NEG_INFINITY,
                    _ => noise(i, 4),
                })
            }),
        ),
        ("id", texts(n, |i| Some(format!("row {}", i % 380)))),
        ("many", texts(n, |i| Some(format!("v{}", i % 60)))),
        ("a", numbers(n, |i| Some(noise(i, 6)))),
        (
            "b",
            numbers(n, |i| Some(2.0 * noise(i, 6) + 0.1 * noise(i, 7))),
        ),
        (
            "skewed",
            numbers(n, |i| Some(if i == 7 { 1000.0 } else { noise(i, 5) })),
        ),
        (
            "zeros",
            numbers(n, |i| Some(if every(i, 4) { noise(i, 3) } else { 0.0 })),
        ),
        (
            "leak",
            numbers(n, |i| Some(f64::from(u8::from(yes(i) != every(i, 90))))),
        ),
        ("at", times(0)),
        ("due", times(30)),
        ("y", texts(n, |i| word(if yes(i) { "yes" } else { "no" }))),
    ]);
    rows.append(&rows.slice(0, 40)).unwrap()
}

fn found(rows: &Table, params: &Params) -> Vec<Alert> {
    let problem = problem::Params {
        time_column: Some("at".to_owned()),
        ..contract()
    };
    let report = analysis::run(rows, &problem, params, &Silent).unwrap();
    report.alerts
}

/// Every rule that has a limit is switched off.
fn silent() -> Params {
    let mut params = Params {
        period: Some(Period::Day),
        ..Params::default()
    };
    for (_, limit) in LIMITS {
        *limit(&mut params) = 0.0;
    }
    params
}

#[test]
fn a_rule_fires_at_its_limit_and_not_below() {
    let rows = troubled();
    let quiet = found(&rows, &silent());
    let rules: Vec<Rule> = quiet.iter().map(|alert| alert.rule).collect();
    assert_eq!(rules, [Rule::Constant], "only what has no limit is heard");
    for (rule, limit) in LIMITS {
        let alerts_at = |value: f64| {
            let mut params = silent();
            *limit(&mut params) = value;
            let mut alerts = found(&rows, &params);
            alerts.retain(|alert| alert.rule != Rule::Constant);
            alerts
        };
        let any = alerts_at(1e-9);
        assert!(any.iter().all(|alert| alert.rule == rule), "{any:?}");
        let worst = any.iter().map(|alert| alert.value).fold(0.0, f64::max);
        assert!(worst > 0.0, "{rule:?} sees nothing");
        assert!(!rule.is_share() || worst < 1.0, "{rule:?}: {worst}");
        let at = alerts_at(worst);
        assert!(!at.is_empty(), "{rule:?} is silent at {worst}");
        assert!(at.iter().all(|alert| alert.limit == worst), "{at:?}");
        let above = alerts_at(worst.next_up());
        assert_eq!(above, [], "{rule:?} fires below its limit");
    }
}

#[test]
fn an_alert_leads_to_the_rows_that_it_counts() {
    let rows = troubled();
    let alerts = found(&rows, &Params::default());
    let told: Vec<(Rule, String, u64)> = alerts
        .iter()
        .filter_map(|alert| {
            let segment = alert.rows()?;
            let shown = segment.rows(&rows).unwrap();
            Some((alert.rule, segment.name.clone(), shown.count() as u64))
        })
        .collect();
    let n = rows.n_rows() as f64;
    let expected: Vec<(Rule, String, u64)> = alerts
        .iter()
        .filter_map(|alert| {
            let (what, rows) = match alert.rule {
                Rule::Missing => ("is missing", alert.value * n),
                Rule::Blank => ("is empty", alert.value * n),
                Rule::Infinite => ("is infinite", alert.value),
                Rule::Zeros => ("is 0", alert.value * n),
                _ => return None,
            };
            let name = format!("{} {what}", alert.column);
            Some((alert.rule, name, rows.round() as u64))
        })
        .collect();
    assert_eq!(told, expected);
    assert_eq!(told.len(), 4, "{told:?}");
}
