//! Tells another program by HTTP that something happened: one JSON body, sent again where the
//! other side cannot take it now.

use std::time::Duration;

/// How often a body is sent, and how long to wait in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The most times it is sent.
    pub attempts: u32,
    /// How long to wait before the second time; twice as long before each one after it.
    pub first_wait: Duration,
    /// How long the other side may take to answer.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_wait: Duration::from_millis(500),
            answer: Duration::from_secs(10),
        }
    }
}

/// Why a body did not arrive.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The address cannot be used.
    #[error(
        "The address of the web hook cannot be used: {0}. Write one that begins with http:// or https://"
    )]
    Address(String),
    /// The other side refused it, and would again.
    #[error(
        "The web hook refused the alert with status {0}. Check its address and what it expects."
    )]
    Refused(u16),
    /// It could not be reached, or could not take it, however often it was tried.
    #[error(
        "The web hook did not take the alert in {attempts} attempts: {why}. Check that it runs and can be reached."
    )]
    Unreachable {
        /// How often it was sent.
        attempts: u32,
        /// What happened the last time.
        why: String,
    },
    /// Whoever wanted it sent changed their mind.
    #[error("stopped")]
    Stopped,
    /// The program could not send anything.
    #[error("Nothing can be sent: {0}")]
    Broken(String),
}

/// Whether `address` could be posted to.
///
/// # Errors
/// [`WebhookError::Address`] if it is no HTTP address.
pub fn check_address(address: &str) -> Result<reqwest::Url, WebhookError> {
    let url = reqwest::Url::parse(address.trim())
        .map_err(|err| WebhookError::Address(err.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(WebhookError::Address(format!(
            "it begins with {}:",
            url.scheme()
        )));
    }
    Ok(url)
}

/// Posts `body`, which is JSON, to `address`; gives how often it was sent. Blocks: call it from a
/// job. `stopped` is asked while it waits.
///
/// A status of 2xx ends it. 408, 425, 429, any 5xx and a connection that fails are tried again;
/// any other status, a redirect too, is not: the body goes to the address that the user gave and
/// nowhere else.
///
/// # Errors
/// If the body did not arrive.
pub fn post(
    address: &str,
    body: &str,
    patience: Patience,
    stopped: &dyn Fn() -> bool,
) -> Result<u32, WebhookError> {
    let url = check_address(address)?;
    let broken = |err: &dyn std::fmt::Display| WebhookError::Broken(err.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|err| broken(&err))?;
    let client = reqwest::Client::builder()
        .timeout(patience.answer)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("nonagon/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|err| broken(&err))?;
    runtime.block_on(async {
        let (mut wait, mut why) = (patience.first_wait, String::new());
        for attempt in 1..=patience.attempts.max(1) {
            if attempt > 1 {
                pause(wait, stopped).await?;
                wait *= 2;
            }
            if stopped() {
                return Err(WebhookError::Stopped);
            }
            let request = client
                .post(url.clone())
                .header("content-type", "application/json")
                .body(body.to_owned());
            match request.send().await {
                Ok(answer) if answer.status().is_success() => return Ok(attempt),
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    if !matches!(status, 408 | 425 | 429 | 500..=599) {
                        return Err(WebhookError::Refused(status));
                    }
                    why = format!("status {status}");
                }
                // The address may hold a secret, and the message may be shown.
                Err(err) => why = err.without_url().to_string(),
            }
        }
        Err(WebhookError::Unreachable {
            attempts: patience.attempts.max(1),
            why,
        })
    })
}

/// Waits, but not longer than until somebody stops it.
async fn pause(wait: Duration, stopped: &dyn Fn() -> bool) -> Result<(), WebhookError> {
    const SLICE: Duration = Duration::from_millis(50);
    let mut left = wait;
    while !left.is_zero() {
        if stopped() {
            return Err(WebhookError::Stopped);
        }
        let slice = left.min(SLICE);
        tokio::time::sleep(slice).await;
        left -= slice;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead as _, BufReader, Read as _, Write as _},
        net::TcpListener,
        thread::JoinHandle,
    };

    use super::*;

    const QUICK: Patience = Patience {
        attempts: 3,
        first_wait: Duration::from_millis(1),
        answer: Duration::from_secs(5),
    };

    /// Answers one connection after another with these statuses; gives what was posted.
    fn listener(statuses: &'static [u16]) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        let named = std::thread::Builder::new().name("hook".to_owned());
        let spawned = named.spawn(move || {
            let mut bodies = Vec::new();
            for status in statuses {
                let (stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream);
                let mut length = 0;
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    let line = line.trim().to_ascii_lowercase();
                    if let Some(n) = line.strip_prefix("content-length:") {
                        length = n.trim().parse().unwrap();
                    }
                    if line.is_empty() {
                        break;
                    }
                }
                let mut body = vec![0; length];
                reader.read_exact(&mut body).unwrap();
                bodies.push(String::from_utf8(body).unwrap());
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                reader.get_mut().write_all(answer.as_bytes()).unwrap();
            }
            bodies
        });
        (address, spawned.unwrap())
    }

    #[test]
    fn a_body_is_sent_again_until_it_is_taken() {
        let (address, thread) = listener(&[503, 429, 204]);
        let sent = post(&address, r#"{"a":1}"#, QUICK, &|| false).unwrap();
        assert_eq!(sent, 3);
        assert_eq!(thread.join().unwrap(), [r#"{"a":1}"#; 3]);
    }

    #[test]
    fn what_is_refused_is_not_sent_again() {
        let (address, thread) = listener(&[400]);
        let refused = post(&address, "{}", QUICK, &|| false);
        assert!(
            matches!(refused, Err(WebhookError::Refused(400))),
            "{refused:?}"
        );
        assert_eq!(thread.join().unwrap().len(), 1);
    }

    #[test]
    fn a_redirect_is_not_followed() {
        let (address, thread) = listener(&[302]);
        let refused = post(&address, "{}", QUICK, &|| false);
        assert!(
            matches!(refused, Err(WebhookError::Refused(302))),
            "{refused:?}"
        );
        thread.join().unwrap();
    }

    #[test]
    fn nobody_there_is_told_after_the_last_attempt() {
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        let failed = post(&format!("http://{free}/"), "{}", QUICK, &|| false);
        assert!(
            matches!(failed, Err(WebhookError::Unreachable { attempts: 3, .. })),
            "{failed:?}"
        );
    }

    #[test]
    fn a_wait_ends_when_it_is_stopped_and_no_address_is_no_address() {
        let stopped = post("http://127.0.0.1:9/", "{}", QUICK, &|| true);
        assert!(matches!(stopped, Err(WebhookError::Stopped)));
        for address in [
            "",
            "example.org",
            "file:///etc/passwd",
            "ftp://a/b",
            "http://",
        ] {
            assert!(
                matches!(check_address(address), Err(WebhookError::Address(_))),
                "{address}"
            );
        }
        assert!(check_address("https://hooks.example.org/a?b=c").is_ok());
    }
}
