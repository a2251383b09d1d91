//! Drives the workbench without a window: nine steps, staleness, undo, levels, lineage, export.

use std::sync::Arc;

use nonagon::{
    automation::{Level, PROJECT_FILE},
    gates::Criterion,
    metrics::Metric,
    steps::Step,
    workbench::{
        Command, Edit, EndpointCommand, ModelCommand, ProjectCommand, StepState, Workbench,
    },
};

use crate::support::{errors, opened, run, samples, settle, states, workbench};

const ALL_FRESH: [StepState; 9] = [const { StepState::Fresh }; 9];

fn edit(workbench: &mut Workbench, edit: Edit) {
    run(workbench, Command::Edit(Box::new(edit)));
}

/// Bikes, the smallest sample, with all nine steps run.
#[track_caller]
fn finished(dir: &std::path::Path) -> Workbench {
    let mut workbench = opened(dir, "bikes");
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(states(&workbench), ALL_FRESH);
    workbench
}

#[test]
fn nine_steps_run_and_are_there_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let first = finished(dir.path());
    let (results, id) = {
        let open = first.project.as_ref().unwrap();
        (open.results.clone(), open.id)
    };
    drop(first);
    let mut second = workbench(dir.path());
    settle(&mut second);
    let open = second.project.as_ref().unwrap();
    assert_eq!(open.id, id, "the project that was open opens again");
    assert_eq!(open.results, results);
    assert_eq!(states(&second), ALL_FRESH);
}

#[test]
fn the_same_project_gives_the_same_results_bit_for_bit() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let report = |dir: &std::path::Path| {
        let workbench = finished(dir);
        let open = workbench.project.as_ref().unwrap();
        let mut training = (*open.results.training.as_ref().unwrap().report).clone();
        training
            .models
            .iter_mut()
            .for_each(|model| model.seconds = 0.0);
        let monitoring = Arc::clone(&open.results.monitoring.as_ref().unwrap().report);
        (training, monitoring)
    };
    assert_eq!(report(one.path()), report(two.path()));
}

#[test]
fn a_change_makes_only_what_depends_on_it_stale_and_undo_takes_that_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let mut preparation = workbench
        .project
        .as_ref()
        .unwrap()
        .project
        .preparation
        .clone();
    preparation.split = nonagon::data::split::SplitRule::Random {
        train: 0.5,
        validation: 0.2,
        test: 0.2,
        seed: 7,
    };
    edit(&mut workbench, Edit::Preparation(preparation));
    let found = states(&workbench);
    assert!(
        found[..3].iter().all(|state| *state == StepState::Fresh),
        "{found:?}"
    );
    assert!(
        found[3..].iter().all(|state| *state == StepState::Stale),
        "{found:?}"
    );
    run(&mut workbench, Command::Undo);
    assert_eq!(states(&workbench), ALL_FRESH);
    run(&mut workbench, Command::Redo);
    assert_eq!(workbench.step_state(Step::Training), StepState::Stale);
}

#[test]
fn a_success_criterion_touches_neither_data_nor_models() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let mut problem = workbench.project.as_ref().unwrap().project.problem.clone();
    problem.criteria.clear();
    edit(&mut workbench, Edit::Problem(problem));
    assert_eq!(workbench.step_state(Step::Problem), StepState::Stale);
    assert_eq!(workbench.step_state(Step::Training), StepState::Fresh);
    assert_eq!(workbench.step_state(Step::Evaluation), StepState::Fresh);
    assert_eq!(workbench.step_state(Step::Validation), StepState::Stale);
}

#[test]
fn what_is_up_to_date_is_not_done_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let trained = Arc::clone(
        &workbench
            .project
            .as_ref()
            .unwrap()
            .results
            .training
            .as_ref()
            .unwrap()
            .report,
    );
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let again = &workbench
        .project
        .as_ref()
        .unwrap()
        .results
        .training
        .as_ref()
        .unwrap()
        .report;
    assert!(Arc::ptr_eq(&trained, again), "training ran again");
    let versions: usize = workbench
        .registry
        .models
        .iter()
        .map(|model| model.versions.len())
        .sum();
    assert_eq!(versions, 1);
}

#[test]
fn a_shut_gate_blocks_deployment_and_says_which() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let mut problem = workbench.project.as_ref().unwrap().project.problem.clone();
    problem.criteria = vec![Criterion::at_most(Metric::Rmse, 0.001)];
    edit(&mut workbench, Edit::Problem(problem));
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let StepState::Blocked(why) = workbench.step_state(Step::Deployment) else {
        panic!("{:?}", states(&workbench));
    };
    assert!(why.contains("RMSE"), "{why}");
    assert_ne!(workbench.step_state(Step::Monitoring), StepState::Fresh);
}

