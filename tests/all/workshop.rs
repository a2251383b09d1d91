//! The workshop without a window: what the log proves, hand-overs, and how a project stood.

use nonagon::{
    automation::{
        Level,
        lab::{Lane, Params},
    },
    gates::{Criterion, Ruling},
    metrics::Metric,
    steps::Step,
    workbench::{
        Command, Edit, Exercise, GateCommand, HandOver, HandOverState, LabCommand, ModelCommand,
        Practice, Role, Topic, Workbench, Workshop, WorkshopCommand,
    },
};

use crate::support::{errors, opened, run, settle};

fn edit(workbench: &mut Workbench, change: Edit) {
    run(workbench, Command::Edit(Box::new(change)));
}

/// What the log says now.
fn read(workbench: &mut Workbench) -> std::sync::Arc<Workshop> {
    run(workbench, Command::Workshop(WorkshopCommand::Load));
    std::sync::Arc::clone(workbench.workshop().unwrap())
}

fn done(found: &Workshop) -> Vec<Exercise> {
    let done = found.exercises.iter().filter(|(_, proof)| proof.is_some());
    done.map(|(exercise, _)| *exercise).collect()
}

#[test]
fn an_exercise_is_done_once_the_log_shows_it_and_a_reset_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    assert_eq!(done(&read(&mut workbench)), []);
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    assert_eq!(done(&read(&mut workbench)), [Exercise::ByHand]);
    let project = |workbench: &Workbench| workbench.project.as_ref().unwrap().project.clone();
    let before = project(&workbench);
    // A criterion that no model reaches, a gate that says so, and a person who knows better.
    let mut problem = before.problem.clone();
    problem.criteria = vec![Criterion::at_least(Metric::R2, 0.999_9)];
    edit(&mut workbench, Edit::Problem(problem));
    run(&mut workbench, Command::Run(Step::Validation));
    let gate = {
        let open = workbench.project.as_ref().unwrap();
        let report = &open.results.validation.as_ref().unwrap().report;
        report.failed().next().unwrap().title.clone()
    };
    let waive = GateCommand::Decide {
        gate,
        ruling: Ruling::Waive,
        reason: "a workshop".to_owned(),
        by: "Ada".to_owned(),
    };
    run(&mut workbench, Command::Gate(waive));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let found = read(&mut workbench);
    assert_eq!(
        done(&found),
        [
            Exercise::ByHand,
            Exercise::Criterion,
            Exercise::ShutGate,
            Exercise::Waive
        ]
    );
    // A leak: a column that is known too late is declared available, and marked again.
    let mut leaky = project(&workbench).problem;
    assert!(
        !leaky.unavailable.is_empty(),
        "the sample marks some columns"
    );
    leaky.unavailable.clear();
    edit(&mut workbench, Edit::Problem(leaky));
    run(&mut workbench, Command::RunThrough(Step::Training));
    edit(&mut workbench, Edit::Problem(before.problem.clone()));
    let found = read(&mut workbench);
    assert!(done(&found).contains(&Exercise::Leak), "{:?}", done(&found));
    assert!(done(&found).contains(&Exercise::Experiment));
    // Beginning anew takes the results and the definition back, and not the log.
    let n = found.happenings.len();
    run(&mut workbench, Command::Workshop(WorkshopCommand::Reset));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    let found = read(&mut workbench);
    assert_eq!(done(&found), []);
    assert!(found.happenings.len() > n);
    let open = workbench.project.as_ref().unwrap();
    assert_eq!(open.project, before);
    assert!(open.results.training.is_none());
    assert!(!workbench.registry.models.is_empty());
}

#[test]
fn a_project_is_shown_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let first = read(&mut workbench);
    let (_, then) = first.log.span().unwrap();
    let was = first.log.as_of(then);
    assert_eq!(was.champion, Some(1));
    assert_eq!(was.runs.len(), 9);
    let problem = workbench.project.as_ref().unwrap().project.problem.clone();
    let mut other = problem.clone();
    other.criteria.clear();
    edit(&mut workbench, Edit::Level(Level::One));
    edit(&mut workbench, Edit::Problem(other));
    let mut training = workbench.project.as_ref().unwrap().project.training.clone();
    training.seed += 1;
    edit(&mut workbench, Edit::Training(training));
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let found = read(&mut workbench);
    let now = found.log.as_of(i64::MAX);
    let project = now.project.unwrap();
    assert_eq!(
        (project.automation.level(), now.champion),
        (Level::One, Some(2))
    );
    assert!(project.problem.criteria.is_empty());
    // The moment before is what it was, whatever came later.
    let again = found.log.as_of(then);
    assert_eq!(again, was);
    assert_eq!(again.project.unwrap().problem, problem);
    assert_eq!(found.log.as_of(0).project, None);
    assert!(found.happenings.is_sorted_by_key(|one| one.at));
    let back = ModelCommand::RollBack {
        model: project.deployment.model.clone(),
        alias: project.deployment.alias,
    };
    run(&mut workbench, Command::Model(back));
    let found = read(&mut workbench);
    assert_eq!(found.log.as_of(i64::MAX).champion, Some(1));
    assert!(done(&found).contains(&Exercise::RollBack));
}

