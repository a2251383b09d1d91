//! Groups of rows that are alike, the plane on which rows differ, and the last known answer.

use nonagon::{
    data::{ColumnData, Table},
    learners::{ClusterParams, Clusterer, Fitted, Learner, fit},
    steps::{Step, analysis, preparation, problem},
    terms::{Silent, Task},
    workbench::{Command, explore::ExploreCommand},
};

use crate::{
    steps::noise,
    support::{errors, opened, run},
};

/// Two kinds of days: 300 cool and still ones, 200 warm and windy ones; and a column that says
/// nothing.
fn days() -> Table {
    let is_warm = |i: usize| i % 5 >= 3;
    let of = |cool: f64, warm: f64, stream: u64| {
        let value = |i: usize| (if is_warm(i) { warm } else { cool }) + noise(i, stream);
        ColumnData::Numbers((0..500).map(|i| Some(value(i))).collect())
    };
    let sold = (0..500).map(|i| Some(if is_warm(i) { 9.0 } else { 2.0 }));
    Table::from_columns(vec![
        ("temperature".to_owned(), of(4.0, 24.0, 0)),
        ("wind".to_owned(), of(1.0, 9.0, 1)),
        ("noise".to_owned(), of(0.0, 0.0, 2)),
        ("sold".to_owned(), ColumnData::Numbers(sold.collect())),
    ])
    .unwrap()
}

fn selling() -> problem::Params {
    problem::Params {
        task: Task::Regression,
        target: "sold".to_owned(),
        ..problem::Params::default()
    }
}

#[test]
fn groups_are_marked_by_what_makes_them_and_told_as_a_condition() {
    let params = ClusterParams {
        k: 2,
        ..ClusterParams::default()
    };
    let found = analysis::structure(&days(), &selling(), &params, &Silent).unwrap();
    assert_eq!(found.columns, ["temperature", "wind", "noise"]);
    let groups = &found.clusters.groups;
    assert_eq!((groups[0].rows, groups[1].rows), (300, 200));
    assert_eq!(groups[1].target.value(), Some(9.0));
    let marks: Vec<&str> = groups[1]
        .marks
        .iter()
        .map(|mark| mark.column.as_str())
        .collect();
    assert_eq!(marks[2], "noise");
    let told = groups[1].segment.as_ref().unwrap();
    assert!(told.right > 0.99 && told.found > 0.9, "{told:?}");
    let rows = told.segment.rows(&days()).unwrap();
    assert!(
        rows.count() as f64 > 0.9 * 200.0 && rows.count() <= 200,
        "{told:?}"
    );
    assert_eq!(found.clusters.by_k.len(), 7);
}

#[test]
fn the_plane_keeps_apart_what_is_apart() {
    let params = ClusterParams {
        way: Clusterer::Dbscan,
        ..ClusterParams::default()
    };
    let found = analysis::structure(&days(), &selling(), &params, &Silent).unwrap();
    let plane = &found.projection;
    assert!((plane.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    // Two columns that tell the same make one direction of two thirds of the variance.
    assert!(plane.shares[0] > 0.6, "{:?}", plane.shares);
    assert_eq!(plane.points.len(), 500);
    let mut sides = plane.points.iter().zip(&plane.target);
    assert!(sides.all(|(point, lot)| (point[0] > 0.0) == (lot.unwrap() > 0)));
}

#[test]
fn rows_without_a_column_of_numbers_have_no_shape() {
    let names = (0..10).map(|i| Some(format!("n{i}"))).collect();
    let table = Table::from_columns(vec![("name".to_owned(), ColumnData::Texts(names))]).unwrap();
    let params = ClusterParams::default();
    let err = analysis::structure(&table, &problem::Params::default(), &params, &Silent);
    assert!(err.unwrap_err().to_string().contains("step 1"));
}

#[test]
fn the_workbench_finds_groups_in_the_background() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    run(&mut workbench, Command::Run(Step::Extraction));
    let params = ClusterParams::default();
    run(
        &mut workbench,
        Command::Explore(ExploreCommand::Structure(params)),
    );
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let open = workbench.project.as_ref().unwrap();
    let found = open.explore.structure.as_ref().unwrap();
    assert_eq!(found.structure.clusters.groups.len(), 4);
    let bad = ClusterParams { k: 1, ..params };
    run(
        &mut workbench,
        Command::Explore(ExploreCommand::Structure(bad)),
    );
    assert!(errors(&workbench)[0].contains("between 2 and 50"));
}

/// Each row is answered with the newest answer that was known at its time, also across the parts.
#[test]
fn the_last_answer_is_scored_row_by_row_in_time() {
    let hour = 3_600_000_000;
    let n = 400;
    // Rows stand backwards: only the time column orders them.
    let at = |i: usize| (400 - i64::try_from(i).unwrap()) * hour;
    let table = Table::from_columns(vec![
        (
            "at".to_owned(),
            ColumnData::Times((0..n).map(|i| Some(at(i))).collect()),
        ),
        (
            "x".to_owned(),
            ColumnData::Numbers((0..n).map(|i| Some(noise(i, 1))).collect()),
        ),
        (
            "y".to_owned(),
            ColumnData::Numbers((0..n).map(|i| Some(at(i) as f64)).collect()),
        ),
    ])
    .unwrap();
    let late = |delay: Option<f64>| {
        let problem = problem::Params {
            task: Task::Regression,
            target: "y".to_owned(),
            time_column: Some("at".to_owned()),
            label_delay_days: delay,
            ..problem::Params::default()
        };
        let (prepared, _) =
            preparation::run(&table, &problem, &Default::default(), &Silent).unwrap();
        let part = &prepared.validation;
        let answers = prepared.train.labels.answers();
        let params = Learner::Last.default_params();
        let matrix = &prepared.train.matrix;
        let last: Fitted = fit(&params, matrix, answers, None, 0, &Silent).unwrap();
        let nonagon::learners::Predictions::Values(found) = part.predictions(&last) else {
            panic!("not numbers");
        };
        // The first rows in time know nothing yet.
        let rows = part.rows.iter().zip(found).filter(|(row, _)| **row < 380);
        let hours = rows.map(|(&row, found)| {
            let now = at(row as usize) as f64;
            ((now - found) / hour as f64).round()
        });
        hours.collect::<Vec<f64>>()
    };
    assert!(late(None).iter().all(|age| *age == 1.0));
    assert!(late(Some(0.25)).iter().all(|age| *age == 6.0));
}
