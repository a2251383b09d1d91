//! The levels lab, on a stream whose world turns round once.

use nonagon::{
    automation::{
        Project,
        lab::{
            self, Comparison, Event, EventKind, Game, Injected, Lane, LaneReport, Move, Params,
            Report, Standing, replay,
        },
    },
    data::{ColumnData, Table, split::SplitRule},
    gates::{Criterion, Gate},
    metrics::Metric,
    steps::problem,
    terms::{IncidentKind, Silent, Task},
};

use crate::steps::{noise, numbers, table, texts};

const DAY: i64 = 86_400_000_000;
const DAYS: usize = 364;
const A_DAY: usize = 48;
/// The day from which on what meant yes means no.
const TURN: usize = 210;

/// `A_DAY` rows a day; from the turn on the answer is the other one.
fn stream(turn: usize, from: usize) -> Table {
    let n = DAYS * A_DAY;
    let day = |i: usize| i / A_DAY;
    let yes = |i: usize| {
        let high = noise(i, 1) + 0.3 * noise(i, 2) > 0.65;
        let odd = day(i) >= from && noise(i, 9) > 0.5;
        (high != (day(i) >= turn)) != odd
    };
    table(vec![
        ("x", numbers(n, |i| Some(noise(i, 1)))),
        ("z", numbers(n, |i| Some(noise(i, 3)))),
        (
            "at",
            ColumnData::Times(
                (0..n)
                    .map(|i| {
                        let half_hour = (i % A_DAY).cast_signed() as i64;
                        Some(day(i).cast_signed() as i64 * DAY + half_hour * 1_800_000_000)
                    })
                    .collect(),
            ),
        ),
        (
            "y",
            texts(n, |i| Some(if yes(i) { "yes" } else { "no" }.to_owned())),
        ),
    ])
}

fn project(delay: f64) -> Project {
    let mut project = Project {
        name: "turning".to_owned(),
        ..Project::default()
    };
    project.problem = problem::Params {
        task: Task::Binary,
        target: "y".to_owned(),
        positive: "yes".to_owned(),
        time_column: Some("at".to_owned()),
        label_delay_days: Some(delay),
        criteria: vec![Criterion::at_least(Metric::RocAuc, 0.8)],
        metric: Some(Metric::RocAuc),
        ..problem::Params::default()
    };
    project.preparation.split = SplitRule::Time {
        column: "at".to_owned(),
        train_until: "1970-03-01".to_owned(),
        validation_until: "1970-04-01".to_owned(),
        test_until: "1970-05-01".to_owned(),
    };
    project
}

fn run(table: &Table, params: &Params, delay: f64) -> Report {
    let of = (&project(delay), table);
    replay(of, (&Lane::ALL, params), &|| 0.0, &Silent).unwrap()
}

fn lane(report: &Report, lane: Lane) -> &LaneReport {
    report
        .lanes
        .iter()
        .find(|known| known.lane == lane)
        .unwrap()
}

/// A fresh model needs only what came after the turn.
fn forgetful() -> Params {
    Params {
        history_days: Some(14.0),
        judging_days: 3.0,
        cooldown_days: 7.0,
        ..Params::default()
    }
}

#[test]
fn the_more_runs_by_itself_the_shorter_the_trouble() {
    let report = run(&stream(TURN, DAYS), &forgetful(), 0.0);
    let trouble = |of: Lane| lane(&report, of).score.hours_degraded;
    let told: Vec<_> = report
        .lanes
        .iter()
        .map(|lane| (lane.lane, &lane.score, &lane.events))
        .collect();
    assert!(trouble(Lane::Two) < trouble(Lane::One), "{told:#?}");
    assert!(trouble(Lane::One) < trouble(Lane::Zero));
    assert!(trouble(Lane::Zero) < trouble(Lane::Never));
    assert_eq!(lane(&report, Lane::Never).score.human_minutes, 0.0);
    assert_eq!(lane(&report, Lane::Two).score.human_minutes, 0.0);
    assert!(
        lane(&report, Lane::Zero).score.human_minutes
            > lane(&report, Lane::One).score.human_minutes
    );
    // Nothing went wrong before the turn, and everything does with a model from before.
    let turn = TURN.cast_signed() as i64 * DAY;
    for period in &lane(&report, Lane::Never).periods {
        assert_eq!(
            period.is_degraded,
            period.end > turn + 4 * DAY,
            "{period:?}"
        );
    }
}

