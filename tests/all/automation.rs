//! What runs by itself, without a window: triggers, runs, data validation, and how a new version
//! takes over.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use nonagon::{
    automation::{Automation, Level, Phase, PipelineRun, Preset, RunState, StepOutcome, Trigger},
    gates::Criterion,
    metrics::Metric,
    steps::Step,
    store::Workspace,
    workbench::{
        AutomationCommand, Clock, Command, Edit, EndpointCommand, ProjectCommand, StepState,
        Workbench,
    },
};

use crate::support::{PATIENCE, errors, run, samples, settle};

/// A project of a few hundred rows, in a folder of its own.
pub(crate) const PROJECT: &str = r#"
name = "Small"
level = 0

[problem]
question = "Is it a yes?"
task = "binary"
target = "answer"
positive = "yes"
metric = "roc_auc"

[[problem.criteria]]
metric = "roc_auc"
at_least = 0.6

[[extraction.sources]]
name = "rows"
path = "rows.csv"

[[training.learners]]
learner = "naive_bayes"

[deployment]
model = "small"
"#;

/// `n` rows from number `from` on, whose column x is moved by `shift`.
pub(crate) fn rows(from: usize, n: usize, shift: f64) -> String {
    let mut text = String::new();
    for i in from..from + n {
        let x = ((i * 7919) % 1009) as f64 / 100.0;
        let noise = ((i * 104_729) % 997) as f64 / 100.0 - 5.0;
        let answer = if x + noise > 5.0 { "yes" } else { "no" };
        let shape = ["round", "flat", "long"][i % 3];
        writeln!(text, "{},{shape},{answer}", x + shift).unwrap();
    }
    text
}

pub(crate) const TITLES: &str = "x,shape,answer\n";

/// A project in `dir/project`, and the workspace beside it.
struct World {
    dir: tempfile::TempDir,
    now: Arc<AtomicI64>,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("project")).unwrap();
        fs::write(dir.path().join("project/project.toml"), PROJECT).unwrap();
        let world = Self {
            dir,
            now: Arc::new(AtomicI64::new(1_700_000_000_000_000)),
        };
        world.write(&format!("{TITLES}{}", rows(0, 1500, 0.0)));
        world
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("project/rows.csv")
    }

    fn write(&self, text: &str) {
        fs::write(self.data(), text).unwrap();
    }

    fn add(&self, text: &str) {
        let before = fs::read_to_string(self.data()).unwrap();
        self.write(&format!("{before}{text}"));
    }

    fn clock(&self) -> Clock {
        let now = Arc::clone(&self.now);
        Arc::new(move || now.load(Ordering::Relaxed))
    }

    fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds * 1_000_000, Ordering::Relaxed);
    }

    fn workspace(&self) -> PathBuf {
        self.dir.path().join("workspace")
    }

    /// A workbench that minds triggers, with the project open.
    fn workbench(&self) -> Workbench {
        let opened = Workspace::open(&self.workspace()).unwrap();
        let mut workbench = Workbench::new(opened, samples(), self.clock(), || {}).unwrap();
        settle(&mut workbench);
        if workbench.project.is_none() {
            let import = ProjectCommand::Import(self.dir.path().join("project"));
            run(&mut workbench, import.into());
        }
        workbench.mind_triggers();
        workbench
    }

    /// A workbench whose project has gone through all steps once by hand, at `automation`.
    fn deployed(&self, automation: Automation) -> Workbench {
        let mut workbench = self.workbench();
        run(&mut workbench, Command::RunThrough(Step::Monitoring));
        assert_eq!(errors(&workbench), Vec::<String>::new());
        set(&mut workbench, automation);
        self.look(&mut workbench);
        workbench
    }

    /// Lets looks and runs go on for some looks.
    fn look(&self, workbench: &mut Workbench) {
        for _ in 0..4 {
            self.pass(20);
            settle(workbench);
        }
    }

    /// Lets time pass until the newest run is no. `id` and over.
    #[track_caller]
    fn run_over(&self, workbench: &mut Workbench, id: i64) -> PipelineRun {
        let start = Instant::now();
        loop {
            self.pass(1);
            settle(workbench);
            let newest = newest(workbench);
            if let Some((found, run)) = newest
                && found == id
                && !run.is_open()
            {
                return run;
            }
            assert!(
                start.elapsed() < PATIENCE,
                "{:?} {:?}",
                self::newest(workbench),
                errors(workbench)
            );
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

fn newest(workbench: &Workbench) -> Option<(i64, PipelineRun)> {
    let state = &workbench.project.as_ref().unwrap().automation;
    let tracked = state.runs.first()?;
    Some((tracked.id, tracked.run.clone()))
}

fn set(workbench: &mut Workbench, automation: Automation) {
    run(
        workbench,
        Command::Edit(Box::new(Edit::Automation(automation))),
    );
}

fn at(level: Level) -> Automation {
    let mut automation = Automation::of(Preset::Course, level);
    automation.triggers.new_data = true;
    automation.triggers.cool_down_minutes = 0.0;
    automation.canary.stage_minutes = 0.0;
    automation.canary.watch_minutes = 0.1;
    automation
}

fn ask(workbench: &mut Workbench) {
    let command = AutomationCommand::RunNow("Ada".to_owned());
    run(workbench, Command::Automation(command));
}

fn outcomes(run: &PipelineRun) -> Vec<(usize, StepOutcome)> {
    run.steps
        .iter()
        .map(|note| (note.step.index() + 1, note.outcome))
        .collect()
}

/// The version under the alias, and how many there are.
fn versions(workspace: &Path, workbench: &Workbench) -> (i64, usize) {
    let entry = workbench
        .registry
        .models
        .iter()
        .find(|one| one.name == "small");
    let entry = entry.unwrap_or_else(|| panic!("no model in {}", workspace.display()));
    (entry.aliases[0].1, entry.versions.len())
}

#[test]
fn at_level_0_nothing_runs_by_itself() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Zero));
    world.add(&rows(1500, 100, 0.0));
    world.look(&mut workbench);
    assert_eq!(newest(&workbench), None);
    ask(&mut workbench);
    assert!(errors(&workbench)[0].contains("by hand"));
}

