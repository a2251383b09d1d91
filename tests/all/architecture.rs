//! Keeps the rooms apart: arrows point down, and each outside library has one home.

use std::path::{Path, PathBuf};

/// Every room, with the rooms that it may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("terms", &[]),
    ("stats", &["terms"]),
    ("jobs", &[]),
    ("store", &["terms"]),
    ("data", &["stats", "terms"]),
    ("features", &["data", "stats", "terms"]),
    ("learners", &["stats", "terms"]),
    ("metrics", &["stats", "terms"]),
    ("drift", &["stats", "terms"]),
    ("estimate", &["metrics", "stats", "terms"]),
    ("gates", &["metrics", "stats", "terms"]),
    (
        "steps",
        &[
            "data", "drift", "estimate", "gates", "learners", "metrics", "stats", "terms",
        ],
    ),
    ("sources", &["data", "terms"]),
    (
        "automation",
        // The levels lab measures what its lanes answer, with the kernels of the steps.
        &[
            "data", "drift", "gates", "learners", "metrics", "sources", "steps", "terms",
        ],
    ),
    ("serving", &["data", "steps", "terms"]),
    ("onnx", &["data", "learners", "steps", "terms"]),
    (
        "workbench",
        &[
            "automation",
            "data",
            "drift",
            "estimate",
            "features",
            "gates",
            "jobs",
            "learners",
            "metrics",
            "onnx",
            "serving",
            "sources",
            "stats",
            "steps",
            "store",
            "terms",
        ],
    ),
    (
        "report",
        &[
            "automation",
            "data",
            "drift",
            "estimate",
            "gates",
            "learners",
            "metrics",
            "stats",
            "steps",
            "terms",
            "workbench",
        ],
    ),
    (
        "ui",
        &[
            "automation",
            "data",
            "drift",
            "estimate",
            "features",
            "gates",
            "jobs",
            "learners",
            "metrics",
            "report",
            "samples_dir",
            "serving",
            "sources",
            "stats",
            "steps",
            "store",
            "terms",
            "workbench",
        ],
    ),
    (
        "cli",
        &[
            "automation",
            "data",
            "drift",
            "estimate",
            "features",
            "gates",
            "learners",
            "metrics",
            "onnx",
            "report",
            "samples_dir",
            "serving",
            "sources",
            "stats",
            "steps",
            "store",
            "terms",
            "workbench",
        ],
    ),
];

/// Libraries with the only rooms that may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("calamine", &["data"]),
    ("polars", &["data"]),
    ("sqlparser", &["data"]),
    ("polars_arrow", &["data"]),
    ("linfa", &["learners"]),
    ("linfa_bayes", &["learners"]),
    ("linfa_clustering", &["learners"]),
    ("linfa_linear", &["learners"]),
    ("linfa_logistic", &["learners"]),
    ("linfa_nn", &["learners"]),
    ("linfa_reduction", &["learners"]),
    ("linfa_svm", &["learners"]),
    ("linfa_trees", &["learners"]),
    ("ndarray", &["learners"]),
    ("postgres", &["sources"]),
    ("prost", &["onnx"]),
    ("rusqlite", &["sources", "store"]),
    ("axum", &["serving"]),
    ("tokio", &["serving"]),
    ("egui", &["ui"]),
    ("eframe", &["ui"]),
    ("egui_plot", &["ui"]),
    ("egui_table", &["ui"]),
    ("rfd", &["ui"]),
    ("clap", &["cli"]),
    ("indicatif", &["cli"]),
    ("maud", &["report"]),
];

/// Longest file and longest median file that we accept, in lines.
const MOST_LINES: usize = 500;
const MOST_LINES_MEDIAN: usize = 150;

