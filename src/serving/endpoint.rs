//! Starting and stopping the server.

use std::{
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
};
use tokio::sync::oneshot;

use super::{
    api_error::ApiError,
    body,
    connection::{Door, Progress},
    features::{self, FeatureServer},
    feedback::{self, Labels},
    history::{self, History, Sample},
    limits::Limits,
    listen::{Listen, Secret},
    log::{Log, NotKept, Sink},
    logged::Logged,
    metrics::{self, Metrics},
    mlflow, oip, openapi, page,
    router::Router,
    shadow::Shadow,
    survive::survive,
    version::Served,
};
use crate::data::ColumnInfo;

/// What keeps the answers of an endpoint, and what comes true of them.
#[derive(Clone)]
pub struct Keeping {
    /// Keeps predictions, on a thread of its own, before a client gets them.
    pub sink: Sink,
    /// Keeps labels; an endpoint without says that it keeps none.
    pub labels: Option<Labels>,
    /// Answers requests about features; an endpoint without says that it has none.
    pub features: Option<Arc<dyn FeatureServer>>,
    /// The newest run that wrote to the same log: the next one is newer, whatever the clock says.
    pub last_session: Option<i64>,
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
    pub(super) state: Arc<Shared>,
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
    /// The name that clients ask for; the router knows its versions.
    pub(super) name: String,
    pub(super) router: Router,
    pub(super) metrics: Metrics,
    pub(super) history: History,
    pub(super) shadow: Shadow,
    labels: Option<Labels>,
    features: Option<Arc<dyn FeatureServer>>,
    secret: Option<Secret>,
    limits: Limits,
    stopping: Arc<AtomicBool>,
    log: Log,
    pub(super) clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    pub(super) requests: AtomicU64,
    pub(super) rows: AtomicU64,
    errors: AtomicU64,
    pub(super) latency_us: AtomicU64,
    /// How long every inference is held up, in microseconds: an incident that people inject.
    pub(super) delay_us: AtomicU64,
    /// The next row's number, in its id.
    pub(super) ids: AtomicU64,
    /// This run, in the ids of its rows.
    pub(super) session: i64,
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
        let keeping = Keeping {
            sink,
            labels: None,
            features: None,
            last_session: None,
        };
        Self::start_keeping(served, listen, keeping, clock)
    }

    /// The same with labels.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_keeping(
        served: Served,
        listen: impl Into<Listen>,
        keeping: Keeping,
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
            name: served.name.clone(),
            router: Router::new(served),
            shadow: Shadow::start().map_err(ServeError::Start)?,
            history: History::default(),
            metrics: Metrics::default(),
            secret: listen.token.as_deref().map(Secret::new),
            limits: listen.limits,
            stopping: Arc::default(),
            log: Log::start(keeping.sink).map_err(ServeError::Start)?,
            labels: keeping.labels,
            features: keeping.features,
            session: keeping
                .last_session
                .map_or_else(&*clock, |last| clock().max(last.saturating_add(1))),
            clock,
            requests: AtomicU64::new(0),
            rows: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            latency_us: AtomicU64::new(0),
            delay_us: AtomicU64::new(0),
            ids: AtomicU64::new(0),
        });
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("endpoint")
            .enable_all()
            .build()
            .map_err(ServeError::Start)?;
        let app = paths(Arc::clone(&state));
        let stopping = Arc::clone(&state.stopping);
        let watched = history::watch(Arc::clone(&state));
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::Builder::new()
            .name("endpoint".to_owned())
            .spawn(move || {
                runtime.spawn(watched);
                runtime.block_on(serve(listener, app, (listen.limits, stopping), stopped));
            })
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

    /// The name of the model that is served.
    pub fn model(&self) -> &str {
        &self.state.name
    }

    /// The version of the champion.
    pub fn version(&self) -> i64 {
        self.state.router.plan().champion.served.version
    }

    /// How long it took to load the champion, where it was measured.
    pub fn load(&self) -> Option<Duration> {
        self.state.router.plan().champion.served.load
    }

    /// The raw columns that the champion reads.
    pub fn inputs(&self) -> Vec<ColumnInfo> {
        let plan = self.state.router.plan();
        plan.champion.served.package.inputs().to_vec()
    }

    /// The classes in the order of their probabilities; none for numbers.
    pub fn classes(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.state.router.plan().champion.classes)
    }

    /// Holds up every inference by `delay`: an incident to practise with.
    pub fn set_delay(&self, delay: Duration) {
        let us = u64::try_from(delay.as_micros()).unwrap_or(u64::MAX);
        self.state.delay_us.store(us, Ordering::Relaxed);
    }

    /// How long every inference is held up.
    pub fn delay(&self) -> Duration {
        Duration::from_micros(self.state.delay_us.load(Ordering::Relaxed))
    }

    /// What it used and did in each of the last seconds, up to an hour; oldest first.
    pub fn history(&self) -> Vec<Sample> {
        self.state.history.samples()
    }

    /// What it used and did in the last second that is over.
    pub fn last_second(&self) -> Option<Sample> {
        self.state.history.last()
    }

    /// How many seconds were sampled so far: when it grows, [`Self::history`] has changed.
    pub fn samples_taken(&self) -> u64 {
        self.state.history.taken()
    }

    /// Whether predictions can be logged, and so are given.
    pub fn is_ready(&self) -> bool {
        self.state.is_ready()
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

async fn serve(
    listener: std::net::TcpListener,
    app: axum::Router,
    (limits, stopping): (Limits, Arc<AtomicBool>),
    stopped: oneshot::Receiver<()>,
) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(err) => {
            tracing::error!("The endpoint cannot listen: {err}");
            return;
        }
    };
    let door = Door::new(listener, limits, Arc::clone(&stopping));
    let (close, closed) = oneshot::channel::<()>();
    let server = axum::serve(door, app.into_make_service_with_connect_info::<Progress>())
        // An endpoint that is gone closes, too.
        .with_graceful_shutdown(async move { drop(closed.await) });
    let mut server = pin!(IntoFuture::into_future(server));
    tokio::select! {
        _ = stopped => {}
        ended = &mut server => {
            if let Err(err) = ended {
                tracing::error!("The endpoint stopped: {err}");
            }
            return;
        }
    }
    stopping.store(true, Ordering::Release);
    // Fails only when the server is gone already.
    close.send(()).ok();
    // What is under way is finished; a client that never ends its request is cut off.
    if tokio::time::timeout(limits.drain, server).await.is_err() {
        tracing::warn!("The endpoint stopped while a client was still sending or reading.");
    }
}

