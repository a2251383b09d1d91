//! The endpoint on a loopback port, request by request, against what the protocols say.

mod feedback;
mod fuzz;
mod history;
mod mlflow;
mod oip;
mod operation;
mod parity;
mod prometheus;
mod routing;
mod safety;

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicI64, Ordering},
    },
};

use nonagon::{
    data::{ColumnData, Table},
    serving::{Endpoint, Fate, Feedback, Keeping, Logged, ServeError, Served},
    steps::{Package, Prediction, Step},
    store::Workspace,
    workbench::{Command, ProjectCommand},
};
use serde_json::{Value, json};

use crate::support::{errors, run, samples, workbench};

/// A small shop: every kind of column, and an answer that follows from them.
const SHOP: &str = r#"
name = "Shop"
[problem]
question = "Will this visitor buy?"
task = "binary"
target = "bought"
positive = "yes"
[[extraction.sources]]
name = "visits"
path = "visits.csv"
[deployment]
model = "shop"
alias = "champion"
"#;

/// Runs the project in `folder` up to deployment and takes its package out of the store.
#[track_caller]
fn deployed(folder: &Path, model: &str) -> Package {
    let dir = tempfile::tempdir().unwrap();
    let mut workbench = workbench(dir.path());
    run(
        &mut workbench,
        ProjectCommand::Import(folder.to_owned()).into(),
    );
    run(&mut workbench, Command::RunThrough(Step::Deployment));
    assert_eq!(errors(&workbench), Vec::<String>::new());
    drop(workbench);
    let opened = Workspace::open(dir.path()).unwrap();
    let bytes = opened.workspace.store().model_package(model, 1).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

fn bikes() -> Arc<Package> {
    static PACKAGE: OnceLock<Arc<Package>> = OnceLock::new();
    Arc::clone(PACKAGE.get_or_init(|| Arc::new(deployed(&samples().join("bikes"), "bikes"))))
}

fn shop() -> Arc<Package> {
    static PACKAGE: OnceLock<Arc<Package>> = OnceLock::new();
    Arc::clone(PACKAGE.get_or_init(|| Arc::new(shop_that_reads("colour"))))
}

/// A shop that knows the colour under another name, so that it cannot read what others send.
fn tinted() -> Arc<Package> {
    static PACKAGE: OnceLock<Arc<Package>> = OnceLock::new();
    Arc::clone(PACKAGE.get_or_init(|| Arc::new(shop_that_reads("tint"))))
}

/// A shop that expects everybody to buy.
fn hopeful() -> Arc<Package> {
    let mut package = Package::clone(&shop());
    package.threshold = Some(0.0);
    Arc::new(package)
}

fn shop_that_reads(colour: &str) -> Package {
    let folder = tempfile::tempdir().unwrap();
    let mut csv = format!("age,visits,{colour},member,bought\n");
    for i in 0_u32..1200 {
        let (age, visits) = (f64::from(i * 37 % 101) + 0.5, i * 13 % 7);
        let colour = ["red", "green", "blue"][(i * 7 % 11 % 3) as usize];
        let member = i * 5 % 9 < 4;
        let bought = age > 50.0 && (member || visits > 3);
        let bought = if bought { "yes" } else { "no" };
        writeln!(csv, "{age},{visits},{colour},{member},{bought}").unwrap();
    }
    std::fs::write(folder.path().join("visits.csv"), csv).unwrap();
    std::fs::write(folder.path().join("project.toml"), SHOP).unwrap();
    deployed(folder.path(), "shop")
}

/// Five visitors, the last one unknown in every way.
fn visitors() -> Table {
    Table::from_columns(vec![
        (
            "age".to_owned(),
            ColumnData::Numbers(vec![Some(80.5), Some(20.0), Some(51.5), Some(99.0), None]),
        ),
        (
            "visits".to_owned(),
            ColumnData::Integers(vec![Some(6), Some(0), Some(1), Some(5), None]),
        ),
        (
            "colour".to_owned(),
            ColumnData::Texts(
                [Some("red"), Some("blue"), Some("pink"), Some("green"), None]
                    .map(|text| text.map(str::to_owned))
                    .to_vec(),
            ),
        ),
        (
            "member".to_owned(),
            ColumnData::Booleans(vec![Some(true), Some(false), Some(true), Some(false), None]),
        ),
    ])
    .unwrap()
}

/// The same as columns of JSON.
fn columns() -> [(&'static str, &'static str, Vec<Value>); 4] {
    let list = |value: Value| value.as_array().unwrap().clone();
    [
        ("age", "FP64", list(json!([80.5, 20.0, 51.5, 99.0, null]))),
        ("visits", "INT64", list(json!([6, 0, 1, 5, null]))),
        (
            "colour",
            "BYTES",
            list(json!(["red", "blue", "pink", "green", null])),
        ),
        (
            "member",
            "BOOL",
            list(json!([true, false, true, false, null])),
        ),
    ]
}

/// The same as a request of the Open Inference Protocol.
fn tensors() -> Value {
    let tensors = columns().map(|(name, datatype, data)| {
        json!({ "name": name, "datatype": datatype, "shape": [data.len()], "data": data })
    });
    json!({ "inputs": tensors })
}

fn records() -> Vec<Value> {
    (0..5)
        .map(|row| {
            let cells = columns().map(|(name, _, data)| (name.to_owned(), data[row].clone()));
            Value::Object(cells.into_iter().collect())
        })
        .collect()
}

fn expected() -> Vec<Prediction> {
    shop().predict(&visitors()).unwrap()
}

fn expected_classes() -> Vec<String> {
    expected()
        .into_iter()
        .map(|one| one.class.unwrap())
        .collect()
}

/// A server with what it logged.
struct Server {
    endpoint: Endpoint,
    logged: Arc<Mutex<Vec<Logged>>>,
}

/// An answer, whatever its status.
#[derive(Debug)]
struct Answer {
    status: u16,
    content_type: String,
    allow: Option<String>,
    text: String,
}

impl Answer {
    #[track_caller]
    fn json(&self) -> Value {
        assert!(
            self.content_type.starts_with("application/json"),
            "{self:?}"
        );
        serde_json::from_str(&self.text).unwrap()
    }

    /// The answer must be a refusal with `status`; gives what it says.
    #[track_caller]
    fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let body = self.json();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        let text = body["error"].as_str().unwrap();
        assert!(!text.is_empty());
        text.to_owned()
    }

    #[track_caller]
    fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }
}

