//! `nonagon run`: keys, exit codes, and workspaces.

use std::{collections::BTreeSet, fs};

use nonagon::{metrics::Metric, steps::Step, terms::Task};
use serde_json::{Map, Value, json};

use super::{Folder, bikes, fits, keys, nonagon, shape, text};

#[test]
fn a_run_says_everything_that_is_documented() {
    let folder = Folder::new();
    let report = folder.path("report.html");
    let project = text(&bikes());
    let found = nonagon(&["run", &project, "--json", "--report", &report]).json(0);
    let found = Value::Object(found);
    fits(&found, &shape("run"), "run");
    assert_eq!(keys(&found["steps"]), Step::ALL.map(Step::id).into());
    for step in Step::ALL {
        let step = &found["steps"][step.id()];
        assert_eq!(step["state"], "done");
        assert!(step["fingerprint"].is_string());
    }
    assert_eq!(found["project"], "Bikes");
    assert_eq!(found["level"], 0);
    assert_eq!(found["passed"], true);
    assert_eq!(found["version"], 1);
    assert_eq!(found["rows"], 8645);
    let regression = Metric::ALL
        .into_iter()
        .filter(|metric| metric.tasks().contains(&Task::Regression));
    let regression: BTreeSet<&str> = regression.map(Metric::id).collect();
    assert_eq!(keys(&found["test"]), regression);
    assert_eq!(keys(&found["baseline"]), regression);
    let rmse = |part: &str| found[part]["rmse"].as_f64().unwrap();
    assert!(rmse("test") < rmse("baseline"));
    let html = fs::read_to_string(report).unwrap();
    assert!(
        html.contains("Bikes") && html.ends_with("</html>"),
        "no report"
    );
}

#[test]
fn a_run_for_a_person_is_no_json() {
    let ended = nonagon(&["run", &text(&bikes().join("project.toml"))]);
    assert_eq!(ended.code, 0, "{ended:?}");
    for words in ["Bikes", "RMSE", "Gates", "Registered bikes v1"] {
        assert!(ended.stdout.contains(words), "{}", ended.stdout);
    }
    assert!(!ended.stdout.contains('\u{1b}'), "colours in a pipe");
    // How far it is stands on stderr.
    assert!(ended.stderr.contains("Monitoring"), "{}", ended.stderr);
    assert!(!ended.stdout.contains("✔ 9 Monitoring"));
}

#[test]
fn a_second_run_in_a_workspace_does_nothing_again() {
    let folder = Folder::new();
    let (project, workspace) = (text(&bikes()), folder.path("workspace"));
    let args = ["run", &project, "--json", "--workspace", &workspace];
    let (first, second) = (nonagon(&args).json(0), nonagon(&args).json(0));
    assert_eq!(second["version"], 1, "a second version was registered");
    for (key, value) in &first {
        if !["seconds", "steps"].contains(&key.as_str()) {
            assert_eq!(&second[key], value, "{key}");
        }
    }
    for step in Step::ALL {
        let (first, second) = (&first["steps"][step.id()], &second["steps"][step.id()]);
        assert_eq!(first["fingerprint"], second["fingerprint"]);
        assert_eq!(second["state"], "done");
        // The time of the first run: no other is ever measured to the same nanosecond.
        assert!(
            second["seconds"].is_null() || second["seconds"] == first["seconds"],
            "{} ran again",
            step.id()
        );
    }
    fits(&Value::Object(second), &shape("run"), "run");
    // At another level nothing else is to be done, either.
    let args = [&args[..], &["--level", "2"]].concat();
    let third = nonagon(&args).json(0);
    assert_eq!((&third["level"], &third["version"]), (&json!(2), &json!(1)));
}