fn paths(state: Arc<Shared>) -> axum::Router {
    axum::Router::new()
        .merge(oip::routes())
        .merge(mlflow::routes())
        .merge(features::routes())
        .merge(feedback::routes())
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
        .layer(middleware::from_fn_with_state(Arc::clone(&state), survive))
        .with_state(state)
}

/// What probes of balancers and clusters ask, which cannot send a secret; the answer tells nothing
/// but yes or no.
const PROBES: [&str; 4] = ["/v2/health/live", "/v2/health/ready", "/ping", "/health"];

/// Lets nobody in without the secret, where there is one.
async fn guard(State(state): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let secret = state.secret.as_ref();
    if PROBES.contains(&request.uri().path()) {
        return next.run(request).await;
    }
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
    /// Returns when `rows` are kept: what is not, must not be given.
    pub(super) async fn keep(&self, rows: Vec<Logged>) -> Result<(), ApiError> {
        let text = match self.log.keep(rows).await {
            Ok(()) => return Ok(()),
            Err(NotKept::Busy) => "too many predictions wait to be logged; try again in a second",
            Err(NotKept::Failed(why)) => {
                // The reason may name a path of this machine: it is not for the client.
                tracing::error!("Predictions could not be kept: {why}");
                "the prediction could not be logged, so it is not given; try again later"
            }
        };
        Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text))
    }

    /// Whether what would be answered now could be logged.
    pub(super) fn is_ready(&self) -> bool {
        self.log.works()
    }

    /// The refusal of an endpoint that is not ready.
    pub(super) fn check_ready(&self) -> Result<(), ApiError> {
        if self.is_ready() {
            return Ok(());
        }
        let text = "predictions cannot be logged now, so none are given; see the server's log";
        Err(ApiError::new(StatusCode::SERVICE_UNAVAILABLE, text))
    }

    /// What one client may take from the others.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// What keeps labels, if anything does.
    pub(super) fn labels(&self) -> Option<Labels> {
        self.labels.clone()
    }

    /// What answers requests about features, if anything does.
    pub(super) fn features(&self) -> Option<Arc<dyn FeatureServer>> {
        self.features.clone()
    }

    /// Whether it was told to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Microseconds since the epoch.
    pub(super) fn now(&self) -> i64 {
        (self.clock)()
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
