//! Starting and stopping the server.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use serde_json::json;
use tokio::sync::oneshot;

use super::{
    api_error::ApiError,
    body,
    listen::{Listen, Secret},
    log::{Log, Logged, Sink},
    metrics::{self, Metrics},
    mlflow, oip, openapi, page,
};
use crate::{
    data::Table,
    steps::{Package, Prediction},
};

/// A model that is served under its name.
pub struct Served {
    /// The registered model's name: clients ask for it.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// The model with its recipe.
    pub package: Arc<Package>,
    /// How long it took to load it, where it was measured.
    pub load: Option<Duration>,
}

/// Why the endpoint does not answer.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken or forbidden.
    #[error(
        "Port {port} cannot be used: {source}. Choose another one, or 0 to let the system choose."
    )]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// Every machine around could ask.
    #[error(
        "The address {0} can be reached from other machines. Set a token that clients must send, or serve on 127.0.0.1."
    )]
    Open(std::net::IpAddr),
    /// The server's threads could not be started.
    #[error("The endpoint cannot be started: {0}. Close other programs and try again.")]
    Start(std::io::Error),
}

/// A running server; it stops when this is dropped.
pub struct Endpoint {
    address: SocketAddr,
    state: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// What the endpoint did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests for predictions that were answered.
    pub requests: u64,
    /// Rows that were predicted.
    pub rows: u64,
    /// Requests that were refused or failed.
    pub errors: u64,
    /// Mean time of an inference, in microseconds; 0 before the first.
    pub mean_latency_us: u64,
}

/// What every request sees.
pub(super) struct Shared {
    pub(super) served: Served,
    pub(super) metrics: Metrics,
    secret: Option<Secret>,
    log: Log,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    requests: AtomicU64,
    rows: AtomicU64,
    errors: AtomicU64,
    latency_us: AtomicU64,
    /// The next row's number, in its id.
    ids: AtomicU64,
    started_at: i64,
}

impl Endpoint {
    /// Serves `served`. `sink` keeps the predictions, on a thread of its own, before a client gets
    /// them; `clock` gives microseconds since the epoch. A port alone means the loopback address.
    ///
    /// # Errors
    /// If the port is taken, the address is open to others, or there are no threads left.
    pub fn start(
        served: Served,
        listen: impl Into<Listen>,
        sink: Sink,
        clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    ) -> Result<Self, ServeError> {
        let listen = listen.into();
        if listen.is_open() {
            return Err(ServeError::Open(listen.address));
        }
        let port = listen.port;
        let refused = |source| ServeError::Port { port, source };
        let listener = std::net::TcpListener::bind((listen.address, port)).map_err(refused)?;
        listener.set_nonblocking(true).map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let state = Arc::new(Shared {
            served,
            metrics: Metrics::default(),
            secret: listen.token.as_deref().map(Secret::new),
            log: Log::start(sink).map_err(ServeError::Start)?,
            started_at: clock(),
            clock,
            requests: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            latency_us: AtomicU64::new(0),
            ids: AtomicU64::new(0),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("endpoint")
            .enable_all()
            .build()
            .map_err(ServeError::Start)?;
        let app = router(Arc::clone(&state));
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("endpoint".to_owned())
            .spawn(move || runtime.block_on(serve(listener, app, stopped)))
            .map_err(ServeError::Start)?;
        Ok(Self {
            address,
            state,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it answers.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is served.
    pub fn served(&self) -> &Served {
        &self.state.served
    }

    /// What it did so far.
    pub fn traffic(&self) -> Traffic {
        self.state.traffic()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // Fails only when the server is gone already.
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            // A server that panicked has nothing left to say.
            thread.join().ok();
        }
    }
}

async fn serve(listener: std::net::TcpListener, app: Router, stopped: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(err) => {
            tracing::error!("The endpoint cannot listen: {err}");
            return;
        }
    };
    let server = IntoFuture::into_future(axum::serve(listener, app));
    // Open connections are cut rather than waited for: a client may keep one alive for hours.
    tokio::select! {
        _ = stopped => {}
        ended = server => {
            if let Err(err) = ended {
                tracing::error!("The endpoint stopped: {err}");
            }
        }
    }
}

fn router(state: Arc<Shared>) -> Router {
    Router::new()
        .merge(oip::routes())
        .merge(mlflow::routes())
        .merge(metrics::routes())
        .merge(openapi::routes())
        .merge(page::routes())
        .fallback(|| async { ApiError::not_found("there is no such path") })
        .method_not_allowed_fallback(|| async { ApiError::method() })
        .layer(DefaultBodyLimit::max(body::MOST_BYTES))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&state),
            metrics::watch,
        ))
        .layer(middleware::from_fn_with_state(Arc::clone(&state), guard))
        .with_state(state)
}

