//! What damage and crashes do to a workspace.

use std::{
    fs::{self, OpenOptions},
    io::{BufRead as _, BufReader, Seek as _, SeekFrom, Write as _},
    path::Path,
    process::{Command, Stdio},
};

use nonagon::store::{ModelPartRow, Opened, PredictionRow, Store, Workspace};

use crate::store::{model, open, prediction, result, run};

const PREDICTIONS: usize = 4000;

/// A closed workspace with a bit of everything, most of it predictions.
fn filled(dir: &Path) {
    let workspace = open(dir);
    let store = workspace.store();
    let id = store.add_project("Flights", "text", 1).unwrap();
    store
        .save_step_result(&result(id, "training", "{}"))
        .unwrap();
    store.log_run(&run(id, "done")).unwrap();
    store.set_setting("role", "1").unwrap();
    store.register_model(&model("flights", "f")).unwrap();
    store
        .set_alias("flights", "production", 1, 1, "a person", "first")
        .unwrap();
    let rows: Vec<PredictionRow> = (0..PREDICTIONS)
        .map(|number| prediction(number, 1))
        .collect();
    store.log_predictions(&rows).unwrap();
}

/// What must have survived wherever the damage was among the predictions.
fn assert_small_things_are_there(store: &Store) {
    let id = store.projects().unwrap()[0].id;
    assert_eq!(store.project(id).unwrap().definition, "text");
    assert_eq!(
        store.step_results(id).unwrap(),
        [result(id, "training", "{}")]
    );
    assert_eq!(store.runs(id).unwrap().len(), 1);
    assert_eq!(store.setting("role").unwrap().unwrap(), "1");
    assert_eq!(store.model_package("flights", 1).unwrap(), b"f");
    assert_eq!(store.alias("flights", "production").unwrap(), Some(1));
}

#[test]
fn damage_in_the_middle_is_told_kept_aside_and_what_lies_around_it_is_saved() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let path = dir.path().join("nonagon.db");
    let size = fs::metadata(&path).unwrap().len();
    let mut file = OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(size / 2 / 4096 * 4096)).unwrap();
    file.write_all(&[0xA5; 3 * 4096]).unwrap();
    drop(file);
    let damaged = fs::read(&path).unwrap();

    let Opened { workspace, notices } = Workspace::open(dir.path()).unwrap();
    let backup = dir.path().join("nonagon.db.damaged-1");
    assert_eq!(notices.len(), 1);
    assert!(
        notices[0].contains("1 projects") && notices[0].contains("could not be read: predictions"),
        "{notices:?}"
    );
    assert!(
        notices[0].ends_with(&backup.display().to_string()),
        "{notices:?}"
    );
    assert_eq!(fs::read(&backup).unwrap(), damaged);
    assert_small_things_are_there(workspace.store());
    let saved = workspace
        .store()
        .predictions("flights", PREDICTIONS)
        .unwrap();
    assert!(
        saved.len() < PREDICTIONS && saved.len() > PREDICTIONS / 2,
        "{} saved",
        saved.len()
    );
    assert_eq!(
        saved[0],
        prediction(PREDICTIONS - 1, 1),
        "read from the back"
    );
    assert_eq!(
        saved[saved.len() - 1],
        prediction(0, 1),
        "read from the front"
    );
    // It is a workspace like any other: it takes more and closes and opens.
    workspace
        .store()
        .log_predictions(&[prediction(PREDICTIONS, 1)])
        .unwrap();
    assert_eq!(
        workspace
            .store()
            .register_model(&model("flights", "g"))
            .unwrap(),
        2
    );
    drop(workspace);
    assert_eq!(
        open(dir.path()).store().predictions("flights", 1).unwrap(),
        [prediction(PREDICTIONS, 1)]
    );
}

#[test]
fn a_file_cut_short_is_told_kept_aside_and_its_beginning_is_saved() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let path = dir.path().join("nonagon.db");
    let size = fs::metadata(&path).unwrap().len();
    OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(size / 2 + 100)
        .unwrap();
    let damaged = fs::read(&path).unwrap();
    let Opened { workspace, notices } = Workspace::open(dir.path()).unwrap();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert_eq!(
        fs::read(dir.path().join("nonagon.db.damaged-1")).unwrap(),
        damaged
    );
    assert_small_things_are_there(workspace.store());
    let saved = workspace
        .store()
        .predictions("flights", PREDICTIONS)
        .unwrap();
    assert_eq!(saved[saved.len() - 1], prediction(0, 1));
}

#[test]
fn a_file_that_is_no_database_is_kept_aside_every_time() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    let path = dir.path().join("nonagon.db");
    for (number, content) in [
        &b"no database at all, but some text that is long enough to be one"[..],
        &b""[..],
    ]
    .iter()
    .enumerate()
    {
        fs::write(&path, content).unwrap();
        let Opened { workspace, notices } = Workspace::open(dir.path()).unwrap();
        let backup = dir
            .path()
            .join(format!("nonagon.db.damaged-{}", number + 1));
        assert!(notices[0].contains("starts empty"), "{notices:?}");
        assert_eq!(fs::read(backup).unwrap(), *content);
        assert!(workspace.store().projects().unwrap().is_empty());
    }
}

