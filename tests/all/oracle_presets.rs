//! The presets against the programs whose rules they are: column by column, a year of flights.

use std::collections::BTreeMap;

use nonagon::{
    drift::{
        AlarmBudget, Preset, Sample, Summary, Verdict,
        preset::{Compared, Outcome},
    },
    stats::MISSING,
};

use crate::oracle_drift::Flights;

/// `oracle_data/presets.json`, which `oracle_data/presets.py` writes.
#[derive(serde::Deserialize)]
struct Said {
    evidently: Vec<EvidentlyWindow>,
    nannyml: Vec<NannymlChunk>,
}

#[derive(serde::Deserialize)]
struct EvidentlyWindow {
    months: [f64; 2],
    table_drift: bool,
    columns: BTreeMap<String, (String, f64, bool)>,
}

#[derive(serde::Deserialize)]
struct NannymlChunk {
    month: f64,
    columns: BTreeMap<String, (f64, f64, bool)>,
}

fn said() -> Said {
    serde_json::from_str(include_str!("oracle_data/presets.json")).unwrap()
}

/// The months' rows of a column, as the other program was given it.
fn summary(flights: &Flights, name: &str, months: [f64; 2]) -> Summary {
    const CATEGORIES: [&str; 6] = ["carrier", "origin", "dest", "tailnum", "weekday", "late"];
    if CATEGORIES.contains(&name) {
        let (codes, levels) = flights.categories(name);
        let codes = flights.take(&codes, months);
        Summary::of(Sample::Categories {
            codes: &codes,
            levels: &levels,
        })
    } else {
        let values = flights.table.numbers(name).unwrap();
        Summary::of(Sample::Numbers(&flights.take(&values, months)))
    }
}

fn check(outcome: &Outcome, score: f64, drifted: bool, what: &str) {
    let ours = outcome.score.value().unwrap();
    assert!(
        (ours - score).abs() <= 1e-9 * score.abs().max(1e-3),
        "{what}: ours {ours}, theirs {score}"
    );
    assert_eq!(outcome.verdict == Verdict::Drift, drifted, "{what}");
}

#[test]
fn evidently_says_the_same_of_every_column() {
    let flights = Flights::load();
    let budget = AlarmBudget::default();
    for window in said().evidently {
        let mut outcomes = Vec::new();
        for (name, (method, score, drifted)) in &window.columns {
            let what = format!("{name} in {:?}", window.months);
            let column = Compared {
                reference: &summary(&flights, name, [1.0, 6.0]),
                current: &summary(&flights, name, window.months),
                parts: &[],
            };
            let outcome = Preset::Evidently.judge(column, budget);
            assert_eq!(&outcome.method, method, "{what}");
            check(&outcome, *score, *drifted, &what);
            outcomes.push(outcome);
        }
        let table_drift = Preset::Evidently.across(&mut outcomes, budget);
        assert_eq!(table_drift, Some(window.table_drift), "{:?}", window.months);
    }
}

#[test]
fn nannyml_says_the_same_of_every_column() {
    let mut flights = Flights::load();
    // NannyML was given the rows whose answer is known: the others get a month of their own.
    let late = flights.table.numbers("late").unwrap();
    for (month, late) in flights.months.iter_mut().zip(&late) {
        if late.is_nan() {
            *month = 0.0;
        }
    }
    for name in said().nannyml[0].columns.keys() {
        let reference = summary(&flights, name, [1.0, 6.0]);
        let parts =
            [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(|month| summary(&flights, name, [month, month]));
        for chunk in said().nannyml {
            let (score, limit, alert) = chunk.columns[name];
            let what = format!("{name} in month {}", chunk.month);
            let column = Compared {
                reference: &reference,
                current: &summary(&flights, name, [chunk.month, chunk.month]),
                parts: &parts,
            };
            let outcome = Preset::Nannyml.judge(column, AlarmBudget::default());
            check(&outcome, score, alert, &what);
            let ours = outcome.limit.value().unwrap();
            assert!(
                (ours - limit).abs() < 1e-9,
                "{what}: ours {ours}, theirs {limit}"
            );
        }
    }
}

#[test]
fn small_references_are_tested_as_evidently_does() {
    let numbers = |values: &[f64]| Summary::of(Sample::Numbers(values));
    let judge = |reference: &Summary, current: &Summary| {
        let column = Compared {
            reference,
            current,
            parts: &[],
        };
        Preset::Evidently.judge(column, AlarmBudget::default())
    };
    let rising: Vec<f64> = (0..100).map(f64::from).collect();
    let moved: Vec<f64> = rising.iter().map(|value| value + 30.0).collect();
    let outcome = judge(&numbers(&rising), &numbers(&moved));
    assert_eq!(
        (outcome.method.as_str(), outcome.verdict),
        ("ks", Verdict::Drift)
    );
    let outcome = judge(&numbers(&[0.0, 1.0, 1.0, 0.0]), &numbers(&[1.0, 0.0]));
    assert_eq!(
        (outcome.method.as_str(), outcome.verdict),
        ("z_test", Verdict::Stable)
    );
    let levels = ["a", "b", "c"].map(str::to_owned);
    let texts = |codes: &[u32]| {
        Summary::of(Sample::Categories {
            codes,
            levels: &levels,
        })
    };
    let outcome = judge(&texts(&[0, 1, 0, 1]), &texts(&[0, 1, 2]));
    assert_eq!(
        (outcome.method.as_str(), outcome.verdict),
        ("chi_square", Verdict::Drift)
    );
}

#[test]
fn no_preset_alarms_on_the_same_rows_or_fails_on_none() {
    let values: Vec<f64> = (0..2000).map(|i| f64::from(i % 700)).collect();
    let parts: Vec<Summary> = values
        .chunks(200)
        .map(|part| Summary::of(Sample::Numbers(part)))
        .collect();
    let same = Summary::of(Sample::Numbers(&values));
    let nothing = Summary::of(Sample::Numbers(&[f64::NAN]));
    let text = Summary::of(Sample::Categories {
        codes: &[0, MISSING],
        levels: &["a".to_owned()],
    });
    for preset in Preset::ALL {
        assert_eq!(Preset::from_id(preset.id()), Some(preset));
        assert_eq!(serde_json::to_value(preset).unwrap(), preset.id());
        let judge = |current| {
            let column = Compared {
                reference: &same,
                current,
                parts: &parts,
            };
            preset.judge(column, AlarmBudget::default())
        };
        assert_eq!(judge(&same).verdict, Verdict::Stable, "{preset:?}");
        assert_eq!(judge(&text).verdict, Verdict::Unknown, "{preset:?}");
        assert_ne!(judge(&nothing).verdict, Verdict::Stable, "{preset:?}");
    }
}
