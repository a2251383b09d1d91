//! The program without a window, as a script sees it: exit code, stdout, stderr.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nonagon::{drift::Distance, metrics::Metric, steps::Step, terms::Task};
use serde_json::{Map, Value, json};

use crate::support::samples;

/// What a script gets.
#[derive(Debug)]
struct Ended {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder of its own, where no workspace of the user's is found.
#[track_caller]
fn nonagon<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ended {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_nonagon"))
        .args(args)
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("XDG_DATA_HOME", home.path())
        .env("NONAGON_SAMPLES", samples())
        .env_remove("NONAGON_LOG")
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("WAYLAND_SOCKET")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(
        fs::read_dir(home.path()).unwrap().count(),
        0,
        "it left something behind"
    );
    Ended {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ended {
    /// The one JSON object that is on stdout, and nothing else is.
    #[track_caller]
    fn json(&self, code: i32) -> Map<String, Value> {
        assert_eq!(self.code, code, "{self:?}");
        let found: Value = serde_json::from_str(&self.stdout).unwrap();
        found.as_object().unwrap().clone()
    }

    /// It must have refused: code 2, nothing on stdout, and a message without internals.
    #[track_caller]
    fn refused(&self) -> &str {
        assert_eq!(self.code, 2, "{self:?}");
        assert_eq!(self.stdout, "");
        assert!(self.stderr.starts_with("error: "), "{self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        &self.stderr
    }
}

/// A folder with files that goes when it is dropped.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file and gives its path as an argument.
    fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        text(&path)
    }

    fn path(&self, name: &str) -> String {
        text(&self.0.path().join(name))
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

fn bikes() -> PathBuf {
    samples().join("bikes")
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// The documented shape of what `command` prints.
#[track_caller]
fn shape(command: &str) -> Value {
    let shapes = nonagon(&["help", "json"]).json(0);
    shapes[command].clone()
}

/// Whether `found` has the keys that `shape` documents, no more and no less, at every depth.
#[track_caller]
fn fits(found: &Value, shape: &Value, at: &str) {
    match (found, shape) {
        (Value::Object(found), Value::Object(shape)) => {
            let any = shape.iter().find(|(key, _)| key.starts_with('<'));
            for (key, value) in found {
                let documented = shape.get(key).or_else(|| any.map(|(_, shape)| shape));
                let documented =
                    documented.unwrap_or_else(|| panic!("{at}.{key} is not documented"));
                fits(value, documented, &format!("{at}.{key}"));
            }
            for (key, shape) in shape {
                let is_needed = !key.starts_with('<') && !is_optional(shape);
                assert!(
                    !is_needed || found.contains_key(key),
                    "{at}.{key} is missing"
                );
            }
        }
        (Value::Array(found), Value::Array(shape)) => {
            for value in found {
                fits(value, &shape[0], &format!("{at}[]"));
            }
        }
        (found, Value::String(text)) => leaf_fits(found, text, at),
        (Value::Null, Value::Object(_)) => {}
        _ => panic!("{at} is {found}, documented as {shape}"),
    }
}

fn is_optional(shape: &Value) -> bool {
    match shape {
        Value::String(text) => text.starts_with("optional"),
        Value::Array(items) => is_optional(&items[0]),
        _ => false,
    }
}

/// Whether `found` is what the first words of `text` say.
#[track_caller]
fn leaf_fits(found: &Value, text: &str, at: &str) {
    let text = text.trim_start_matches("optional ");
    let fits = match found {
        Value::Null => text.contains("null") || text == "the same",
        Value::Bool(_) => text.starts_with("boolean"),
        Value::Number(number) => {
            text.starts_with("number")
                || number.is_i64() && (text.starts_with("whole number") || text == "the same")
        }
        Value::String(_) => text.starts_with("text"),
        Value::Array(_) => text.starts_with('['),
        Value::Object(found) => {
            found.contains_key("not_computable") && text.contains("not_computable")
        }
    };
    assert!(fits, "{at} is {found}, documented as “{text}”");
}

#[test]
fn the_checker_of_shapes_finds_what_is_wrong() {
    let shape = json!({ "a": "number", "b": "optional text", "c": [{ "<id>": "whole number" }] });
    let panics = |found: Value| {
        let shape = shape.clone();
        std::panic::catch_unwind(move || fits(&found, &shape, "")).is_err()
    };
    assert!(!panics(json!({ "a": 1.5, "c": [{ "x": 1 }, {}] })));
    assert!(panics(json!({ "c": [] })));
    assert!(panics(json!({ "a": "1", "c": [] })));
    assert!(panics(json!({ "a": 1, "c": [], "d": 1 })));
    assert!(panics(json!({ "a": 1, "c": [{ "x": 1.5 }] })));
}

#[test]
fn help_knows_every_command_and_every_shape() {
    let shapes = Value::Object(nonagon(&["help", "json"]).json(0));
    assert_eq!(
        keys(&shapes),
        BTreeSet::from(["drift", "profile", "run", "score"])
    );
    let whole = nonagon(&["help"]);
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    for command in ["run", "profile", "drift", "score", "help"] {
        assert!(whole.stdout.contains(command), "{}", whole.stdout);
        let one = nonagon(&["help", command]);
        assert_eq!((one.code, one.stderr.as_str()), (0, ""));
        let usage = format!("nonagon {command}");
        assert!(one.stdout.contains(&usage), "{}", one.stdout);
    }
    assert_eq!(nonagon(&["--help"]).code, 0);
    let version = nonagon(&["--version"]);
    assert_eq!(
        version.stdout.trim(),
        format!("nonagon {}", env!("CARGO_PKG_VERSION"))
    );
    let message = nonagon(&["help", "dance"]);
    assert!(message.refused().contains("no command “dance”"));
}

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

#[test]
fn bad_usage_is_exit_code_2() {
    let folder = Folder::new();
    let data = folder.file("a.csv", "a,b\n1,2\n");
    for args in [
        &["dance"][..],
        &["run"],
        &["run", "x", "--level", "3"],
        &["profile"],
        &["profile", &data, "--loud"],
        &["drift", "--reference", &data],
        &["score", &data, "--target", "a"],
        &[
            "score",
            &data,
            "--target",
            "a",
            "--prediction",
            "b",
            "--problem",
            "guess",
        ],
        &["--open", "x"],
    ] {
        nonagon(args).refused();
    }
}

#[test]
fn without_a_display_the_sample_runs_and_says_so() {
    // In this one a report is left in the current folder.
    let folder = Folder::new();
    let mut program = Command::new(env!("CARGO_BIN_EXE_nonagon"));
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WAYLAND_SOCKET",
        "NONAGON_LOG",
    ] {
        program.env_remove(name);
    }
    if cfg!(any(target_os = "macos", windows)) {
        return;
    }
    let output = program
        .current_dir(folder.0.path())
        .env("NONAGON_SAMPLES", folder.path("none"))
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("there is no display"), "{stderr}");
    // There are no samples here, so that the test takes no time.
    assert_eq!(output.status.code(), Some(2), "{stderr}");
}

const MIXED: &str = "a,n,t,b,when\n\
    1.5,1,x,true,2020-01-01\n\
    2.5,2,y,false,2020-01-02\n\
    ,3,x,true,\n\
    -4,4,,true,2020-01-05\n\
    0,5,z,false,2020-01-06\n";

#[test]
fn a_profile_says_everything_that_is_documented() {
    let folder = Folder::new();
    let data = folder.file("mixed.csv", MIXED);
    let found = Value::Object(nonagon(&["profile", &data, "--json"]).json(0));
    fits(&found, &shape("profile"), "profile");
    assert_eq!(found["rows"], 5);
    let columns = found["columns"].as_array().unwrap();
    let kinds: Vec<&str> = columns
        .iter()
        .map(|column| column["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["decimal", "integer", "text", "boolean", "time"]);
    assert_eq!(
        (&columns[0]["missing"], &columns[0]["count"]),
        (&json!(1), &json!(4))
    );
    assert_eq!(columns[0]["numbers"]["mean"], 0.0);
    assert_eq!(columns[0]["numbers"]["min"], -4.0);
    assert_eq!(columns[2]["top"][0], json!({ "value": "x", "count": 2 }));
    let person = nonagon(&["profile", &data]);
    assert_eq!(person.code, 0);
    assert!(
        person.stdout.starts_with("5 rows, 5 columns\n"),
        "{person:?}"
    );
}

#[test]
fn figures_that_cannot_be_computed_say_why() {
    let folder = Folder::new();
    let data = folder.file("one.csv", "a,t\n1,x\n");
    let found = Value::Object(nonagon(&["profile", &data, "--json"]).json(0));
    fits(&found, &shape("profile"), "profile");
    let std = &found["columns"][0]["numbers"]["std"];
    assert!(std["not_computable"].is_string(), "{std}");
}

#[test]
fn drift_says_everything_that_is_documented() {
    let folder = Folder::new();
    let rows = |from: u32| {
        let rows = (0_u32..400).map(|i| {
            let i = i * 37 % 401;
            format!(
                "{},{},{}\n",
                f64::from(i + from) / 7.0,
                i % 50,
                ["x", "y", "z"][(i % 3) as usize]
            )
        });
        format!("a,n,t\n{}", rows.collect::<String>())
    };
    let reference = folder.file("reference.csv", rows(0));
    let current = folder.file("current.csv", rows(300));
    let args = [
        "drift",
        "--reference",
        &reference,
        "--current",
        &current,
        "--json",
    ];
    let found = Value::Object(nonagon(&args).json(0));
    fits(&found, &shape("drift"), "drift");
    assert_eq!(keys(&found["columns"]), BTreeSet::from(["a", "n", "t"]));
    let column = &found["columns"]["a"];
    for distance in Distance::ALL {
        assert!(column.get(distance.id()).is_some(), "{}", distance.id());
    }
    let verdict = |column: &str| found["columns"][column]["verdict"].as_str().unwrap();
    assert_eq!(
        (verdict("a"), verdict("n"), verdict("t")),
        ("drift", "stable", "stable")
    );
    assert_eq!(found["drifted_columns"], 1);
    assert_eq!(
        (&found["reference_rows"], &found["current_rows"]),
        (&json!(400), &json!(400))
    );
    assert_eq!(found["columns"]["n"]["ks"]["statistic"], 0.0);
    assert_eq!(found["columns"]["n"]["ks"]["p_value"], 1.0);
    let some = [&args[..], &["--columns", "n,a", "--methods", "ks,psi"]].concat();
    let some = Value::Object(nonagon(&some).json(0));
    assert_eq!(keys(&some["columns"]), BTreeSet::from(["a", "n"]));
    assert_eq!(
        keys(&some["columns"]["a"]),
        BTreeSet::from(["ks", "limit", "psi", "verdict"])
    );
    assert_eq!(some["columns"]["a"]["ks"], column["ks"]);
}

#[test]
fn drift_of_what_cannot_be_compared_is_refused() {
    let folder = Folder::new();
    let (a, b) = (
        folder.file("a.csv", "a\n1\n2\n"),
        folder.file("b.csv", "b\n1\n2\n"),
    );
    let drift = |current: &str, more: &[&str]| {
        let args = ["drift", "--reference", &a, "--current", current, "--json"];
        nonagon(&[&args[..], more].concat())
    };
    assert!(drift(&b, &[]).refused().contains("no column in common"));
    let ended = drift(&a, &["--methods", "ks,magic"]);
    assert!(ended.refused().contains("no method “magic”"), "{ended:?}");
    assert!(ended.stderr.contains("psi"), "the choices are not named");
    let ended = drift(&a, &["--columns", "a,b"]);
    assert!(ended.refused().contains("“b” is not in both"), "{ended:?}");
    drift(&folder.path("none.csv"), &[]).refused();
}

#[test]
fn a_table_that_cannot_be_read_is_refused() {
    let folder = Folder::new();
    for (path, words) in [
        (folder.path("none.csv"), "no such file"),
        (folder.path(""), "folder"),
        (folder.file("empty.csv", ""), "empty"),
        (folder.file("table.xlsx", "PK"), ".xlsx"),
        (
            folder.file("text.parquet", "a,b\n1,2\n"),
            "not a Parquet file",
        ),
        (folder.file("twice.csv", "a,a\n1,2\n"), "“a”"),
        (folder.file("latin.csv", b"a\nM\xfcller\n"), "UTF-8"),
    ] {
        for args in [
            &["profile", &path, "--json"][..],
            &["drift", "--reference", &path, "--current", &path, "--json"],
            &[
                "score",
                &path,
                "--target",
                "a",
                "--prediction",
                "b",
                "--json",
            ],
        ] {
            let ended = nonagon(args);
            assert!(ended.refused().contains(words), "{ended:?}");
        }
    }
}

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
