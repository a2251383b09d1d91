//! Where the endpoint listens, and who may ask.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};

use super::limits::Limits;

/// An address with the secret that clients need there.
#[derive(Clone)]
pub struct Listen {
    /// The address of an interface of this machine.
    pub address: IpAddr,
    /// The port; 0 lets the system choose.
    pub port: u16,
    /// What clients must send as `Authorization: Bearer …`. Any other address than a loopback one
    /// needs it.
    pub token: Option<String>,
    /// What one client may take from the others.
    pub limits: Limits,
}

impl From<u16> for Listen {
    /// On the loopback address, for every program of this machine.
    fn from(port: u16) -> Self {
        Self {
            address: Ipv4Addr::LOCALHOST.into(),
            port,
            token: None,
            limits: Limits::default(),
        }
    }
}

impl Listen {
    /// Whether other machines could ask without a secret.
    pub(super) fn is_open(&self) -> bool {
        !self.address.is_loopback() && self.token.as_deref().unwrap_or("").is_empty()
    }
}

/// The hash of a secret: hashes compare in constant time, so that an answer's latency tells
/// nothing about it.
pub(super) struct Secret(blake3::Hash);

impl Secret {
    pub(super) fn new(token: &str) -> Self {
        Self(blake3::hash(token.as_bytes()))
    }

    /// Whether a request brought the secret.
    pub(super) fn is_in(&self, headers: &HeaderMap) -> bool {
        let sent = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
        let token = sent.and_then(|value| {
            let (scheme, token) = value.split_at_checked(7)?;
            scheme.eq_ignore_ascii_case(b"bearer ").then_some(token)
        });
        token.is_some_and(|token| blake3::hash(token) == self.0)
    }
}