#[test]
fn arrows_point_down() {
    let violations: Vec<String> = files()
        .iter()
        .flat_map(|(room, path, text)| {
            let found = violations(room, text);
            found
                .into_iter()
                .map(move |what| format!("{}: {what}", path.display()))
        })
        .collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn a_planted_violation_is_found() {
    let up = violations("stats", "use crate::steps::Step;");
    assert_eq!(up, ["stats may not name crate::steps"]);
    let nested = violations(
        "drift",
        "use crate::{\n    stats::{self, Moments},\n    data::Table,\n};",
    );
    assert_eq!(nested, ["drift may not name crate::data"]);
    let library = violations(
        "workbench",
        "let db = rusqlite::Connection::open_in_memory();",
    );
    assert_eq!(library, ["rusqlite may be named by sources and store only"]);
    assert!(
        violations(
            "ui",
            "// polars::prelude\nlet text = \"linfa is named in words\";"
        )
        .is_empty()
    );
    assert!(violations("ui", "let my_egui_table = egui_table::Table::new();").is_empty());
}

#[test]
fn every_folder_is_a_known_room() {
    for entry in std::fs::read_dir(source()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            assert!(
                ROOMS.iter().any(|(room, _)| *room == name),
                "{name} has no rules here"
            );
        }
    }
}

#[test]
fn files_stay_short() {
    let mut lengths: Vec<usize> = Vec::new();
    for (_, path, text) in files() {
        let lines = text.lines().count();
        assert!(
            lines <= MOST_LINES,
            "{lines} lines, at most {MOST_LINES}: {}",
            path.display()
        );
        lengths.push(lines);
    }
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(
        median <= MOST_LINES_MEDIAN,
        "the median file has {median} lines"
    );
}

/// What `text`, a file of `room`, names and may not.
fn violations(room: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let mut found = Vec::new();
    if let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) {
        for named in named_rooms(&code) {
            if named != room && !allowed.contains(&named.as_str()) {
                found.push(format!("{room} may not name crate::{named}"));
            }
        }
    }
    for (library, homes) in HOMES {
        if !homes.contains(&room) && names_library(&code, library) {
            found.push(format!(
                "{library} may be named by {} only",
                homes.join(" and ")
            ));
        }
    }
    found
}

/// `text` without comments and without what stands in string literals.
fn code(text: &str) -> String {
    let mut code = String::new();
    for line in text.lines() {
        let (mut in_text, mut before) = (false, ' ');
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            if !in_text && c == '/' && chars.peek() == Some(&'/') {
                break;
            }
            if c == '"' && before != '\\' && before != '\'' {
                in_text = !in_text;
            } else if !in_text {
                code.push(c);
            }
            before = c;
        }
        code.push('\n');
    }
    code
}

/// The rooms that stand behind `crate::`, also within braces.
fn named_rooms(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(is_word) {
            continue;
        }
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 1;
            let mut first = true;
            let mut word = String::new();
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ => {}
                }
                if depth == 0 {
                    break;
                }
                if depth == 1 && c == ',' {
                    first = true;
                } else if depth == 1 && first && is_word(c) {
                    word.push(c);
                    continue;
                } else if depth == 1 && first && !word.is_empty() {
                    first = false;
                }
                if !word.is_empty() {
                    rooms.push(std::mem::take(&mut word));
                }
            }
            if !word.is_empty() {
                rooms.push(word);
            }
        } else {
            rooms.push(rest.chars().take_while(|c| is_word(*c)).collect());
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms.dedup();
    rooms
}

fn names_library(code: &str, library: &str) -> bool {
    code.match_indices(library).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = code[at + library.len()..].trim_start();
        let is_path = after.starts_with("::") || after.starts_with(';');
        is_path && !before.is_some_and(|c| is_word(c) || c == ':' || c == '.')
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file in a room: its room, its path, its text.
fn files() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![source()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let inside = path.strip_prefix(source()).unwrap();
                if inside.components().count() > 1 {
                    let room = inside.iter().next().unwrap().to_str().unwrap().to_owned();
                    let text = std::fs::read_to_string(&path).unwrap();
                    files.push((room, path, text));
                }
            }
        }
    }
    files.sort();
    files
}