#[test]
fn a_rescue_that_was_cut_off_begins_again() {
    let dir = tempfile::tempdir().unwrap();
    // What a crash in the middle of a rescue, or of the first opening, leaves.
    fs::write(dir.path().join("nonagon.db.new"), "half").unwrap();
    fs::write(dir.path().join("nonagon.db.new-wal"), "half").unwrap();
    filled(dir.path());
    assert_small_things_are_there(open(dir.path()).store());
}

/// Where the child below writes.
const WRITE_TO: &str = "NONAGON_TEST_WRITE_TO";
const BATCH: usize = 50;

/// Not a test: the process that the next test kills. It says what it has written once the store
/// has said so.
#[test]
#[ignore = "a part of the test below, which starts it as a process of its own"]
fn writes_until_killed() {
    let Some(dir) = std::env::var_os(WRITE_TO) else {
        return;
    };
    let workspace = Workspace::open(Path::new(&dir)).unwrap().workspace;
    let store = workspace.store();
    // `println!` is held back by the test harness.
    let mut out = std::io::stdout();
    let done: usize = store
        .setting("round")
        .unwrap()
        .map_or(0, |text| text.parse().unwrap());
    let id = match store.projects().unwrap().first() {
        Some(row) => row.id,
        None => store.add_project("p", "0", 0).unwrap(),
    };
    for round in done + 1.. {
        let text = round.to_string();
        store
            .save_definition(id, "p", &text.repeat(1000), 0)
            .unwrap();
        store
            .save_step_result(&result(id, "training", &text.repeat(1000)))
            .unwrap();
        store.log_run(&run(id, &text)).unwrap();
        let version = store.register_model(&model("flights", &text)).unwrap();
        store
            .set_alias("flights", "production", version, 0, "child", &text)
            .unwrap();
        store
            .write_model_part(&ModelPartRow {
                model: "flights".to_owned(),
                version,
                part: "limits".to_owned(),
                text: text.clone(),
                at: 0,
                by: "child".to_owned(),
            })
            .unwrap();
        let rows: Vec<PredictionRow> = (0..BATCH)
            .map(|number| prediction(number, version))
            .collect();
        store.log_predictions(&rows).unwrap();
        // Last, so that a round that was cut off is made again.
        store.set_setting("round", &text).unwrap();
        writeln!(out, "written {round}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_told_to_be_written() {
    let dir = tempfile::tempdir().unwrap();
    // The first ones hit the making of the database.
    for rounds in [0, 0, 0, 1, 2, 3, 5, 8, 13] {
        let name = concat!(module_path!(), "::writes_until_killed");
        let name = name.split_once("::").unwrap().1;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                name,
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(WRITE_TO, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok);
        let mut told =
            lines.filter_map(|line| line.strip_prefix("written ")?.parse::<usize>().ok());
        let mut last = told.by_ref().take(rounds).last();
        if rounds > 0 {
            let err = Workspace::open(dir.path()).err().unwrap();
            assert!(
                err.to_string().contains(&format!("process {}", child.id())),
                "{err}"
            );
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before it died.
        last = told.last().or(last);
        assert!(last.is_some() || rounds == 0, "the child wrote nothing");
        check_after_kill(&open(dir.path()), last);
    }
}

/// Everything that was said to be written is there, and what was begun is whole or not there.
fn check_after_kill(workspace: &Workspace, told: Option<usize>) {
    let store = workspace.store();
    let round: usize = store
        .setting("round")
        .unwrap()
        .map_or(0, |text| text.parse().unwrap());
    let told = told.unwrap_or(0);
    assert!(round >= told, "round {round} after {told} was told");
    // The round that was cut off may have written some of its rows.
    let versions = store.model_versions("flights").unwrap();
    assert!(
        (round..=round + 1).contains(&versions.len()),
        "{} versions in round {round}",
        versions.len()
    );
    assert!(
        versions
            .iter()
            .zip(1..)
            .all(|(row, number)| row.version == number)
    );
    for version in 1..=i64::try_from(round).unwrap() {
        let parts = store.model_parts("flights", version).unwrap();
        assert_eq!(parts.len(), 1, "the text of version {version}");
        assert_eq!(parts[0].text, version.to_string());
    }
    let current = store.alias("flights", "production").unwrap().unwrap_or(0);
    assert!(versions.len() <= usize::try_from(current).unwrap() + 1);
    let predictions = store.predictions("flights", usize::MAX).unwrap();
    assert_eq!(predictions.len() % BATCH, 0, "half a batch");
    assert!(
        predictions.len() >= round * BATCH,
        "{} predictions in round {round}",
        predictions.len()
    );
    assert_eq!(
        store.alias_history("flights").unwrap().len(),
        usize::try_from(current).unwrap()
    );
    let Some(project) = store.projects().unwrap().into_iter().next() else {
        assert_eq!(round, 0);
        return;
    };
    let stands =
        |text: &str| (round..=round + 1).any(|round| text == round.to_string().repeat(1000));
    assert!(stands(&project.definition) || project.definition == "0");
    let results = store.step_results(project.id).unwrap();
    assert!(!results.is_empty() || round == 0);
    for row in results {
        assert!(stands(&row.report));
        assert_eq!(
            row.fingerprint,
            format!("of {}", row.report),
            "half of one result, half of another"
        );
    }
    assert!(store.runs(project.id).unwrap().len() >= round);
}
