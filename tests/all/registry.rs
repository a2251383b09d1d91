//! Promotion: gates that persons waive and sign off, aliases that move with a reason, models that
//! travel as files.

use std::path::Path;

use nonagon::{
    gates::{GateSettings, Ruling, Verdict},
    steps::{Step, validation},
    store::Workspace,
    workbench::{
        Command, Edit, GateCommand, ModelCard, ModelCommand, StepState, Workbench, export_model,
        import_model,
    },
};

use crate::support::{errors, opened, run, workbench};

const SIZE: &str = "The packed model within 0 MB";
const SIGNED: &str = "A person has signed the model off";

/// Bikes up to step 7 with `gates`.
#[track_caller]
fn judged(dir: &Path, gates: GateSettings) -> Workbench {
    let mut workbench = opened(dir, "bikes");
    let params = validation::Params { gates };
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Validation(params))),
    );
    run(&mut workbench, Command::RunThrough(Step::Validation));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    workbench
}

fn report(workbench: &Workbench) -> &validation::Report {
    let results = &workbench.project.as_ref().unwrap().results;
    &results.validation.as_ref().unwrap().report
}

fn decide(workbench: &mut Workbench, gate: &str, ruling: Ruling, reason: &str) {
    run(
        workbench,
        Command::Gate(GateCommand::Decide {
            gate: gate.to_owned(),
            ruling,
            reason: reason.to_owned(),
            by: "Ada".to_owned(),
        }),
    );
}

fn deploy(workbench: &mut Workbench) -> StepState {
    run(workbench, Command::Run(Step::Deployment));
    workbench.step_state(Step::Deployment)
}

#[test]
fn a_shut_gate_is_waived_with_a_reason_and_stays_waived() {
    let dir = tempfile::tempdir().unwrap();
    let gates = GateSettings {
        max_megabytes: Some(0.0),
        ..GateSettings::default()
    };
    let mut bench = judged(dir.path(), gates);
    assert!(matches!(deploy(&mut bench), StepState::Blocked(_)));
    bench.notices.clear();
    decide(&mut bench, SIZE, Ruling::Waive, " ");
    assert!(errors(&bench)[0].contains("needs a reason"));
    decide(&mut bench, "no such gate", Ruling::Waive, "try");
    assert!(errors(&bench)[1].contains("nothing to decide"));
    bench.notices.clear();
    decide(&mut bench, SIZE, Ruling::Waive, "the disk is large");
    assert_eq!(errors(&bench), Vec::<String>::new());
    assert!(report(&bench).passed);
    assert_eq!(deploy(&mut bench), StepState::Fresh);
    drop(bench);
    let mut again = workbench(dir.path());
    crate::support::settle(&mut again);
    run(&mut again, Command::Run(Step::Validation));
    let found = report(&again).gates.iter().find(|gate| gate.title == SIZE);
    let verdict = &found.unwrap().verdict;
    assert!(
        matches!(verdict, Verdict::Waived { by, .. } if by == "Ada"),
        "the same model stays waived: {verdict:?}"
    );
    let worth = again.gate_history.worth.iter();
    let size = worth.clone().find(|(gate, _)| gate == SIZE).unwrap().1;
    assert_eq!((size.judged, size.held_back, size.waived), (1, 0, 1));
    let subject = again.gate_history.rows[0].subject.clone();
    run(
        &mut again,
        Command::Gate(GateCommand::Review {
            subject,
            gate: SIZE.to_owned(),
            was_right: false,
            by: "Bob".to_owned(),
        }),
    );
    let worth = again.gate_history.worth.iter();
    assert_eq!(
        worth
            .clone()
            .find(|(gate, _)| gate == SIZE)
            .unwrap()
            .1
            .wrong,
        1
    );
}

#[test]
fn what_is_not_known_promotes_nothing_until_a_person_signs() {
    let dir = tempfile::tempdir().unwrap();
    let gates = GateSettings {
        sign_off: true,
        ..GateSettings::default()
    };
    let mut bench = judged(dir.path(), gates);
    let signed = |bench: &Workbench| {
        let mut gates = report(bench).gates.iter();
        gates
            .find(|gate| gate.title == SIGNED)
            .unwrap()
            .verdict
            .clone()
    };
    assert_eq!(signed(&bench), Verdict::Unknown);
    assert!(matches!(deploy(&mut bench), StepState::Blocked(_)));
    decide(&mut bench, SIGNED, Ruling::Waive, "in a hurry");
    assert_eq!(signed(&bench), Verdict::Unknown, "nobody can waive it");
    decide(
        &mut bench,
        SIGNED,
        Ruling::SignOff,
        "tried on a week of trips",
    );
    assert_eq!(signed(&bench), Verdict::Pass);
    assert_eq!(deploy(&mut bench), StepState::Fresh);
}