#[test]
fn at_level_1_new_rows_train_a_model_that_waits_for_a_person() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::One));
    assert_eq!(newest(&workbench), None, "what was read is not new");
    world.add(&rows(1500, 200, 0.0));
    let run_1 = world.run_over(&mut workbench, 1);
    assert_eq!(run_1.state, RunState::AwaitsPerson, "{run_1:?}");
    assert_eq!(run_1.causes[0].trigger, Trigger::NewData);
    assert!(run_1.causes[0].text.contains("rows"), "{run_1:?}");
    use StepOutcome::{Cached, Done};
    assert_eq!(
        outcomes(&run_1),
        [
            (1, Cached),
            (2, Done),
            (3, Done),
            (4, Done),
            (5, Done),
            (6, Done)
        ]
    );
    assert_eq!(run_1.data.unwrap().rows, 200);
    assert_eq!(workbench.step_state(Step::Evaluation), StepState::Fresh);
    assert_eq!(workbench.step_state(Step::Validation), StepState::Stale);
    assert_eq!(versions(&world.workspace(), &workbench), (1, 1));
    // The log of steps says why, too.
    let id = workbench.project.as_ref().unwrap().id;
    drop(workbench);
    let workspace = Workspace::open(&world.workspace()).unwrap().workspace;
    let runs = workspace.store().runs(id).unwrap();
    assert!(
        runs[0].cause.starts_with("New data: rows changed"),
        "{:?}",
        runs[0]
    );
}

#[test]
fn at_level_2_gates_deploy_and_a_run_that_learns_nothing_is_cached() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Two));
    world.add(&rows(1500, 200, 0.0));
    let first = world.run_over(&mut workbench, 1);
    assert_eq!(first.state, RunState::Done, "{first:?}");
    assert_eq!(versions(&world.workspace(), &workbench), (2, 2));
    let entry = &workbench.registry.models[0];
    assert_eq!(entry.history[0].by, "automation");
    assert!(
        entry.history[0].why.contains("New data"),
        "{:?}",
        entry.history
    );
    // Written again with the same content, nothing starts; asked for, everything is cached.
    let text = fs::read_to_string(world.data()).unwrap();
    world.write(&text);
    world.look(&mut workbench);
    assert_eq!(newest(&workbench).unwrap().0, 1);
    ask(&mut workbench);
    let second = world.run_over(&mut workbench, 2);
    assert_eq!(second.state, RunState::NothingNew);
    let cached = outcomes(&second).into_iter();
    let cached = cached.filter(|(_, outcome)| *outcome == StepOutcome::Cached);
    assert_eq!(cached.count(), 8);
    assert_eq!(second.causes[0].text, "asked for by Ada");
    assert_eq!(versions(&world.workspace(), &workbench), (2, 2));
    assert_eq!(errors(&workbench), Vec::<String>::new());
}

