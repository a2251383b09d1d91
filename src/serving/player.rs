//! A client that plays recorded rows against an endpoint, as if the world asked.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    incident::{Incidents, Target},
    locked::locked,
    request,
};
use crate::{data::Table, steps::deployment::json_row, terms::Incident};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How soon a paused player looks whether it goes on.
const LOOK: Duration = Duration::from_millis(20);
/// Labels that are sent at once.
const LABELS: usize = 50;

/// What is played.
pub struct Recording {
    /// Where: `http://127.0.0.1:8080`.
    pub url: String,
    /// What the endpoint wants to see, if it does.
    pub token: Option<String>,
    /// The model that is asked.
    pub model: String,
    /// The raw columns that the model reads, in the order of time.
    pub table: Table,
    /// What came true of each row.
    pub labels: Vec<Option<String>>,
    /// The classes in order; none for numbers.
    pub classes: Vec<String>,
}

/// How it is played; can be changed at any time.
#[derive(Clone, Debug, PartialEq)]
pub struct Tempo {
    /// Rows a second; as fast as it goes where there is none.
    pub rate: Option<f64>,
    /// Whether it waits.
    pub paused: bool,
    /// So many rows later the label of a row is sent.
    pub label_delay: u64,
    /// What goes wrong.
    pub incidents: Vec<Incident>,
}

impl Default for Tempo {
    /// Twenty rows a second, whose labels come a hundred rows later.
    fn default() -> Self {
        Self {
            rate: Some(20.0),
            paused: false,
            label_delay: 100,
            incidents: Vec::new(),
        }
    }
}

/// How far a player is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// The next row.
    pub position: u64,
    /// Rows that there are.
    pub rows: u64,
    /// Rows that were answered.
    pub answered: u64,
    /// Rows that were not.
    pub failed: u64,
    /// Labels that were sent.
    pub labelled: u64,
    /// What the endpoint said last when it did not answer.
    pub trouble: Option<String>,
}

struct Shared {
    position: AtomicU64,
    answered: AtomicU64,
    failed: AtomicU64,
    labelled: AtomicU64,
    stop: AtomicBool,
    tempo: Mutex<Tempo>,
    trouble: Mutex<Option<String>>,
}

/// Plays on a thread of its own until the rows end; stops when it is dropped.
pub struct Player {
    shared: Arc<Shared>,
    rows: u64,
    thread: Option<JoinHandle<()>>,
}

impl Player {
    /// Starts at the first row.
    ///
    /// # Errors
    /// If there are no rows, or no thread can be started.
    pub fn start(recording: Recording, tempo: Tempo) -> std::io::Result<Self> {
        let rows = recording.labels.len() as u64;
        if rows == 0 {
            return Err(std::io::Error::other("there are no rows to play"));
        }
        let shared = Arc::new(Shared {
            position: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            labelled: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            tempo: Mutex::new(tempo),
            trouble: Mutex::default(),
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let client = request::client(PATIENCE).map_err(std::io::Error::other)?;
        let state = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("traffic".to_owned())
            .spawn(move || runtime.block_on(play(&client, &recording, &state)))?;
        Ok(Self {
            shared,
            rows,
            thread: Some(thread),
        })
    }

    /// How it is played from now on.
    pub fn set(&self, tempo: Tempo) {
        *locked(&self.shared.tempo) = tempo;
    }

    /// How it is played.
    pub fn tempo(&self) -> Tempo {
        locked(&self.shared.tempo).clone()
    }

    /// Goes on at another row.
    pub fn seek(&self, row: u64) {
        self.shared
            .position
            .store(row.min(self.rows), Ordering::Release);
    }

    /// How far it is.
    pub fn played(&self) -> Played {
        let of = |count: &AtomicU64| count.load(Ordering::Acquire);
        Played {
            position: of(&self.shared.position),
            rows: self.rows,
            answered: of(&self.shared.answered),
            failed: of(&self.shared.failed),
            labelled: of(&self.shared.labelled),
            trouble: locked(&self.shared.trouble).clone(),
        }
    }
}

impl Drop for Player {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            // A player that panicked plays nothing more.
            thread.join().ok();
        }
    }
}

/// A label that waits for its time.
struct Due {
    after: u64,
    id: String,
    label: String,
}

