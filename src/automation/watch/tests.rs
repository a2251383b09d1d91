use super::*;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
/// 2026-01-01 00:00 UTC.
const START: i64 = 1_767_225_600_000_000;

fn triggers() -> Triggers {
    Triggers {
        new_data: true,
        cool_down_minutes: 30.0,
        most_runs_a_day: 4,
        ..Triggers::default()
    }
}

fn source(name: &str, seen: Seen, is_read: Option<bool>) -> SourceSeen {
    SourceSeen {
        name: name.to_owned(),
        seen,
        is_read,
    }
}

fn content(text: &str) -> Facts {
    Facts {
        sources: vec![source("a.csv", Seen::Content(text.to_owned()), None)],
        ..Facts::default()
    }
}

fn drift(share: f64, evidence: &str) -> Facts {
    Facts {
        answers: vec![Answers {
            place: "the log".to_owned(),
            evidence: evidence.to_owned(),
            drift: (Figure::Value(share), "x, y".to_owned()),
            performance: Figure::not_computable("no labels"),
            confidence: Figure::Value(0.9),
        }],
        higher_is_better: true,
        ..Facts::default()
    }
}

/// The triggers of the run that begins.
#[track_caller]
fn began(decision: Decision) -> Vec<Trigger> {
    match decision {
        Decision::Run(causes) => causes.into_iter().map(|cause| cause.trigger).collect(),
        other => panic!("no run began: {other:?}"),
    }
}

#[track_caller]
fn waits(decision: Decision) -> String {
    match decision {
        Decision::Wait(why) => why,
        other => panic!("it does not wait: {other:?}"),
    }
}

#[test]
fn new_content_starts_one_run_and_what_was_there_none() {
    let (mut watch, triggers) = (Watch::default(), triggers());
    let mut look = |now, text: &str| watch.look(now, &triggers, &content(text), false);
    assert_eq!(look(START, "1"), Decision::Rest);
    assert_eq!(look(START + SECOND, "1"), Decision::Rest);
    assert_eq!(began(look(START + 2 * SECOND, "2")), [Trigger::NewData]);
    assert_eq!(look(START + 3 * SECOND, "2"), Decision::Rest);
}

#[test]
fn what_step_2_has_read_is_not_new_and_what_it_read_otherwise_is() {
    let mut watch = Watch::default();
    let mut look = |second, text: &str, is_read| {
        let facts = Facts {
            sources: vec![source(
                "a.csv",
                Seen::Content(text.to_owned()),
                Some(is_read),
            )],
            ..Facts::default()
        };
        watch.look(START + second * HOUR, &triggers(), &facts, false)
    };
    assert_eq!(look(0, "1", true), Decision::Rest);
    // Written again with the same content.
    assert_eq!(look(1, "1", false), Decision::Rest);
    assert_eq!(began(look(2, "2", false)), [Trigger::NewData]);
    // A person read it by hand before the trigger looked.
    assert_eq!(look(3, "3", true), Decision::Rest);
    // The very first look, long after step 2 has read something else.
    let facts = Facts {
        sources: vec![source("a.csv", Seen::Content("9".to_owned()), Some(false))],
        ..Facts::default()
    };
    let first = Watch::default().look(START, &triggers(), &facts, false);
    assert_eq!(began(first), [Trigger::NewData]);
}

#[test]
fn what_comes_during_a_run_waits_and_is_not_lost() {
    let (mut watch, triggers) = (Watch::default(), triggers());
    watch.look(START, &triggers, &content("1"), false);
    began(watch.look(START + SECOND, &triggers, &content("2"), false));
    let during = watch.look(START + MINUTE, &triggers, &content("3"), true);
    assert!(waits(during).contains("run that goes on"));
    let resting = watch.look(START + 10 * MINUTE, &triggers, &content("3"), false);
    assert!(waits(resting).contains("2026-01-01 00:30 UTC"));
    let after = watch.look(START + 31 * MINUTE, &triggers, &content("3"), false);
    assert_eq!(began(after), [Trigger::NewData]);
}

#[test]
fn two_triggers_at_once_start_one_run_that_names_both() {
    let triggers = Triggers {
        schedule: "0 * * * *".to_owned(),
        ..triggers()
    };
    let mut watch = Watch::default();
    watch.look(START + 59 * MINUTE, &triggers, &content("1"), false);
    let both = watch.look(START + HOUR, &triggers, &content("2"), false);
    assert_eq!(began(both), [Trigger::Schedule, Trigger::NewData]);
    let next = watch.look(START + HOUR + SECOND, &triggers, &content("2"), false);
    assert_eq!(next, Decision::Rest);
}