#[test]
fn the_level_is_what_the_log_proves() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    edit(&mut workbench, Edit::Level(Level::Two));
    assert_eq!(read(&mut workbench).maturity.reached, None);
    run(&mut workbench, Command::RunThrough(Step::Monitoring));
    let found = read(&mut workbench);
    assert_eq!(found.maturity.set, Level::Two);
    assert_eq!(found.maturity.reached, Some(Level::Zero));
    let proof = |practice: Practice| {
        let mut all = found.maturity.evidence.iter();
        all.find(|one| one.practice == practice)
            .unwrap()
            .proof
            .clone()
    };
    let in_service = proof(Practice::InService).unwrap();
    assert!(
        in_service.words.contains("version 1"),
        "{}",
        in_service.words
    );
    assert_eq!(proof(Practice::DeploymentRuns), None);
}

#[test]
fn work_goes_from_role_to_role() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    run(&mut workbench, Command::SetRole(Role::DataEngineer));
    let hand = |workbench: &mut Workbench, one: HandOver| {
        let keep = WorkshopCommand::HandOver(Box::new(one));
        run(workbench, Command::Workshop(keep));
    };
    let draft = HandOver {
        number: 0,
        about: Step::Preparation,
        from: Role::DataEngineer,
        to: Role::DataScientist,
        state: HandOverState::Draft,
        note: "Rows of a day are complete at six.".to_owned(),
        at: 0,
    };
    hand(&mut workbench, draft.clone());
    let kept = workbench.workshop().unwrap().hand_overs[0].clone();
    assert_eq!((kept.number, kept.state), (1, HandOverState::Draft));
    // A draft cannot be accepted; what is ready can, and stays so.
    let turn = |workbench: &mut Workbench, state: HandOverState| {
        let one = HandOver {
            state,
            ..kept.clone()
        };
        hand(workbench, one);
        let found = read(workbench);
        found.hand_overs[0].state
    };
    assert_eq!(
        turn(&mut workbench, HandOverState::Accepted),
        HandOverState::Draft
    );
    assert!(errors(&workbench)[0].contains("cannot become"));
    assert_eq!(
        turn(&mut workbench, HandOverState::Ready),
        HandOverState::Ready
    );
    run(&mut workbench, Command::SetRole(Role::DataScientist));
    let found = read(&mut workbench);
    assert!(found.hand_overs[0].waits_for(Role::DataScientist));
    assert_eq!(
        turn(&mut workbench, HandOverState::Accepted),
        HandOverState::Accepted
    );
    assert_eq!(
        turn(&mut workbench, HandOverState::Draft),
        HandOverState::Accepted
    );
    assert!(done(&read(&mut workbench)).contains(&Exercise::HandOver));
    workbench.notices.clear();
    hand(
        &mut workbench,
        HandOver {
            note: "  ".to_owned(),
            ..draft
        },
    );
    assert!(errors(&workbench)[0].contains("Write a sentence"));
}

#[test]
fn what_the_lab_was_asked_stands_in_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "electricity");
    run(&mut workbench, Command::RunThrough(Step::Extraction));
    let params = Params {
        period_days: 90.0,
        gates: false,
        ..Params::default()
    };
    let replay = LabCommand::Replay(vec![Lane::Never], Box::new(params));
    run(&mut workbench, Command::Lab(replay));
    settle(&mut workbench);
    assert_eq!(errors(&workbench), Vec::<String>::new());
    assert_eq!(done(&read(&mut workbench)), [Exercise::GateOff]);
}

#[test]
fn a_lesson_speaks_of_the_project_only_where_it_can() {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = opened(dir.path(), "bikes");
    let lesson = |workbench: &Workbench| {
        let lesson = Topic::Step(Step::Training).lesson(workbench.project.as_ref());
        format!("{:?}", lesson.blocks)
    };
    assert!(!lesson(&workbench).contains("models were compared"));
    run(&mut workbench, Command::RunThrough(Step::Training));
    let told = lesson(&workbench);
    let open = workbench.project.as_ref().unwrap();
    let report = &open.results.training.as_ref().unwrap().report;
    let said = format!("{} models were compared", report.models.len());
    assert!(told.contains(&said) && !told.contains('{'), "{told}");
}