#[test]
fn at_level_2_everything_follows_the_first_step_that_is_run() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    run(&mut workbench, Command::Run(Step::Problem));
    assert_eq!(
        workbench.step_state(Step::Extraction),
        StepState::Empty,
        "level 0 runs nothing by itself"
    );
    edit(&mut workbench, Edit::Level(Level::Two));
    run(&mut workbench, Command::Run(Step::Extraction));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(states(&workbench), ALL_FRESH);
}

#[test]
fn at_level_1_a_person_validates_and_deploys() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    edit(&mut workbench, Edit::Level(Level::One));
    run(&mut workbench, Command::Run(Step::Problem));
    run(&mut workbench, Command::Run(Step::Extraction));
    assert_eq!(workbench.step_state(Step::Evaluation), StepState::Fresh);
    assert_eq!(workbench.step_state(Step::Validation), StepState::Empty);
}

#[test]
fn a_step_that_is_stopped_keeps_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let before = workbench.project.as_ref().unwrap().results.clone();
    workbench.run(Command::Run(Step::Training));
    run(&mut workbench, Command::Stop);
    let after = &workbench.project.as_ref().unwrap().results;
    assert_eq!(after.evaluation, before.evaluation);
    assert!(after.training.is_some());
    assert_eq!(errors(&workbench), Vec::<String>::new());
}

#[test]
fn a_prediction_leads_back_to_the_snapshot() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let deployed = Arc::clone(
        &workbench
            .project
            .as_ref()
            .unwrap()
            .results
            .deployment
            .as_ref()
            .unwrap()
            .report,
    );
    let start = EndpointCommand::Start {
        model: deployed.model.clone(),
        alias: deployed.alias.clone(),
        port: 0,
        token: None,
    };
    run(&mut workbench, Command::Endpoint(start));
    let address = workbench.serving.as_ref().unwrap().endpoint.address();
    let url = format!("http://{address}/v2/models/{}/infer", deployed.model);
    let mut response = ureq::post(url).send_json(&deployed.example).unwrap();
    let answer: serde_json::Value = response.body_mut().read_json().unwrap();
    let id = answer["parameters"]["prediction_ids"][0]
        .as_str()
        .unwrap()
        .to_owned();
    // Stopping the endpoint writes what its log still holds.
    run(&mut workbench, Command::Endpoint(EndpointCommand::Stop));
    run(
        &mut workbench,
        Command::Model(ModelCommand::Trace(deployed.model.clone())),
    );
    let traced = &workbench.registry.traced;
    let found = traced
        .iter()
        .find(|lineage| lineage.prediction == id)
        .unwrap();
    let snapshot = &workbench
        .project
        .as_ref()
        .unwrap()
        .results
        .extraction
        .as_ref()
        .unwrap()
        .report
        .snapshot
        .id;
    let origin = found.origin.iter().find(|(what, _)| what == "snapshot");
    assert_eq!(origin.map(|(_, id)| id), Some(snapshot));
}

#[test]
fn a_project_comes_out_as_it_went_in() {
    let dir = tempfile::tempdir().unwrap();
    for sample in ["flights", "bikes", "electricity"] {
        let mut workbench = opened(&dir.path().join(sample), sample);
        let out = dir.path().join("out").join(sample);
        run(&mut workbench, ProjectCommand::Export(out.clone()).into());
        assert_eq!(errors(&workbench), Vec::<String>::new());
        for file in [PROJECT_FILE, "data.parquet"] {
            let (read, written) = (samples().join(sample).join(file), out.join(file));
            assert!(
                std::fs::read(read).unwrap() == std::fs::read(written).unwrap(),
                "{sample}/{file}"
            );
        }
    }
}

#[test]
fn rolling_back_moves_the_alias_and_keeps_the_history() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = finished(dir.path());
    let mut training = workbench.project.as_ref().unwrap().project.training.clone();
    training.seed += 1;
    edit(&mut workbench, Edit::Training(training));
    run(&mut workbench, Command::RunThrough(Step::Deployment));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let model = workbench.registry.models[0].clone();
    assert_eq!((model.versions.len(), model.aliases[0].1), (2, 2));
    let back = ModelCommand::RollBack {
        model: model.name,
        alias: model.aliases[0].0.clone(),
    };
    run(&mut workbench, Command::Model(back));
    let model = &workbench.registry.models[0];
    assert_eq!(model.aliases[0].1, 1);
    assert_eq!(model.history.len(), 3);
}