#[test]
fn a_workspace_follows_the_project_file() {
    let folder = changed("rmse\"\nat_most = 100.0", "rmse\"\nat_most = 0.001");
    let (project, workspace) = (folder.path("other.toml"), folder.path("workspace"));
    fs::rename(folder.path("project.toml"), &project).unwrap();
    let args = ["run", &project, "--json", "--workspace", &workspace];
    let shut = nonagon(&args).json(1);
    // A project file of another folder with the same name is another project.
    let sample = text(&bikes());
    let other = nonagon(&["run", &sample, "--json", "--workspace", &workspace]).json(0);
    assert_eq!(other["project"], "Bikes 2");
    let mended = fs::read_to_string(&project)
        .unwrap()
        .replace("0.001", "100.0");
    fs::write(&project, mended).unwrap();
    let open = nonagon(&args).json(0);
    assert_eq!(
        (&open["project"], &open["passed"]),
        (&json!("Bikes"), &json!(true))
    );
    // Only what the criterion touches was done again.
    let step = |run: &Map<String, Value>, step: Step| run["steps"][step.id()].clone();
    assert_eq!(step(&open, Step::Training), step(&shut, Step::Training));
    assert_ne!(step(&open, Step::Validation), step(&shut, Step::Validation));
}

/// Bikes with one piece of its project file changed, in a folder of its own.
fn changed(from: &str, to: &str) -> Folder {
    let folder = Folder::new();
    let project = fs::read_to_string(bikes().join("project.toml")).unwrap();
    assert!(project.contains(from), "{from}");
    folder.file("project.toml", project.replace(from, to));
    fs::copy(bikes().join("data.parquet"), folder.path("data.parquet")).unwrap();
    folder
}

#[test]
fn a_shut_gate_is_exit_code_1() {
    let folder = changed("at_most = 100.0", "at_most = 0.001");
    let found = nonagon(&["run", &folder.path(""), "--json"]).json(1);
    assert_eq!(found["passed"], false);
    assert_eq!(found["version"], Value::Null);
    let steps = &found["steps"];
    assert_eq!(steps["validation"]["state"], "done");
    assert_eq!(steps["deployment"]["state"], "blocked");
    assert_eq!(steps["monitoring"]["state"], "not run");
    let reason = steps["deployment"]["reason"].as_str().unwrap();
    assert!(reason.contains("RMSE"), "{reason}");
    let gates = found["gates"].as_array().unwrap();
    assert!(gates.iter().any(|gate| gate["passed"] == false));
    fits(&Value::Object(found), &shape("run"), "run");
    let person = nonagon(&["run", &folder.path("")]);
    assert_eq!(person.code, 1, "{person:?}");
    assert!(person.stdout.contains("✘ RMSE at most 0.001"), "{person:?}");
}

#[test]
fn a_project_that_cannot_run_is_exit_code_2() {
    let folder = Folder::new();
    for (project, words) in [
        (folder.path("nowhere"), "nowhere"),
        (folder.path(""), "project.toml"),
        (folder.file("a.toml", "name ="), "not a valid project file"),
        (folder.file("b.toml", "name = \"B\"\nsteps = 9"), "steps"),
        (folder.file("c.toml", "description = \"x\""), "c.toml"),
    ] {
        let ended = nonagon(&["run", &project, "--json"]);
        assert!(ended.refused().contains(words), "{ended:?}");
    }
    let no_data = changed("path = \"data.parquet\"", "path = \"lost.parquet\"");
    let ended = nonagon(&["run", &no_data.path(""), "--json"]);
    assert!(ended.refused().contains("lost.parquet"), "{ended:?}");
    let no_target = changed("target = \"bikers\"", "target = \"cyclists\"");
    let ended = nonagon(&["run", &no_target.path(""), "--json"]);
    assert!(ended.refused().contains("cyclists"), "{ended:?}");
    // A file where the workspace should be.
    let file = folder.file("file", "");
    let ended = nonagon(&["run", &text(&bikes()), "--json", "--workspace", &file]);
    ended.refused();
    // A report that cannot be written.
    let nowhere = folder.path("nowhere/report.html");
    let ended = nonagon(&["run", &text(&bikes()), "--json", "--report", &nowhere]);
    assert!(ended.refused().contains("report.html"), "{ended:?}");
}
