//! Connections that are closed when their clients are too slow, so that nobody can hold them all.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, Sleep, sleep_until},
};

use super::limits::Limits;

/// How long the door stays shut after the system refused a connection, for example because too
/// many files are open.
const PAUSE: Duration = Duration::from_millis(50);

/// Lets in so many clients at once.
pub(super) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    limits: Limits,
    stopping: Arc<AtomicBool>,
}

impl Door {
    pub(super) fn new(listener: TcpListener, limits: Limits, stopping: Arc<AtomicBool>) -> Self {
        Self {
            listener,
            places: Arc::new(Semaphore::new(limits.connections)),
            limits,
            stopping,
        }
    }
}

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            // The semaphore is never closed: without a place there is nothing to do but wait.
            let place = Arc::clone(&self.places).acquire_owned().await.ok();
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // An answer is one small packet: waiting for more would only delay it.
                    stream.set_nodelay(true).ok();
                    let connection = Connection {
                        stream,
                        stage: Arc::new(Mutex::new(Stage::Idle(Instant::now()))),
                        reading: Alarm::default(),
                        writing: Alarm::default(),
                        stalled: None,
                        limits: self.limits,
                        stopping: Arc::clone(&self.stopping),
                        _place: place,
                    };
                    return (connection, address);
                }
                Err(err) => {
                    tracing::warn!("A client could not be let in: {err}");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// What a connection waits for, and since when.
#[derive(Clone, Copy)]
enum Stage {
    /// The next request.
    Idle(Instant),
    /// The rest of a head.
    Head(Instant),
    /// Its own answer: the handlers watch the clock.
    Request,
}

/// How the handlers tell a connection where its request is.
#[derive(Clone)]
pub(super) struct Progress(Arc<Mutex<Stage>>);

impl Progress {
    /// The head is there.
    pub(super) fn begun(&self) {
        self.set(Stage::Request);
    }

    /// The answer is made.
    pub(super) fn ended(&self) {
        self.set(Stage::Idle(Instant::now()));
    }

    fn set(&self, stage: Stage) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }
}

impl Connected<IncomingStream<'_, Door>> for Progress {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        Self(Arc::clone(&stream.io().stage))
    }
}

/// A client's connection.
pub(super) struct Connection {
    stream: TcpStream,
    stage: Arc<Mutex<Stage>>,
    reading: Alarm,
    writing: Alarm,
    /// Since when the client takes nothing.
    stalled: Option<Instant>,
    limits: Limits,
    stopping: Arc<AtomicBool>,
    /// Free again when the connection is dropped.
    _place: Option<OwnedSemaphorePermit>,
}

impl Connection {
    fn stage(&self) -> Stage {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it means that nothing came: wait, end, or an error.
    fn nothing_came(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let until = match self.stage() {
            Stage::Request => return Poll::Pending,
            // No bytes at all are the end of a stream. Who has not asked yet is not waited for.
            _ if self.stopping.load(Ordering::Acquire) => return Poll::Ready(Ok(())),
            Stage::Idle(since) => since + self.limits.idle,
            Stage::Head(since) => since + self.limits.head,
        };
        self.reading.poll(cx, until)
    }

    fn written<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let since = *self.stalled.get_or_insert_with(Instant::now);
        match self.writing.poll(cx, since + self.limits.write) {
            Poll::Ready(Err(err)) => Poll::Ready(Err(err)),
            _ => Poll::Pending,
        }
    }
}

/// Wakes a task at a time that may still move.
#[derive(Default)]
struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// An error when `until` is over.
    fn poll(&mut self, cx: &mut Context<'_>, until: Instant) -> Poll<io::Result<()>> {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(until)));
        // One that rings too early is set again then: moving it with every request costs more.
        if sleep.deadline() > until {
            sleep.as_mut().reset(until);
        }
        while sleep.as_mut().poll(cx).is_ready() {
            if Instant::now() >= until {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            sleep.as_mut().reset(until);
        }
        Poll::Pending
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if read.is_pending() {
            return self.nothing_came(cx);
        }
        if buffer.filled().len() > before {
            let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
            if let Stage::Idle(_) = *stage {
                *stage = Stage::Head(Instant::now());
            }
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.written(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, slices);
        self.written(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
