//! The detectors fire exactly where River's do.

use std::path::Path;

use nonagon::{
    data,
    drift::{
        Detections, Detector,
        detector::{Adwin, Direction, HddmA, HddmW, PageHinkley},
    },
    terms::Silent,
};
use serde_json::Value;

/// The settings behind the oracle's names.
fn detector(name: &str) -> Detector {
    let by_id = |id: &str| Detector::from_id(id).unwrap();
    match name {
        "ADWIN(delta=0.002)" => by_id("adwin"),
        "ADWIN(delta=0.05)" => Detector::Adwin(Adwin {
            delta: 0.05,
            ..Adwin::default()
        }),
        "DDM" => by_id("ddm"),
        "EDDM" => by_id("eddm"),
        "HDDM_A" => by_id("hddm_a"),
        "HDDM_A(two_sided)" => Detector::HddmA(HddmA {
            two_sided: true,
            ..HddmA::default()
        }),
        "HDDM_W" => by_id("hddm_w"),
        "HDDM_W(two_sided)" => Detector::HddmW(HddmW {
            two_sided: true,
            ..HddmW::default()
        }),
        "PageHinkley" => by_id("page_hinkley"),
        "PageHinkley(mode=up,threshold=20)" => Detector::PageHinkley(PageHinkley {
            threshold: 20.0,
            direction: Direction::Up,
            ..PageHinkley::default()
        }),
        "KSWIN(seed=42)" => by_id("kswin"),
        other => panic!("{other} has no detector here"),
    }
}

fn stream(name: &str) -> Vec<f64> {
    if name == "elec2_nswprice" {
        let path = Path::new("projects/electricity/data.parquet");
        return read(path).numbers("nswprice").unwrap();
    }
    let path = format!("tests/all/oracle_data/streams/{name}.parquet");
    read(Path::new(&path)).numbers("x").unwrap()
}

fn read(path: &Path) -> data::Table {
    data::load(path, &Silent).unwrap()
}

fn numbers(list: &Value) -> Vec<u64> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|index| index.as_u64().unwrap())
        .collect()
}

#[test]
fn every_detector_fires_where_river_does() {
    let text = std::fs::read_to_string("tests/all/oracle_data/detectors.json").unwrap();
    let oracle: Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for (name, detectors) in oracle["results"].as_object().unwrap() {
        let values = stream(name);
        for (id, expected) in detectors.as_object().unwrap() {
            let n = expected["n"].as_u64().unwrap() as usize;
            let found = detector(id).run(&values[..n], &Silent).unwrap();
            assert_eq!(
                found.drifts,
                numbers(&expected["drift_indices"]),
                "{id} on {name}"
            );
            compare_warnings(&found, expected, &format!("{id} on {name}"));
            compared += 1;
        }
    }
    assert_eq!(compared, 7 * 11 - 2 * 6);
}

/// River may warn and fire at the same value; here a drift is a drift.
fn compare_warnings(found: &Detections, expected: &Value, what: &str) {
    let Some(first) = expected.get("warning_indices_first_200") else {
        assert!(found.warnings.is_empty(), "{what} has no warnings");
        return;
    };
    let mut first = numbers(first);
    first.retain(|index| found.drifts.binary_search(index).is_err());
    assert_eq!(found.warnings[..first.len()], first, "{what}: warnings");
}

#[test]
fn missing_values_are_passed_over() {
    let values = stream("bernoulli_steps");
    let mut with_gaps = Vec::new();
    for value in &values {
        with_gaps.extend([f64::NAN, *value]);
    }
    for detector in Detector::ALL {
        let whole = detector.run(&values, &Silent).unwrap();
        let gaps = detector.run(&with_gaps, &Silent).unwrap();
        let there: Vec<u64> = whole.drifts.iter().map(|index| 2 * index + 1).collect();
        assert_eq!(gaps.drifts, there, "{}", detector.id());
        assert_eq!(gaps.seen, values.len() as u64);
    }
}

#[test]
fn nothing_and_constants_are_stable_and_odd_settings_are_refused() {
    for detector in Detector::ALL {
        for stream in [vec![], vec![f64::NAN; 50], vec![0.0; 5000]] {
            let found = detector.run(&stream, &Silent).unwrap();
            assert!(found.drifts.is_empty(), "{} on {stream:?}", detector.id());
        }
    }
    let odd = Detector::Adwin(Adwin {
        delta: 0.0,
        ..Adwin::default()
    });
    let message = odd.run(&[1.0], &Silent).unwrap_err().to_string();
    assert!(message.contains("delta must be above 0"), "{message}");
    let unbounded = Detector::ALL[3].run(&[0.5, 1.5], &Silent).unwrap_err();
    assert!(
        unbounded.to_string().contains("value 1 is 1.5"),
        "{unbounded}"
    );
}
