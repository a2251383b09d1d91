//! Clients that are slow, many or unlucky, a handler that panics, and a stop in the middle.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc,
    },
    time::Duration,
};

use nonagon::serving::{Endpoint, Limits, Listen, Logged, Served, Sink};
use serde_json::json;

use super::{Answer, INFER, INVOKE, JSON, agent, answer, raw, records, shop, tensors};

type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

fn start(limits: Limits, sink: Sink, clock: Clock) -> Endpoint {
    let served = Served {
        name: "shop".to_owned(),
        version: 3,
        package: shop(),
        load: None,
        features: None,
    };
    let listen = Listen {
        address: Ipv4Addr::LOCALHOST.into(),
        port: 0,
        token: None,
        limits,
    };
    Endpoint::start(served, listen, sink, clock).unwrap()
}

fn kept() -> Sink {
    Arc::new(|_: &[Logged]| Ok(()))
}

fn still() -> Clock {
    Arc::new(|| 0)
}

fn quick() -> Limits {
    Limits {
        head: Duration::from_millis(100),
        body: Duration::from_millis(100),
        idle: Duration::from_millis(100),
        ..Limits::default()
    }
}

fn infer(address: SocketAddr) -> Answer {
    let request = agent().post(format!("http://{address}{INFER}"));
    let request = request.header("content-type", JSON);
    answer(request.send(tensors().to_string().as_str()))
}

