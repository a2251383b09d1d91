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
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

use super::{endpoint::Shared, histogram::Histogram};

/// Durations and requests under way, from the first byte of a head to the last of an answer.
#[derive(Default)]
pub(super) struct Metrics {
    pub(super) inference: Histogram,
    request: Histogram,
    in_flight: AtomicU64,
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
    let in_flight = state.metrics.in_flight.load(Ordering::Relaxed);
    one(
        "nonagon_in_flight",
        "gauge",
        "Requests for predictions under way.",
        in_flight as f64,
    );
    if let Some((memory, cpu)) = resources() {
        let help = "Resident memory of the whole program.";
        one("nonagon_resident_memory_bytes", "gauge", help, memory);
        let help = "Time of all processors that the whole program used.";
        one("nonagon_cpu_seconds_total", "counter", help, cpu);
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

/// Resident bytes and processor seconds of this process; nothing where the system does not say.
fn resources() -> Option<(f64, f64)> {
    let pid = sysinfo::get_current_pid().ok()?;
    let mut system = System::new().ok()?;
    let what = ProcessRefreshKind::nothing()
        .with_memory()
        .with_cpu()
        .without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, what);
    let process = system.process(pid)?;
    let cpu = process.accumulated_cpu_time() as f64 / 1e3;
    Some((process.memory() as f64, cpu))
}

/// A label's value, with what the format gives a meaning escaped.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
