//! Drives the window the way a user does: by role and visible label, through all nine steps.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, bounded};
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    steps::Step,
    store::Workspace,
    ui::{App, FileDialogs, Wanted},
    workbench::{Page, Workbench},
};

use crate::support::{PATIENCE, clock, errors, samples};

/// A user who always chooses the same file.
struct Chooses(Option<PathBuf>);

impl FileDialogs for Chooses {
    fn ask(&self, _wanted: Wanted, _ctx: &egui::Context) -> Receiver<Option<PathBuf>> {
        let (tx, rx) = bounded(1);
        tx.send(self.0.clone()).unwrap();
        rx
    }
}

/// The window on an empty workspace that lives as long as it.
pub(crate) fn window(chosen: Option<PathBuf>) -> Harness<'static, App> {
    Harness::builder()
        .with_size([1280.0, 800.0])
        .with_max_steps(64)
        .build_eframe(move |cc| {
            let opened = nonagon::store::Opened {
                workspace: Workspace::in_memory().unwrap(),
                notices: Vec::new(),
            };
            let ctx = cc.egui_ctx.clone();
            let wake = move || ctx.request_repaint();
            let workbench = Workbench::new(opened, samples(), clock(), wake).unwrap();
            App::new(&cc.egui_ctx, workbench, Box::new(Chooses(chosen)))
        })
}

/// Steps until `found` holds.
#[track_caller]
pub(crate) fn step_until(
    harness: &mut Harness<'_, App>,
    what: &str,
    found: impl Fn(&Harness<'_, App>) -> bool,
) {
    let start = Instant::now();
    while !found(harness) {
        let notices = errors(harness.state().workbench());
        assert!(
            start.elapsed() < PATIENCE,
            "never saw {what}; errors: {notices:?}"
        );
        harness.step();
        std::thread::sleep(Duration::from_millis(3));
    }
}

/// Steps until no job runs, and then until the window rests.
#[track_caller]
pub(crate) fn settle(harness: &mut Harness<'_, App>) {
    // A click is seen in one frame, acted on in the next, and may start a job in the one after.
    harness.run_steps(3);
    step_until(harness, "rest", |h| h.state().workbench().is_idle());
    if let Err(err) = harness.try_run() {
        panic!("{:?} never rests: {err}", harness.state().workbench().page);
    }
}

/// The window with the sample `name` open, as a user opens it from the welcome.
#[track_caller]
pub(crate) fn with_sample(name: &str) -> Harness<'static, App> {
    let mut harness = window(None);
    harness.run();
    harness
        .get_by_role_and_label(Role::Button, &format!("Open {name}"))
        .click_accesskit();
    settle(&mut harness);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
    harness
}

/// Presses the button called `label`, and waits until the window rests.
#[track_caller]
pub(crate) fn press_and_settle(harness: &mut Harness<'_, App>, label: &str) {
    harness
        .get_by_role_and_label(Role::Button, label)
        .click_accesskit();
    settle(harness);
}

/// Types `words` into the line called `name` and leaves it, which is when it counts.
#[track_caller]
pub(crate) fn write(harness: &mut Harness<'_, App>, name: &str, words: &str) {
    harness.get_by_role_and_label(Role::TextInput, name).focus();
    harness.step();
    harness
        .get_by_role_and_label(Role::TextInput, name)
        .type_text(words);
    harness.step();
    harness.key_press(Key::Tab);
    settle(harness);
}

#[track_caller]
fn press(harness: &mut Harness<'_, App>, label: &str) {
    harness
        .get_by_role_and_label(Role::Button, label)
        .click_accesskit();
    harness.step();
    harness.step();
}

/// Opens the page of `step` through the rail.
#[track_caller]
pub(crate) fn go_to(harness: &mut Harness<'_, App>, step: Step) {
    let label = format!("Step {} {}", step.index() + 1, step.name());
    harness.get_by_label_contains(&label).click_accesskit();
    settle(harness);
    assert_eq!(harness.state().workbench().page, Page::Step(step));
}

#[test]
fn a_user_goes_through_all_nine_steps_one_by_one() {
    let mut harness = with_sample("Bikes");
    for step in Step::ALL {
        go_to(&mut harness, step);
        press(&mut harness, "Run this step");
        let fresh = format!("Step {} {}: up to date", step.index() + 1, step.name());
        step_until(&mut harness, &fresh, |h| h.query_by_label(&fresh).is_some());
        settle(&mut harness);
    }
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
    go_to(&mut harness, Step::Validation);
    harness.get_by_label("may pass");
}