#[test]
fn another_shape_stops_the_run_before_anything_is_made_of_it() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Two));
    let text = fs::read_to_string(world.data()).unwrap();
    let without: Vec<&str> = text
        .lines()
        .map(|line| line.split_once(',').unwrap().1)
        .collect();
    world.write(&without.join("\n"));
    let stopped = world.run_over(&mut workbench, 1);
    assert_eq!(stopped.state, RunState::Stopped);
    assert!(stopped.note.contains("Schema skew"), "{}", stopped.note);
    assert!(
        stopped.note.contains("the column x is gone"),
        "{}",
        stopped.note
    );
    assert_eq!(
        stopped.outcome(Step::Preparation),
        Some(StepOutcome::Skipped)
    );
    assert_eq!(versions(&world.workspace(), &workbench), (1, 1));
    // The broken shape is not the new normal: the next run is held against the model, too.
    let shorter: Vec<&str> = without[..500].to_vec();
    world.write(&shorter.join("\n"));
    let again = world.run_over(&mut workbench, 2);
    assert_eq!(again.state, RunState::Stopped);
    world.write(&format!("{text}{}", rows(1500, 200, 0.0)));
    let mended = world.run_over(&mut workbench, 3);
    assert_eq!(mended.state, RunState::Done, "{mended:?}");
}

#[test]
fn other_values_train_a_model_and_the_same_ones_need_not() {
    let world = World::new();
    let mut automation = at(Level::One);
    automation.triggers.only_if_skewed = true;
    let mut workbench = world.deployed(automation);
    world.add(&rows(1500, 300, 0.0));
    let same = world.run_over(&mut workbench, 1);
    assert_eq!(same.state, RunState::NothingNew, "{same:?}");
    assert!(same.note.contains("No model is trained"), "{}", same.note);
    world.add(&rows(1800, 300, 8.0));
    let other = world.run_over(&mut workbench, 2);
    assert_eq!(other.state, RunState::AwaitsPerson, "{other:?}");
    assert_eq!(other.data.unwrap().drifted, ["x"]);
}

#[test]
fn a_deleted_file_starts_nothing_and_a_run_without_it_fails_clearly() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::One));
    let text = fs::read_to_string(world.data()).unwrap();
    fs::remove_file(world.data()).unwrap();
    world.look(&mut workbench);
    assert_eq!(newest(&workbench), None);
    let gone = &workbench.project.as_ref().unwrap().automation.watch.gone;
    assert!(gone["rows"].contains("no such file"), "{gone:?}");
    ask(&mut workbench);
    let failed = world.run_over(&mut workbench, 1);
    assert_eq!(failed.state, RunState::Failed);
    assert!(failed.note.contains("rows.csv"), "{}", failed.note);
    assert_eq!(versions(&world.workspace(), &workbench), (1, 1));
    world.write(&format!("{text}{}", rows(1500, 200, 0.0)));
    let back = world.run_over(&mut workbench, 2);
    assert_eq!(back.state, RunState::AwaitsPerson);
}

#[test]
fn a_gate_that_cannot_be_computed_never_promotes() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Two));
    let mut problem = workbench.project.as_ref().unwrap().project.problem.clone();
    let nobody = Criterion::at_least(Metric::RocAuc, 0.6).on("shape = square");
    problem.criteria.push(nobody);
    run(
        &mut workbench,
        Command::Edit(Box::new(Edit::Problem(problem))),
    );
    world.add(&rows(1500, 200, 0.0));
    let blocked = world.run_over(&mut workbench, 1);
    assert_eq!(blocked.state, RunState::Blocked, "{blocked:?}");
    let report = &workbench.project.as_ref().unwrap().results.validation;
    let gates = &report.as_ref().unwrap().report.gates;
    assert!(
        gates.iter().any(|gate| gate.verdict.word() == "unknown"),
        "{gates:?}"
    );
    assert_eq!(versions(&world.workspace(), &workbench), (1, 1));
    assert_eq!(
        blocked.outcome(Step::Monitoring),
        Some(StepOutcome::Skipped)
    );
}

