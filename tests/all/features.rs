//! Publishing a column as a feature, and finding it again.

use nonagon::{
    steps::Step,
    store::{NewFeature, Workspace},
    workbench::{Command, FeatureColumn, FeatureCommand, Page, Publish, Workbench},
};

use crate::{
    flows::{settle, with_sample},
    support::{errors, opened, run, workbench},
};

fn publish(workbench: &mut Workbench, name: &str, column: FeatureColumn) {
    let publish = Publish {
        name: name.to_owned(),
        description: "How warm it is".to_owned(),
        tags: vec!["weather".to_owned()],
        column,
    };
    run(
        workbench,
        Command::Feature(FeatureCommand::Publish(publish)),
    );
}

fn names(workbench: &Workbench, wanted: &str) -> Vec<(String, i64)> {
    let found = workbench
        .features
        .iter()
        .filter(|feature| feature.matches(wanted));
    found
        .map(|feature| (feature.name.clone(), feature.version))
        .collect()
}

#[test]
fn published_columns_are_found_again_and_never_change() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = opened(dir.path(), "bikes");
    run(&mut first, Command::RunThrough(Step::Preparation));
    publish(
        &mut first,
        "temperature",
        FeatureColumn::Raw("temp".to_owned()),
    );
    publish(
        &mut first,
        "temperature",
        FeatureColumn::Raw("temp".to_owned()),
    );
    assert_eq!(
        names(&first, ""),
        [("temperature".to_owned(), 1)],
        "the same is not published twice"
    );
    let report = first
        .project
        .as_ref()
        .unwrap()
        .results
        .preparation
        .as_ref()
        .unwrap()
        .report
        .clone();
    let output = report.outputs[0].clone();
    publish(
        &mut first,
        "temperature",
        FeatureColumn::Prepared(output.clone()),
    );
    assert_eq!(errors(&first), Vec::<String>::new());
    assert_eq!(
        names(&first, "WEATHER warm"),
        [("temperature".to_owned(), 2), ("temperature".to_owned(), 1)]
    );
    assert!(names(&first, "moon").is_empty());
    let prepared = &first.features[0];
    assert!(prepared.expression.contains(&output) && prepared.expression.contains("recipe"));
    let train = report.parts[0].labelled;
    assert_eq!(prepared.distribution.as_ref().unwrap().count, train);
    publish(&mut first, "nothing", FeatureColumn::Raw("moon".to_owned()));
    assert!(
        errors(&first)[0].contains("no column “moon”"),
        "{:?}",
        errors(&first)
    );
    let kept = first.features.clone();
    drop(first);
    assert_eq!(workbench(dir.path()).features, kept);
}

#[test]
fn the_store_refuses_to_change_a_published_feature() {
    let workspace = Workspace::in_memory().unwrap();
    let new = NewFeature {
        name: "age".to_owned(),
        entity: "person".to_owned(),
        kind: "integer".to_owned(),
        expression: "{}".to_owned(),
        project_id: 1,
        project: "People".to_owned(),
        snapshot: "s".to_owned(),
        description: String::new(),
        tags: "[]".to_owned(),
        distribution: "{}".to_owned(),
        created_at: 5,
    };
    let store = workspace.store();
    assert_eq!(store.publish_feature(&new).unwrap(), 1);
    let again = NewFeature {
        created_at: 6,
        ..new.clone()
    };
    assert_eq!(store.publish_feature(&again).unwrap(), 1);
    let other = NewFeature {
        description: "in years".to_owned(),
        ..new.clone()
    };
    assert_eq!(store.publish_feature(&other).unwrap(), 2);
    let rows = store.features().unwrap();
    assert_eq!(
        rows.iter().map(|row| row.version).collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(rows[1].feature, new);
}

#[test]
fn the_page_shows_what_was_published() {
    let mut harness = with_sample("Bikes");
    harness.state_mut().push(Command::Run(Step::Extraction));
    settle(&mut harness);
    harness
        .state_mut()
        .push(Command::Feature(FeatureCommand::Publish(Publish {
            name: "temperature".to_owned(),
            description: "How warm it is".to_owned(),
            tags: vec!["weather".to_owned()],
            column: FeatureColumn::Raw("temp".to_owned()),
        })));
    settle(&mut harness);
    harness.state_mut().push(Command::Open(Page::Features));
    settle(&mut harness);
    use egui_kittest::kittest::Queryable as _;
    harness
        .get_by_label("Show temperature version 1")
        .click_accesskit();
    settle(&mut harness);
    harness.get_by_label("temperature · version 1");
    harness.get_by_label("Histogram of temp");
}