/// Keeps labels of what is in `logged`, in memory.
fn labels(logged: &Arc<Mutex<Vec<Logged>>>) -> nonagon::serving::Labels {
    let logged = Arc::downgrade(logged);
    let known = Mutex::new(std::collections::BTreeMap::new());
    Arc::new(move |labels: &[Feedback]| {
        let logged = logged.upgrade().ok_or("it has stopped")?;
        let logged = logged.lock().unwrap();
        let mut known = known.lock().unwrap();
        let fate = |one: &Feedback| {
            if logged.iter().all(|row| row.id != one.id) {
                return Fate::Unknown;
            }
            match known.insert(one.id.clone(), one.label.clone()) {
                None => Fate::Kept,
                Some(before) if before == one.label => Fate::Unchanged,
                Some(_) => Fate::Replaced,
            }
        };
        Ok(labels.iter().map(fate).collect())
    })
}

impl Server {
    #[track_caller]
    fn start(name: &str, version: i64, package: Arc<Package>) -> Self {
        let logged = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&logged);
        let sink = Arc::new(move |rows: &[Logged]| {
            kept.lock().unwrap().extend_from_slice(rows);
            Ok(())
        });
        let keeping = Keeping {
            sink,
            labels: Some(labels(&logged)),
            last_session: None,
            features: None,
        };
        let now = AtomicI64::new(1_700_000_000_000_000);
        let clock = Arc::new(move || now.fetch_add(1, Ordering::Relaxed));
        let served = Served {
            name: name.to_owned(),
            version,
            package,
            load: Some(std::time::Duration::from_millis(2)),
            features: None,
        };
        Self {
            endpoint: Endpoint::start_keeping(served, 0, keeping, clock).unwrap(),
            logged,
        }
    }

    fn shop() -> Self {
        Self::start("shop", 3, shop())
    }

    fn address(&self) -> SocketAddr {
        self.endpoint.address()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address())
    }

    #[track_caller]
    fn get(&self, path: &str) -> Answer {
        answer(agent().get(self.url(path)).call())
    }

    #[track_caller]
    fn delete(&self, path: &str) -> Answer {
        answer(agent().delete(self.url(path)).call())
    }

    #[track_caller]
    fn post(&self, path: &str, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
        let mut request = agent().post(self.url(path));
        if !content_type.is_empty() {
            request = request.header("content-type", content_type);
        }
        answer(request.send(body.as_ref()))
    }

    #[track_caller]
    fn infer(&self, body: &Value) -> Answer {
        self.post(INFER, JSON, body.to_string())
    }

    #[track_caller]
    fn invoke(&self, body: &Value) -> Answer {
        self.post(INVOKE, JSON, body.to_string())
    }

    /// Stops it, and gives everything that it logged.
    fn stop(self) -> Vec<Logged> {
        drop(self.endpoint);
        Arc::into_inner(self.logged).unwrap().into_inner().unwrap()
    }
}