#[test]
fn two_triggers_at_once_are_one_run_and_a_loop_is_held() {
    let world = World::new();
    let mut automation = at(Level::One);
    automation.triggers.schedule = "*/10 * * * *".to_owned();
    automation.triggers.most_runs_a_day = 2;
    let mut workbench = world.deployed(automation);
    world.add(&rows(1500, 100, 0.0));
    world.pass(15 * 60);
    let both = world.run_over(&mut workbench, 1);
    let triggers: Vec<Trigger> = both.causes.iter().map(|cause| cause.trigger).collect();
    assert_eq!(triggers, [Trigger::Schedule, Trigger::NewData]);
    world.pass(15 * 60);
    world.run_over(&mut workbench, 2);
    world.pass(15 * 60);
    world.look(&mut workbench);
    let state = &workbench.project.as_ref().unwrap().automation;
    assert_eq!(state.runs[0].id, 2);
    assert!(state.watch.held.is_some());
    // It is still held after a restart, until a person releases it.
    drop(workbench);
    let mut workbench = world.workbench();
    world.pass(15 * 60);
    world.look(&mut workbench);
    assert_eq!(newest(&workbench).unwrap().0, 2);
    run(
        &mut workbench,
        Command::Automation(AutomationCommand::Release),
    );
    world.run_over(&mut workbench, 3);
}

#[test]
fn a_run_that_was_cut_off_goes_on_where_it_was() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Two));
    world.add(&rows(1500, 200, 0.0));
    let start = Instant::now();
    // Until the data are read and prepared: then the program ends.
    loop {
        world.pass(20);
        workbench.poll();
        let prepared = newest(&workbench)
            .is_some_and(|(_, run)| run.outcome(Step::Preparation) == Some(StepOutcome::Done));
        if prepared {
            break;
        }
        assert!(start.elapsed() < PATIENCE);
        std::thread::sleep(Duration::from_millis(1));
    }
    let id = workbench.project.as_ref().unwrap().id;
    drop(workbench);
    let mut workbench = world.workbench();
    assert!(newest(&workbench).unwrap().1.is_open(), "it is not over");
    let whole = world.run_over(&mut workbench, 1);
    assert_eq!(whole.state, RunState::Done, "{whole:?}");
    assert_eq!(versions(&world.workspace(), &workbench), (2, 2));
    drop(workbench);
    let workspace = Workspace::open(&world.workspace()).unwrap().workspace;
    let log = workspace.store().runs(id).unwrap();
    for step in [Step::Extraction, Step::Preparation] {
        let done = log
            .iter()
            .filter(|row| row.step == step.id() && row.outcome == "done" && row.cause != "person");
        assert_eq!(done.count(), 1, "{step:?}");
    }
}

#[test]
fn a_person_stops_a_run_and_the_next_one_begins_anew() {
    let world = World::new();
    let mut workbench = world.deployed(at(Level::Two));
    world.add(&rows(1500, 200, 0.0));
    while newest(&workbench).is_none() {
        world.pass(20);
        workbench.poll();
    }
    run(
        &mut workbench,
        Command::Automation(AutomationCommand::StopRun),
    );
    let (_, stopped) = newest(&workbench).unwrap();
    assert_eq!(stopped.state, RunState::Stopped);
    ask(&mut workbench);
    let next = world.run_over(&mut workbench, 2);
    assert!(
        matches!(next.state, RunState::Done | RunState::NothingNew),
        "{next:?}"
    );
}

/// A workbench at level 2 whose endpoint serves version 1.
fn served(world: &World, automation: Automation) -> Workbench {
    let mut workbench = world.deployed(automation);
    let start = EndpointCommand::Start {
        model: "small".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: None,
    };
    run(&mut workbench, Command::Endpoint(start));
    workbench
}