async fn play(client: &reqwest::Client, recording: &Recording, shared: &Shared) {
    let target = target(recording);
    let mut incidents = Incidents::default();
    let mut due = VecDeque::new();
    let (mut sent, mut next) = (0_u64, Instant::now());
    while !shared.stop.load(Ordering::Acquire) {
        let tempo = locked(&shared.tempo).clone();
        let row = shared.position.load(Ordering::Acquire);
        let is_over = row >= recording.labels.len() as u64;
        if tempo.paused || is_over {
            // Whatever was answered gets its label, also when nothing follows.
            let after = if is_over { u64::MAX } else { sent };
            tell(client, recording, shared, (&mut due, after)).await;
            tokio::time::sleep(LOOK).await;
            next = Instant::now();
            continue;
        }
        incidents.set(&tempo.incidents);
        let place = usize::try_from(row).unwrap_or(usize::MAX);
        let answer = ask(client, recording, place, &mut incidents).await;
        match answer {
            Ok(id) => {
                shared.answered.fetch_add(1, Ordering::AcqRel);
                if let Some(label) = recording.labels[place].clone() {
                    due.push_back(Due {
                        after: sent + tempo.label_delay,
                        id,
                        label: incidents.spoil_label(place, label, &target),
                    });
                }
            }
            Err(why) => {
                shared.failed.fetch_add(1, Ordering::AcqRel);
                *locked(&shared.trouble) = Some(why);
            }
        }
        sent += 1;
        tell(client, recording, shared, (&mut due, sent)).await;
        // Who moved the place in between is right.
        shared
            .position
            .compare_exchange(row, row + 1, Ordering::AcqRel, Ordering::Acquire)
            .ok();
        next = pace(shared, next, tempo.rate).await;
    }
}

/// Waits until it is the next row's turn, or the player stops. One that fell behind does not
/// catch up by more than a second: a burst would be no steady rate.
async fn pace(shared: &Shared, last: Instant, rate: Option<f64>) -> Instant {
    let now = Instant::now();
    let Some(rate) = rate.filter(|rate| *rate > 0.0) else {
        return now;
    };
    let next = last + Duration::from_secs_f64((1.0 / rate).min(60.0));
    if next < now {
        return next.max(now.checked_sub(Duration::from_secs(1)).unwrap_or(now));
    }
    while !shared.stop.load(Ordering::Acquire)
        && let Some(left) = next.checked_duration_since(Instant::now())
        && !left.is_zero()
    {
        tokio::time::sleep(left.min(5 * LOOK)).await;
    }
    next
}

/// Asks about one row; gives the id of the prediction, or what went wrong.
async fn ask(
    client: &reqwest::Client,
    recording: &Recording,
    row: usize,
    incidents: &mut Incidents,
) -> Result<String, String> {
    let mut cells = json_row(&recording.table, row);
    incidents.spoil(&mut cells);
    let tensor = |(name, cell): (String, Value)| {
        let datatype = match &cell {
            Value::Bool(_) => "BOOL",
            Value::String(_) => "BYTES",
            Value::Number(number) if number.is_i64() => "INT64",
            _ => "FP64",
        };
        json!({ "name": name, "datatype": datatype, "shape": [1], "data": [cell] })
    };
    let body = json!({
        "id": format!("row-{row}"),
        "inputs": cells.into_iter().map(tensor).collect::<Vec<_>>(),
    });
    let path = format!("/v2/models/{}/infer", recording.model);
    let answer = post(client, recording, &path, &body).await?;
    let id = answer["parameters"]["prediction_ids"][0].as_str();
    id.map(str::to_owned)
        .ok_or_else(|| "the answer has no prediction id".to_owned())
}

/// Sends the labels whose time has come: many at once, or all that are left when `sent` ends.
async fn tell(
    client: &reqwest::Client,
    recording: &Recording,
    shared: &Shared,
    (due, sent): (&mut VecDeque<Due>, u64),
) {
    let ready = due.iter().take_while(|one| one.after <= sent).count();
    let is_last = sent == u64::MAX;
    if ready == 0 || (ready < LABELS && !is_last && due.len() > ready) {
        return;
    }
    let labels: Vec<Value> = due
        .drain(..ready)
        .map(|one| json!({ "prediction_id": one.id, "label": one.label }))
        .collect();
    let n = labels.len() as u64;
    match post(client, recording, "/feedback", &Value::Array(labels)).await {
        Ok(_) => {
            shared.labelled.fetch_add(n, Ordering::AcqRel);
        }
        Err(why) => *locked(&shared.trouble) = Some(why),
    }
}

async fn post(
    client: &reqwest::Client,
    recording: &Recording,
    path: &str,
    body: &Value,
) -> Result<Value, String> {
    let url = format!("{}{path}", recording.url);
    let answer = request::post(client, &url, recording.token.as_deref(), body)
        .await
        .map_err(|err| format!("the endpoint did not answer: {err}"))?;
    let is_good = answer.status().is_success();
    let value: Value = answer
        .json()
        .await
        .map_err(|err| format!("the endpoint's answer is no JSON: {}", err.without_url()))?;
    if is_good {
        return Ok(value);
    }
    let why = value["error"].as_str();
    Err(why.unwrap_or("the endpoint refused the row").to_owned())
}

fn target(recording: &Recording) -> Target {
    if !recording.classes.is_empty() {
        return Target::Classes(recording.classes.clone());
    }
    let labels = recording.labels.iter().flatten();
    let values: Vec<f64> = labels.filter_map(|label| label.parse().ok()).collect();
    Target::Mean(values.iter().sum::<f64>() / (values.len().max(1) as f64))
}
