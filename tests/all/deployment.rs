//! Step 8 without a window: versions behind one endpoint, traffic with incidents, and the folder
//! that is served elsewhere.

use std::{path::Path, sync::Arc, time::Instant};

use nonagon::{
    learners::Learner,
    serving::{Mode, Played, RouteChange, Routing, Tempo},
    steps::{Package, Step},
    store::Workspace,
    terms::{Incident, IncidentKind},
    workbench::{
        Command, Edit, EndpointCommand, ModelCommand, ProjectCommand, RouteCommand, Serving,
        TrafficCommand, Workbench, answered, is_bundle, take_in_bundle,
    },
};

use crate::support::{PATIENCE, errors, run, samples, settle};

/// A workbench by a clock that shows the time: what is looked at every few seconds would be looked
/// at without end by one that moves whenever it is read.
fn electricity(dir: &Path) -> Workbench {
    let clock = Arc::new(|| chrono::Utc::now().timestamp_micros());
    let opened = Workspace::open(dir).unwrap();
    let mut workbench = Workbench::new(opened, samples(), clock, || {}).unwrap();
    let sample = ProjectCommand::OpenSample("electricity".to_owned());
    run(&mut workbench, sample.into());
    workbench
}

/// Electricity with two versions: naive Bayes, then a logistic regression, which is the champion
/// and serves.
fn two_versions(dir: &Path) -> Workbench {
    let mut workbench = electricity(dir);
    let mut params = workbench.project.as_ref().unwrap().project.training.clone();
    for learner in [Learner::NaiveBayes, Learner::Logistic] {
        params.learners = vec![learner.default_params()];
        let edit = Edit::Training(params.clone());
        run(&mut workbench, Command::Edit(Box::new(edit)));
        run(&mut workbench, Command::RunThrough(Step::Deployment));
        assert_eq!(errors(&workbench), Vec::<String>::new());
    }
    let start = EndpointCommand::Start {
        model: "electricity".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: Some("only-for-tests".to_owned()),
    };
    run(&mut workbench, Command::Endpoint(start));
    assert_eq!(serving(&workbench).endpoint.version(), 2);
    workbench
}

fn serving(workbench: &Workbench) -> &Serving {
    workbench.serving.as_ref().unwrap()
}

fn does(workbench: &mut Workbench, command: EndpointCommand) {
    run(workbench, Command::Endpoint(command));
    assert_eq!(errors(workbench), Vec::<String>::new());
}

fn routes(workbench: &mut Workbench, command: RouteCommand) {
    does(workbench, EndpointCommand::Route(command));
}

fn plays(workbench: &mut Workbench, command: TrafficCommand) {
    does(workbench, EndpointCommand::Traffic(command));
}

/// Rows as fast as they go, with labels ten rows later.
fn fast(incidents: Vec<Incident>) -> Tempo {
    Tempo {
        rate: None,
        paused: false,
        label_delay: 10,
        incidents,
    }
}