/// Asks the endpoint `n` times, as so many others.
fn traffic(workbench: &Workbench, from: usize, n: usize, shift: f64) {
    let serving = workbench.serving.as_ref().unwrap();
    let url = format!(
        "http://{}/v2/models/small/infer",
        serving.endpoint.address()
    );
    for i in from..from + n {
        let body = serde_json::json!({
            "id": format!("somebody {i}"),
            "inputs": [
                { "name": "x", "shape": [1], "datatype": "FP64", "data": [(i % 10) as f64 + shift] },
                { "name": "shape", "shape": [1], "datatype": "BYTES", "data": ["flat"] },
            ],
        });
        ureq::post(&url).send_json(&body).unwrap();
    }
}

/// Lets traffic and time pass until the newest run is over.
#[track_caller]
fn run_over_with_traffic(world: &World, workbench: &mut Workbench) -> PipelineRun {
    let start = Instant::now();
    let mut asked = 0;
    loop {
        world.pass(1);
        settle(workbench);
        if let Some((_, run)) = newest(workbench) {
            if !run.is_open() {
                return run;
            }
            if run.rollout.is_some() {
                traffic(workbench, asked, 40, 0.0);
                asked += 40;
            }
        }
        assert!(start.elapsed() < PATIENCE, "{:?}", newest(workbench));
    }
}

#[test]
fn a_new_version_takes_over_by_1_10_50_and_100_percent() {
    let world = World::new();
    let mut automation = at(Level::Two);
    automation.canary.least_requests = 3;
    let mut workbench = served(&world, automation);
    world.add(&rows(1500, 200, 0.0));
    let run = run_over_with_traffic(&world, &mut workbench);
    assert_eq!(run.state, RunState::Done, "{run:?}");
    let rollout = run.rollout.unwrap();
    assert_eq!(
        (rollout.version, rollout.before, &rollout.phase),
        (2, 1, &Phase::Stayed)
    );
    let told: Vec<&str> = rollout
        .told
        .iter()
        .map(|(_, words)| words.as_str())
        .collect();
    for (words, share) in told.iter().zip(["1 %", "10 %", "50 %", "100 %"]) {
        assert!(words.contains(&format!("answers {share}")), "{told:?}");
    }
    assert_eq!(versions(&world.workspace(), &workbench), (2, 2));
    assert_eq!(workbench.serving.as_ref().unwrap().endpoint.version(), 2);
    assert_eq!(workbench.registry.models[0].history[0].by, "automation");
    assert_eq!(errors(&workbench), Vec::<String>::new());
}

#[test]
fn a_new_version_that_is_slow_is_taken_back_by_itself() {
    let world = World::new();
    let mut automation = at(Level::Two);
    // It cannot pass before its guardrail has seen enough.
    automation.canary.stages = vec![100.0];
    automation.canary.least_requests = 1_000_000;
    let mut workbench = served(&world, automation);
    workbench
        .serving
        .as_ref()
        .unwrap()
        .endpoint
        .set_delay(Duration::from_millis(60));
    world.add(&rows(1500, 200, 0.0));
    let run = run_over_with_traffic(&world, &mut workbench);
    assert_eq!(run.state, RunState::RolledBack, "{run:?}");
    assert!(run.note.contains("inferences took up to"), "{}", run.note);
    assert_eq!(versions(&world.workspace(), &workbench), (1, 2));
    assert_eq!(workbench.serving.as_ref().unwrap().endpoint.version(), 1);
}

#[test]
fn a_rollout_goes_on_after_a_restart() {
    let world = World::new();
    let mut automation = at(Level::Two);
    automation.canary.least_requests = 3;
    let mut workbench = served(&world, automation);
    world.add(&rows(1500, 200, 0.0));
    let start = Instant::now();
    while newest(&workbench).is_none_or(|(_, run)| {
        run.rollout
            .is_none_or(|rollout| rollout.phase != Phase::Trying(0))
    }) {
        world.pass(20);
        settle(&mut workbench);
        assert!(start.elapsed() < PATIENCE, "{:?}", newest(&workbench));
    }
    drop(workbench);
    let mut workbench = world.workbench();
    world.look(&mut workbench);
    let (_, waiting) = newest(&workbench).unwrap();
    assert!(
        waiting.is_open(),
        "without an endpoint nothing is proven: {waiting:?}"
    );
    assert_eq!(versions(&world.workspace(), &workbench), (1, 2));
    let start = EndpointCommand::Start {
        model: "small".to_owned(),
        alias: "champion".to_owned(),
        port: 0,
        token: None,
    };
    run(&mut workbench, Command::Endpoint(start));
    let done = run_over_with_traffic(&world, &mut workbench);
    assert_eq!(done.state, RunState::Done, "{done:?}");
    assert_eq!(versions(&world.workspace(), &workbench), (2, 2));
}

