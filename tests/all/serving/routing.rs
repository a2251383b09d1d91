//! Several versions behind one address.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use nonagon::serving::{Guardrail, Mode, RouteChange, RouteError, Routing};

use super::*;

fn version(number: i64, package: Arc<Package>) -> Served {
    Served {
        name: "shop".to_owned(),
        version: number,
        package,
        load: None,
        features: None,
    }
}

fn routing(mode: Mode, percent: f64) -> Routing {
    Routing {
        mode,
        percent,
        ..Routing::default()
    }
}

/// The version that answered a request with this id and age.
#[track_caller]
fn asked(server: &Server, id: &str, age: f64) -> String {
    let mut body = tensors();
    body["id"] = json!(id);
    body["inputs"][0]["data"][0] = json!(age);
    let answer = server.infer(&body).ok();
    answer["model_version"].as_str().unwrap().to_owned()
}

/// Waits for what comes within a second or two.
#[track_caller]
fn wait(what: impl Fn() -> bool) {
    let until = Instant::now() + Duration::from_secs(20);
    while !what() {
        assert!(Instant::now() < until, "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn no_request_is_dropped_while_versions_change_under_load() {
    let server = Server::shop();
    let done = AtomicBool::new(false);
    let body = tensors().to_string();
    let ask = || {
        let agent = agent();
        let mut answered = 0_u64;
        while !done.load(Ordering::Relaxed) {
            let sent = agent.post(server.url(INFER)).header("content-type", JSON);
            let got = answer(sent.send(body.as_bytes())).ok();
            assert!(["3", "4"].contains(&got["model_version"].as_str().unwrap()));
            assert_eq!(got["outputs"][0]["data"].as_array().unwrap().len(), 5);
            answered += 1;
        }
        answered
    };
    let answered: u64 = std::thread::scope(|scope| {
        let clients = [scope.spawn(ask), scope.spawn(ask), scope.spawn(ask)];
        for i in 0..60 {
            let (number, package) = if i % 2 == 0 {
                (4, hopeful())
            } else {
                (3, shop())
            };
            server
                .endpoint
                .replace(version(number, package), "a test")
                .unwrap();
            std::thread::sleep(Duration::from_millis(5));
        }
        done.store(true, Ordering::Relaxed);
        clients.map(|client| client.join().unwrap()).iter().sum()
    });
    let traffic = server.endpoint.traffic();
    assert_eq!((traffic.requests, traffic.errors), (answered, 0));
    let text = server.get("/metrics").text;
    let count = |version: i64| -> u64 {
        let start = format!("nonagon_answers_total{{model=\"shop\",version=\"{version}\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&start));
        line.unwrap().parse().unwrap()
    };
    assert!(count(3) > 0 && count(4) > 0, "both answered: {text}");
    assert_eq!(count(3) + count(4), answered);
    assert_eq!(server.stop().len() as u64, answered * 5, "all are kept");
}

#[test]
fn an_entity_meets_the_same_version_until_the_share_grows() {
    let server = Server::shop();
    let by_age = Routing {
        key: Some("age".to_owned()),
        ..routing(Mode::Canary, 30.0)
    };
    let endpoint = &server.endpoint;
    endpoint
        .challenge(version(4, hopeful()), by_age.clone(), "try it")
        .unwrap();
    let ages: Vec<f64> = (0..60).map(f64::from).collect();
    let who = |i: usize| -> Vec<String> {
        let ask = |age: &f64| asked(&server, &format!("call {i}"), *age);
        ages.iter().map(ask).collect()
    };
    let first = who(1);
    assert_eq!(first, who(2), "the id does not matter");
    let tried = first.iter().filter(|version| *version == "4").count();
    assert!((1..60).contains(&tried), "{tried} of 60");
    endpoint
        .route(
            Routing {
                percent: 80.0,
                ..by_age
            },
            "no complaints",
        )
        .unwrap();
    for (before, after) in first.iter().zip(who(3)) {
        assert!(before == "3" || after == "4", "who is in stays in");
    }
    // Asked for by number, each answers.
    for number in ["3", "4"] {
        let path = format!("/v2/models/shop/versions/{number}/infer");
        let got = server.post(&path, JSON, tensors().to_string()).ok();
        assert_eq!(got["model_version"], number);
        server
            .get(&format!("/v2/models/shop/versions/{number}"))
            .ok();
    }
    endpoint.promote("it is better").unwrap();
    assert_eq!(endpoint.version(), 4);
    assert_eq!(asked(&server, "", 0.0), "4");
    endpoint.roll_back("it was not").unwrap();
    assert_eq!(asked(&server, "", 0.0), "3");
    assert_eq!(endpoint.roll_back("again"), Err(RouteError::NoEarlier));
    let changes: Vec<RouteChange> = endpoint
        .route_events()
        .into_iter()
        .map(|event| event.change)
        .collect();
    assert_eq!(
        changes,
        [
            RouteChange::Challenged(4),
            RouteChange::Routed(4),
            RouteChange::Promoted(4),
            RouteChange::RolledBack(3),
        ]
    );
}

#[test]
fn without_a_column_the_id_decides() {
    let server = Server::shop();
    server
        .endpoint
        .challenge(version(4, hopeful()), routing(Mode::AbTest, 50.0), "test")
        .unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for i in 0..40 {
        let id = format!("request {i}");
        let first = asked(&server, &id, 10.0);
        assert_eq!(first, asked(&server, &id, 90.0), "{id}");
        seen.insert(first);
    }
    assert_eq!(seen.len(), 2);
}

#[test]
fn a_challenger_that_cannot_answer_is_taken_back_and_no_client_notices() {
    let server = Server::shop();
    let routing = Routing {
        guardrail: Guardrail {
            least_requests: 5,
            ..Guardrail::default()
        },
        ..routing(Mode::Canary, 100.0)
    };
    server
        .endpoint
        .challenge(version(4, tinted()), routing, "try it")
        .unwrap();
    for i in 0..10 {
        assert_eq!(asked(&server, &i.to_string(), 50.0), "3");
    }
    wait(|| server.endpoint.routes().challenger.is_none());
    let events = server.endpoint.route_events();
    let last = events.last().unwrap();
    assert_eq!(last.change, RouteChange::GuardrailBreached(4));
    assert!(
        last.why.contains("10 of 10 requests failed"),
        "{}",
        last.why
    );
    assert_eq!(server.endpoint.traffic().errors, 0);
    let text = server.get("/metrics").text;
    let line = "nonagon_failures_total{model=\"shop\",version=\"4\"} 10\n";
    assert!(text.contains(line), "{text}");
    // A request that nobody can read is the client's own mistake.
    server.infer(&json!({ "inputs": [] })).refused(400);
}

#[test]
fn a_shadow_is_asked_and_never_heard() {
    let server = Server::shop();
    let endpoint = &server.endpoint;
    endpoint
        .challenge(version(4, hopeful()), routing(Mode::Shadow, 100.0), "watch")
        .unwrap();
    let classes = expected_classes();
    let no = classes.iter().filter(|class| *class == "no").count() as u64;
    assert!(no > 0, "there is something to differ about");
    for _ in 0..3 {
        assert_eq!(asked(&server, "a", 80.5), "3");
        let answer = server.invoke(&json!({ "instances": records() })).ok();
        assert_eq!(answer["predictions"], json!(classes));
    }
    wait(|| endpoint.differences().1.rows == 30);
    let (of, found) = endpoint.differences();
    assert_eq!(of, 4);
    assert_eq!(
        (found.differing, found.failed, found.skipped),
        (6 * no, 0, 0)
    );
    assert_eq!(found.mean_gap(), Some(0.0), "only the threshold differs");
    let last = found.last.back().unwrap();
    assert_eq!(last.first.class.as_deref(), Some("no"));
    assert_eq!(last.second.class.as_deref(), Some("yes"));
    assert!(last.inputs.get("colour").is_some());
    let routes = endpoint.routes();
    assert_eq!(routes.challenger.unwrap().0.answers, 6);
    let logged = server.stop();
    assert!(logged.iter().all(|row| row.version == 3));
    assert!(logged.iter().any(|row| row.id == last.id));
}

#[test]
fn what_cannot_challenge_is_refused_and_nothing_changes() {
    let server = Server::shop();
    let endpoint = &server.endpoint;
    let canary = || routing(Mode::Canary, 10.0);
    let mut other = version(4, shop());
    other.name = "shoes".to_owned();
    let refused = |served, routing| endpoint.challenge(served, routing, "").unwrap_err();
    assert!(matches!(refused(other, canary()), RouteError::Name { .. }));
    assert_eq!(refused(version(3, shop()), canary()), RouteError::Same(3));
    let numbers = refused(version(4, bikes()), canary());
    assert!(matches!(numbers, RouteError::Answers { version: 4, .. }));
    let share = refused(version(4, hopeful()), routing(Mode::Canary, 101.0));
    assert_eq!(share, RouteError::Share(101.0));
    let nan = refused(version(4, hopeful()), routing(Mode::Canary, f64::NAN));
    assert!(matches!(nan, RouteError::Share(_)));
    assert_eq!(endpoint.promote(""), Err(RouteError::NoChallenger));
    assert_eq!(endpoint.route(canary(), ""), Err(RouteError::NoChallenger));
    assert_eq!(endpoint.roll_back(""), Err(RouteError::NoEarlier));
    assert_eq!(endpoint.route_events(), []);
    assert_eq!(asked(&server, "a", 1.0), "3");
}
