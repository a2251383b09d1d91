//! Step 8 through the window: ask by hand, play traffic, and let something go wrong.

use egui::accesskit::Role;
use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{steps::Step, ui::App, workbench::Command};

use crate::{
    flows::{go_to, press_and_settle, settle, step_until, with_sample},
    support::errors,
};

/// Opens a tab.
#[track_caller]
fn show(harness: &mut Harness<'_, App>, tab: &str) {
    harness
        .get_by_role_and_label(Role::Tab, tab)
        .click_accesskit();
    settle(harness);
}

#[test]
fn a_model_is_asked_by_hand_and_by_traffic() {
    let mut harness = with_sample("Bikes");
    harness.set_size(egui::vec2(1280.0, 2400.0));
    harness
        .state_mut()
        .push(Command::RunThrough(Step::Deployment));
    settle(&mut harness);
    go_to(&mut harness, Step::Deployment);
    press_and_settle(&mut harness, "Start serving bikes@champion");
    show(&mut harness, "Try it");
    press_and_settle(&mut harness, "Ask");
    harness.get_by_label("200");
    show(&mut harness, "Python");
    harness.get_by_label_contains("import requests");
    show(&mut harness, "Routing");
    harness.get_by_label_contains("There is only one version");
    show(&mut harness, "Traffic");
    harness
        .get_by_role_and_label(Role::CheckBox, "Burst of nulls")
        .click_accesskit();
    settle(&mut harness);
    press_and_settle(&mut harness, "Play");
    step_until(&mut harness, "an answer to the traffic", |harness| {
        let serving = harness.state().workbench().serving.as_ref();
        let run = serving.and_then(|serving| serving.traffic.as_ref());
        run.is_some_and(|run| run.player.played().answered > 2)
    });
    let serving = harness.state().workbench().serving.as_ref().unwrap();
    let tempo = serving.traffic.as_ref().unwrap().player.tempo();
    assert_eq!(tempo.incidents.len(), 1);
    press_and_settle(&mut harness, "Pause");
    press_and_settle(&mut harness, "Stop");
    show(&mut harness, "Version");
    harness.get_by_label("Write the folder…");
    show(&mut harness, "Endpoint");
    press_and_settle(&mut harness, "Stop serving");
    assert!(harness.state().workbench().serving.is_none());
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}
