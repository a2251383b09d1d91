//! Drives the window through promotion: waive, sign off, move an alias, roll it back, export and
//! import a model.

use egui_kittest::{Harness, kittest::Queryable as _};
use nonagon::{
    gates::{GateSettings, Verdict},
    steps::{Step, validation},
    ui::App,
    workbench::{Command, Edit, ModelCommand, Page, ProjectCommand},
};

use crate::{
    flows::{press_and_settle as press, settle, window, write},
    support::errors,
};

#[track_caller]
fn does(harness: &mut Harness<'_, App>, command: Command) {
    harness.state_mut().push(command);
    settle(harness);
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
}

#[test]
fn a_user_waives_signs_off_moves_an_alias_and_takes_a_model_along() {
    let dir = tempfile::tempdir().unwrap();
    let mut harness = window(Some(dir.path().join("m.nonagon")));
    does(
        &mut harness,
        ProjectCommand::OpenSample("bikes".to_owned()).into(),
    );
    let gates = GateSettings {
        max_megabytes: Some(0.0),
        sign_off: true,
        ..GateSettings::default()
    };
    let params = validation::Params { gates };
    does(
        &mut harness,
        Command::Edit(Box::new(Edit::Validation(params))),
    );
    does(&mut harness, Command::RunThrough(Step::Validation));
    does(&mut harness, Command::Open(Page::Step(Step::Validation)));
    harness.get_by_label("may not pass");
    press(&mut harness, "Waive… The packed model within 0 MB");
    write(&mut harness, "Who decides", "Ada");
    write(&mut harness, "Reason", "the disk is large");
    press(&mut harness, "Waive this gate");
    press(&mut harness, "Sign off… A person has signed the model off");
    write(&mut harness, "Reason", "tried for a week");
    press(&mut harness, "Sign off");
    harness.get_by_label("may pass");
    let open = harness.state().workbench().project.as_ref().unwrap();
    let report = &open.results.validation.as_ref().unwrap().report;
    let waived = |verdict: &Verdict| matches!(verdict, Verdict::Waived { reason, by, .. } if reason == "the disk is large" && by == "Ada");
    assert_eq!(
        report
            .gates
            .iter()
            .filter(|gate| waived(&gate.verdict))
            .count(),
        1
    );
    does(&mut harness, Command::Run(Step::Deployment));
    does(&mut harness, Command::Open(Page::Models));
    write(&mut harness, "Name of the alias", "try");
    write(&mut harness, "Who moves it", "Ada");
    write(&mut harness, "Why it moves", "to look at it");
    press(&mut harness, "Move the alias");
    let model = harness.state().workbench().registry.models[0].clone();
    assert!(model.aliases.contains(&("try".to_owned(), 1)));
    assert_eq!(model.history[0].why, "to look at it");
    press(&mut harness, &format!("Export… {} version 1", model.name));
    press(&mut harness, "Import a model…");
    assert_eq!(errors(harness.state().workbench()), Vec::<String>::new());
    let versions = |harness: &Harness<'_, App>| {
        let models = &harness.state().workbench().registry.models;
        models[0].versions.len()
    };
    assert_eq!(versions(&harness), 2, "the file is a version of its own");
    does(
        &mut harness,
        Command::Model(ModelCommand::SetAlias {
            model: model.name,
            alias: "try".to_owned(),
            version: 2,
            by: "Ada".to_owned(),
            why: "the other one".to_owned(),
        }),
    );
    press(&mut harness, "Roll try back");
    let aliases = &harness.state().workbench().registry.models[0].aliases;
    assert!(aliases.contains(&("try".to_owned(), 1)));
}
