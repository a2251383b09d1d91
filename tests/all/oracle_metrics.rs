//! Metrics against scikit-learn, on predictions of its own models.

use std::collections::BTreeMap;

use nonagon::{
    metrics::{self, Classified, ConfusionMatrix, Metric},
    terms::{Figure, Task},
};

/// `oracle_data/metrics.json`, which `oracle_data/metrics.py` writes with scikit-learn 1.9.1.
#[derive(serde::Deserialize)]
struct Oracle {
    binary: Vec<Binary>,
    multiclass: Vec<Multiclass>,
    regression: Vec<Regression>,
    edges: Vec<Edge>,
}

type Expected = BTreeMap<Metric, f64>;

#[derive(serde::Deserialize)]
struct Binary {
    name: String,
    labels: Vec<u32>,
    predicted: Vec<u32>,
    probabilities: Vec<f64>,
    expected: Expected,
    confusion: Vec<Vec<u64>>,
    roc: [Vec<f64>; 2],
    precision_recall: [Vec<f64>; 2],
    calibration: [Vec<f64>; 2],
}

#[derive(serde::Deserialize)]
struct Multiclass {
    name: String,
    labels: Vec<u32>,
    predicted: Vec<u32>,
    probabilities: Vec<f64>,
    expected: Expected,
    confusion: Vec<Vec<u64>>,
}

#[derive(serde::Deserialize)]
struct Regression {
    name: String,
    truth: Vec<f64>,
    predicted: Vec<f64>,
    expected: Expected,
}

#[derive(serde::Deserialize)]
struct Edge {
    name: String,
    labels: Vec<u32>,
    predicted: Vec<u32>,
    expected: Expected,
}

fn oracle() -> Oracle {
    serde_json::from_str(include_str!("oracle_data/metrics.json")).unwrap()
}

fn assert_close(ours: f64, expected: f64, what: &str) {
    let tolerance = 1e-12_f64.max(expected.abs() * 1e-10);
    assert!(
        (ours - expected).abs() <= tolerance,
        "{what}: {ours}, scikit-learn {expected}"
    );
}

fn assert_all_close(ours: &[f64], expected: &[f64], what: &str) {
    assert_eq!(ours.len(), expected.len(), "{what}");
    for (ours, expected) in ours.iter().zip(expected) {
        assert_close(*ours, *expected, what);
    }
}

fn assert_figures(figures: &[(Metric, Figure)], expected: &Expected, name: &str) {
    for (metric, expected) in expected {
        let (_, figure) = figures
            .iter()
            .find(|(candidate, _)| candidate == metric)
            .unwrap();
        let what = format!("{name}, {}", metric.id());
        let value = figure
            .value()
            .unwrap_or_else(|| panic!("{what}: {figure:?}"));
        assert_close(value, *expected, &what);
    }
}

#[test]
fn every_metric_of_every_task_is_held_against_scikit_learn() {
    let oracle = oracle();
    for (task, expected) in [
        (Task::Binary, &oracle.binary[0].expected),
        (Task::Multiclass, &oracle.multiclass[0].expected),
        (Task::Regression, &oracle.regression[0].expected),
    ] {
        let ours: Vec<Metric> = Metric::for_task(task).collect();
        assert!(
            ours.iter().all(|metric| expected.contains_key(metric)),
            "{task:?}"
        );
        assert_eq!(ours.len(), expected.len(), "{task:?}");
    }
}

#[test]
fn binary_metrics_are_scikit_learns() {
    for set in oracle().binary {
        let classified = Classified {
            labels: &set.labels,
            predicted: &set.predicted,
            probabilities: Some(&set.probabilities),
            n_classes: 2,
            positive: 1,
        };
        let figures = metrics::classification(Task::Binary, &classified);
        assert_figures(&figures, &set.expected, &set.name);
        let confusion = ConfusionMatrix::of(&set.labels, &set.predicted, 2);
        assert_eq!(confusion.rows(), set.confusion, "{}", set.name);
    }
}

