//! `GET /metrics`: what the endpoint did, in the text format of Prometheus.
//!
//! Reference: <https://prometheus.io/docs/instrumenting/exposition_formats/>.

use std::{
    fmt::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, header::CONTENT_TYPE},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use super::{endpoint::Shared, histogram::Histogram, version::Counts};

/// Durations and requests under way, from the first byte of a head to the last of an answer.
#[derive(Default)]
pub(super) struct Metrics {
    pub(super) inference: Histogram,
    pub(super) request: Histogram,
    in_flight: AtomicU64,
}

impl Metrics {
    /// Requests for predictions under way.
    pub(super) fn in_flight(&self) -> u64 {
        self.in_flight.load(Ordering::Relaxed)
    }
}

pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/metrics", get(text))
}

/// Times every request for predictions, also those that are refused or given up.
pub(super) async fn watch(
    State(state): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let predicts = path == "/invocations" || path.ends_with("/infer");
    if request.method() != Method::POST || !predicts {
        return next.run(request).await;
    }
    let _under_way = UnderWay::new(&state.metrics);
    next.run(request).await
}

/// Counts until it is dropped: a client that hangs up drops it, too.
struct UnderWay<'a> {
    metrics: &'a Metrics,
    watch: Instant,
}

impl<'a> UnderWay<'a> {
    fn new(metrics: &'a Metrics) -> Self {
        metrics.in_flight.fetch_add(1, Ordering::Relaxed);
        Self {
            metrics,
            watch: Instant::now(),
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.metrics.request.observe(self.watch.elapsed());
        self.metrics.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn text(State(state): State<Arc<Shared>>) -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        render(&state),
    )
}

/// Writes families, each with one head and a line for each set of labels.
struct Text(String);

impl Text {
    fn family(&mut self, (name, kind, help): (&str, &str, &str), values: &[(String, f64)]) {
        if values.is_empty() {
            return;
        }
        // Writing to a String cannot fail.
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}").ok();
        for (labels, value) in values {
            writeln!(self.0, "{name}{{{labels}}} {value}").ok();
        }
    }

    fn histogram(&mut self, (name, help): (&str, &str), values: &[(String, &Histogram)]) {
        writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} histogram").ok();
        for (labels, histogram) in values {
            histogram.write(&mut self.0, name, labels);
        }
    }
}

fn render(state: &Shared) -> String {
    let model = format!("model=\"{}\"", escaped(&state.name));
    let mut text = Text(String::new());
    of_versions(state, &model, &mut text);
    of_program(state, &model, &mut text);
    text.0
}

/// What each version did.
fn of_versions(state: &Shared, model: &str, text: &mut Text) {
    let plan = state.router.plan();
    let counts = state.router.counts();
    let labels = |version: i64| format!("{model},version=\"{version}\"");
    let each = |of: fn(&Counts) -> &AtomicU64| -> Vec<(String, f64)> {
        let one = |(version, counts): &(i64, Arc<Counts>)| {
            (labels(*version), of(counts).load(Ordering::Relaxed) as f64)
        };
        counts.iter().map(one).collect()
    };
    let answers = each(|counts| &counts.answers);
    let help = "Requests for predictions that were answered.";
    text.family(("nonagon_answers_total", "counter", help), &answers);
    let rows = each(|counts| &counts.rows);
    let help = "Rows that were predicted.";
    text.family(("nonagon_rows_total", "counter", help), &rows);
    let failures = each(|counts| &counts.failures);
    let help = "Requests that the version should have answered and could not.";
    text.family(("nonagon_failures_total", "counter", help), &failures);
    let challenger = plan.challenger.as_ref().map(|one| &one.version);
    let loaded = std::iter::once(&plan.champion).chain(challenger);
    let loads: Vec<(String, f64)> = loaded
        .filter_map(|one| Some((labels(one.served.version), one.served.load?.as_secs_f64())))
        .collect();
    let help = "Time to load the model.";
    text.family(("nonagon_model_load_seconds", "gauge", help), &loads);
    let times: Vec<(String, &Histogram)> = counts
        .iter()
        .map(|(version, counts)| (labels(*version), &counts.inference))
        .collect();
    let help = "Time of the inference alone.";
    text.histogram(("nonagon_inference_seconds", help), &times);
}

/// What the endpoint did as a whole, and what the program uses.
fn of_program(state: &Shared, model: &str, text: &mut Text) {
    let mut one = |name, kind, help, value: f64| {
        text.family((name, kind, help), &[(model.to_owned(), value)]);
    };
    let errors = state.traffic().errors as f64;
    let help = "Requests for predictions that were refused or failed.";
    one("nonagon_errors_total", "counter", help, errors);
    let in_flight = state.metrics.in_flight() as f64;
    let help = "Requests for predictions under way.";
    one("nonagon_in_flight", "gauge", help, in_flight);
    let ready = f64::from(u8::from(state.is_ready()));
    let help = "Whether predictions can be logged, and so are given: 1 or 0.";
    one("nonagon_ready", "gauge", help, ready);
    if let Some(used) = Resources::watch().now() {
        let help = "Resident memory of the whole program.";
        let memory = used.memory_bytes as f64;
        one("nonagon_resident_memory_bytes", "gauge", help, memory);
        let help = "Time of all processors that the whole program used.";
        let cpu = used.cpu_seconds;
        one("nonagon_cpu_seconds_total", "counter", help, cpu);
    }
    if let Some(cpu) = state.history.last().and_then(|sample| sample.cpu) {
        let help = "Processors that the whole program kept busy in the last second.";
        one("nonagon_cpu_share", "gauge", help, cpu);
    }
    let help = "Time of the whole request, with reading it and logging the answer.";
    let times = [(model.to_owned(), &state.metrics.request)];
    text.histogram(("nonagon_request_seconds", help), &times);
}

/// What this process uses.
#[derive(Clone, Copy)]
pub(super) struct Resources {
    pub(super) memory_bytes: u64,
    pub(super) cpu_seconds: f64,
}

/// Asks the system again and again.
pub(super) struct Watch(Option<(System, Pid)>);

impl Resources {
    /// Begins to watch this process.
    pub(super) fn watch() -> Watch {
        let pid = sysinfo::get_current_pid().ok();
        Watch(pid.and_then(|pid| Some((System::new().ok()?, pid))))
    }
}

impl Watch {
    /// What is used now; nothing where the system does not say.
    pub(super) fn now(&mut self) -> Option<Resources> {
        let (system, pid) = self.0.as_mut()?;
        let what = ProcessRefreshKind::nothing()
            .with_memory()
            .with_cpu()
            .without_tasks();
        system.refresh_processes_specifics(ProcessesToUpdate::Some(&[*pid]), false, what);
        let process = system.process(*pid)?;
        Some(Resources {
            memory_bytes: process.memory(),
            cpu_seconds: process.accumulated_cpu_time() as f64 / 1e3,
        })
    }
}

/// A label's value, with what the format gives a meaning escaped.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