#[test]
fn one_button_runs_all_nine_steps_and_every_page_then_rests() {
    let mut harness = with_sample("Bikes");
    harness.get_by_label_contains("Home").click_accesskit();
    harness.step();
    press(&mut harness, "Run all nine steps");
    settle(&mut harness);
    for page in Page::all() {
        harness
            .state_mut()
            .push(nonagon::workbench::Command::Open(page));
        // Panics if the page still wants frames after the harness's most steps.
        settle(&mut harness);
    }
    for role in nonagon::workbench::Role::ALL {
        harness
            .state_mut()
            .push(nonagon::workbench::Command::SetRole(role));
        settle(&mut harness);
        harness.get_by_label_contains(&format!("You work as {}", role.name()));
    }
}

#[test]
fn a_deployed_model_is_served_and_stopped_again() {
    let mut harness = with_sample("Bikes");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    settle(&mut harness);
    go_to(&mut harness, Step::Deployment);
    press(&mut harness, "Start serving bikes@champion");
    settle(&mut harness);
    let address = harness
        .state()
        .workbench()
        .serving
        .as_ref()
        .unwrap()
        .endpoint
        .address();
    let ready = format!("http://{address}/v2/health/ready");
    assert_eq!(ureq::get(&ready).call().unwrap().status(), 200);
    press(&mut harness, "Stop serving");
    settle(&mut harness);
    assert!(harness.state().workbench().serving.is_none());
    assert!(ureq::get(&ready).call().is_err());
}

#[test]
fn the_palette_finds_a_page_by_a_few_letters() {
    let mut harness = with_sample("Bikes");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::K);
    harness.run();
    let field = harness.get_by_role_and_label(Role::TextInput, "Find a command");
    field.type_text("monitor");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(
        harness.state().workbench().page,
        Page::Step(Step::Monitoring)
    );
}

#[test]
fn an_edit_can_be_undone_with_the_keyboard() {
    let mut harness = with_sample("Bikes");
    let name = |harness: &Harness<'_, App>| {
        harness
            .state()
            .workbench()
            .project
            .as_ref()
            .unwrap()
            .project
            .name
            .clone()
    };
    harness
        .state_mut()
        .push(nonagon::workbench::Command::Edit(Box::new(
            nonagon::workbench::Edit::Name("Two wheels".to_owned()),
        )));
    settle(&mut harness);
    assert_eq!(name(&harness), "Two wheels");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
    settle(&mut harness);
    assert_eq!(name(&harness), "Bikes");
}

#[test]
fn a_step_that_runs_can_be_stopped() {
    let mut harness = with_sample("Flights");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Num5);
    harness.run();
    press(&mut harness, "Run up to here");
    step_until(&mut harness, "a Stop button", |h| {
        h.query_all_by_label("Stop").next().is_some()
    });
    harness
        .get_all_by_label("Stop")
        .next()
        .unwrap()
        .click_accesskit();
    settle(&mut harness);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_table_that_is_chosen_starts_a_project() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("wages.csv");
    std::fs::write(&file, "age,wage\n30,1000\n40,2000\n").unwrap();
    let mut harness = window(Some(file));
    harness.run();
    press(&mut harness, "Choose a table…");
    settle(&mut harness);
    let workbench = harness.state().workbench();
    assert_eq!(workbench.project.as_ref().unwrap().project.name, "wages");
    assert_eq!(workbench.page, Page::Step(Step::Extraction));
}

#[test]
fn rows_are_chosen_in_a_plot_named_and_compared() {
    let mut harness = with_sample("Bikes");
    go_to(&mut harness, Step::Extraction);
    press(&mut harness, "Run this step");
    settle(&mut harness);
    go_to(&mut harness, Step::Analysis);
    harness
        .get_by_role_and_label(Role::Tab, "Explore")
        .click_accesskit();
    settle(&mut harness);
    harness
        .get_by_label_contains("weathersit clear: ")
        .click_accesskit();
    settle(&mut harness);
    harness.get_by_role_and_label(Role::Button, "Remove weathersit clear");
    let field = "Name of a new segment";
    harness
        .get_by_role_and_label(Role::TextInput, field)
        .focus();
    harness.run();
    harness
        .get_by_role_and_label(Role::TextInput, field)
        .type_text("fair weather");
    harness.run();
    press(&mut harness, "Save as segment");
    settle(&mut harness);
    let segments = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.project.segments.clone()
    };
    let found = segments(&harness);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].condition, "\"weathersit\" IN ('clear')");
    press(&mut harness, "Compare with the rest");
    settle(&mut harness);
    harness.get_by_label("Columns, the most different first");
    let explored = |harness: &Harness<'_, App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        let explore = &open.explore;
        (explore.comparison.is_some(), explore.groups.is_some())
    };
    assert_eq!(explored(&harness), (true, false));
    harness
        .get_by_role_and_label(Role::Tab, "Group by")
        .click_accesskit();
    settle(&mut harness);
    press(&mut harness, "Group rows");
    settle(&mut harness);
    assert_eq!(explored(&harness), (true, true));
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}