#[test]
fn nobody_beats_the_oracle_and_the_same_stream_gives_the_same_report() {
    let table = stream(TURN, DAYS);
    let report = run(&table, &Params::default(), 3.0);
    let oracle = lane(&report, Lane::Oracle);
    for other in &report.lanes {
        for (theirs, best) in other.periods.iter().zip(&oracle.periods) {
            // A model that came within the period was not there when it began.
            if other
                .events
                .iter()
                .any(|event| theirs.start < event.at && event.at < theirs.end)
            {
                continue;
            }
            assert!(
                theirs.metric.value() <= best.metric.value(),
                "{:?} {theirs:?}",
                other.lane
            );
        }
    }
    assert_eq!(report, run(&table, &Params::default(), 3.0));
}

#[test]
fn what_is_still_to_come_changes_nothing_that_was() {
    let (one, two) = (stream(TURN, DAYS), stream(TURN, 300));
    let [one, two] = [&one, &two].map(|table| run(table, &forgetful(), 2.0));
    let until = 300 * DAY;
    for (ours, theirs) in one
        .lanes
        .iter()
        .zip(&two.lanes)
        .filter(|(ours, _)| ours.lane != Lane::Oracle)
    {
        let past = |lane: &LaneReport| {
            let events = lane.events.iter().filter(|event| event.at < until).cloned();
            let periods = lane
                .periods
                .iter()
                .filter(|period| period.end <= until)
                .cloned();
            (events.collect::<Vec<_>>(), periods.collect::<Vec<_>>())
        };
        assert_eq!(past(ours), past(theirs), "{:?}", ours.lane);
    }
}

#[test]
fn events_follow_one_another_as_the_level_says() {
    let report = run(&stream(TURN, DAYS), &forgetful(), 0.0);
    for of in Lane::LEVELS {
        let events = &lane(&report, of).events;
        assert!(events.is_sorted_by(|a, b| a.at <= b.at), "{events:#?}");
        let at = |kinds: &[EventKind]| {
            let mut of = events.iter().filter(|event| kinds.contains(&event.kind));
            of.next().unwrap().at
        };
        let (asked, trained) = (at(&[EventKind::Triggered]), at(&[EventKind::Trained]));
        let decided = at(&[EventKind::Deployed, EventKind::Blocked]);
        let days = [trained - asked, decided - trained].map(|micros| micros / DAY);
        assert_eq!(
            days,
            match of {
                Lane::Zero => [6, 6],
                Lane::One => [0, 6],
                _ => [0, 0],
            }
        );
    }
}

#[test]
fn the_scoreboard_of_any_moment_comes_from_one_place() {
    let report = run(&stream(TURN, DAYS), &forgetful(), 0.0);
    for lane in &report.lanes {
        let n = lane.periods.len();
        assert_eq!(lane.score_at(n), lane.score);
        assert_eq!(lane.score_at(n + 9), lane.score);
        let start = lane.score_at(0);
        assert_eq!((start.retrainings, start.human_minutes), (0, 0.0));
        assert_eq!(start.metric.value(), None);
        // Whoever rewinds sees less, never something else.
        for passed in 0..n {
            let (now, next) = (lane.score_at(passed), lane.score_at(passed + 1));
            assert!(now.hours_degraded <= next.hours_degraded);
            assert!(now.retrainings <= next.retrainings);
            assert!(now.human_minutes <= next.human_minutes);
            assert!(lane.events_at(passed).len() <= lane.events_at(passed + 1).len());
        }
    }
}

