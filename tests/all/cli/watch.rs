//! `nonagon watch` as a process: what it prints, how it stops, and what a kill leaves behind.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::Duration,
};

use nonagon::{steps::Step, store::Workspace};

use super::{Folder, nonagon};
use crate::{
    automation::{PROJECT, TITLES, rows},
    support::PATIENCE,
};

/// A folder with a project that watches its file, and a workspace beside it.
pub(crate) fn watched(level: u8, more: &str) -> Folder {
    let folder = Folder::new();
    fs::create_dir(folder.path("project")).unwrap();
    let steps = match level {
        1 => "\"extraction\", \"analysis\", \"preparation\", \"training\", \"evaluation\"",
        _ => {
            "\"extraction\", \"analysis\", \"preparation\", \"training\", \"evaluation\", \"validation\", \"deployment\", \"monitoring\""
        }
    };
    let automation = format!(
        "automation = {{ automatic = [{steps}], delivery = {}, triggers = {{ new_data = true, cool_down_minutes = 0.0, look_seconds = 0.1, most_runs_a_day = 1000 }}, canary = {{ stage_minutes = 0.0, least_requests = 2, watch_minutes = 0.0 }} }}",
        level == 2
    );
    let project = PROJECT.replace("level = 0", &automation);
    folder.file("project/project.toml", format!("{project}{more}"));
    folder.file(
        "project/rows.csv",
        format!("{TITLES}{}", rows(0, 1500, 0.0)),
    );
    folder
}

/// A running `nonagon watch`.
pub(crate) struct Watcher {
    pub(crate) child: Child,
    lines: Receiver<String>,
    /// What it printed so far.
    pub(crate) told: Vec<String>,
}

impl Watcher {
    #[track_caller]
    pub(crate) fn start(folder: &Folder, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nonagon"))
            .args(["watch", &folder.path("project")])
            .args(["--workspace", &folder.path("workspace")])
            .args(args)
            .env_remove("NONAGON_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        // So that a program that says nothing any more is no test that never ends.
        std::thread::Builder::new()
            .spawn(move || {
                let mut read = stdout.lines().map_while(Result::ok);
                while read.next().is_some_and(|line| send.send(line).is_ok()) {}
            })
            .unwrap();
        Self {
            child,
            lines,
            told: Vec::new(),
        }
    }

    /// Reads on until a line that holds `words`, and gives it.
    #[track_caller]
    pub(crate) fn until(&mut self, words: &str) -> String {
        loop {
            let line = self.lines.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("{words}: {:?}", self.told));
            self.told.push(line.clone());
            if line.contains(words) {
                return line;
            }
        }
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Its exit code and what it still printed.
    fn ended(mut self) -> (Option<i32>, String) {
        let rest: Vec<String> = self.lines.iter().collect();
        (self.child.wait().unwrap().code(), rest.join("\n"))
    }
}

#[test]
fn at_level_0_there_is_nothing_to_watch() {
    let folder = watched(1, "");
    folder.file("project/project.toml", PROJECT);
    let (project, workspace) = (folder.path("project"), folder.path("workspace"));
    let refused = nonagon(&["watch", &project, "--workspace", &workspace]);
    assert!(refused.refused().contains("level 0"), "{refused:?}");
}

#[test]
fn at_level_1_it_trains_on_new_rows_tells_so_and_stops_on_a_signal() {
    let folder = watched(1, "");
    let mut watcher = Watcher::start(&folder, &["--now"]);
    watcher.until("Watching “Small” at Level 1");
    watcher.until("Run 1 · On demand");
    watcher.until("✔ 5 Training");
    let ended = watcher.until("Run 1 ended");
    assert!(ended.contains("waits for a person"), "{ended}");
    folder.file(
        "project/rows.csv",
        format!("{TITLES}{}", rows(0, 1800, 0.0)),
    );
    watcher.until("Run 2 · New data: rows changed");
    watcher.until("= 1 Problem cached");
    watcher.until("Run 2 ended");
    watcher.signal("TERM");
    let (code, rest) = watcher.ended();
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("Stopped."), "{rest}");
}