const JSON: &str = "application/json";
const INFER: &str = "/v2/models/shop/infer";
const INVOKE: &str = "/invocations";

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .into()
}

#[track_caller]
fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.unwrap();
    let header = |name: &str| {
        let value = response.headers().get(name)?;
        Some(value.to_str().unwrap().to_owned())
    };
    let (content_type, allow) = (header("content-type").unwrap_or_default(), header("allow"));
    Answer {
        status: response.status().as_u16(),
        content_type,
        allow,
        text: response.body_mut().read_to_string().unwrap(),
    }
}

/// Sends `request` as it stands and gives what comes back until the server closes.
#[track_caller]
fn raw(address: SocketAddr, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn an_unknown_model_version_or_path_is_not_found() {
    let server = Server::shop();
    for path in [
        "/v2/models/shoes",
        "/v2/models/shoes/ready",
        "/v2/models/shop/versions/4",
        "/v2/models/shop/versions/4/ready",
        "/v2/models/shop/versions/champion",
        "/v2/models/shop/versions/03",
        "/v2/models",
        "/v2/models/shop/versions",
        "/v2/nothing",
        "/v3",
        "/nothing?at=all",
    ] {
        server.get(path).refused(404);
    }
    let body = tensors().to_string();
    server
        .post("/v2/models/shoes/infer", JSON, &body)
        .refused(404);
    let text = server
        .post("/v2/models/shop/versions/4/infer", JSON, &body)
        .refused(404);
    assert!(text.contains("version 3"), "{text}");
    assert_eq!(server.endpoint.traffic().errors, 2);
    server.get("/v2/models/%ff").refused(400);
    assert_eq!(server.stop(), []);
}

#[test]
fn a_wrong_method_is_refused_with_the_right_ones() {
    let server = Server::shop();
    for (answer, allowed) in [
        (server.get(INFER), "POST"),
        (server.get(INVOKE), "POST"),
        (server.post("/v2", JSON, "{}"), "GET"),
        (server.post("/ping", JSON, "{}"), "GET"),
        (server.delete("/v2/models/shop"), "GET"),
    ] {
        answer.refused(405);
        assert!(answer.allow.as_deref().unwrap().contains(allowed));
    }
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let server = Server::shop();
    let deep = "[".repeat(100_000);
    for body in [
        &b""[..],
        b"{",
        b"null",
        b"{\"inputs\": [}",
        b"\xff\xfe",
        b"NaN",
    ] {
        server.post(INFER, JSON, body).refused(400);
        server.post(INVOKE, JSON, body).refused(400);
    }
    server.post(INFER, JSON, &deep).refused(400);
    server.post(INVOKE, JSON, &deep).refused(400);
    let large = tensors().to_string().replace("80.5", "1e999");
    server.post(INFER, JSON, large).refused(400);
    server.infer(&tensors()).ok();
}

#[test]
fn a_body_beyond_the_limit_is_refused() {
    let server = Server::shop();
    for path in [INFER, INVOKE] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: {JSON}\r\n"
        );
        // Announced, and not one byte sent.
        let announced = format!("{head}content-length: 99999999999\r\n\r\n");
        let text = raw(server.address(), announced.as_bytes());
        assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
        assert!(text.contains("{\"error\":"), "{text}");
        // Not announced: one chunk that is a byte too long.
        let size = (32 << 20) + 1;
        let mut chunk =
            format!("{head}transfer-encoding: chunked\r\n\r\n{size:x}\r\n").into_bytes();
        chunk.resize(chunk.len() + size, b' ');
        let text = raw(server.address(), &chunk);
        assert!(text.starts_with("HTTP/1.1 413 "), "{text}");
        assert!(text.contains("32 MiB"), "{text}");
    }
    // Far above what a web framework takes by itself.
    let mut request = tensors();
    request["id"] = json!("x".repeat(5 << 20));
    server.infer(&request).ok();
}

