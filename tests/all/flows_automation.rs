//! Automation through the window.

use egui::{accesskit::Role, vec2};
use egui_kittest::kittest::Queryable as _;
use nonagon::{
    automation::{Level, RunState},
    workbench::{Command, Page},
};

use crate::flows::{press_and_settle, settle, with_sample};

#[test]
fn a_level_is_chosen_cells_are_changed_and_a_run_waits_for_a_person() {
    let mut harness = with_sample("Bikes");
    harness.set_size(vec2(1280.0, 2400.0));
    harness.state_mut().push(Command::Open(Page::Automation));
    settle(&mut harness);
    let press = |harness: &mut egui_kittest::Harness<'_, _>, role, label: &str| {
        harness.get_by_role_and_label(role, label).click_accesskit();
        settle(harness);
    };
    press(&mut harness, Role::RadioButton, "Level 2 · CI/CD");
    press(&mut harness, Role::CheckBox, "8 Deployment");
    let automation = |harness: &egui_kittest::Harness<'_, nonagon::ui::App>| {
        let open = harness.state().workbench().project.as_ref().unwrap();
        open.project.automation.clone()
    };
    let custom = automation(&harness);
    assert_eq!((custom.level(), custom.is_preset()), (Level::One, false));
    assert!(harness.query_by_label("this, and more").is_some());
    press(
        &mut harness,
        Role::RadioButton,
        "Level 1 · training automated",
    );
    assert!(automation(&harness).is_preset());
    press_and_settle(&mut harness, "Run now");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let run = &open.automation.runs[0].run;
    assert_eq!(run.state, RunState::AwaitsPerson, "{run:?}");
    assert_eq!(run.causes[0].text, "asked for by Data scientist");
    assert!(harness.query_by_label("waits for a person").is_some());
}
