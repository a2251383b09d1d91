//! The levels lab through the window.

use egui::{accesskit::Role, vec2};
use egui_kittest::kittest::Queryable as _;
use nonagon::{
    automation::lab::Lane,
    workbench::{Command, LabCommand, Page},
};

use crate::flows::{press_and_settle, settle, with_sample};

#[test]
fn a_stream_is_replayed_and_the_moment_can_be_chosen() {
    let mut harness = with_sample("Electricity");
    harness.set_size(vec2(1280.0, 2400.0));
    harness.state_mut().push(Command::Open(Page::Lab));
    settle(&mut harness);
    assert!(harness.query_by_label("There is no stream yet").is_some());
    harness
        .state_mut()
        .push(Command::RunThrough(nonagon::steps::Step::Extraction));
    settle(&mut harness);
    press_and_settle(&mut harness, "Replay the stream");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let (report, is_fresh) = open.lab().unwrap();
    assert!(is_fresh);
    assert_eq!(report.lanes.len(), 5);
    let trained = report.lanes[3].score.retrainings;
    assert!(trained > 0);
    assert!(harness.query_by_label("Scoreboard").is_some());
    // A replay that fails leaves the earlier report, and does not call it up to date.
    let fails = LabCommand::Replay(vec![Lane::You], Box::default());
    harness.state_mut().push(Command::Lab(fails));
    settle(&mut harness);
    let open = harness.state().workbench().project.as_ref().unwrap();
    let (report, is_fresh) = open.lab().unwrap();
    assert!(!is_fresh && report.lanes.len() == 5);
    press_and_settle(&mut harness, "Rewind");
    let begin = "period 0 of ";
    assert!(harness.query_by_label_contains(begin).is_some());
    press_and_settle(&mut harness, "Step on");
    assert!(harness.query_by_label_contains("period 1 of ").is_some());
    // The calendar is checked before anything runs.
    harness.state_mut().push(Command::Open(Page::Home));
    settle(&mut harness);
    harness.state_mut().push(Command::Open(Page::Lab));
    settle(&mut harness);
    assert!(
        harness
            .query_by_role_and_label(Role::Button, "Play")
            .is_some()
    );
}
