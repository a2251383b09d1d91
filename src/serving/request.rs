//! One request to an endpoint, as an application would send it.

use std::time::{Duration, Instant};

use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body, as JSON where it is some.
    pub body: Value,
    /// From the first byte sent to the last one read.
    pub took: Duration,
}

/// Posts `body` to `url` and waits for the answer, on this thread.
///
/// # Errors
/// If nobody answers; an answer that refuses is an answer.
pub fn ask(url: &str, token: Option<&str>, body: &Value) -> anyhow::Result<Reply> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let client = client(PATIENCE)?;
        let watch = Instant::now();
        let answer = post(&client, url, token, body)
            .await
            .map_err(|err| anyhow::anyhow!("The endpoint did not answer: {err}"))?;
        let status = answer.status().as_u16();
        let text = answer.text().await?;
        let took = watch.elapsed();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Ok(Reply { status, body, took })
    })
}

/// A client that waits so long for an answer, and asks no proxy for what is on this machine.
pub(super) fn client(patience: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(patience)
        .no_proxy()
        .build()
}

/// Posts `body` to `url`, with the token where there is one; an error does not name the address.
pub(super) async fn post(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    body: &Value,
) -> reqwest::Result<reqwest::Response> {
    let request = client.post(url).json(body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.send().await.map_err(reqwest::Error::without_url)
}
