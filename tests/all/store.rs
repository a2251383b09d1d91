//! Workspaces from outside: what is kept, and what a second window is told.

use std::{fs, path::Path};

use nonagon::store::{
    GateVerdictRow, ModelPartRow, NewModel, Opened, PredictionRow, RunRow, StepResultRow, Store,
    StoreError, Workspace,
};

pub(crate) fn open(dir: &Path) -> Workspace {
    let Opened { workspace, notices } = Workspace::open(dir).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    workspace
}

pub(crate) fn model(name: &str, fingerprint: &str) -> NewModel {
    NewModel {
        name: name.to_owned(),
        project_id: 1,
        fingerprint: fingerprint.to_owned(),
        package: fingerprint.as_bytes().to_vec(),
        metrics: "[]".to_owned(),
        lineage: "[]".to_owned(),
        created_at: 10,
    }
}

pub(crate) fn result(project_id: i64, step: &str, report: &str) -> StepResultRow {
    StepResultRow {
        project_id,
        step: step.to_owned(),
        fingerprint: format!("of {report}"),
        report: report.to_owned(),
        seconds: 0.5,
        finished_at: 11,
    }
}

pub(crate) fn run(project_id: i64, outcome: &str) -> RunRow {
    RunRow {
        id: 0,
        project_id,
        step: "training".to_owned(),
        fingerprint: "f".to_owned(),
        started_at: 3,
        seconds: 1.5,
        outcome: outcome.to_owned(),
        message: String::new(),
        cause: "person".to_owned(),
    }
}

pub(crate) fn prediction(number: usize, version: i64) -> PredictionRow {
    PredictionRow {
        id: format!("p{number}"),
        model: "flights".to_owned(),
        version,
        at: 5,
        inputs: format!("{{\"distance\":{number},\"pad\":\"{}\"}}", "x".repeat(100)),
        outputs: "{}".to_owned(),
        latency_us: 7,
    }
}

#[test]
fn a_store_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Store>();
    let workspace = Workspace::in_memory().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let store = workspace.store().clone();
            scope.spawn(move || {
                for i in 0..25 {
                    store
                        .set_setting(&format!("{thread}"), &i.to_string())
                        .unwrap();
                    store.add_project("p", "d", i).unwrap();
                }
            });
        }
    });
    assert_eq!(workspace.store().projects().unwrap().len(), 100);
    assert_eq!(workspace.store().setting("3").unwrap().unwrap(), "24");
}

#[test]
fn a_workspace_gives_back_what_was_put_in_after_it_was_closed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("a new/workspace");
    let workspace = open(&folder);
    assert!(workspace.data_dir().is_dir());
    assert_eq!(
        (workspace.dir(), workspace.data_dir()),
        (folder.as_path(), folder.join("data").as_path())
    );
    let store = workspace.store();
    let id = store.add_project("Flights", "text 1", 100).unwrap();
    store
        .save_definition(id, "Delays", "text “2”", 101)
        .unwrap();
    store
        .save_step_result(&result(id, "training", "old"))
        .unwrap();
    store
        .save_step_result(&result(id, "analysis", "{}"))
        .unwrap();
    store
        .save_step_result(&result(id, "training", "new"))
        .unwrap();
    let first = store.log_run(&run(id, "failed")).unwrap();
    let second = store.log_run(&run(id, "done")).unwrap();
    store.set_setting("role", "1").unwrap();
    store.set_setting("role", "2").unwrap();
    drop(workspace);

    let workspace = open(&folder);
    let store = workspace.store();
    let row = store.project(id).unwrap();
    assert_eq!(
        (row.name.as_str(), row.definition.as_str()),
        ("Delays", "text “2”")
    );
    assert_eq!(
        (row.created_at, row.changed_at, row.opened_at),
        (100, 101, 100)
    );
    let mut results = store.step_results(id).unwrap();
    results.sort_by(|a, b| a.step.cmp(&b.step));
    assert_eq!(
        results,
        [result(id, "analysis", "{}"), result(id, "training", "new")]
    );
    let runs = store.runs(id).unwrap();
    assert_eq!(
        runs.iter().map(|run| run.id).collect::<Vec<_>>(),
        [second, first]
    );
    assert_eq!(
        runs[1],
        RunRow {
            id: first,
            ..run(id, "failed")
        }
    );
    assert_eq!(store.setting("role").unwrap().unwrap(), "2");
    assert_eq!(store.setting("theme").unwrap(), None);
}

#[test]
fn projects_come_last_opened_first_and_numbers_are_not_given_twice() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let (a, b) = (
        store.add_project("a", "", 1).unwrap(),
        store.add_project("b", "", 2).unwrap(),
    );
    store.touch_project(a, 3).unwrap();
    let names = |store: &Store| {
        store
            .projects()
            .unwrap()
            .into_iter()
            .map(|row| row.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(store), ["a", "b"]);
    store.delete_project(b).unwrap();
    assert_eq!(names(store), ["a"]);
    let c = store.add_project("c", "", 1).unwrap();
    assert!(
        c > b,
        "settings of the deleted project must not reach the new one"
    );
}

