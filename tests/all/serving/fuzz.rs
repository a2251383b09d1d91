//! Bodies that nobody would send: whatever comes, there is a well-formed answer.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use nonagon::serving::{Endpoint, Fate, Feedback, Keeping, Logged, Served};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::{Value, json};

use super::{INFER, INVOKE, JSON, records, shop, tensors};

/// How many cases the long run takes.
const CASES: &str = "NONAGON_FUZZ_CASES";

#[derive(Clone, Debug)]
struct Case {
    path: &'static str,
    media_type: &'static str,
    body: Vec<u8>,
}

/// JSON of any shape, with the words of the protocols in it.
fn anything() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(vec![
        "inputs",
        "outputs",
        "name",
        "shape",
        "data",
        "datatype",
        "id",
        "instances",
        "columns",
        "dataframe_split",
        "dataframe_records",
        "params",
        "age",
        "visits",
        "colour",
        "member",
        "prediction_id",
        "label",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|x| json!(x)),
        ".{0,8}".prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6).prop_map(|pairs| {
                let pairs = pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                Value::Object(pairs.collect())
            }),
        ]
    })
}

/// A request that would be answered.
fn valid() -> impl Strategy<Value = String> {
    let split = json!({ "dataframe_split": {
        "columns": ["age", "visits", "colour", "member"],
        "data": [[1.5, 2, "red", true], [null, null, null, null]],
    } });
    let columns =
        json!({ "inputs": { "age": [1], "visits": [2], "colour": ["x"], "member": [false] } });
    prop::sample::select(vec![
        tensors().to_string(),
        json!({ "instances": records() }).to_string(),
        json!({ "dataframe_records": records() }).to_string(),
        split.to_string(),
        columns.to_string(),
        json!([{ "prediction_id": "0-0", "label": 1 }]).to_string(),
        "age,visits,colour,member\n1.5,2,red,true\n,,,\n".to_owned(),
        "prediction_id,label\n0-0,yes\n".to_owned(),
    ])
}

/// One with some bytes changed, taken out or doubled.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<prop::sample::Index>(), any::<u8>(), 0_u8..4);
    (valid(), prop::collection::vec(change, 0..6)).prop_map(|(text, changes)| {
        let mut bytes = text.into_bytes();
        for (place, byte, how) in changes {
            let at = place.index(bytes.len().max(1)).min(bytes.len());
            match how {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 if at < bytes.len() => bytes[at] = byte,
                _ => bytes.extend_from_within(at..),
            }
        }
        bytes
    })
}

fn cases() -> impl Strategy<Value = Case> {
    let body = prop_oneof![
        3 => damaged(),
        2 => anything().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ];
    let path = prop::sample::select(vec![
        INFER,
        INVOKE,
        "/feedback",
        "/v2/models/shop/versions/3/infer",
    ]);
    let media_type = prop::sample::select(vec![
        JSON,
        JSON,
        "text/csv",
        "text/csv; charset=utf-8",
        "application/json; charset=latin-1",
        "text/html",
        ";",
        "",
    ]);
    (path, media_type, body).prop_map(|(path, media_type, body)| Case {
        path,
        media_type,
        body,
    })
}

/// A connection that is made again when the server closed it.
struct Client {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

impl Client {
    fn ask(&mut self, case: &Case) -> (u16, Vec<u8>) {
        let mut stream = self.stream.take().unwrap_or_else(|| {
            let stream = TcpStream::connect(self.address).unwrap();
            stream.set_nodelay(true).unwrap();
            // Long enough for any machine: who waits for it has found a hang.
            stream
                .set_read_timeout(Some(Duration::from_mins(1)))
                .unwrap();
            BufReader::new(stream)
        });
        let mut request = format!(
            "POST {} HTTP/1.1\r\nhost: x\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
            case.path,
            case.media_type,
            case.body.len()
        )
        .into_bytes();
        request.extend(&case.body);
        stream.get_mut().write_all(&request).unwrap();
        let mut head = Vec::new();
        while head.last().is_none_or(|line: &String| line != "\r\n") {
            let mut line = String::new();
            assert!(stream.read_line(&mut line).unwrap() > 0, "no answer");
            head.push(line.to_ascii_lowercase());
        }
        let of = |name: &str| head.iter().find_map(|line| line.strip_prefix(name));
        let length = of("content-length: ").unwrap().trim().parse().unwrap();
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        if of("connection: close").is_none() {
            self.stream = Some(stream);
        }
        (head[0].split(' ').nth(1).unwrap().parse().unwrap(), body)
    }
}

/// Every answer is JSON: a refusal says why and nothing else, and nothing was a panic.
fn every_answer_is_well_formed(n: u32) {
    let keeping = Keeping {
        sink: Arc::new(|_: &[Logged]| Ok(())),
        labels: Some(Arc::new(|labels: &[Feedback]| {
            Ok(vec![Fate::Unknown; labels.len()])
        })),
        last_session: None,
        features: None,
    };
    let served = Served {
        name: "shop".to_owned(),
        version: 3,
        package: shop(),
        load: None,
        features: None,
    };
    let endpoint = Endpoint::start_keeping(served, 0, keeping, Arc::new(|| 0)).unwrap();
    let client = std::cell::RefCell::new(Client {
        address: endpoint.address(),
        stream: None,
    });
    let mut runner = TestRunner::new(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(n)
    });
    let checked = runner.run(&cases(), |case| {
        let (status, body) = client.borrow_mut().ask(&case);
        let found: Value = serde_json::from_slice(&body)
            .map_err(|err| TestCaseError::fail(format!("{status}: {err}")))?;
        if status == 200 {
            prop_assert!(found.get("error").is_none(), "{}", found);
        } else {
            prop_assert!([400, 415].contains(&status), "{}: {}", status, found);
            let text = found["error"].as_str().unwrap_or_default();
            prop_assert!(!text.is_empty() && found.as_object().is_some_and(|all| all.len() == 1));
            prop_assert!(
                !text.contains(".rs:") && !text.contains("panicked"),
                "{}",
                text
            );
        }
        Ok(())
    });
    checked.unwrap();
    assert!(endpoint.is_ready());
}

#[test]
fn whatever_is_sent_there_is_a_well_formed_answer() {
    every_answer_is_well_formed(400);
}

/// `NONAGON_FUZZ_CASES=1000000 cargo test --release --test all fuzz -- --ignored`
#[test]
#[ignore = "takes minutes: for changes of the protocols"]
fn a_long_run_of_whatever_may_be_sent() {
    let n = std::env::var(CASES).map_or(100_000, |text| text.parse().unwrap());
    every_answer_is_well_formed(n);
}