#[test]
fn a_fresh_process_answers_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let bench = judged(dir.path(), GateSettings::default());
    let mut gates = report(&bench).gates.iter();
    let gate = gates
        .find(|gate| gate.gate.id() == "infrastructure")
        .unwrap();
    assert_eq!(gate.verdict, Verdict::Pass, "{gate:?}");
    assert!(gate.explanation.contains("50 of 50"), "{gate:?}");
}

#[test]
fn an_alias_moves_with_a_reason_only_and_to_a_version_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut bench = judged(dir.path(), GateSettings::default());
    assert_eq!(deploy(&mut bench), StepState::Fresh);
    let model = bench.registry.models[0].name.clone();
    let mut set = |alias: &str, version: i64, why: &str| {
        bench.notices.clear();
        run(
            &mut bench,
            Command::Model(ModelCommand::SetAlias {
                model: model.clone(),
                alias: alias.to_owned(),
                version,
                by: "Ada".to_owned(),
                why: why.to_owned(),
            }),
        );
        (errors(&bench), bench.registry.models[0].clone())
    };
    for (alias, version, why, told) in [
        ("shadow", 1, "", "needs who"),
        ("shadow", 9, "try", "version 9"),
        ("two words", 1, "try", "stands in a URL"),
    ] {
        let (errors, model) = set(alias, version, why);
        assert!(errors[0].contains(told), "{errors:?}");
        assert_eq!(model.aliases.len(), 1);
    }
    let (errors, model) = set("shadow", 1, "beside the old one");
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(model.aliases.len(), 2);
    assert_eq!(model.history[0].why, "beside the old one");
}

#[test]
fn a_model_travels_as_one_file_and_a_spoilt_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut bench = judged(dir.path(), GateSettings::default());
    assert_eq!(deploy(&mut bench), StepState::Fresh);
    let entry = bench.registry.models[0].clone();
    let written = ModelCommand::Write {
        model: entry.name.clone(),
        version: 1,
        part: "limits".to_owned(),
        text: "Not on holidays.".to_owned(),
    };
    run(&mut bench, Command::Model(written));
    let version = bench.registry.models[0].versions[0].clone();
    let card = ModelCard::new((&entry.name, 1), &version.card, &version.texts).markdown();
    for told in ["Not on holidays.", "## Signature", "## Gates", "## Lineage"] {
        assert!(card.contains(told), "{card}");
    }
    let path = dir.path().join("m.nonagon");
    let export = ModelCommand::Export {
        model: entry.name.clone(),
        version: 1,
        path: path.clone(),
    };
    run(&mut bench, Command::Model(export));
    assert_eq!(errors(&bench), Vec::<String>::new());
    drop(bench);
    let whole = std::fs::read(&path).unwrap();
    let other = Workspace::in_memory().unwrap();
    let store = other.store();
    let spoilt = dir.path().join("spoilt.nonagon");
    let mut edited = whole.clone();
    let middle = edited.len() / 2;
    edited[middle] = if edited[middle] == b'1' { b'2' } else { b'1' };
    for (bytes, told) in [
        (&whole[..whole.len() - 1], "cut off or was edited"),
        (&whole[..20], "cut off after its first line"),
        (&edited[..], "cut off or was edited"),
        (b"PK".as_slice(), "no exported model"),
        (b"".as_slice(), "no exported model"),
    ] {
        std::fs::write(&spoilt, bytes).unwrap();
        let err = format!("{:#}", import_model(store, &spoilt, 5).unwrap_err());
        assert!(
            err.contains(told) && err.contains("Nothing was taken in"),
            "{err}"
        );
    }
    assert!(store.model_names().unwrap().is_empty());
    let taken = import_model(store, &path, 5).unwrap();
    assert_eq!(taken, (entry.name.clone(), 1));
    assert_eq!(
        import_model(store, &path, 6).unwrap(),
        taken,
        "it is already there"
    );
    assert!(
        store.aliases(&entry.name).unwrap().is_empty(),
        "no alias moves"
    );
    let parts = store.model_parts(&entry.name, 1).unwrap();
    assert!(parts.iter().any(|part| part.text == "Not on holidays."));
    let err = export_model(store, &entry.name, 7, &path).unwrap_err();
    assert!(err.to_string().contains('7'), "{err}");
    assert_eq!(std::fs::read(&path).unwrap(), whole, "what was there stays");
}
