//! `nonagon serve`: an endpoint of a process of its own, which is stopped and killed.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    net::TcpListener,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Mutex,
    time::Duration,
};

use nonagon::{store::Workspace, workbench::answered};
use serde_json::{Value, json};

use super::{Folder, fits, models, nonagon, samples, shape};

/// A running `nonagon serve`.
struct Server {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// What it printed before it answered.
    printed: Value,
}

impl Server {
    #[track_caller]
    fn start(workspace: &[String; 2], args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nonagon"))
            .args(["serve", "bikes@champion", "--json"])
            .args(workspace)
            .args(args)
            .env_remove("NONAGON_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut text = String::new();
        while !text.ends_with("\n}\n") {
            let n = stdout.read_line(&mut text).unwrap();
            assert!(n > 0, "it ended: {text}");
        }
        Self {
            child,
            stdout,
            printed: serde_json::from_str(&text).unwrap(),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.printed["url"].as_str().unwrap())
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        assert!(sent.success());
    }

    /// Its exit code and what it wrote to stderr; nothing more may be on stdout.
    fn ended(mut self) -> (Option<i32>, String) {
        let (mut rest, mut err) = (String::new(), String::new());
        self.stdout.read_to_string(&mut rest).unwrap();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(rest, "");
        (self.child.wait().unwrap().code(), err)
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_mins(1)))
        .build()
        .into()
}

/// One request that names itself; the id of the prediction if there was an answer.
fn ask(agent: &ureq::Agent, url: &str, request: &str) -> Option<String> {
    let record = INPUTS.map(|name| (name.to_owned(), Value::Null));
    let record: serde_json::Map<String, Value> = record.into_iter().collect();
    let sent = agent
        .post(url)
        .header("x-request-id", request)
        .send_json(json!({ "instances": [record] }));
    let mut response = sent.ok()?;
    if response.status() != 200 {
        return None;
    }
    let found: Value = response.body_mut().read_json().ok()?;
    Some(found["prediction_ids"][0].as_str()?.to_owned())
}

/// Names of every column that the sample's model may read.
const INPUTS: [&str; 15] = [
    "season",
    "mnth",
    "day",
    "hr",
    "holiday",
    "weekday",
    "workingday",
    "weathersit",
    "temp",
    "atemp",
    "hum",
    "windspeed",
    "casual",
    "registered",
    "bikers",
];

#[test]
fn a_model_is_served_until_a_signal_and_one_program_has_the_workspace() {
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let server = Server::start(&workspace, &[]);
    fits(&server.printed, &shape("serve"), "serve");
    assert_eq!(server.printed["process"], server.child.id());
    let agent = agent();
    assert!(ask(&agent, &server.url("/invocations"), "a").is_some());
    let locked = nonagon(&["serve", "bikes@champion", "--workspace", &workspace[1]]);
    assert!(locked.refused().contains("open in another"), "{locked:?}");
    server.signal("TERM");
    let (code, err) = server.ended();
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("1 requests with 1 rows"), "{err}");
    let again = Server::start(
        &workspace,
        &["--host", "127.0.0.1", "--log-without", "temp,hum"],
    );
    let found = agent.get(again.url("/v2/health/ready")).call();
    assert_eq!(found.unwrap().status(), 200);
    assert!(ask(&agent, &again.url("/invocations"), "b").is_some());
    again.signal("INT");
    assert_eq!(again.ended().0, Some(0));
    let opened = Workspace::open(Path::new(&workspace[1])).unwrap().workspace;
    let logged = answered(opened.store(), opened.dir(), "bikes", 10).unwrap();
    let has = |part: usize| logged[part].inputs.column_index("temp").is_some();
    assert_eq!((logged.len(), has(0), has(1)), (2, true, false));
}

#[test]
fn what_cannot_be_served_is_said_before_anything_is_bound() {
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let serve = |args: &[&str]| {
        let mut all = vec!["serve"];
        all.extend(args);
        all.extend(workspace.iter().map(String::as_str));
        nonagon(&all)
    };
    assert!(serve(&["bikes@nobody"]).refused().contains("champion"));
    assert!(serve(&["bikes@9"]).refused().contains("no version 9"));
    assert!(serve(&["cars@champion"]).refused().contains("bikes"));
    serve(&["bikes"]).refused();
    let open = serve(&["bikes@champion", "--host", "0.0.0.0"]);
    assert!(open.refused().contains("--token-file"), "{open:?}");
    let empty = folder.file("empty", " \n");
    serve(&[
        "bikes@champion",
        "--host",
        "0.0.0.0",
        "--token-file",
        &empty,
    ])
    .refused();
    let spaces = folder.file("spaces", "open sesame");
    let told = serve(&["bikes@champion", "--token-file", &spaces]);
    assert!(!told.refused().contains("sesame"), "{told:?}");
    serve(&["bikes@champion", "--token-file", &folder.path("nothing")]).refused();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let told = serve(&["bikes@champion", "--port", &port]);
    assert!(told.refused().contains(&port), "{told:?}");
    nonagon(&[
        "serve",
        "bikes@champion",
        "--workspace",
        &folder.path("nowhere"),
    ])
    .refused();
}