#[test]
fn a_single_gate_can_be_switched_off() {
    // Nothing that is trained early can beat a criterion like that.
    let mut strict = project(0.0);
    strict.problem.criteria = vec![Criterion::at_least(Metric::RocAuc, 0.999_9)];
    let table = stream(TURN, DAYS);
    let of = |params: &Params| {
        let of = (&strict, &table);
        let mut report = replay(of, (&[Lane::Two], params), &|| 0.0, &Silent).unwrap();
        report.lanes.remove(0).events
    };
    let n = |events: &[Event], kind: EventKind| {
        let of_kind = events.iter().filter(|event| event.kind == kind);
        of_kind.count()
    };
    let named = |events: &[Event]| events.iter().any(|event| event.reason.contains("0.9999"));
    let all = of(&forgetful());
    assert!(n(&all, EventKind::Blocked) > 0 && n(&all, EventKind::Deployed) == 0);
    assert!(named(&all));
    let without = of(&Params {
        gates_off: vec![Gate::Criterion],
        ..forgetful()
    });
    assert!(!named(&without), "{without:#?}");
    let none = of(&Params {
        gates_off: Params::GATES.to_vec(),
        ..forgetful()
    });
    assert!(n(&none, EventKind::Blocked) == 0 && n(&none, EventKind::Deployed) > 0);
}

#[test]
fn an_incident_hurts_while_it_goes_on_and_every_lane_alike() {
    let (params, from) = (forgetful(), 70.0);
    let hurt = Params {
        incidents: vec![Injected {
            kind: IncidentKind::Nulls,
            columns: vec!["x".to_owned()],
            from_days: from,
            days: 28.0,
        }],
        ..params.clone()
    };
    // The world itself does not turn.
    let table = stream(DAYS, DAYS);
    let [calm, hurt] = [&params, &hurt].map(|params| run(&table, params, 0.0));
    let never = |report: &Report| lane(report, Lane::Never).clone();
    assert_eq!(never(&calm).score.hours_degraded, 0.0);
    let (calm, hurt) = (never(&calm), never(&hurt));
    for (before, after) in calm.periods.iter().zip(&hurt.periods) {
        let day = ((before.start - calm.periods[0].start) / DAY) as f64;
        let goes_on = (from..from + 28.0).contains(&day);
        assert_eq!(before.metric == after.metric, !goes_on, "day {day}");
        assert!(after.is_degraded == goes_on);
    }
    let wrong = Params {
        incidents: vec![Injected {
            kind: IncidentKind::Nulls,
            columns: vec!["gone".to_owned()],
            from_days: 0.0,
            days: 1.0,
        }],
        ..params
    };
    let told = replay(
        (&project(0.0), &table),
        (&[Lane::Two], &wrong),
        &|| 0.0,
        &Silent,
    );
    assert!(told.unwrap_err().to_string().contains("no such column"));
}

#[test]
fn a_result_can_be_kept_and_a_class_compared() {
    let table = stream(TURN, DAYS);
    let of = |by: &str, params: &Params| {
        let lanes = [Lane::Zero, Lane::Two];
        let mut report =
            replay((&project(0.0), &table), (&lanes, params), &|| 0.0, &Silent).unwrap();
        report.by = by.to_owned();
        report
    };
    let usual = of("Team A", &forgetful());
    let kept = lab::to_json(&usual).to_string();
    assert_eq!(lab::from_json(&kept).unwrap(), usual);
    let open = of(
        "Team A",
        &Params {
            gates: false,
            ..forgetful()
        },
    );
    let found = Comparison::of(vec![usual.clone(), open]).unwrap();
    assert_eq!(found.entries.len(), 2);
    assert_eq!(found.entries[1].by, "Team A (2)");
    assert!(found.entries[1].choices.contains(&"no gates".to_owned()));
    assert_eq!(found.lanes.len(), 2);
    let best = found.ranking(true);
    assert!(best.is_sorted_by(|(_, a), (_, b)| a.score.metric.value() >= b.score.metric.value()));
    let csv = lab::comparison_csv(&found);
    assert_eq!(csv.lines().count(), 5);
    let widths: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{csv}");
    let periods = lab::periods_csv(&usual);
    assert_eq!(
        periods.lines().count(),
        1 + 2 * usual.lanes[0].periods.len()
    );
    let mut other = usual;
    other.end += 1;
    let mixed = Comparison::of(vec![found.entries[0].report.clone(), other]);
    assert!(mixed.unwrap_err().contains("another stretch of time"));
    assert!(
        lab::from_json("{}")
            .unwrap_err()
            .to_string()
            .contains("no lanes")
    );
    assert!(lab::from_json("[").is_err());
}