#[test]
fn curves_and_calibration_are_scikit_learns() {
    for set in oracle().binary {
        let labels: Vec<bool> = set.labels.iter().map(|label| *label == 1).collect();
        let scores: Vec<f64> = set
            .probabilities
            .iter()
            .skip(1)
            .step_by(2)
            .copied()
            .collect();
        let roc = metrics::roc_curve(&labels, &scores).unwrap();
        let (x, y): (Vec<f64>, Vec<f64>) = roc.points.iter().map(|p| (p.x, p.y)).unzip();
        assert_all_close(&x, &set.roc[0], &set.name);
        assert_all_close(&y, &set.roc[1], &set.name);

        let curve = metrics::precision_recall_curve(&labels, &scores).unwrap();
        let [recall, precision] = &set.precision_recall;
        let start = curve.points.iter().take(recall.len());
        let (x, y): (Vec<f64>, Vec<f64>) = start.map(|p| (p.x, p.y)).unzip();
        assert_all_close(&x, recall, &set.name);
        assert_all_close(&y, precision, &set.name);

        let bins = metrics::calibration(&labels, &scores, 10);
        let (mean, share): (Vec<f64>, Vec<f64>) = bins
            .iter()
            .map(|bin| (bin.mean_predicted, bin.positive_share))
            .unzip();
        assert_all_close(&mean, &set.calibration[0], &set.name);
        assert_all_close(&share, &set.calibration[1], &set.name);
    }
}

#[test]
fn multi_class_metrics_are_scikit_learns() {
    for set in oracle().multiclass {
        let classified = Classified {
            labels: &set.labels,
            predicted: &set.predicted,
            probabilities: Some(&set.probabilities),
            n_classes: 3,
            positive: 0,
        };
        let figures = metrics::classification(Task::Multiclass, &classified);
        assert_figures(&figures, &set.expected, &set.name);
        let confusion = ConfusionMatrix::of(&set.labels, &set.predicted, 3);
        assert_eq!(confusion.rows(), set.confusion, "{}", set.name);
    }
}

#[test]
fn regression_metrics_are_scikit_learns() {
    for set in oracle().regression {
        let figures = metrics::regression(&set.truth, &set.predicted);
        assert_figures(&figures, &set.expected, &set.name);
    }
}

#[test]
fn classes_without_rows_or_answers_are_averaged_as_scikit_learn_does() {
    for set in oracle().edges {
        let classified = Classified {
            labels: &set.labels,
            predicted: &set.predicted,
            probabilities: None,
            n_classes: 4,
            positive: 0,
        };
        let figures = metrics::classification(Task::Multiclass, &classified);
        assert_figures(&figures, &set.expected, &set.name);
        let missing = |(metric, figure): &&(Metric, Figure)| {
            metric.needs_probabilities() && figure.reason().is_none()
        };
        assert_eq!(figures.iter().find(missing), None, "{}", set.name);
    }
}

/// scikit-learn warns and says 0 or NaN; ours says why there is no figure.
#[test]
fn what_is_undefined_has_a_reason() {
    let of = |labels: &[u32], predicted: &[u32], probability: f64| {
        let probabilities = [1.0 - probability, probability].repeat(labels.len());
        let classified = Classified {
            labels,
            predicted,
            probabilities: Some(&probabilities),
            n_classes: 2,
            positive: 1,
        };
        let figures: BTreeMap<Metric, Figure> = metrics::classification(Task::Binary, &classified)
            .into_iter()
            .collect();
        figures
    };
    let never = of(&[0, 1, 0, 1], &[0, 0, 0, 0], 0.5);
    assert_eq!(
        never[&Metric::Precision].reason(),
        Some("the positive class was never answered")
    );
    assert_eq!(never[&Metric::Recall], Figure::Value(0.0));
    assert_eq!(never[&Metric::F1], Figure::Value(0.0));
    assert_eq!(never[&Metric::Mcc], Figure::Value(0.0));
    assert_eq!(never[&Metric::RocAuc], Figure::Value(0.5));
    let single = of(&[0, 0], &[0, 0], 0.0);
    for metric in [
        Metric::Precision,
        Metric::Recall,
        Metric::F1,
        Metric::Mcc,
        Metric::Kappa,
    ] {
        assert!(single[&metric].reason().is_some(), "{metric:?}");
    }
    assert_eq!(
        single[&Metric::RocAuc].reason(),
        Some("only one class in the labels")
    );
    assert_eq!(
        single[&Metric::AveragePrecision].reason(),
        Some("no row is of the positive class")
    );
    assert!(single[&Metric::LogLoss].value().unwrap() < 1e-15);
    for (labels, predicted, probability) in [
        (&[][..], &[][..], 0.5),
        (&[0, 1], &[0], 0.5),
        (&[0, 2], &[0, 1], 0.5),
    ] {
        let figures = of(labels, predicted, probability);
        assert!(
            figures.values().all(|figure| figure.reason().is_some()),
            "{labels:?}"
        );
    }
    let nan = of(&[0, 1], &[0, 1], f64::NAN);
    assert_eq!(nan[&Metric::Accuracy], Figure::Value(1.0));
    assert_eq!(
        nan[&Metric::Brier].reason(),
        Some("a probability is missing or not finite")
    );
}