#[test]
fn a_token_is_needed_where_there_is_one_and_is_never_told() {
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let file = folder.file("token", "s3same\n");
    let server = Server::start(&workspace, &["--token-file", &file]);
    let agent = agent();
    let get = |token: &str| {
        let request = agent.get(server.url("/v2")).header("authorization", token);
        request.call().unwrap().status().as_u16()
    };
    assert_eq!((get("Bearer s3same"), get("Bearer other")), (200, 401));
    server.signal("TERM");
    let (code, err) = server.ended();
    assert_eq!(code, Some(0));
    assert!(!err.contains("s3same"), "{err}");
}

/// Asks one request after the other, and remembers each answer with its request.
fn ask_until_it_is_gone(url: &str, client: &str, got: &Mutex<Vec<(String, String)>>) {
    let agent = agent();
    for i in 0.. {
        let request = format!("{client}-{i}");
        let Some(id) = ask(&agent, url, &request) else {
            return;
        };
        got.lock().unwrap().push((id, request));
    }
}

#[test]
fn a_kill_loses_no_answer_that_a_client_got() {
    const CLIENTS: usize = 4;
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let mut told: Vec<(String, String)> = Vec::new();
    for round in 0..3 {
        let mut server = Server::start(&workspace, &[]);
        let url = server.url("/invocations");
        let got = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (url, got) = (&url, &got);
                scope.spawn(move || ask_until_it_is_gone(url, &format!("{round}-{client}"), got));
            }
            while got.lock().unwrap().len() < 100 {
                std::thread::yield_now();
            }
            server.child.kill().unwrap();
        });
        server.child.wait().unwrap();
        told.extend(got.into_inner().unwrap());
    }
    let opened = Workspace::open(Path::new(&workspace[1])).unwrap().workspace;
    let logged = answered(opened.store(), opened.dir(), "bikes", usize::MAX).unwrap();
    assert_eq!(logged.len(), 1);
    let kept: std::collections::BTreeMap<String, usize> = logged[0]
        .ids
        .iter()
        .zip(0..)
        .map(|(id, row)| (id.to_string(), row))
        .collect();
    assert_eq!(kept.len(), logged[0].ids.len(), "an id was given twice");
    assert!(told.len() >= 300);
    for (id, request) in told {
        let row = kept
            .get(&id)
            .unwrap_or_else(|| panic!("{id} was given and is lost"));
        assert_eq!(logged[0].request_ids[*row].as_ref(), Some(&request));
        assert!(logged[0].value[*row].is_some());
    }
}

#[test]
fn labels_come_back_and_outlive_the_endpoint() {
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let agent = agent();
    let server = Server::start(&workspace, &[]);
    let id = ask(&agent, &server.url("/invocations"), "a").unwrap();
    server.signal("TERM");
    server.ended();
    // Late: another run of the endpoint takes the label.
    let server = Server::start(&workspace, &[]);
    let send = |body: Value| -> Value {
        let mut sent = agent.post(server.url("/feedback")).send_json(body).unwrap();
        sent.body_mut().read_json().unwrap()
    };
    let label =
        json!([{ "prediction_id": id, "label": 12 }, { "prediction_id": "1-0", "label": 1 }]);
    let first = send(label.clone());
    assert_eq!((&first["kept"], &first["unknown"]), (&json!(1), &json!(1)));
    assert_eq!(send(label)["unchanged"], 1);
    server.signal("TERM");
    server.ended();
    let opened = Workspace::open(Path::new(&workspace[1])).unwrap().workspace;
    let logged = answered(opened.store(), opened.dir(), "bikes", 10).unwrap();
    assert_eq!(logged[0].labels, [Some("12".to_owned())]);
}

#[test]
fn a_shadow_is_tried_from_the_command_line_and_what_does_not_fit_is_refused() {
    let folder = Folder::new();
    let workspace = models::registered(&folder);
    let refused = |args: &[&str]| {
        let mut all = vec!["serve", "bikes@champion"];
        all.extend(args);
        all.extend(workspace.iter().map(String::as_str));
        nonagon(&all).refused().to_owned()
    };
    let text = refused(&["--challenger", "1", "--mode", "shadow"]);
    assert!(text.contains("is the champion already"), "{text}");
    let text = refused(&["--challenger", "next"]);
    assert!(text.contains("no alias “next”"), "{text}");
    refused(&["--share", "5"]);
    let sample = samples().join("bikes");
    let project = std::fs::read_to_string(sample.join("project.toml")).unwrap();
    let project = folder.file("project.toml", project.replace("seed = 1", "seed = 2"));
    let data = std::fs::read(sample.join("data.parquet")).unwrap();
    folder.file("data.parquet", data);
    let again = nonagon(&["run", &project, &workspace[0], &workspace[1]]);
    assert_eq!(again.code, 0, "{again:?}");
    let server = Server::start(&workspace, &["--challenger", "1", "--mode", "shadow"]);
    let agent = agent();
    assert!(ask(&agent, &server.url("/invocations"), "a").is_some());
    let mut metrics = agent.get(server.url("/metrics")).call().unwrap();
    let text = metrics.body_mut().read_to_string().unwrap();
    assert!(
        text.contains("nonagon_answers_total{model=\"bikes\",version=\"2\"} 1"),
        "{text}"
    );
    server.signal("TERM");
    let (code, err) = server.ended();
    assert_eq!(code, Some(0), "{err}");
    assert!(err.contains("Version 1 became the challenger"), "{err}");
}
