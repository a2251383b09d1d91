use std::{fs, sync::Arc};

use super::*;
use crate::{
    metrics::Metric,
    steps::training::FoldScore,
    terms::{Figure, Silent},
    workbench::experiments::{Experiment, ExperimentKind, Record},
};

fn experiment(id: i64) -> Experiment {
    let fold = |fold: u32, value: f64| FoldScore {
        fold,
        train_rows: 80,
        rows: 20,
        metrics: vec![(Metric::RocAuc, Figure::Value(value))],
        seconds: 0.5,
    };
    Experiment {
        id,
        run: 7,
        kind: ExperimentKind::Model,
        created_at: 1_700_000_000_000_000,
        record: Arc::new(Record {
            name: "tree".to_owned(),
            learner: "tree".to_owned(),
            params: vec![("max_depth".to_owned(), "6".to_owned())],
            metric: "roc_auc".to_owned(),
            score: Figure::Value(0.75),
            interval: None,
            train: vec![("roc_auc".to_owned(), Figure::Value(0.9))],
            validation: vec![
                ("roc_auc".to_owned(), Figure::Value(0.8)),
                ("mcc".to_owned(), Figure::not_computable("one class only")),
            ],
            folds: vec![fold(0, 0.7), fold(1, 0.8)],
            share: 1.0,
            seconds: 1.5,
            run_seconds: 3.0,
            cpu_seconds: Some(2.5),
            peak_bytes: Some(1 << 20),
            snapshot: "abc".to_owned(),
            fingerprint: "f".to_owned(),
            program: "nonagon".to_owned(),
            started_at: 1_700_000_000_000_000,
            model_hash: String::new(),
            source: String::new(),
            setup: None,
        }),
        tags: vec!["a/b".to_owned()],
        note: "worth a look".to_owned(),
    }
}

#[test]
fn what_is_written_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let list = [experiment(1), experiment(2)];
    assert_eq!(export(folder.path(), "Flights", &list, &Silent).unwrap(), 2);
    // A second time it writes over the same runs.
    assert_eq!(export(folder.path(), "Flights", &list, &Silent).unwrap(), 2);
    let found = import(folder.path(), &Silent).unwrap();
    assert_eq!(found.records.len(), 2);
    let record = &found.records[0];
    assert_eq!(record.learner, "tree");
    assert_eq!(record.params, [("max_depth".to_owned(), "6".to_owned())]);
    assert_eq!(record.figure("roc_auc"), Figure::Value(0.8));
    assert_eq!(record.figure("fold.roc_auc"), Figure::Value(0.8));
    assert_eq!(record.figure("mean.roc_auc"), Figure::Value(0.75));
    assert_eq!(record.figure("mcc").value(), None);
    assert_eq!(record.train, [("roc_auc".to_owned(), Figure::Value(0.9))]);
    assert_eq!(record.snapshot, "abc");
    assert_eq!(record.started_at, 1_700_000_000_000_000);
    assert!(
        found
            .told(1)
            .contains("1 runs were taken in; 1 were there before")
    );
}

#[test]
fn nested_names_broken_files_and_deleted_runs() {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join("mlruns").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put(
        "0/meta.yaml",
        "experiment_id: '0'\nname: Default\nlifecycle_stage: active\n",
    );
    put(
        "0/r1/meta.yaml",
        "run_id: r1\nrun_name: first\nlifecycle_stage: active\nstart_time: 5\nend_time: 2005\nstatus: 3\n",
    );
    put(
        "0/r1/metrics/eval/auc",
        "10 0.5 0\n30 0.7 2\n20 0.9 1\nbroken line\n",
    );
    put("0/r1/metrics/loss", "10 nan 0\n");
    put("0/r2/meta.yaml", "run_id: r2\nlifecycle_stage: deleted\n");
    put("0/r3/meta.yaml", "run_id: [\n");
    put("models/notes.txt", "no experiment");
    let found = import(folder.path(), &Silent).unwrap();
    assert_eq!(found.records.len(), 1);
    let record = &found.records[0];
    assert_eq!((record.name.as_str(), record.seconds), ("first", 2.0));
    assert_eq!(record.figure("eval/auc"), Figure::Value(0.7));
    assert_eq!(record.figure("loss").value(), None);
    assert!(
        found.told(1).contains("1 could not be read"),
        "{}",
        found.told(1)
    );
}

#[test]
fn a_folder_without_runs_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = import(folder.path(), &Silent).unwrap_err().to_string();
    assert!(
        text.starts_with("There is no MLflow run in this folder"),
        "{text}"
    );
    let gone = folder.path().join("gone");
    let text = import(&gone, &Silent).unwrap_err().to_string();
    assert!(
        text.starts_with("The MLflow folder cannot be read"),
        "{text}"
    );
}

#[test]
fn names_are_those_that_mlflow_takes() {
    assert_eq!(name("tag a/b"), "tag a_b");
    assert_eq!(name("../etc"), "_etc");
    assert_eq!(name(".."), "_");
}
