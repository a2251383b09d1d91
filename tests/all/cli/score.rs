//! `nonagon score`: what it prints is what the metrics say.

use nonagon::terms::Task;
use serde_json::{Value, json};

use super::{Folder, fits, nonagon, shape};

/// Six answers about a binary question; the seventh row has no truth.
const BINARY: &str =
    "y,p,q\nyes,yes,0.9\nno,yes,0.6\nno,no,0.1\nyes,no,0.4\nyes,yes,0.8\nno,no,0.2\n,yes,0.7\n";

#[test]
fn the_score_of_a_binary_question_is_that_of_the_metrics() {
    let folder = Folder::new();
    let data = folder.file("binary.csv", BINARY);
    let args = [
        "score",
        &data,
        "--target",
        "y",
        "--prediction",
        "p",
        "--json",
    ];
    let with = [&args[..], &["--probability", "q"]].concat();
    let found = Value::Object(nonagon(&with).json(0));
    fits(&found, &shape("score"), "score");
    assert_eq!(found["task"], "binary");
    assert_eq!(found["rows"], 6);
    assert_eq!(found["classes"], json!(["no", "yes"]));
    assert_eq!(found["confusion_matrix"], json!([[2, 1], [1, 2]]));
    let positive = [0.9, 0.6, 0.1, 0.4, 0.8, 0.2];
    let probabilities: Vec<f64> = positive.iter().flat_map(|p| [1.0 - p, *p]).collect();
    let expected = nonagon::metrics::classification(
        Task::Binary,
        &nonagon::metrics::Classified {
            labels: &[1, 0, 0, 1, 1, 0],
            predicted: &[1, 1, 0, 0, 1, 0],
            probabilities: Some(&probabilities),
            n_classes: 2,
            positive: 1,
        },
    );
    assert!(!expected.is_empty());
    for (metric, figure) in expected {
        assert_eq!(found[metric.id()], json!(figure), "{}", metric.id());
    }
    let accuracy = &found["intervals"]["accuracy"];
    assert!(accuracy["low"].as_f64().unwrap() <= 4.0 / 6.0, "{accuracy}");
    assert!(
        accuracy["high"].as_f64().unwrap() >= 4.0 / 6.0,
        "{accuracy}"
    );
    // By hand: 4 of 6 are right, and 8 of 9 pairs are in order.
    assert_eq!(found["accuracy"], json!(4.0 / 6.0));
    assert!((found["roc_auc"].as_f64().unwrap() - 8.0 / 9.0).abs() < 1e-12);
    let without = nonagon(&args).json(0);
    assert_eq!(without["accuracy"], found["accuracy"]);
    assert!(
        without
            .get("roc_auc")
            .is_none_or(|auc| auc["not_computable"].is_string())
    );
    let other = [&args[..], &["--positive", "no"]].concat();
    let other = nonagon(&other).json(0);
    assert_eq!(other["recall"], json!(2.0 / 3.0));
    let ended = nonagon(&[&args[..], &["--positive", "maybe"]].concat());
    assert!(
        ended.refused().contains("Choose one of: no, yes"),
        "{ended:?}"
    );
}

#[test]
fn the_score_of_numbers_is_that_of_the_metrics() {
    let folder = Folder::new();
    let data = folder.file("numbers.csv", "y,p\n1.5,1\n2,2.25\n,9\n4,3\n8.5,10\n3,\n");
    let args = [
        "score",
        &data,
        "--target",
        "y",
        "--prediction",
        "p",
        "--json",
    ];
    let found = Value::Object(nonagon(&args).json(0));
    fits(&found, &shape("score"), "score");
    assert_eq!(found["task"], "regression");
    assert_eq!(found["rows"], 4);
    let expected = nonagon::metrics::regression(&[1.5, 2.0, 4.0, 8.5], &[1.0, 2.25, 3.0, 10.0]);
    for (metric, figure) in expected {
        assert_eq!(found[metric.id()], json!(figure), "{}", metric.id());
    }
    assert_eq!(found["mae"], json!((0.5 + 0.25 + 1.0 + 1.5) / 4.0));
}

#[test]
fn the_score_of_three_classes_needs_a_probability_for_each() {
    let folder = Folder::new();
    let data = folder.file(
        "three.csv",
        "y,p,a,b,c\na,a,0.7,0.2,0.1\nb,c,0.1,0.3,0.6\nc,c,0.2,0.2,0.6\nb,b,0.1,0.8,0.1\n",
    );
    let args = [
        "score",
        &data,
        "--target",
        "y",
        "--prediction",
        "p",
        "--json",
    ];
    let all = [
        "--probability",
        "a=a",
        "--probability",
        "b=b",
        "--probability",
        "c=c",
    ];
    let found = Value::Object(nonagon(&[&args[..], &all].concat()).json(0));
    fits(&found, &shape("score"), "score");
    assert_eq!(found["task"], "multiclass");
    assert_eq!(found["accuracy"], 0.75);
    assert_eq!(
        found["confusion_matrix"],
        json!([[1, 0, 0], [0, 1, 1], [0, 0, 1]])
    );
    let log_loss = -(0.7_f64.ln() + 0.3_f64.ln() + 0.6_f64.ln() + 0.8_f64.ln()) / 4.0;
    assert!((found["log_loss"].as_f64().unwrap() - log_loss).abs() < 1e-12);
    let ended = nonagon(&[&args[..], &all[..4]].concat());
    assert!(
        ended
            .refused()
            .contains("The probability of “c” is missing"),
        "{ended:?}"
    );
    let ended = nonagon(&[&args[..], &["--probability", "d=a"]].concat());
    assert!(ended.refused().contains("“d” does not occur"), "{ended:?}");
}

#[test]
fn a_score_of_what_is_not_there_is_refused() {
    let folder = Folder::new();
    let data = folder.file("binary.csv", BINARY);
    for (target, prediction, more) in [
        ("truth", "p", &[][..]),
        ("y", "answer", &[]),
        ("y", "p", &["--probability", "r"]),
        ("y", "p", &["--probability", "p"]),
        ("y", "p", &["--problem", "regression"]),
    ] {
        let args = [
            "score",
            &data,
            "--target",
            target,
            "--prediction",
            prediction,
            "--json",
        ];
        nonagon(&[&args[..], more].concat()).refused();
    }
}