/// A request that asks for the connection to be closed.
fn whole(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {JSON}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_head_that_never_ends_is_cut_off() {
    let endpoint = start(quick(), kept(), still());
    // Nothing at all, half a line, and a head without its end: `raw` returns when it is closed.
    for sent in ["", "POST /invo", "GET /v2 HTTP/1.1\r\nhost: x\r\n"] {
        let text = raw(endpoint.address(), sent.as_bytes());
        assert!(!text.contains(" 200 "), "{text}");
    }
    infer(endpoint.address()).ok();
}

#[test]
fn a_body_that_never_ends_is_refused() {
    let endpoint = start(quick(), kept(), still());
    let head = format!(
        "POST {INVOKE} HTTP/1.1\r\nhost: x\r\ncontent-type: {JSON}\r\ncontent-length: 1000\r\n\r\n{{"
    );
    let text = raw(endpoint.address(), head.as_bytes());
    assert!(text.starts_with("HTTP/1.1 408 "), "{text}");
    assert!(text.contains("{\"error\":"), "{text}");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let endpoint = start(Limits::default(), kept(), still());
    let many = "x: 1\r\n".repeat(200);
    let long = format!("x: {}\r\n", "y".repeat(1 << 20));
    for headers in [many, long] {
        let mut stream = TcpStream::connect(endpoint.address()).unwrap();
        // It may hang up before it has read all.
        let request = format!("GET /v2 HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        let sent = stream.write_all(request.as_bytes());
        let mut text = String::new();
        let read = stream.read_to_string(&mut text);
        let refused = text.starts_with("HTTP/1.1 431 ");
        assert!(refused || sent.is_err() || read.is_err(), "{text}");
    }
    infer(endpoint.address()).ok();
}

#[test]
fn clients_beyond_the_limit_wait_their_turn() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let endpoint = start(limits, kept(), still());
    let held: Vec<TcpStream> = (0..2)
        .map(|_| {
            let mut stream = TcpStream::connect(endpoint.address()).unwrap();
            stream
                .write_all(b"GET /ping HTTP/1.1\r\nhost: x\r\n\r\n")
                .unwrap();
            // Its answer shows that it was let in.
            assert!(stream.read(&mut [0; 100]).unwrap() > 0);
            stream
        })
        .collect();
    let mut third = TcpStream::connect(endpoint.address()).unwrap();
    third
        .write_all(b"GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .unwrap();
    third
        .set_read_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    assert!(
        third.read(&mut [0; 100]).is_err(),
        "the third one was let in"
    );
    drop(held);
    third.set_read_timeout(None).unwrap();
    let mut text = String::new();
    third.read_to_string(&mut text).unwrap();
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
}

#[test]
fn a_panic_costs_one_answer_and_nothing_else() {
    let bad = Arc::new(AtomicBool::new(false));
    let is_bad = Arc::clone(&bad);
    let clock: Clock = Arc::new(move || {
        assert!(!is_bad.load(Ordering::SeqCst), "a clock in /secret/path");
        0
    });
    let endpoint = start(Limits::default(), kept(), clock);
    infer(endpoint.address()).ok();
    bad.store(true, Ordering::SeqCst);
    let text = infer(endpoint.address()).refused(500);
    assert!(!text.contains("secret") && !text.contains(".rs"), "{text}");
    bad.store(false, Ordering::SeqCst);
    infer(endpoint.address()).ok();
    let traffic = endpoint.traffic();
    assert_eq!((traffic.requests, traffic.errors), (2, 1));
}

#[test]
fn what_takes_too_long_is_given_up() {
    let limits = Limits {
        request: Duration::from_millis(50),
        ..Limits::default()
    };
    let (release, released) = mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    let sink: Sink = Arc::new(move |_: &[Logged]| {
        released
            .lock()
            .unwrap()
            .recv()
            .map_err(|err| err.to_string())
    });
    let endpoint = start(limits, sink, still());
    let text = infer(endpoint.address()).refused(503);
    assert!(text.contains("0.05 s"), "{text}");
    drop(release);
}

#[test]
fn a_stop_finishes_what_is_under_way() {
    let (began, begun) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let ends = std::sync::Mutex::new((began, released));
    let sink: Sink = Arc::new(move |_: &[Logged]| {
        let ends = ends.lock().unwrap();
        ends.0.send(()).unwrap();
        ends.1.recv().map_err(|err| err.to_string())
    });
    let endpoint = start(Limits::default(), sink, still());
    let address = endpoint.address();
    let idle = TcpStream::connect(address).unwrap();
    let request = whole(INVOKE, &json!({ "instances": records() }).to_string());
    std::thread::scope(|scope| {
        let client = scope.spawn(|| raw(address, request.as_bytes()));
        begun.recv().unwrap();
        scope.spawn(|| drop(endpoint));
        // The door shuts first, then the answer is logged and given.
        while TcpStream::connect(address).is_ok() {
            std::thread::yield_now();
        }
        release.send(()).unwrap();
        let text = client.join().unwrap();
        assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
        assert!(text.contains("prediction_ids"), "{text}");
    });
    drop(idle);
}

#[test]
fn an_endpoint_that_cannot_log_says_so_and_recovers() {
    let full = Arc::new(AtomicBool::new(false));
    let is_full = Arc::clone(&full);
    let sink: Sink = Arc::new(move |_: &[Logged]| {
        if is_full.load(Ordering::SeqCst) {
            return Err("no space left in /secret".to_owned());
        }
        Ok(())
    });
    let endpoint = start(Limits::default(), sink, still());
    let get = |path: &str| {
        answer(
            agent()
                .get(format!("http://{}{path}", endpoint.address()))
                .call(),
        )
    };
    let ready = [
        "/v2/health/ready",
        "/v2/models/shop/ready",
        "/v2/models/shop/versions/3/ready",
    ];
    for path in ready {
        assert_eq!(get(path).ok()["ready"], true);
    }
    full.store(true, Ordering::SeqCst);
    infer(endpoint.address()).refused(503);
    for path in ready {
        let found = get(path);
        assert_eq!((found.status, &found.json()["ready"]), (503, &json!(false)));
    }
    get("/ping").refused(503);
    assert_eq!(get("/v2/health/live").ok()["live"], true);
    full.store(false, Ordering::SeqCst);
    // It tries again by itself, though nobody asks for a prediction.
    while get("/v2/health/ready").status != 200 {
        std::thread::sleep(Duration::from_millis(20));
    }
    infer(endpoint.address()).ok();
}

#[test]
fn a_clock_that_jumps_neither_stops_answers_nor_repeats_an_id() {
    let times = [5, i64::MIN, i64::MAX, 0, -7, 1_700_000_000_000_000];
    let next = AtomicI64::new(0);
    let clock: Clock = Arc::new(move || {
        let i = next.fetch_add(1, Ordering::SeqCst) as usize;
        times[i % times.len()]
    });
    let endpoint = start(Limits::default(), kept(), clock);
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..8 {
        let found = infer(endpoint.address()).ok();
        for id in found["parameters"]["prediction_ids"].as_array().unwrap() {
            assert!(ids.insert(id.to_string()), "{id} twice");
        }
    }
    assert_eq!(ids.len(), 40);
}