/// Lets the traffic go on until `enough`.
#[track_caller]
fn play_until(workbench: &mut Workbench, enough: impl Fn(&Played) -> bool) -> Played {
    let start = Instant::now();
    loop {
        settle(workbench);
        let played = serving(workbench).traffic.as_ref().unwrap().player.played();
        if enough(&played) {
            assert_eq!((played.failed, &played.trouble), (0, &None));
            return played;
        }
        assert!(start.elapsed() < PATIENCE, "{played:?}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn alias(workbench: &Workbench) -> i64 {
    workbench.registry.models[0].aliases[0].1
}

#[test]
fn a_challenger_is_tried_compared_promoted_and_rolled_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = two_versions(dir.path());
    // What the labels say is not what is tested here, so they may not shut anybody out.
    let mut routing = Routing {
        mode: Mode::AbTest,
        percent: 50.0,
        ..Routing::default()
    };
    routing.guardrail.by_labels = false;
    routes(&mut workbench, RouteCommand::Challenge(1, routing));
    plays(&mut workbench, TrafficCommand::Start(fast(Vec::new())));
    play_until(&mut workbench, |played| played.labelled >= 300);
    plays(&mut workbench, TrafficCommand::Stop);
    routes(&mut workbench, RouteCommand::Outcomes);
    let outcomes = serving(&workbench).outcomes.clone().unwrap();
    let answers = serving(&workbench).endpoint.routes();
    let (tried, _) = answers.challenger.unwrap();
    assert_eq!(outcomes.champion.rows, answers.champion.answers);
    assert_eq!(outcomes.challenger.rows, tried.answers);
    assert!(outcomes.champion.rows > 50 && outcomes.challenger.rows > 50);
    let (low, high) = outcomes.difference().unwrap();
    let between =
        outcomes.challenger.figure(true).unwrap() - outcomes.champion.figure(true).unwrap();
    assert!(low < between && between < high);
    routes(&mut workbench, RouteCommand::Promote);
    assert_eq!(
        (alias(&workbench), serving(&workbench).endpoint.version()),
        (1, 1)
    );
    routes(&mut workbench, RouteCommand::RollBack);
    assert_eq!(
        (alias(&workbench), serving(&workbench).endpoint.version()),
        (2, 2)
    );
    // A version that was never in memory takes over, too, when the alias moves to it.
    let set = ModelCommand::SetAlias {
        model: "electricity".to_owned(),
        alias: "champion".to_owned(),
        version: 1,
        by: "a test".to_owned(),
        why: "to see it follow".to_owned(),
    };
    run(&mut workbench, Command::Model(set));
    assert_eq!(serving(&workbench).endpoint.version(), 1);
    let events = serving(&workbench).endpoint.route_events();
    let changes: Vec<RouteChange> = events.iter().map(|event| event.change.clone()).collect();
    assert_eq!(
        changes,
        [
            RouteChange::Challenged(1),
            RouteChange::Promoted(1),
            RouteChange::RolledBack(2),
            RouteChange::Promoted(1),
        ]
    );
    assert!(
        events[3].why.contains("a test moved the alias"),
        "{}",
        events[3].why
    );
}

#[test]
fn labels_shut_out_a_challenger_that_is_worse() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = electricity(dir.path());
    let mut params = workbench.project.as_ref().unwrap().project.training.clone();
    params.learners = vec![Learner::Logistic.default_params()];
    let edit = Edit::Training(params);
    run(&mut workbench, Command::Edit(Box::new(edit)));
    run(&mut workbench, Command::RunThrough(Step::Deployment));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    drop(workbench);
    // The same model, but always of one opinion.
    let opened_again = Workspace::open(dir.path()).unwrap();
    let store = opened_again.workspace.store();
    let bytes = store.model_package("electricity", 1).unwrap();
    let mut package: Package = serde_json::from_slice(&bytes).unwrap();
    package.threshold = Some(0.0);
    let row = store.model_version("electricity", 1).unwrap();
    store
        .register_model(&nonagon::store::NewModel {
            name: "electricity".to_owned(),
            project_id: 0,
            fingerprint: "worse".to_owned(),
            package: serde_json::to_vec(&package).unwrap(),
            metrics: row.metrics,
            lineage: row.lineage,
            created_at: row.created_at + 1,
        })
        .unwrap();
    drop(opened_again);
    let mut workbench = electricity(dir.path());
    let start = EndpointCommand::Start {
        model: "electricity".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: None,
    };
    does(&mut workbench, start);
    let routing = Routing {
        mode: Mode::Canary,
        percent: 50.0,
        ..Routing::default()
    };
    routes(&mut workbench, RouteCommand::Challenge(2, routing));
    plays(&mut workbench, TrafficCommand::Start(fast(Vec::new())));
    // The looks come by themselves: nobody asks for the outcomes here.
    play_until(&mut workbench, |_| true);
    let begun = Instant::now();
    while serving(&workbench).endpoint.routes().challenger.is_some() {
        assert!(begun.elapsed() < PATIENCE);
        settle(&mut workbench);
    }
    let events = serving(&workbench).endpoint.route_events();
    let last = events.last().unwrap();
    assert_eq!(last.change, RouteChange::GuardrailBreached(2));
    assert!(
        last.why.contains("the labels say that it is worse"),
        "{}",
        last.why
    );
    assert_eq!(alias(&workbench), 1, "the alias never moved");
}