#[test]
fn once_looks_once_and_its_exit_code_says_how_the_run_ended() {
    let folder = watched(2, "");
    let (project, workspace) = (folder.path("project"), folder.path("workspace"));
    let watch = |more: &[&str]| {
        let args = [
            &["watch", &project, "--workspace", &workspace, "--once"],
            more,
        ]
        .concat();
        nonagon(&args)
    };
    let nothing = watch(&[]);
    assert_eq!(nothing.code, 0, "{nothing:?}");
    assert!(nothing.stdout.contains("Nothing is due."), "{nothing:?}");
    let first = watch(&["--now"]);
    assert_eq!(first.code, 0, "{first:?}");
    assert!(first.stdout.contains("✔ 8 Deployment"), "{first:?}");
    // The file changed while nobody watched: that is seen at the next look.
    folder.file(
        "project/rows.csv",
        format!("{TITLES}{}", rows(0, 1800, 0.0)),
    );
    let second = watch(&[]);
    assert_eq!(second.code, 0, "{second:?}");
    assert!(second.stdout.contains("New data"), "{second:?}");
    folder.file("project/rows.csv", "shape,answer\nflat,yes\n");
    let stopped = watch(&[]);
    assert_eq!(stopped.code, 1, "{stopped:?}");
    assert!(stopped.stdout.contains("Schema skew"), "{stopped:?}");
}

#[test]
fn after_a_kill_in_the_middle_of_a_run_it_goes_on_and_does_nothing_twice() {
    let folder = watched(2, "");
    let mut watcher = Watcher::start(&folder, &["--now"]);
    watcher.until("✔ 4 Preparation");
    watcher.signal("KILL");
    watcher.child.wait().unwrap();
    let mut watcher = Watcher::start(&folder, &[]);
    let ended = watcher.until("Run 1 ended");
    assert!(ended.contains("done"), "{ended}");
    watcher.signal("INT");
    assert_eq!(watcher.ended().0, Some(0));
    let opened = Workspace::open(folder.0.path().join("workspace").as_path()).unwrap();
    assert_eq!(opened.notices, Vec::<String>::new());
    let store = opened.workspace.store();
    let id = store.projects().unwrap()[0].id;
    let runs = store.runs(id).unwrap();
    for step in Step::ALL {
        let done = runs
            .iter()
            .filter(|run| run.step == step.id() && run.outcome == "done");
        assert!(done.count() <= 2, "{step:?}");
        let before = [Step::Extraction, Step::Analysis, Step::Preparation];
        if before.contains(&step) {
            let done = runs.iter().filter(|run| run.step == step.id());
            assert_eq!(done.count(), 1, "{step:?} ran twice");
        }
    }
    assert_eq!(store.model_versions("small").unwrap().len(), 1);
    assert_eq!(store.alias("small", "champion").unwrap(), Some(1));
}

#[test]
fn a_new_version_climbs_on_real_requests_to_the_endpoint_it_starts() {
    let folder = watched(2, "");
    let mut watcher = Watcher::start(&folder, &["--now"]);
    let line = watcher.until("answers at http://");
    let url = line
        .split("answers at ")
        .nth(1)
        .unwrap()
        .trim()
        .trim_end_matches('.');
    let url = format!("{url}/v2/models/small/infer");
    let asked = std::thread::scope(|scope| {
        let asks = scope.spawn(|| ask_until_it_is_gone(&url));
        folder.file(
            "project/rows.csv",
            format!("{TITLES}{}", rows(0, 1800, 0.0)),
        );
        watcher.until("version 2: It answers 1 %");
        watcher.until("version 2: It answers 100 %");
        watcher.until("version 2: It takes over");
        let ended = watcher.until("Run 2 ended");
        assert!(ended.contains("done"), "{ended}");
        watcher.signal("TERM");
        assert_eq!(watcher.ended().0, Some(0));
        asks.join().unwrap()
    });
    assert!(asked > 8);
    let opened = Workspace::open(folder.0.path().join("workspace").as_path()).unwrap();
    let store = opened.workspace.store();
    assert_eq!(store.alias("small", "champion").unwrap(), Some(2));
}

/// How many requests, each of somebody else, were answered.
fn ask_until_it_is_gone(url: &str) -> u32 {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .build()
        .into();
    for i in 0.. {
        let body = serde_json::json!({
            "id": format!("somebody {i}"),
            "inputs": [
                { "name": "x", "shape": [1], "datatype": "FP64", "data": [f64::from(i % 10)] },
                { "name": "shape", "shape": [1], "datatype": "BYTES", "data": ["flat"] },
            ],
        });
        if agent.post(url).send_json(&body).is_err() {
            return i;
        }
    }
    0
}
