//! Calibration of probabilities against scikit-learn.

use nonagon::learners::{CalibrationMethod, Calibrator, Predictions};

/// `oracle_data/calibration.json`, which `oracle_data/calibration.py` writes.
#[derive(serde::Deserialize)]
struct Case {
    probabilities: Vec<f64>,
    labels: Vec<u32>,
    ask: Vec<f64>,
    platt: Vec<f64>,
    isotonic: Vec<f64>,
}

fn two_classes(probabilities: &[f64]) -> Predictions {
    Predictions::Probabilities {
        n_classes: 2,
        values: probabilities.iter().flat_map(|p| [1.0 - p, *p]).collect(),
    }
}

#[test]
fn calibrated_probabilities_are_scikit_learns() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("oracle_data/calibration.json")).unwrap();
    for case in cases {
        let rows = two_classes(&case.probabilities);
        for (method, theirs, tolerance) in [
            // Their optimiser stops at a gradient of 1e-6.
            (CalibrationMethod::Platt, &case.platt, 1e-5),
            (CalibrationMethod::Isotonic, &case.isotonic, 1e-9),
        ] {
            let fitted = Calibrator::fit(method, &rows, &case.labels).unwrap();
            let ours = fitted.apply(two_classes(&case.ask)).class_scores(1);
            for ((ours, theirs), ask) in ours.iter().zip(theirs).zip(&case.ask) {
                assert!(
                    (ours - theirs).abs() < tolerance,
                    "{method:?} at {ask}: {ours} {theirs}"
                );
            }
        }
    }
}
