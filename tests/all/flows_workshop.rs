//! The workshop, the role's home and the game of the lab through the window.

use egui::{Key, accesskit::Role as Kind, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    automation::lab::Params,
    steps::Step,
    ui::App,
    workbench::{Command, HandOverState, LabCommand, Page, Role},
};

use crate::flows::{press_and_settle, settle, with_sample, write};

fn open(harness: &mut Harness<'_, App>, page: Page) {
    harness.state_mut().push(Command::Open(page));
    settle(harness);
}

fn tab(harness: &mut Harness<'_, App>, name: &str) {
    harness
        .get_by_role_and_label(Kind::Tab, name)
        .click_accesskit();
    settle(harness);
}

#[test]
fn work_is_handed_over_and_accepted_with_one_click_at_home() {
    let mut harness = with_sample("Bikes");
    let role = |harness: &mut Harness<'_, App>, role: Role| {
        harness.state_mut().push(Command::SetRole(role));
        settle(harness);
    };
    role(&mut harness, Role::DataEngineer);
    open(&mut harness, Page::Workshop);
    tab(&mut harness, "Hand-overs");
    write(&mut harness, "What they must know", "Complete at six.");
    press_and_settle(&mut harness, "It is ready");
    role(&mut harness, Role::DataScientist);
    assert_eq!(harness.state().workbench().page, Page::Home);
    assert!(
        harness
            .query_by_label_contains("Complete at six.")
            .is_some()
    );
    press_and_settle(&mut harness, "Accept");
    let found = harness.state().workbench().workshop().unwrap();
    assert_eq!(found.hand_overs[0].state, HandOverState::Accepted);
    assert!(
        harness
            .query_by_role_and_label(Kind::Button, "Accept")
            .is_none()
    );
}

#[test]
fn a_lesson_fills_the_room_and_the_log_can_be_travelled() {
    let mut harness = with_sample("Bikes");
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Monitoring));
    settle(&mut harness);
    open(&mut harness, Page::Workshop);
    press_and_settle(&mut harness, "Show to a room");
    assert!(harness.query_by_label("Step 1 · Problem").is_some());
    harness.key_press(Key::ArrowRight);
    settle(&mut harness);
    assert!(harness.query_by_label("Step 2 · Extraction").is_some());
    harness.key_press(Key::Escape);
    settle(&mut harness);
    assert!(
        harness
            .query_by_role_and_label(Kind::Tab, "Lessons")
            .is_some()
    );
    tab(&mut harness, "Time travel");
    assert!(harness.query_by_label("version 1").is_some());
    press_and_settle(&mut harness, "Begin");
    assert!(harness.query_by_label("version 1").is_none());
    tab(&mut harness, "Maturity");
    assert!(
        harness
            .query_by_label_contains("and its log proves it")
            .is_some()
    );
    tab(&mut harness, "Exercises");
    assert!(harness.query_by_label("1 of 15 are done.").is_some());
}

#[test]
fn level_0_is_played_by_hand() {
    let mut harness = with_sample("Electricity");
    harness.set_size(vec2(1280.0, 1600.0));
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Extraction));
    settle(&mut harness);
    open(&mut harness, Page::Lab);
    tab(&mut harness, "Play level 0 yourself");
    let params = Params {
        period_days: 90.0,
        ..Params::default()
    };
    let begin = LabCommand::Begin(Box::new(params));
    harness.state_mut().push(Command::Lab(begin));
    settle(&mut harness);
    for what in ["Look at the monitoring", "Train a new model", "Deploy it"] {
        press_and_settle(&mut harness, what);
    }
    let standing = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.game().unwrap().clone()
    };
    assert!(standing(&harness).serves > 0);
    while !standing(&harness).is_over() {
        press_and_settle(&mut harness, "Let the period pass");
    }
    assert!(harness.query_by_label("Scoreboard").is_some());
    let open = harness.state().workbench().project.as_ref().unwrap();
    let (report, is_fresh) = open.lab().unwrap();
    assert!(is_fresh && report.lanes.len() == 2);
}