#[test]
fn a_schedule_in_the_past_is_caught_up_once_or_left_out() {
    let mut triggers = Triggers {
        schedule: "*/10 * * * *".to_owned(),
        ..triggers()
    };
    let facts = Facts::default();
    let mut watch = Watch::default();
    // Nothing that was due before the watch began is made up for.
    assert_eq!(watch.look(START, &triggers, &facts, false), Decision::Rest);
    // Off for five hours: thirty times due, one run.
    let Decision::Run(causes) = watch.look(START + 5 * HOUR + MINUTE * 5, &triggers, &facts, false)
    else {
        panic!("the missed run was not caught up");
    };
    assert!(causes[0].text.contains("caught up"), "{causes:?}");
    let later = START + 5 * HOUR + 6 * MINUTE;
    assert_eq!(watch.look(later, &triggers, &facts, false), Decision::Rest);
    triggers.catch_up = false;
    let later = START + 9 * HOUR + 5 * MINUTE;
    assert_eq!(watch.look(later, &triggers, &facts, false), Decision::Rest);
    let due = watch.next_due(&triggers, later);
    assert_eq!(
        due,
        Some(START + 9 * HOUR + 10 * MINUTE),
        "the next one is ahead"
    );
    let on_time = watch.look(START + 9 * HOUR + 10 * MINUTE, &triggers, &facts, false);
    assert_eq!(began(on_time), [Trigger::Schedule]);
}

#[test]
fn a_trigger_that_fires_for_ever_is_held_until_a_person_releases_it() {
    let (mut watch, triggers) = (Watch::default(), triggers());
    watch.look(START, &triggers, &content("0"), false);
    let mut runs = 0;
    for minute in 1..12 * 60 {
        let facts = content(&minute.to_string());
        let now = START + minute * MINUTE;
        runs += usize::from(matches!(
            watch.look(now, &triggers, &facts, false),
            Decision::Run(_)
        ));
    }
    assert_eq!(runs, 4);
    let held = watch.held.clone().unwrap();
    assert!(
        held.why.contains("New data fires again and again"),
        "{held:?}"
    );
    // A day later it is still held: only a person knows whether the reason is gone.
    let now = START + 3 * DAY;
    assert_eq!(
        waits(watch.look(now, &triggers, &content("x"), false)),
        held.why
    );
    // A person can still run by hand meanwhile.
    watch.demand(now, "Ada");
    let asked = began(watch.look(now, &triggers, &content("x"), false));
    assert_eq!(asked, [Trigger::NewData, Trigger::Demand]);
    watch.release();
    watch.look(now + HOUR, &triggers, &content("y"), false);
    let again = watch.look(now + 2 * HOUR, &triggers, &content("z"), false);
    assert_eq!(began(again), [Trigger::NewData]);
}

#[test]
fn the_same_evidence_fires_once_so_a_run_never_triggers_itself() {
    let triggers = Triggers {
        drift: Some(0.5),
        cool_down_minutes: 0.0,
        ..Triggers::default()
    };
    let mut watch = Watch::default();
    let mut look = |second, share, evidence| {
        watch.look(
            START + second * SECOND,
            &triggers,
            &drift(share, evidence),
            false,
        )
    };
    assert_eq!(look(0, 0.4, "1"), Decision::Rest);
    assert_eq!(began(look(1, 0.6, "2")), [Trigger::Drift]);
    // The run ends and nothing new was seen: drift that stays is not a reason again.
    for second in 2..100 {
        assert_eq!(look(second, 0.6, "2"), Decision::Rest);
    }
    assert_eq!(began(look(100, 0.7, "3")), [Trigger::Drift]);
}

#[test]
fn performance_goes_by_the_direction_of_the_metric_and_unknown_fires_nothing() {
    let triggers = Triggers {
        performance: Some(0.8),
        confidence: Some(0.7),
        cool_down_minutes: 0.0,
        ..Triggers::default()
    };
    let look = |performance: Figure, confidence: Figure, up| {
        let mut facts = drift(1.0, "1");
        facts.higher_is_better = up;
        facts.answers[0].performance = performance;
        facts.answers[0].confidence = confidence;
        Watch::default().look(START, &triggers, &facts, false)
    };
    let unknown = || Figure::not_computable("no labels");
    assert_eq!(look(unknown(), unknown(), true), Decision::Rest);
    assert_eq!(look(Figure::Value(0.81), unknown(), true), Decision::Rest);
    assert_eq!(
        began(look(Figure::Value(0.79), unknown(), true)),
        [Trigger::Performance]
    );
    assert_eq!(look(Figure::Value(0.79), unknown(), false), Decision::Rest);
    assert_eq!(
        began(look(Figure::Value(0.9), Figure::Value(0.6), false)),
        [Trigger::Performance, Trigger::Confidence]
    );
}