#[test]
fn what_goes_wrong_on_purpose_stands_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = two_versions(dir.path());
    let incident = |kind, columns: &[&str]| Incident {
        kind,
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
    };
    let first = vec![incident(IncidentKind::Nulls, &["nswprice"])];
    plays(&mut workbench, TrafficCommand::Start(fast(first)));
    play_until(&mut workbench, |played| played.answered >= 60);
    let mut paused = fast(Vec::new());
    paused.paused = true;
    plays(&mut workbench, TrafficCommand::Set(paused));
    // Whatever was answered by then keeps its incident; one row may still be under way.
    std::thread::sleep(std::time::Duration::from_millis(100));
    let spoiled = serving(&workbench)
        .traffic
        .as_ref()
        .unwrap()
        .player
        .played()
        .answered;
    plays(&mut workbench, TrafficCommand::Seek(0));
    let second = vec![
        incident(IncidentKind::Unit, &["nswdemand"]),
        incident(IncidentKind::ConceptFlip, &[]),
        incident(IncidentKind::Slow, &[]),
    ];
    plays(&mut workbench, TrafficCommand::Set(fast(second)));
    let delay = serving(&workbench).endpoint.delay();
    assert_eq!(delay, std::time::Duration::from_millis(100));
    play_until(&mut workbench, |played| played.answered >= spoiled + 15);
    plays(&mut workbench, TrafficCommand::Stop);
    assert_eq!(
        serving(&workbench).endpoint.delay(),
        std::time::Duration::ZERO
    );
    let workspace = workbench.workspace_dir().to_owned();
    does(&mut workbench, EndpointCommand::Stop);
    let opened_there = {
        drop(workbench);
        Workspace::open(dir.path()).unwrap()
    };
    let store = opened_there.workspace.store();
    let parts = answered(store, &workspace, "electricity", 100_000).unwrap();
    let part = parts.iter().find(|part| part.version == 2).unwrap();
    let column = |name: &str| part.inputs.column_index(name).unwrap();
    let (price, demand) = (column("nswprice"), column("nswdemand"));
    let spoiled = usize::try_from(spoiled).unwrap();
    assert!(part.at.len() > spoiled);
    for row in 0..part.at.len() {
        assert_eq!(part.inputs.is_null(row, price), row < spoiled, "row {row}");
        let is_large = part.inputs.cell(row, demand).parse::<f64>().unwrap() > 1.0;
        assert_eq!(is_large, row >= spoiled, "row {row}");
        assert_eq!(part.latency_us[row] >= 100_000, row >= spoiled, "row {row}");
    }
    // The same rows of the world were asked about twice: what was true is false the second time.
    let labels = |from: usize| &part.labels[from..from + 5];
    for (before, after) in labels(0).iter().zip(labels(spoiled)) {
        if let (Some(before), Some(after)) = (before, after) {
            assert_ne!(before, after);
        }
    }
    assert!(labels(0).iter().any(Option::is_some));
}

#[test]
fn the_log_is_replayed_against_a_candidate() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = two_versions(dir.path());
    plays(&mut workbench, TrafficCommand::Start(fast(Vec::new())));
    play_until(&mut workbench, |played| played.labelled >= 100);
    plays(&mut workbench, TrafficCommand::Stop);
    let rows = serving(&workbench).endpoint.traffic().rows;
    does(&mut workbench, EndpointCommand::Replay(1, None));
    let other = serving(&workbench).replay.clone().unwrap();
    assert_eq!(
        (other.version, other.differences.rows, other.unreadable),
        (1, rows, 0)
    );
    assert!(other.differences.differing > 0, "another learner");
    let (labelled, before, after) = other.labelled;
    assert!(labelled >= 100 && before <= labelled && after <= labelled);
    // Against itself nothing differs, and with a clock that is a thousand times as fast nothing
    // changes but the time.
    does(&mut workbench, EndpointCommand::Replay(2, Some(1e6)));
    let same = serving(&workbench).replay.clone().unwrap();
    assert_eq!(
        (same.differences.rows, same.differences.differing),
        (rows, 0)
    );
    assert_eq!(same.differences.mean_gap(), Some(0.0));
    assert_eq!(same.labelled.1, same.labelled.2);
    run(
        &mut workbench,
        Command::Endpoint(EndpointCommand::Replay(9, None)),
    );
    assert_eq!(errors(&workbench).len(), 1, "there is no version 9");
}