#[test]
fn what_the_model_is_asked_starts_a_run_once_for_each_state_of_the_data() {
    let world = World::new();
    let mut automation = at(Level::One);
    automation.triggers.drift = Some(0.9);
    let mut workbench = served(&world, automation);
    world.look(&mut workbench);
    assert_eq!(newest(&workbench), None, "nobody has asked");
    traffic(&workbench, 0, 300, 40.0);
    let run_1 = world.run_over(&mut workbench, 1);
    assert_eq!(run_1.causes[0].trigger, Trigger::Drift, "{run_1:?}");
    let told = &run_1.causes[0].text;
    assert!(told.contains("in what small v1 was asked"), "{told}");
    assert_eq!(
        run_1.state,
        RunState::NothingNew,
        "the files hold nothing new"
    );
    // The drift is still there, and a run would learn nothing from it.
    traffic(&workbench, 300, 50, 40.0);
    for _ in 0..5 {
        world.look(&mut workbench);
    }
    assert_eq!(newest(&workbench).unwrap().0, 1);
    // Once there are other rows to learn from, it is a reason again.
    world.add(&rows(1500, 200, 40.0));
    let run_2 = world.run_over(&mut workbench, 2);
    let triggers: Vec<Trigger> = run_2.causes.iter().map(|cause| cause.trigger).collect();
    assert_eq!(triggers, [Trigger::NewData, Trigger::Drift]);
    assert_eq!(run_2.state, RunState::AwaitsPerson);
}

#[test]
fn answers_that_are_unsure_or_wrong_start_a_run() {
    let world = World::new();
    let mut automation = at(Level::One);
    automation.triggers.confidence = Some(0.999);
    let mut workbench = served(&world, automation.clone());
    traffic(&workbench, 0, 60, 0.0);
    let unsure = world.run_over(&mut workbench, 1);
    assert_eq!(unsure.causes.len(), 1, "without labels nobody is wrong");
    assert_eq!(unsure.causes[0].trigger, Trigger::Confidence, "{unsure:?}");
    // What step 9 says of the rows of that run is the run's own doing, and starts nothing.
    automation.triggers.performance = Some(0.9999);
    set(&mut workbench, automation);
    world.look(&mut workbench);
    assert_eq!(newest(&workbench).unwrap().0, 1);
    // Labels come by id, late.
    let serving = workbench.serving.as_ref().unwrap();
    let url = format!("http://{}", serving.endpoint.address());
    let labels: Vec<serde_json::Value> = asked(&url, 60)
        .into_iter()
        .enumerate()
        .map(|(i, id)| {
            let label = if i % 2 == 0 { "yes" } else { "no" };
            serde_json::json!({ "prediction_id": id, "label": label })
        })
        .collect();
    ureq::post(format!("{url}/feedback"))
        .send_json(labels)
        .unwrap();
    let wrong = world.run_over(&mut workbench, 2);
    assert_eq!(wrong.causes[0].trigger, Trigger::Performance, "{wrong:?}");
}

/// Asks `n` times, and gives the ids of the predictions.
fn asked(url: &str, n: usize) -> Vec<String> {
    let ask = |i: usize| {
        let body = serde_json::json!({
            "inputs": [
                { "name": "x", "shape": [1], "datatype": "FP64", "data": [(i % 10) as f64] },
                { "name": "shape", "shape": [1], "datatype": "BYTES", "data": ["flat"] },
            ],
        });
        let mut sent = ureq::post(format!("{url}/v2/models/small/infer"))
            .send_json(&body)
            .unwrap();
        let answer: serde_json::Value = sent.body_mut().read_json().unwrap();
        answer["parameters"]["prediction_ids"][0]
            .as_str()
            .unwrap()
            .to_owned()
    };
    (0..n).map(ask).collect()
}