#[test]
fn a_deleted_file_starts_nothing_and_is_told_until_it_is_back() {
    let (mut watch, triggers) = (Watch::default(), triggers());
    watch.look(START, &triggers, &content("1"), false);
    let gone = Facts {
        sources: vec![
            source(
                "a.csv",
                Seen::Gone("there is no such file".to_owned()),
                None,
            ),
            source("b.csv", Seen::Content("1".to_owned()), None),
        ],
        ..Facts::default()
    };
    for minute in 1..10 {
        let decision = watch.look(START + minute * MINUTE, &triggers, &gone, false);
        assert_eq!(decision, Decision::Rest);
        assert!(watch.gone.contains_key("a.csv"));
    }
    // Back as it was: nothing is new. With other content it is.
    let back = watch.look(START + HOUR, &triggers, &content("1"), false);
    assert_eq!((back, watch.gone.len()), (Decision::Rest, 0));
    let new = watch.look(START + HOUR + SECOND, &triggers, &content("2"), false);
    assert_eq!(began(new), [Trigger::NewData]);
}

#[test]
fn a_clock_that_jumps_neither_blocks_nor_doubles() {
    let triggers = Triggers {
        schedule: "0 * * * *".to_owned(),
        ..triggers()
    };
    let mut watch = Watch::default();
    watch.look(START, &triggers, &content("1"), false);
    began(watch.look(START + HOUR, &triggers, &content("1"), false));
    // Back by ten years: the rest after the run counts from here, and then it goes on.
    let back = START - 3650 * DAY;
    assert_eq!(
        watch.look(back, &triggers, &content("1"), false),
        Decision::Rest
    );
    waits(watch.look(back + MINUTE, &triggers, &content("2"), false));
    let rested = watch.look(back + 31 * MINUTE, &triggers, &content("2"), false);
    assert_eq!(began(rested), [Trigger::NewData]);
    // Forward by ten years: thousands of times due, one run.
    let now = START + HOUR + SECOND;
    assert_eq!(
        began(watch.look(now, &triggers, &content("2"), false)),
        [Trigger::Schedule]
    );
    assert_eq!(
        watch.look(now + SECOND, &triggers, &content("2"), false),
        Decision::Rest
    );
}

#[test]
fn it_is_the_same_after_a_restart() {
    let (mut watch, triggers) = (Watch::default(), triggers());
    watch.look(START, &triggers, &content("1"), false);
    began(watch.look(START + SECOND, &triggers, &content("2"), false));
    waits(watch.look(START + MINUTE, &triggers, &content("3"), true));
    let text = serde_json::to_string(&watch).unwrap();
    let mut again: Watch = serde_json::from_str(&text).unwrap();
    assert_eq!(again, watch);
    let now = START + 40 * MINUTE;
    assert_eq!(
        again.look(now, &triggers, &content("3"), false),
        watch.look(now, &triggers, &content("3"), false)
    );
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever happens in whatever order, and however the clock jumps: never two runs within
        /// the rest, never more a day than allowed, and nothing runs while a run goes on.
        #[test]
        fn the_limits_hold(looks in prop::collection::vec((0..4_i64 * 60, 0..5_u8, any::<bool>()), 1..200)) {
            let triggers = Triggers { schedule: "*/7 * * * *".to_owned(), ..triggers() };
            let mut watch = Watch::default();
            let (mut now, mut last, mut runs) = (START, None::<i64>, Vec::new());
            for (minutes, text, busy) in looks {
                now += minutes * MINUTE;
                let decision = watch.look(now, &triggers, &content(&text.to_string()), busy);
                if let Decision::Run(causes) = decision {
                    prop_assert!(!busy && !causes.is_empty());
                    prop_assert!(last.is_none_or(|last| now - last >= 30 * MINUTE));
                    last = Some(now);
                    runs.push(now);
                    let day = runs.iter().filter(|at| now - **at < DAY).count();
                    prop_assert!(day <= 4);
                }
            }
        }
    }
}