#[test]
fn deleting_a_project_takes_its_results_and_runs_and_leaves_its_models() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let id = store.add_project("a", "", 1).unwrap();
    store
        .save_step_result(&result(id, "training", "{}"))
        .unwrap();
    store.log_run(&run(id, "done")).unwrap();
    store
        .register_model(&NewModel {
            project_id: id,
            ..model("flights", "f")
        })
        .unwrap();
    store.delete_project(id).unwrap();
    assert!(store.step_results(id).unwrap().is_empty());
    assert!(store.runs(id).unwrap().is_empty());
    assert_eq!(store.model_versions("flights").unwrap()[0].project_id, id);
}

#[test]
fn what_is_not_there_is_named() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let unknown = [
        store.project(7).map(|_| ()),
        store.save_definition(7, "", "", 1),
        store.touch_project(7, 1),
        store.delete_project(7),
        store.save_step_result(&result(7, "training", "{}")),
        store.log_run(&run(7, "done")).map(|_| ()),
    ];
    for result in unknown {
        let err = result.unwrap_err();
        assert!(matches!(err, StoreError::UnknownProject(7)), "{err}");
        assert!(err.to_string().contains("project number 7"), "{err}");
    }
    store.register_model(&model("flights", "f")).unwrap();
    let unknown = [
        store.model_version("trains", 1).map(|_| ()),
        store.model_version("flights", 2).map(|_| ()),
        store.model_package("flights", 2).map(|_| ()),
        store.set_alias("flights", "production", 2, 1, "", ""),
        store.log_predictions(&[prediction(1, 1), prediction(2, 2)]),
    ];
    for result in unknown {
        let err = result.unwrap_err();
        assert!(matches!(err, StoreError::UnknownVersion { .. }), "{err}");
    }
    assert!(
        store.predictions("flights", 10).unwrap().is_empty(),
        "a batch is kept whole or not at all"
    );
    assert!(matches!(
        store.roll_back("flights", "production", 1, "", ""),
        Err(StoreError::NothingBefore { .. })
    ));
    assert_eq!(store.alias("flights", "production").unwrap(), None);
    assert!(store.model_versions("trains").unwrap().is_empty());
    assert!(store.alias_history("trains").unwrap().is_empty());
    assert!(store.aliases("trains").unwrap().is_empty());
}

#[test]
fn the_same_model_registered_twice_is_one_version() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    assert_eq!(store.register_model(&model("flights", "f")).unwrap(), 1);
    let again = NewModel {
        created_at: 99,
        package: vec![9],
        ..model("flights", "f")
    };
    assert_eq!(store.register_model(&again).unwrap(), 1);
    assert_eq!(store.model_package("flights", 1).unwrap(), b"f");
    assert_eq!(store.model_versions("flights").unwrap().len(), 1);
    assert_eq!(store.register_model(&model("flights", "g")).unwrap(), 2);
    assert_eq!(store.register_model(&model("bikes", "f")).unwrap(), 1);
    // Another version of the program packs it anew.
    let newer = NewModel {
        lineage: "[[\"program\",\"2\"]]".to_owned(),
        ..model("flights", "f")
    };
    assert_eq!(store.register_model(&newer).unwrap(), 3);
    assert_eq!(store.model_names().unwrap(), ["bikes", "flights"]);
    let versions: Vec<i64> = store
        .model_versions("flights")
        .unwrap()
        .iter()
        .map(|row| row.version)
        .collect();
    assert_eq!(versions, [1, 2, 3]);
    assert_eq!(store.model_version("flights", 2).unwrap().fingerprint, "g");
}

#[test]
fn an_alias_moves_rolls_back_and_remembers() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    for fingerprint in ["a", "b", "c"] {
        store
            .register_model(&model("flights", fingerprint))
            .unwrap();
    }
    for version in [1, 2, 3, 3] {
        store
            .set_alias(
                "flights",
                "production",
                version,
                version,
                "a person",
                "better",
            )
            .unwrap();
    }
    store
        .set_alias("flights", "canary", 3, 4, "a person", "try")
        .unwrap();
    assert_eq!(
        store.aliases("flights").unwrap(),
        [("canary".to_owned(), 3), ("production".to_owned(), 3)]
    );
    assert_eq!(
        store
            .roll_back("flights", "production", 5, "a gate", "worse")
            .unwrap(),
        2
    );
    assert_eq!(
        store
            .roll_back("flights", "production", 5, "a gate", "worse")
            .unwrap(),
        1
    );
    assert!(matches!(
        store.roll_back("flights", "production", 5, "a gate", "worse"),
        Err(StoreError::NothingBefore { .. })
    ));
    assert_eq!(store.alias("flights", "production").unwrap(), Some(1));
    store
        .set_alias("flights", "production", 3, 6, "a person", "mended")
        .unwrap();
    assert_eq!(
        store
            .roll_back("flights", "production", 7, "a gate", "worse")
            .unwrap(),
        1
    );

    let history = store.alias_history("flights").unwrap();
    let moves: Vec<_> = history
        .iter()
        .filter(|change| change.alias == "production")
        .map(|change| (change.from, change.to, change.rolled_back))
        .collect();
    let expected = [
        (Some(3), 1, true),
        (Some(1), 3, false),
        (Some(2), 1, true),
        (Some(3), 2, true),
        (Some(2), 3, false),
        (Some(1), 2, false),
        (None, 1, false),
    ];
    assert_eq!(
        moves, expected,
        "newest first, setting it to where it is notes nothing"
    );
    assert_eq!(
        (
            history[0].by.as_str(),
            history[0].why.as_str(),
            history[0].at
        ),
        ("a gate", "worse", 7)
    );
}

