//! The program without a window, as a script sees it: exit code, stdout, stderr.

mod detect;
mod features;
mod kills;
mod lab;
mod models;
mod monitor;
mod pipeline;
mod run;
mod score;
mod serve;
mod sql;
mod train;
mod watch;
mod workshop;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use nonagon::drift::Distance;
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
        let is_error = |line: &str| line.starts_with("error: ");
        assert!(self.stderr.lines().any(is_error), "{self:?}");
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
        // What a step gives is null until it has run.
        (Value::Null, Value::Object(_) | Value::Array(_)) => {}
        _ => panic!("{at} is {found}, documented as {shape}"),
    }
}

fn is_optional(shape: &Value) -> bool {
    match shape {
        Value::String(text) => text.starts_with("optional"),
        Value::Array(items) => is_optional(&items[0]),
        Value::Object(keys) => !keys.is_empty() && keys.values().all(is_optional),
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
        Value::String(_) => text.starts_with("text") || text.starts_with("number or text"),
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
        BTreeSet::from([
            "detect",
            "detect --duel",
            "drift",
            "export",
            "features",
            "history",
            "lab",
            "lab --merge",
            "maturity",
            "models",
            "monitor",
            "predict",
            "profile",
            "run",
            "score",
            "serve",
            "sql",
            "test",
            "train"
        ])
    );
    let whole = nonagon(&["help"]);
    assert_eq!((whole.code, whole.stderr.as_str()), (0, ""));
    for command in [
        "run", "profile", "sql", "drift", "detect", "monitor", "score", "train", "models",
        "predict", "export", "features", "lab", "maturity", "history", "serve", "watch", "test",
        "ci", "help",
    ] {
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
        person
            .stdout
            .starts_with("5 rows, 5 columns, 0 duplicate rows\n"),
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
        BTreeSet::from(["ks", "limit", "method", "psi", "score", "verdict"])
    );
    assert_eq!(some["columns"]["a"]["ks"], column["ks"]);
    for (preset, method) in [
        ("evidently", "ks"),
        ("nannyml", "js_bits"),
        ("credit", "psi"),
    ] {
        let theirs = [&args[..], &["--preset", preset]].concat();
        let theirs = Value::Object(nonagon(&theirs).json(0));
        fits(&theirs, &shape("drift"), "drift");
        assert_eq!(theirs["preset"], preset);
        assert_eq!(theirs["columns"]["a"]["method"], method);
    }
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
        (
            folder.file("latin.csv", b"a\n\xc3\xb6\xc3\xb6\xc3\xb6\xc3\xb6\n\xff\n"),
            "UTF-8",
        ),
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
