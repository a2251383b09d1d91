//! `nonagon models`, `predict` and `export`: what a script gets of registered models.

use std::fs;

use serde_json::{Value, json};

use super::{Folder, bikes, fits, nonagon, shape, text};

/// A workspace with one version of the model `bikes`, as `--workspace DIR`.
pub(super) fn registered(folder: &Folder) -> [String; 2] {
    let workspace = folder.path("workspace");
    let project = text(&bikes());
    let ended = nonagon(&["run", &project, "--json", "--workspace", &workspace]);
    ended.json(0);
    ["--workspace".to_owned(), workspace]
}

fn run(args: &[&str], workspace: &[String; 2]) -> super::Ended {
    let mut all: Vec<&str> = args.to_vec();
    all.extend(workspace.iter().map(String::as_str));
    nonagon(&all)
}

#[test]
fn a_registered_model_is_listed_asked_and_exported() {
    let folder = Folder::new();
    let workspace = registered(&folder);

    let found = Value::Object(run(&["models", "--json"], &workspace).json(0));
    fits(&found, &shape("models"), "models");
    assert_eq!(found["models"][0]["model"], "bikes");
    assert_eq!(found["models"][0]["aliases"], json!({ "champion": 1 }));
    let version = &found["models"][0]["versions"][0];
    assert_eq!(version["aliases"], json!(["champion"]));
    assert!(version["metrics"]["rmse"].is_number(), "{version}");
    let person = run(&["models"], &workspace);
    assert!(person.stdout.contains("champion"), "{person:?}");

    let data = text(&bikes().join("data.parquet"));
    let by_alias = run(&["predict", "bikes@champion", &data, "--json"], &workspace);
    let by_alias = Value::Object(by_alias.json(0));
    fits(&by_alias, &shape("predict"), "predict");
    assert_eq!(by_alias["rows"], 8645);
    assert_eq!(by_alias["predictions"].as_array().unwrap().len(), 8645);
    let by_number = run(&["predict", "bikes@1", &data, "--json"], &workspace).json(0);
    assert_eq!(by_number["predictions"], by_alias["predictions"]);

    let out = folder.path("answers.csv");
    let args = ["predict", "bikes@1", &data, "--out", &out, "--json"];
    let written = Value::Object(run(&args, &workspace).json(0));
    fits(&written, &shape("predict"), "predict");
    assert_eq!(written["predictions"], Value::Null);
    // What was written can be judged: the same error as on the whole data set.
    let args = [
        "score",
        &out,
        "--target",
        "bikers",
        "--prediction",
        "prediction",
        "--json",
    ];
    let score = nonagon(&args).json(0);
    assert_eq!(score["rows"], 8645);
    assert!(score["r2"].as_f64().unwrap() > 0.5, "{score:?}");

    let file = folder.path("bikes.onnx");
    let exported = run(&["export", "bikes@champion", &file, "--json"], &workspace);
    let exported = Value::Object(exported.json(0));
    fits(&exported, &shape("export"), "export");
    let bytes = fs::read(&file).unwrap();
    assert_eq!(exported["bytes"], bytes.len());
    run(&["export", "bikes@1", &file], &workspace);
    assert!(
        fs::read(&file).unwrap() == bytes,
        "other bytes the second time"
    );
    let whole = folder.path("bikes.nonagon");
    let exported = run(&["export", "bikes@1", &whole, "--json"], &workspace).json(0);
    assert_eq!(exported["format"], "nonagon");
    let text = fs::read_to_string(&whole).unwrap();
    assert!(text.starts_with("nonagon model 1 ") && exported["bytes"] == text.len());
}

#[test]
fn what_is_not_registered_is_refused() {
    let folder = Folder::new();
    let workspace = registered(&folder);
    let data = text(&bikes().join("data.parquet"));
    for (model, words) in [
        ("bikes", "MODEL@ALIAS"),
        ("@champion", "MODEL@ALIAS"),
        ("bikes@", "MODEL@ALIAS"),
        ("planes@champion", "Choose one of: bikes"),
        ("bikes@winner", "Choose one of: champion, 1"),
        ("bikes@7", "has no version 7"),
    ] {
        let ended = run(&["predict", model, &data, "--json"], &workspace);
        assert!(ended.refused().contains(words), "{ended:?}");
        let file = folder.path("model.onnx");
        let ended = run(&["export", model, &file, "--json"], &workspace);
        assert!(ended.refused().contains(words), "{ended:?}");
        assert!(!fs::exists(&file).unwrap(), "it wrote a file all the same");
    }
    let ended = run(
        &["export", "bikes@1", &folder.path("model.zip")],
        &workspace,
    );
    assert!(ended.refused().contains(".onnx"), "{ended:?}");
    let nowhere = folder.path("none/model.onnx");
    let ended = run(&["export", "bikes@1", &nowhere], &workspace);
    assert!(ended.refused().contains("cannot be written"), "{ended:?}");
}

#[test]
fn rows_that_do_not_fit_a_model_are_refused() {
    let folder = Folder::new();
    let workspace = registered(&folder);
    let few = folder.file("few.csv", "season,hr\n1,2\n");
    let ended = run(&["predict", "bikes@1", &few, "--json"], &workspace);
    assert!(ended.refused().contains("column"), "{ended:?}");

    let data = text(&bikes().join("data.parquet"));
    let select = |columns: &str, name: &str| {
        let out = folder.path(name);
        let query = format!("SELECT {columns} FROM bikes LIMIT 50");
        let table = format!("bikes={data}");
        let ended = nonagon(&["sql", &query, "--table", &table, "--out", &out]);
        assert_eq!(ended.code, 0, "{ended:?}");
        out
    };
    let all = "time, season, mnth, day, holiday, weekday, workingday, atemp, hum, windspeed";
    let kinds = select(
        &format!("{all}, hr, weathersit, 'warm' AS temp"),
        "kinds.parquet",
    );
    let ended = run(&["predict", "bikes@1", &kinds, "--json"], &workspace);
    assert!(ended.refused().contains("temp"), "{ended:?}");

    // A value that training never saw is answered, and it is said.
    let unseen = select(
        &format!("{all}, hr, temp, 'hail of frogs' AS weathersit"),
        "unseen.parquet",
    );
    let found = run(&["predict", "bikes@1", &unseen, "--json"], &workspace).json(0);
    assert_eq!(found["rows"], 50);
    assert_eq!(found["unknown_values"], json!({ "weathersit": 50 }));

    let taken = select(
        &format!("{all}, hr, temp, weathersit, 1 AS prediction"),
        "taken.parquet",
    );
    let out = folder.path("out.csv");
    let ended = run(&["predict", "bikes@1", &taken, "--out", &out], &workspace);
    assert!(
        ended.refused().contains("“prediction” already"),
        "{ended:?}"
    );
    assert!(!fs::exists(&out).unwrap());
}

#[test]
fn a_workspace_that_is_not_there_is_not_made() {
    let folder = Folder::new();
    let none = folder.path("none");
    for args in [
        &["models"][..],
        &["predict", "a@b", "c.csv"],
        &["export", "a@b", "c.onnx"],
    ] {
        let ended = nonagon(&[args, &["--workspace", &none, "--json"]].concat());
        assert!(ended.refused().contains("no workspace here"), "{ended:?}");
        nonagon(&[args, &["--json"]].concat()).refused();
    }
    assert!(!fs::exists(&none).unwrap());
}
