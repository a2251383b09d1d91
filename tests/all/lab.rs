//! The levels lab, on a stream whose world turns round once.

use nonagon::{
    automation::{
        Project,
        lab::{EventKind, Lane, LaneReport, Params, Report, replay},
    },
    data::{ColumnData, Table, split::SplitRule},
    gates::Criterion,
    metrics::Metric,
    steps::problem,
    terms::{Silent, Task},
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
