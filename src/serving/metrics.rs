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

use super::{endpoint::Shared, histogram::Histogram};

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

fn render(state: &Shared) -> String {
    let labels = format!(
        "model=\"{}\",version=\"{}\"",
        escaped(&state.served.name),
        state.served.version
    );
    let mut text = String::new();
    let mut one = |name: &str, kind: &str, help: &str, value: f64| {
        // Writing to a String cannot fail.
        writeln!(
            text,
            "# HELP {name} {help}\n# TYPE {name} {kind}\n{name}{{{labels}}} {value}"
        )
        .ok();
    };
    let traffic = state.traffic();
    let counters = [
        (
            "nonagon_answers_total",
            "Requests for predictions that were answered.",
            traffic.requests,
        ),
        (
            "nonagon_rows_total",
            "Rows that were predicted.",
            traffic.rows,
        ),
        (
            "nonagon_errors_total",
            "Requests for predictions that were refused or failed.",
            traffic.errors,
        ),
    ];
    for (name, help, value) in counters {
        one(name, "counter", help, value as f64);
    }
    let in_flight = state.metrics.in_flight();
    one(
        "nonagon_in_flight",
        "gauge",
        "Requests for predictions under way.",
        in_flight as f64,
    );
    let ready = f64::from(u8::from(state.is_ready()));
    let help = "Whether predictions can be logged, and so are given: 1 or 0.";
    one("nonagon_ready", "gauge", help, ready);
    if let Some(used) = Resources::watch().now() {
        let help = "Resident memory of the whole program.";
        let memory = used.memory_bytes as f64;
        one("nonagon_resident_memory_bytes", "gauge", help, memory);
        let help = "Time of all processors that the whole program used.";
        one(
            "nonagon_cpu_seconds_total",
            "counter",
            help,
            used.cpu_seconds,
        );
    }
    if let Some(cpu) = state.history.last().and_then(|sample| sample.cpu) {
        let help = "Processors that the whole program kept busy in the last second.";
        one("nonagon_cpu_share", "gauge", help, cpu);
    }
    if let Some(load) = state.served.load {
        let help = "Time to load the model.";
        one(
            "nonagon_model_load_seconds",
            "gauge",
            help,
            load.as_secs_f64(),
        );
    }
    let help = "Time of the inference alone.";
    let inference = &state.metrics.inference;
    inference.write(&mut text, "nonagon_inference_seconds", help, &labels);
    let help = "Time of the whole request, with reading it and logging the answer.";
    let request = &state.metrics.request;
    request.write(&mut text, "nonagon_request_seconds", help, &labels);
    text
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