#[test]
fn the_log_holds_every_answered_row() {
    let server = Server::shop();
    let ids = |value: &Value| -> Vec<String> { serde_json::from_value(value.clone()).unwrap() };
    let first = server.infer(&tensors()).ok();
    let mut sent = ids(&first["parameters"]["prediction_ids"]);
    server.infer(&json!({})).refused(400);
    let second = server.invoke(&json!({ "instances": records() })).ok();
    sent.extend(ids(&second["prediction_ids"]));
    let traffic = server.endpoint.traffic();
    assert_eq!((traffic.requests, traffic.rows, traffic.errors), (2, 10, 1));
    let logged = server.stop();
    let kept: Vec<&String> = logged.iter().map(|row| &row.id).collect();
    assert_eq!(kept, sent.iter().collect::<Vec<_>>());
    let distinct: std::collections::BTreeSet<&String> = sent.iter().collect();
    assert_eq!(distinct.len(), 10);
    let expected = expected();
    for (i, row) in logged.iter().enumerate() {
        assert_eq!((row.model.as_str(), row.version), ("shop", 3));
        assert_eq!(row.prediction, expected[i % 5]);
        let inputs = row.inputs();
        assert_eq!(inputs.as_object().unwrap().len(), 4);
        let gap = records()[i % 5]["age"].is_null();
        assert_eq!(inputs["age"].is_null(), gap, "{inputs}");
    }
    assert!(logged[0].at < logged[5].at);
}

#[test]
fn requests_at_the_same_time_get_their_own_answers() {
    const CLIENTS: usize = 8;
    const REQUESTS: usize = 25;
    let server = Server::shop();
    let classes = expected_classes();
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (server, classes) = (&server, &classes);
            scope.spawn(move || {
                let agent = agent();
                for i in 0..REQUESTS {
                    let row = (client + i) % 5;
                    let body = json!({ "instances": [records()[row]] }).to_string();
                    let request = agent.post(server.url(INVOKE)).header("content-type", JSON);
                    let found = answer(request.send(&body)).ok();
                    assert_eq!(found["predictions"], json!([classes[row]]));
                }
            });
        }
    });
    assert_eq!(server.endpoint.traffic().rows, (CLIENTS * REQUESTS) as u64);
    let logged = server.stop();
    let ids: std::collections::BTreeSet<&String> = logged.iter().map(|row| &row.id).collect();
    assert_eq!((logged.len(), ids.len()), (200, 200));
}

#[test]
fn stopping_frees_the_port_whoever_is_still_connected() {
    let server = Server::shop();
    let address = server.address();
    assert!(address.ip().is_loopback());
    // A client that stays, and one that stopped in the middle of a request.
    let kept = TcpStream::connect(address).unwrap();
    let mut half = TcpStream::connect(address).unwrap();
    half.write_all(b"POST /invocations HTTP/1.1\r\ncontent-length: 100\r\n\r\n{")
        .unwrap();
    server.infer(&tensors()).ok();
    assert_eq!(server.stop().len(), 5);
    assert!(TcpStream::connect(address).is_err(), "it still answers");
    drop((kept, half));
    let served = Served {
        name: "shop".to_owned(),
        version: 4,
        package: shop(),
        load: None,
        features: None,
    };
    let again = Endpoint::start(served, address.port(), Arc::new(|_| Ok(())), Arc::new(|| 0));
    assert_eq!(again.unwrap().address(), address);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let served = Served {
        name: "shop".to_owned(),
        version: 1,
        package: shop(),
        load: None,
        features: None,
    };
    let refused = Endpoint::start(served, port, Arc::new(|_| Ok(())), Arc::new(|| 0));
    let Err(err @ ServeError::Port { .. }) = refused.map(|_| ()) else {
        panic!("the port was not taken");
    };
    assert!(err.to_string().contains(&port.to_string()), "{err}");
}
