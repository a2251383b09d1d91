//! Kills a level 2 run with traffic at moments drawn by lot, and looks whether anything was lost.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use nonagon::{
    automation::{PipelineRun, RunState, StepOutcome, StepReport},
    data::snapshot,
    steps::{Package, Step},
    store::Workspace,
    workbench::answered,
};
use rand::{Rng as _, SeedableRng as _};

use super::{
    Folder,
    watch::{Watcher, watched},
};
use crate::automation::{TITLES, rows};

/// What clients were given: the id of the prediction and of their request.
type Told = Mutex<Vec<(String, String)>>;

#[test]
fn a_few_kills_of_a_run_with_traffic_lose_nothing() {
    kills(4);
}

/// With `NONAGON_KILLS=200`: 200 kills, which take some minutes.
#[test]
#[ignore = "takes minutes: for changes of runs, of the store or of the log"]
fn many_kills_of_a_run_with_traffic_lose_nothing() {
    let n = std::env::var("NONAGON_KILLS").map_or(200, |n| n.parse().unwrap());
    kills(n);
}

#[expect(
    clippy::print_stdout,
    reason = "whoever asks for many kills wants to see what they did"
)]
fn kills(n: usize) {
    let folder = watched(2, "");
    let mut first = Watcher::start(&folder, &["--now"]);
    first.until("Run 1 ended");
    first.signal("TERM");
    first.child.wait().unwrap();
    let mut lot = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(8);
    let told = Told::default();
    let (mut in_a_run, mut runs_before) = (0, 1);
    for round in 0..n {
        // Other rows, so that every round has something to learn.
        let text = rows(round * 50, 1500 + round % 7 * 100, 0.0);
        folder.file("project/rows.csv", format!("{TITLES}{text}"));
        let mut watcher = Watcher::start(&folder, &[]);
        let line = watcher.until("answers at http://");
        let url = line.split("answers at ").nth(1).unwrap().trim();
        let url = format!("{}/v2/models/small/infer", url.trim_end_matches('.'));
        let ends = AtomicBool::new(false);
        let wait = Duration::from_micros(lot.gen_range(0..900_000));
        std::thread::scope(|scope| {
            for client in 0..2 {
                let (url, told, ends) = (&url, &told, &ends);
                scope.spawn(move || ask(url, &format!("{round}-{client}"), told, ends));
            }
            std::thread::sleep(wait);
            watcher.signal("KILL");
            watcher.child.wait().unwrap();
            ends.store(true, Ordering::Relaxed);
        });
        let (open, runs) = whole(&folder, runs_before);
        in_a_run += usize::from(open);
        runs_before = runs;
    }
    let told = told.lock().unwrap();
    kept(folder.0.path(), &told);
    println!(
        "{n} kills, {in_a_run} of them in the middle of a run; {runs_before} runs, {} answers given, none lost",
        told.len()
    );
    // What was cut off last goes on to its end.
    let mut last = Watcher::start(&folder, &["--no-endpoint", "--now"]);
    last.until("ended");
    last.signal("TERM");
    last.child.wait().unwrap();
}

/// Asks until the endpoint is gone.
fn ask(url: &str, name: &str, told: &Told, ends: &AtomicBool) {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(5)))
        .build()
        .into();
    for i in 0.. {
        let request = format!("{name}-{i}");
        let body = serde_json::json!({
            "id": request,
            "inputs": [
                { "name": "x", "shape": [1], "datatype": "FP64", "data": [f64::from(i % 10)] },
                { "name": "shape", "shape": [1], "datatype": "BYTES", "data": ["flat"] },
            ],
        });
        let sent = agent.post(url).send_json(&body);
        let answer = sent.ok().and_then(|mut sent| {
            let body: serde_json::Value = sent.body_mut().read_json().ok()?;
            Some(body["parameters"]["prediction_ids"][0].as_str()?.to_owned())
        });
        match answer {
            Some(id) => told.lock().unwrap().push((id, request)),
            None => return,
        }
        if ends.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// The workspace opens, and every run in it is whole; whether one goes on, and how many there are.
fn whole(folder: &Folder, runs_before: usize) -> (bool, usize) {
    let opened = Workspace::open(&folder.0.path().join("workspace")).unwrap();
    assert_eq!(opened.notices, Vec::<String>::new());
    let (workspace, store) = (&opened.workspace, opened.workspace.store());
    let id = store.projects().unwrap()[0].id;
    let results = store.step_results(id).unwrap();
    for row in &results {
        let step = Step::from_id(&row.step).unwrap();
        StepReport::from_json(step, &row.report).unwrap();
    }
    let runs = store.pipeline_runs(id, 10_000).unwrap();
    assert!(runs.len() >= runs_before, "a run is lost");
    let mut open = 0;
    for row in &runs {
        let run: PipelineRun = serde_json::from_str(&row.record).unwrap();
        assert_eq!(run.state.id(), row.state);
        assert_eq!(run.ended_at.is_none(), run.state == RunState::Running);
        open += usize::from(run.state == RunState::Running);
        // Whatever a run says it has done is there.
        if run.outcome(Step::Extraction) == Some(StepOutcome::Done) {
            let file = snapshot::file(workspace.data_dir(), run.snapshot.as_ref().unwrap());
            assert!(file.is_file());
        }
        if let Some(rollout) = &run.rollout {
            store.model_package("small", rollout.version).unwrap();
        }
    }
    assert!(open <= 1, "two runs at once");
    let champion = store.alias("small", "champion").unwrap().unwrap();
    let package = store.model_package("small", champion).unwrap();
    serde_json::from_slice::<Package>(&package).unwrap();
    (open == 1, runs.len())
}

/// Every answer that a client was given is in the log, once.
fn kept(dir: &Path, told: &[(String, String)]) {
    let opened = Workspace::open(&dir.join("workspace")).unwrap().workspace;
    let parts = answered(opened.store(), opened.dir(), "small", usize::MAX).unwrap();
    let mut kept = BTreeMap::new();
    for part in &parts {
        for (id, request) in part.ids.iter().zip(&part.request_ids) {
            let before = kept.insert(id.to_string(), request.clone());
            assert!(before.is_none(), "{id} was given twice");
        }
    }
    for (id, request) in told {
        assert_eq!(
            kept.get(id),
            Some(&Some(request.clone())),
            "{id} was given and is lost"
        );
    }
    assert!(fs::read_dir(dir.join("workspace")).unwrap().count() > 0);
}
