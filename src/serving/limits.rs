//! What one client may take from the others.

use std::time::Duration;

/// How long the endpoint waits for whom, and for how many at once.
///
/// The sizes are fixed: 32 MiB for a body, and for a head what hyper takes (100 headers, some
/// 400 KiB; more is answered with 431).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From the first byte of a request's head to its last one.
    pub head: Duration,
    /// From the end of the head to the end of the body.
    pub body: Duration,
    /// From the end of the head to the answer.
    pub request: Duration,
    /// How long a connection may stay open between two requests.
    pub idle: Duration,
    /// How long a client may take nothing of an answer.
    pub write: Duration,
    /// How long a stop waits for requests that are under way.
    pub drain: Duration,
    /// Connections at once; others wait to be accepted.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            request: Duration::from_mins(1),
            idle: Duration::from_secs(75),
            write: Duration::from_secs(30),
            drain: Duration::from_secs(5),
            connections: 1024,
        }
    }
}