#[test]
fn the_latest_predictions_come_first() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    store.register_model(&model("flights", "f")).unwrap();
    let rows: Vec<PredictionRow> = (0..10).map(|number| prediction(number, 1)).collect();
    store.log_predictions(&rows).unwrap();
    // The same id once more is the client's business.
    store.log_predictions(&[prediction(3, 1)]).unwrap();
    let latest = store.predictions("flights", 3).unwrap();
    assert_eq!(
        latest,
        [prediction(3, 1), prediction(9, 1), prediction(8, 1)]
    );
    assert_eq!(store.predictions("flights", usize::MAX).unwrap().len(), 11);
    store.log_predictions(&[]).unwrap();
}

#[test]
fn a_second_window_is_told_until_the_first_one_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    let store = first.store().clone();
    let err = Workspace::open(dir.path()).err().unwrap();
    assert!(
        matches!(err, StoreError::InUse { process: Some(id), .. } if id == std::process::id()),
        "{err}"
    );
    let text = err.to_string();
    assert!(
        text.contains(&format!("process {}", std::process::id())) && text.contains("--workspace"),
        "{text}"
    );
    drop(first);
    assert!(
        Workspace::open(dir.path()).is_err(),
        "a job that still writes has it open"
    );
    store.set_setting("a", "1").unwrap();
    drop(store);
    assert_eq!(open(dir.path()).store().setting("a").unwrap().unwrap(), "1");
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "text").unwrap();
    for folder in [file.clone(), file.join("below")] {
        let err = Workspace::open(&folder).err().unwrap();
        assert!(matches!(err, StoreError::Folder { .. }), "{err}");
        assert!(
            err.to_string().ends_with(&folder.display().to_string()),
            "{err}"
        );
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "text");
}

#[test]
fn a_workspace_in_memory_leaves_nothing_behind() {
    let workspace = Workspace::in_memory().unwrap();
    let dir = workspace.dir().to_owned();
    assert!(workspace.data_dir().starts_with(&dir) && workspace.data_dir().is_dir());
    drop(workspace);
    assert!(!dir.exists());
}

#[test]
fn verdicts_are_kept_once_and_a_ruling_with_its_report_or_not_at_all() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let id = store.add_project("p", "text", 1).unwrap();
    let verdict = |verdict: &str, ruling: Option<&str>| GateVerdictRow {
        project_id: id,
        subject: "m".to_owned(),
        kind: "rows".to_owned(),
        gate: "g".to_owned(),
        verdict: verdict.to_owned(),
        value: Some(1.0),
        threshold: None,
        explanation: "e".to_owned(),
        ruling: ruling.map(str::to_owned),
        by: "rule".to_owned(),
        at: 1,
    };
    for said in ["fail", "fail", "pass", "fail"] {
        store.log_gate_verdicts(&[verdict(said, None)]).unwrap();
    }
    let ruling = verdict("waived", Some("waive"));
    let gone = result(99, "validation", "{}");
    assert!(store.log_gate_ruling(&ruling, Some(&gone)).is_err());
    assert_eq!(store.gate_verdicts(id).unwrap().len(), 3);
    let there = result(id, "validation", "{}");
    store.log_gate_ruling(&ruling, Some(&there)).unwrap();
    let rows = store.gate_verdicts(id).unwrap();
    assert_eq!((rows.len(), &rows[0]), (4, &ruling));
    assert_eq!(store.step_results(id).unwrap(), [there]);
}

#[test]
fn the_latest_text_of_a_model_stands() {
    let workspace = Workspace::in_memory().unwrap();
    let store = workspace.store();
    let part = |version: i64, text: &str| ModelPartRow {
        model: "flights".to_owned(),
        version,
        part: "limits".to_owned(),
        text: text.to_owned(),
        at: 1,
        by: "Ada".to_owned(),
    };
    store.register_model(&model("flights", "f")).unwrap();
    let unknown = store.write_model_part(&part(2, "a"));
    assert!(matches!(unknown, Err(StoreError::UnknownVersion { .. })));
    for text in ["a", "b", "b"] {
        store.write_model_part(&part(1, text)).unwrap();
    }
    assert_eq!(store.model_parts("flights", 1).unwrap(), [part(1, "b")]);
}
