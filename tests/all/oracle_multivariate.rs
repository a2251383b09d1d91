//! All columns together: against `NannyML` over a year of flights, and on columns that only move
//! against each other.

use nonagon::{
    data::{ColumnData, Table},
    drift::{
        Verdict,
        multivariate::{Multivariate, Together},
    },
    steps::monitoring::{
        Chunking, Params, Period,
        log::{self, Followed, Log, Roles},
    },
    terms::Silent,
};

use crate::oracle_drift::Flights;

/// `oracle_data/multivariate.json`, which `oracle_data/multivariate.py` takes from the oracle.
#[derive(serde::Deserialize)]
struct Month {
    #[serde(rename = "month")]
    name: String,
    value: f64,
    lower: f64,
    upper: f64,
    alert: bool,
}

/// The columns that `NannyML` was given.
const COLUMNS: [&str; 10] = [
    "distance",
    "sched_dep_time",
    "temp",
    "dewp",
    "humid",
    "wind_speed",
    "pressure",
    "visib",
    "carrier",
    "origin",
];

fn follow(reference: &Table, current: &Table, roles: &Roles, chunking: Chunking) -> Followed {
    let log = Log {
        name: "log",
        reference,
        current,
        roles,
    };
    let params = Params {
        chunking: Some(chunking),
        ..Params::default()
    };
    log::run(&log, &params, &Silent).unwrap()
}

fn way(found: &Followed, method: Multivariate) -> &Together {
    let mut ways = found.report.multivariate.iter();
    ways.find(|way| way.method == method).unwrap()
}

#[test]
fn a_year_of_flights_is_reconstructed_as_nannyml_does() {
    let months: Vec<Month> =
        serde_json::from_str(include_str!("oracle_data/multivariate.json")).unwrap();
    let flights = Flights::load();
    let late = flights.table.numbers("late").unwrap();
    let side = |first: f64, last: f64| {
        let rows = (0..flights.table.n_rows()).filter(|&i| !late[i].is_nan());
        let rows: Vec<u32> = rows
            .filter(|&i| (first..=last).contains(&flights.months[i]))
            .map(|i| i as u32)
            .collect();
        flights.table.take(&rows)
    };
    let roles = Roles {
        timestamp: Some("sched_dep_local".to_owned()),
        columns: COLUMNS.map(str::to_owned).to_vec(),
        ..Roles::default()
    };
    let period = Chunking::Period(Period::Month);
    let found = follow(&side(1.0, 6.0), &side(7.0, 12.0), &roles, period);
    let together = way(&found, Multivariate::PcaReconstruction);
    assert_eq!(together.values.len(), months.len());
    let close = |ours: Option<f64>, theirs: f64, what: &str| {
        let ours = ours.unwrap();
        assert!(
            (ours - theirs).abs() <= 1e-9 * theirs,
            "{what}: {ours}, theirs {theirs}"
        );
    };
    for (i, month) in months.iter().enumerate() {
        assert!(found.report.chunks[i].label.starts_with(&month.name));
        close(together.values[i].value(), month.value, &month.name);
        close(together.limits.lower.value(), month.lower, "lower");
        close(together.limits.upper.value(), month.upper, "upper");
        assert_eq!(together.is_drift(i), month.alert, "{}", month.name);
    }
}

/// Two columns of `n` rows that are spread as before whatever `turned` says: where it does, one goes
/// down when the other goes up.
fn pair(n: usize, seed: u64, turned: bool) -> Table {
    let mut state = seed;
    let mut dice = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let (x, noise) = (dice() + dice() + dice() - 1.5, 0.3 * (dice() - 0.5));
        a.push(Some(x));
        b.push(Some(if turned { -x } else { x } + noise));
    }
    Table::from_columns(vec![
        ("a".to_owned(), ColumnData::Numbers(a)),
        ("b".to_owned(), ColumnData::Numbers(b)),
    ])
    .unwrap()
}

#[test]
fn columns_that_only_move_against_each_other_are_seen() {
    let roles = Roles::default();
    let size = Chunking::Size(500);
    for turned in [false, true] {
        let found = follow(&pair(3000, 1, false), &pair(1500, 2, turned), &roles, size);
        for column in &found.report.columns {
            let drifted = column
                .chunks
                .iter()
                .filter(|chunk| chunk.verdict == Verdict::Drift);
            assert_eq!(drifted.count(), 0, "{}", column.name);
        }
        for method in Multivariate::ALL {
            let together = way(&found, method);
            let drifted: Vec<bool> = (0..9).map(|chunk| together.is_drift(chunk)).collect();
            assert_eq!(drifted[..6], [false; 6], "{}", method.id());
            assert_eq!(
                drifted[6..],
                [turned; 3],
                "{}: {:?}",
                method.id(),
                together.values
            );
        }
    }
}

#[test]
fn what_cannot_be_compared_together_has_reasons() {
    let text = |word: &str| ColumnData::Texts(vec![Some(word.to_owned()); 60]);
    let number = ColumnData::Numbers((0..60).map(|i| Some(f64::from(i))).collect());
    let table = |data| Table::from_columns(vec![("a".to_owned(), data)]).unwrap();
    for (reference, current) in [
        (table(text("x")), table(number)),
        (table(ColumnData::Numbers(vec![None; 60])), table(text("x"))),
    ] {
        let found = follow(&reference, &current, &Roles::default(), Chunking::Size(20));
        for way in &found.report.multivariate {
            let reasons = way.values.iter().filter_map(|value| value.reason());
            assert_eq!(reasons.count(), 6, "{}", way.method.id());
            assert!((0..6).all(|chunk| !way.is_drift(chunk)));
        }
    }
}
