//! `nonagon train`: what it prints, that it is the same again, and what it refuses.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Folder, fits, nonagon, shape};

/// 300 rows: `y` is yes where `x` is high; a fifth of the rows are for testing.
fn data(folder: &Folder) -> String {
    let mut text = String::from("x,z,key,day,part,y\n");
    for i in 0..300_u32 {
        let x = i * 7919 % 1000;
        let yes = x + i * 31 % 300 > 600;
        writeln!(
            text,
            "{x},{},k{},2024-{:02}-{:02},{},{}",
            i * 13 % 17,
            i % 10,
            i / 28 + 1,
            i % 28 + 1,
            if i % 5 == 0 { "test" } else { "train" },
            if yes { "yes" } else { "no" }
        )
        .unwrap();
    }
    folder.file("data.csv", text)
}

/// The answer without durations.
fn trained(data: &str, more: &[&str]) -> Value {
    let usual = ["train", data, "--target", "y", "--json"];
    let mut found = Value::Object(nonagon(&[&usual[..], more].concat()).json(0));
    fits(&found, &shape("train"), "train");
    found["seconds"] = Value::Null;
    for list in ["models", "trials"] {
        for one in found[list].as_array_mut().unwrap() {
            one["seconds"] = Value::Null;
            for fold in one["folds"].as_array_mut().into_iter().flatten() {
                fold["seconds"] = Value::Null;
            }
        }
    }
    found
}

#[test]
fn models_are_compared_on_the_rows_that_a_column_names() {
    let folder = Folder::new();
    let data = data(&folder);
    let more = [
        "--learner",
        "tree,logistic",
        "--split-column",
        "part",
        "--ignore",
        "key,day",
    ];
    let found = trained(&data, &more);
    assert_eq!(found["rows"]["test"], 60);
    assert_eq!(found["rows"]["train"], 192);
    assert_eq!(found["positive"], "yes");
    assert_eq!(found["features"].as_array().unwrap().len(), 2);
    let models = found["models"].as_array().unwrap();
    let learned: Vec<&str> = models
        .iter()
        .filter(|model| model["baseline"] == false)
        .filter_map(|model| model["id"].as_str())
        .collect();
    assert_eq!(learned.len(), 2, "{learned:?}");
    assert_eq!(found["best"], learned[0]);
    assert!(models[0]["test"]["roc_auc"].as_f64().unwrap() > 0.8);
    assert_eq!(
        trained(&data, &more),
        found,
        "the same seed, the same answer"
    );
}

#[test]
fn folds_and_searches_are_those_that_were_asked_for() {
    let folder = Folder::new();
    let data = data(&folder);
    for (rule, more) in [
        ("stratified", ["--folds", "4"]),
        ("group", ["--group", "key"]),
        ("expanding", ["--time", "day"]),
    ] {
        let usual = ["--learner", "tree", "--cv", rule];
        let found = trained(&data, &[&usual[..], &more].concat());
        let folds = if rule == "stratified" { 4 } else { 5 };
        let best = &found["models"][0];
        assert_eq!(best["folds"].as_array().unwrap().len(), folds, "{rule}");
        assert!(best["interval"].is_array(), "{rule}");
    }
    let search = ["--learner", "tree", "--search", "random", "--trials", "5"];
    let found = trained(&data, &search);
    assert_eq!(found["trials"].as_array().unwrap().len(), 5);
}

#[test]
fn what_cannot_be_trained_is_refused_in_words() {
    let folder = Folder::new();
    let data = data(&folder);
    let cases: [(&[&str], &str); 8] = [
        (&["--learner", "bush"], "no learner “bush”"),
        (&["--metric", "luck"], "no metric “luck”"),
        (&["--ignore", "moon"], "no column “moon”"),
        (&["--split-column", "key"], "is no part of a split"),
        (
            &["--cv", "group", "--group", "key", "--folds", "11"],
            "10 groups of “key”, fewer than 11 folds",
        ),
        (&["--cv", "expanding"], "need a time column"),
        (
            &["--cv", "k_fold", "--folds", "1"],
            "between 2 and 100, not 1",
        ),
        (&["--learner", "linear"], "cannot do"),
    ];
    for (more, words) in cases {
        let usual = ["train", &data, "--target", "y"];
        let ended = nonagon(&[&usual[..], more].concat());
        assert!(
            ended.refused().contains(words),
            "{more:?}: {}",
            ended.stderr
        );
    }
    let target = nonagon(&["train", &data, "--target", "moon"]);
    assert!(target.refused().contains("moon"));
    nonagon(&["train", &data, "--target", "y", "--trials", "5"]).refused();
}