#[test]
fn what_is_no_stream_is_refused() {
    let table = stream(TURN, DAYS);
    let refused = |project: &Project, params: &Params| {
        replay((project, &table), (&[Lane::Two], params), &|| 0.0, &Silent)
            .unwrap_err()
            .to_string()
    };
    let mut timeless = project(0.0);
    timeless.problem.time_column = None;
    assert!(refused(&timeless, &Params::default()).contains("no time column"));
    let late = Params {
        period_days: 300.0,
        ..Params::default()
    };
    assert!(refused(&project(0.0), &late).contains("Make the periods shorter"));
    let odd = Params {
        drift_share: f64::NAN,
        ..Params::default()
    };
    assert!(refused(&project(0.0), &odd).contains("share of drifted columns"));
}

/// Lets days pass and hands in the moves, in this order.
fn play(table: &Table, params: &Params, moves: &[Move]) -> (Standing, Game) {
    let aids: (&dyn Fn() -> f64, &dyn nonagon::terms::Progress) = (&|| 0.0, &Silent);
    let mut game = Game::new((&project(0.0), table), params, aids).unwrap();
    let mut standing = game.standing(aids).unwrap();
    for what in moves {
        standing = game.play(*what, aids).unwrap();
    }
    (standing, game)
}

#[test]
fn whoever_only_waits_does_as_the_first_model_does() {
    let table = stream(TURN, DAYS);
    let report = run(&table, &forgetful(), 0.0);
    let n = report.lanes[0].periods.len();
    let (standing, _) = play(&table, &forgetful(), &vec![Move::Wait; n]);
    assert!(standing.is_over());
    let [you, two] = standing.report.lanes.as_slice() else {
        panic!("two lanes play");
    };
    assert_eq!(you.lane, Lane::You);
    assert_eq!(you.periods, lane(&report, Lane::Never).periods);
    assert_eq!(two.score, lane(&report, Lane::Two).score);
    assert_eq!(you.score.human_minutes, 0.0);
}

#[test]
fn each_act_takes_the_days_of_a_handover_and_level_two_does_not_wait() {
    let table = stream(TURN, DAYS);
    let params = forgetful();
    // The world turns ninety days after the begin; two weeks later somebody looks.
    let turn = [Move::Wait; 15];
    let acts = [Move::Look, Move::Retrain, Move::Validate, Move::Deploy];
    let (standing, _) = play(&table, &params, &[&turn[..], &acts].concat());
    let started = standing.report.start;
    let days = (standing.now - started) as f64 / DAY as f64;
    assert_eq!(days, 15.0 * params.period_days + 4.0 * params.handover_days);
    let you = &standing.report.lanes[0];
    let at = |kind: EventKind| {
        let found = you.events.iter().find(|event| event.kind == kind).unwrap();
        (found.at - started) as f64 / DAY as f64
    };
    assert_eq!(at(EventKind::Trained), 15.0 * 7.0 + 2.0 * 3.0);
    assert_eq!(at(EventKind::Deployed), 15.0 * 7.0 + 4.0 * 3.0);
    assert!(standing.serves > 0);
    assert!(standing.seen == 15 && standing.passed == 16);
    let minutes = params.look_minutes + 4.0 * params.handover_minutes;
    let (over, mut game) = play(
        &table,
        &params,
        &[&turn[..], &acts, &vec![Move::Wait; standing.periods - 16]].concat(),
    );
    assert!(over.is_over());
    let [you, two] = over.report.lanes.as_slice() else {
        panic!("two lanes play");
    };
    assert_eq!(you.score.human_minutes, minutes);
    assert!(you.score.hours_degraded > two.score.hours_degraded);
    let aids: (&dyn Fn() -> f64, &dyn nonagon::terms::Progress) = (&|| 0.0, &Silent);
    let told = game.play(Move::Look, aids).unwrap_err().to_string();
    assert!(told.contains("ended"), "{told}");
}

#[test]
fn what_cannot_be_done_now_is_refused_and_changes_nothing() {
    let table = stream(TURN, DAYS);
    let (before, mut game) = play(&table, &forgetful(), &[Move::Wait]);
    let aids: (&dyn Fn() -> f64, &dyn nonagon::terms::Progress) = (&|| 0.0, &Silent);
    for what in [Move::Deploy, Move::Validate, Move::RollBack] {
        assert!(game.play(what, aids).is_err());
        assert!(before.forbids(what).is_some());
    }
    assert_eq!(game.standing(aids).unwrap(), before);
}
