//! `nonagon test` and `nonagon ci`: what CI runs, run here as CI would.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use super::{Folder, fits, nonagon, shape, text};
use crate::automation::{PROJECT, TITLES, rows};

/// A repository with a small project in a folder whose name a shell could trip over.
fn repository() -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path(".git")).unwrap();
    fs::create_dir(folder.path("the model's")).unwrap();
    folder.file("the model's/project.toml", PROJECT);
    folder.file(
        "the model's/rows.csv",
        format!("{TITLES}{}", rows(0, 1500, 0.0)),
    );
    folder
}

#[test]
fn the_pipeline_of_a_sample_passes_its_tests() {
    let folder = repository();
    let project = folder.path("the model's");
    let found = Value::Object(nonagon(&["test", &project, "--json"]).json(0));
    fits(&found, &shape("test"), "test");
    assert_eq!(found["passed"], true);
    assert_eq!(found["tests"].as_array().unwrap().len(), 6);
    let plain = nonagon(&["test", &project]);
    assert_eq!((plain.code, plain.stdout.lines().count()), (0, 6));
}

#[test]
fn a_model_that_learns_nothing_fails_the_test_of_training() {
    let folder = repository();
    // A tree of one leaf says what looking at no column says.
    let learner = "learner = \"tree\"\nmin_leaf = 1000000";
    let stump = PROJECT.replace("learner = \"naive_bayes\"", learner);
    folder.file("the model's/project.toml", stump);
    let found = nonagon(&["test", &folder.path("the model's"), "--json"]).json(1);
    let tests = found["tests"].as_array().unwrap();
    let failed = tests.iter().filter(|test| test["passed"] == false);
    let failed: Vec<&str> = failed.map(|test| test["id"].as_str().unwrap()).collect();
    assert!(failed.contains(&"training"), "{found:?}");
    // The gates shut, too, so there is nothing to release.
    assert!(failed.contains(&"artifacts"), "{found:?}");
}

/// Runs commands as a CI service does: in a checkout, with the program on the path.
fn in_shell(root: &Path, commands: &str) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_nonagon")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    Command::new("bash")
        .args(["-c", &format!("set -euo pipefail\n{commands}")])
        .current_dir(root)
        .env("PATH", format!("{}:{path}", bin.display()))
        .env("HOME", root)
        .env_remove("NONAGON_LOG")
        .output()
        .unwrap()
}

#[track_caller]
fn published(root: &Path) {
    let run: Value =
        serde_json::from_slice(&fs::read(root.join("nonagon-run.json")).unwrap()).unwrap();
    assert_eq!(run["passed"], true);
    let test: Value =
        serde_json::from_slice(&fs::read(root.join("nonagon-test.json")).unwrap()).unwrap();
    assert_eq!(test["passed"], true);
    let report = fs::read_to_string(root.join("nonagon-report.html")).unwrap();
    assert!(report.contains("</html>"));
    let package = fs::read_to_string(root.join("nonagon-model.nonagon")).unwrap();
    assert!(package.starts_with("nonagon model 1 "));
}

fn yaml(path: &Path) -> serde_yaml_ng::Value {
    serde_yaml_ng::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn what_the_github_file_calls_runs_tests_gates_and_publishes() {
    let folder = repository();
    let root = folder.0.path();
    let written = nonagon(&["ci", &folder.path("the model's"), "--github"]);
    assert_eq!(written.code, 0, "{written:?}");
    assert!(!root.join(".gitlab-ci.yml").exists());
    let file = yaml(&root.join(".github/workflows/nonagon.yml"));
    let steps = file["jobs"]["pipeline"]["steps"].as_sequence().unwrap();
    let runs: Vec<&str> = steps
        .iter()
        .filter_map(|step| step["run"].as_str())
        .collect();
    assert_eq!(runs.len(), 4);
    for run in runs {
        let ended = in_shell(root, run);
        assert!(ended.status.success(), "{run}\n{ended:?}");
    }
    published(root);
    let last = steps.last().unwrap();
    assert_eq!(last["if"], "always()");
    for name in last["with"]["path"].as_str().unwrap().lines() {
        assert!(root.join(name).is_file(), "{name} is published");
    }
}

#[test]
fn what_the_gitlab_file_calls_is_the_same_and_a_shut_gate_ends_it() {
    let folder = repository();
    let root = folder.0.path();
    let project = folder.path("the model's");
    assert_eq!(nonagon(&["ci", &project, "--gitlab"]).code, 0);
    let file = yaml(&root.join(".gitlab-ci.yml"));
    let script = file["pipeline"]["script"].as_sequence().unwrap();
    let script: Vec<&str> = script.iter().map(|line| line.as_str().unwrap()).collect();
    let ended = in_shell(root, &script.join("\n"));
    assert!(ended.status.success(), "{ended:?}");
    published(root);
    let printed = nonagon(&["ci", &project, "--script"]);
    let commands = |text: &str| -> Vec<String> {
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty());
        lines.map(str::to_owned).collect()
    };
    assert_eq!(commands(&printed.stdout), script);
    // A gate that is shut ends the pipeline before anything is packed; the report is there.
    let shut = PROJECT.replace("at_least = 0.6", "at_least = 0.9999");
    folder.file("the model's/project.toml", shut);
    fs::remove_file(root.join("nonagon-model.nonagon")).unwrap();
    fs::remove_file(root.join("nonagon-report.html")).unwrap();
    let run: Vec<&str> = script
        .iter()
        .copied()
        .filter(|line| !line.contains("nonagon test"))
        .collect();
    let ended = in_shell(root, &run.join("\n"));
    assert_eq!(ended.status.code(), Some(1), "{ended:?}");
    assert!(!root.join("nonagon-model.nonagon").exists());
    assert!(root.join("nonagon-report.html").is_file());
}

#[test]
fn files_of_others_are_not_overwritten() {
    let folder = repository();
    let project = folder.path("the model's");
    let file = folder.file(".gitlab-ci.yml", "stages: []\n");
    let refused = nonagon(&["ci", &project]);
    assert!(refused.refused().contains("--force"), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "stages: []\n");
    assert!(
        !folder.0.path().join(".github").exists(),
        "nothing is written"
    );
    assert_eq!(nonagon(&["ci", &project, "--force"]).code, 0);
    // What it wrote itself it writes again.
    assert_eq!(nonagon(&["ci", &project]).code, 0);
    let outside = text(&folder.0.path().join("the model's"));
    nonagon(&["ci", &project, "--out", &outside]);
    nonagon(&["ci", &folder.path("no such project")]).refused();
}

#[test]
fn a_schedule_of_the_project_is_one_of_the_workflow() {
    let folder = repository();
    let scheduled = format!("{PROJECT}\n[automation.triggers]\nschedule = \"0 2 * * 1\"\n")
        .replace("level = 0\n", "");
    folder.file("the model's/project.toml", scheduled);
    assert_eq!(
        nonagon(&["ci", &folder.path("the model's"), "--github"]).code,
        0
    );
    let file = yaml(&folder.0.path().join(".github/workflows/nonagon.yml"));
    assert_eq!(file["on"]["schedule"][0]["cron"], "0 2 * * 1");
}
