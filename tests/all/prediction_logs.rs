//! A log that was made elsewhere, in the window: two tables, columns, what is found, what is kept.

use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    drift::Verdict,
    ui::App,
    workbench::{Command, LogCommand, LogEntry, Page},
};

use crate::{
    flows::{press_and_settle as press, settle, window},
    support::errors,
};

/// A reference and current rows: `x` moves, `y` does not; the model errs on the moved rows.
fn tables(dir: &std::path::Path) -> [PathBuf; 2] {
    let write = |name: &str, shift: f64, wrong: usize| {
        let row = |i: usize| {
            let (day, hour) = (1 + i / 100, i % 24);
            let x = (i * 37 % 100) as f64 + shift;
            let y = i * 53 % 7;
            let label = if i * 37 % 100 > 50 { "yes" } else { "no" };
            let errs = i % 10 < wrong;
            let answer = if (label == "yes") == errs {
                "no"
            } else {
                "yes"
            };
            let p = if answer == "yes" { 0.8 } else { 0.2 };
            format!("{i},2026-01-{day:02} {hour:02}:00:00,{x},{y},{label},{answer},{p}")
        };
        let mut lines = vec!["id,when,x,y,label,prediction,probability".to_owned()];
        lines.extend((0..2000).map(row));
        let text = lines.join("\n");
        let path = dir.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    [write("before.csv", 0.0, 1), write("after.csv", 40.0, 3)]
}

fn shown(harness: &Harness<'_, App>) -> LogEntry {
    harness.state().workbench().logs.shown().unwrap().clone()
}

#[test]
fn two_dropped_tables_are_followed_and_kept_without_a_project() {
    let dir = tempfile::tempdir().unwrap();
    let mut harness = window(None);
    harness.set_size(egui::vec2(1280.0, 2600.0));
    harness.state_mut().push(Command::Open(Page::Logs));
    settle(&mut harness);
    harness.get_by_label("Bring a log of your own");
    let drop = LogCommand::Drop(tables(dir.path()).to_vec());
    harness.state_mut().push(drop.into());
    settle(&mut harness);
    let entry = shown(&harness);
    assert_eq!(entry.log.name, "after");
    let roles = &entry.log.roles;
    assert_eq!(roles.id.as_deref(), Some("id"));
    assert_eq!(roles.timestamp.as_deref(), Some("when"));
    assert_eq!(roles.target.as_deref(), Some("label"));
    assert_eq!(roles.prediction.as_deref(), Some("prediction"));
    assert_eq!(roles.probabilities, [(None, "probability".to_owned())]);
    press(&mut harness, "Follow it");
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
    let entry = shown(&harness);
    assert_eq!(entry.failed, None);
    let (_, found) = entry.found.as_ref().unwrap();
    let verdict = |name: &str| {
        let columns = found.report.columns.iter();
        let mut column = columns.filter(|column| column.name == name);
        column.next().unwrap().chunks.last().unwrap().verdict
    };
    assert_eq!(verdict("x"), Verdict::Drift);
    assert_eq!(verdict("y"), Verdict::Stable);
    assert!(
        found
            .report
            .columns
            .iter()
            .all(|column| column.name != "id")
    );
    harness.get_by_role_and_label(Role::Image, "Drift of every column in every chunk");
    for (tab, plot) in [
        ("Confidence", "Confidence of the answers of every chunk"),
        ("Side by side", "x in every chunk"),
        ("Timeline", "Drift of every column in every chunk"),
    ] {
        harness
            .get_by_role_and_label(Role::Tab, tab)
            .click_accesskit();
        settle(&mut harness);
        harness.get_by_role_and_label(Role::Image, plot);
    }
    assert!(!entry.is_stale());

    // Whoever only wants drift says so: nothing but the tables is needed.
    let mut log = entry.log.clone();
    log.roles = nonagon::steps::monitoring::log::Roles::default();
    let set = LogCommand::Set(Box::new(log));
    harness.state_mut().push(set.into());
    settle(&mut harness);
    assert!(shown(&harness).is_stale());
    press(&mut harness, "Follow it again");
    let entry = shown(&harness);
    let (_, found) = entry.found.as_ref().unwrap();
    assert_eq!(found.task, None);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_table_that_is_not_there_is_told_and_the_other_stays() {
    let dir = tempfile::tempdir().unwrap();
    let [before, _] = tables(dir.path());
    let mut harness = window(None);
    harness.state_mut().push(Command::Open(Page::Logs));
    for command in [
        LogCommand::New,
        LogCommand::Take(0, before.display().to_string()),
        LogCommand::Take(1, dir.path().join("nowhere.csv").display().to_string()),
    ] {
        harness.state_mut().push(command.into());
        settle(&mut harness);
    }
    let entry = shown(&harness);
    assert!(entry.failed.unwrap().contains("nowhere.csv"));
    assert_eq!(entry.sides[0].as_ref().unwrap().rows(), 2000);
    harness
        .state_mut()
        .push(LogCommand::Remove(entry.log.id).into());
    settle(&mut harness);
    assert!(harness.state().workbench().logs.shown().is_none());
}

#[test]
fn a_plot_is_saved_as_it_is_seen_on_light_ground_with_its_source() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("plot.svg");
    let mut harness = window(Some(file.clone()));
    harness.set_size(egui::vec2(1280.0, 2600.0));
    harness.state_mut().push(Command::Open(Page::Logs));
    let drop = LogCommand::Drop(tables(dir.path()).to_vec());
    harness.state_mut().push(drop.into());
    settle(&mut harness);
    press(&mut harness, "Follow it");
    press(
        &mut harness,
        "Save the plot: Drift of every column in every chunk",
    );
    press(&mut harness, "Save as SVG…");
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains("Source: Prediction logs"), "{text}");
    assert!(text.contains(">x</text>"), "the columns have their names");
    assert!(text.contains("fill=\"#ffffff\""), "the ground is light");
}