/// Lets nobody in without the secret, where there is one.
async fn guard(State(state): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let secret = state.secret.as_ref();
    if secret.is_none_or(|secret| secret.is_in(request.headers())) {
        return next.run(request).await;
    }
    let text = "this endpoint needs the header “Authorization: Bearer TOKEN”";
    let mut refusal = ApiError::new(StatusCode::UNAUTHORIZED, text).into_response();
    let scheme = HeaderValue::from_static("Bearer");
    refusal.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    refusal
}

impl Shared {
    /// Predicts the rows of `table`, counts and logs them; gives the predictions with their ids
    /// when they are kept.
    pub(super) async fn predict(
        &self,
        table: Table,
    ) -> Result<(Vec<Prediction>, Vec<String>), ApiError> {
        let watch = Instant::now();
        let predictions = self.served.package.predict(&table)?;
        let latency = watch.elapsed();
        self.metrics.inference.observe(latency);
        let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        let n_rows = predictions.len() as u64;
        let first = self.ids.fetch_add(n_rows, Ordering::Relaxed);
        let at = (self.clock)();
        let ids: Vec<String> = (0..n_rows)
            .map(|i| format!("{:x}-{}", self.started_at, first + i))
            .collect();
        let rows = ids.iter().zip(&predictions).enumerate();
        let rows = rows.map(|(row, (id, prediction))| Logged {
            id: id.clone(),
            model: self.served.name.clone(),
            version: self.served.version,
            at,
            inputs: inputs(&self.served.package, &table, row),
            outputs: json!(prediction).to_string(),
            latency_us,
        });
        let rows = rows.collect();
        self.log.keep(rows).await.map_err(|why| {
            // The reason may name a path of this machine: it is not for the client.
            tracing::error!("Predictions could not be kept: {why}");
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "the prediction could not be logged, so it is not given; try again later",
            )
        })?;
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.rows.fetch_add(n_rows, Ordering::Relaxed);
        self.latency_us.fetch_add(latency_us, Ordering::Relaxed);
        Ok((predictions, ids))
    }

    /// Whether clients need a secret.
    pub(super) fn is_guarded(&self) -> bool {
        self.secret.is_some()
    }

    pub(super) fn traffic(&self) -> Traffic {
        let requests = self.requests.load(Ordering::Relaxed);
        Traffic {
            requests,
            rows: self.rows.load(Ordering::Relaxed),
            errors: self.errors.load(Ordering::Relaxed),
            mean_latency_us: self.latency_us.load(Ordering::Relaxed) / requests.max(1),
        }
    }

    pub(super) fn count_error(&self) {
        self.errors.fetch_add(1, Ordering::Relaxed);
    }
}

fn inputs(package: &Package, table: &Table, row: usize) -> String {
    let cells: serde_json::Map<String, serde_json::Value> = package
        .inputs()
        .iter()
        .filter_map(|column| {
            let index = table.column_index(&column.name)?;
            let known = !table.is_null(row, index);
            Some((
                column.name.clone(),
                json!(known.then(|| table.cell(row, index))),
            ))
        })
        .collect();
    serde_json::Value::Object(cells).to_string()
}