#[test]
fn a_request_by_hand_gets_what_a_client_gets() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = two_versions(dir.path());
    let report = &workbench.project.as_ref().unwrap().results.deployment;
    let example = report.as_ref().unwrap().report.example.clone();
    does(&mut workbench, EndpointCommand::Ask(example.clone()));
    let asked = serving(&workbench).asked.clone().unwrap();
    let first = asked.reply.unwrap();
    assert_eq!((first.status, asked.before), (200, None));
    assert_eq!(first.body["model_version"], "2");
    does(
        &mut workbench,
        EndpointCommand::Ask(serde_json::json!({ "inputs": [] })),
    );
    let asked = serving(&workbench).asked.clone().unwrap();
    assert_eq!(asked.reply.unwrap().status, 400);
    // What was answered last stays there to compare with, over a refusal in between.
    does(&mut workbench, EndpointCommand::Ask(example));
    let asked = serving(&workbench).asked.clone().unwrap();
    assert_eq!(asked.before.unwrap()["outputs"], first.body["outputs"]);
}

#[test]
fn a_version_is_served_from_a_folder_elsewhere() {
    let dir = tempfile::tempdir().unwrap();
    let workbench = two_versions(dir.path());
    drop(workbench);
    let from = Workspace::open(dir.path()).unwrap();
    let folder = dir.path().join("folder");
    let program = dir.path().join("program");
    std::fs::write(&program, "a program").unwrap();
    let write = |version| {
        nonagon::workbench::write_bundle(
            from.workspace.store(),
            ("electricity", version),
            &program,
            &folder,
        )
    };
    assert!(write(9).is_err());
    assert!(!folder.exists(), "nothing is left of what failed");
    write(1).unwrap();
    assert!(is_bundle(&folder));
    let again = write(2).unwrap_err().to_string();
    assert!(again.contains("does not exist yet"), "{again}");
    let unit = std::fs::read_to_string(folder.join("electricity.service")).unwrap();
    for file in [
        "Dockerfile",
        "kserve.yaml",
        "README.md",
        "recipe.json",
        "request.json",
    ] {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        assert!(!text.contains("{{"), "{file}: {text}");
    }
    assert!(unit.contains("ExecStart=/opt/electricity/nonagon serve /opt/electricity "));
    let there = tempfile::tempdir().unwrap();
    let to = Workspace::open(there.path()).unwrap();
    let store = to.workspace.store();
    for at in [1, 2] {
        let (model, settings) = take_in_bundle(store, &folder, at).unwrap();
        assert_eq!((model.as_str(), settings.port), ("electricity", 8080));
        assert_eq!(store.aliases(&model).unwrap(), [("champion".to_owned(), 1)]);
    }
    assert_eq!(
        store.model_package("electricity", 1).unwrap(),
        from.workspace
            .store()
            .model_package("electricity", 1)
            .unwrap()
    );
    let mut model = std::fs::read(folder.join("model.nonagon")).unwrap();
    let last = model.len() - 10;
    model[last] ^= 1;
    std::fs::write(folder.join("model.nonagon"), model).unwrap();
    assert!(take_in_bundle(store, &folder, 3).is_err());
    std::fs::write(folder.join("serve.toml"), "prot = 1").unwrap();
    let wrong = format!("{:#}", take_in_bundle(store, &folder, 3).unwrap_err());
    assert!(
        wrong.contains("serve.toml") && wrong.contains("prot"),
        "{wrong}"
    );
}
