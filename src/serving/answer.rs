//! From a request to its answer: the version whose turn it is predicts, the log keeps, the shadow
//! sees.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::body::Bytes;

use super::{
    api_error::ApiError,
    endpoint::Shared,
    logged::{self, Logged},
    router::Plan,
    rows::Rows,
    sent::{Form, Sent},
    shadow::Seen,
    survive::{apart_for_bytes, apart_for_rows},
    version::{Loaded, Unanswered},
};
use crate::{steps::Prediction, terms::PredictionId};

/// What a request asks.
pub(super) struct Asked<'a> {
    /// Its rows.
    pub(super) sent: &'a dyn Sent,
    /// The id that the client gave it.
    pub(super) request_id: Option<String>,
    /// The version that it asks for by number; else the router chooses.
    pub(super) version: Option<Arc<Loaded>>,
    /// The body as it came, for the shadow.
    pub(super) body: (Form, Bytes),
}

/// What it gets.
pub(super) struct Answer {
    /// The version that answered.
    pub(super) version: Arc<Loaded>,
    /// One answer for each row.
    pub(super) predictions: Vec<Prediction>,
    /// Their ids.
    pub(super) ids: Vec<String>,
}

/// The answers of a version, before they are kept.
struct Given {
    rows: Rows,
    predictions: Vec<Prediction>,
    latency: Duration,
}

impl Shared {
    /// Predicts the rows of a request with the version whose turn it is, counts and keeps them.
    pub(super) async fn answer(&self, asked: Asked<'_>) -> Result<Answer, ApiError> {
        let plan = self.router.plan();
        let first = self.turn(&plan, &asked);
        let delay = Duration::from_micros(self.delay_us.load(Ordering::Relaxed));
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let bytes = asked.body.1.len();
        let (version, given) = apart_for_bytes(bytes, || ask(&plan, first, asked.sent))?;
        let latency = given.latency + delay;
        self.metrics.inference.observe(latency);
        let n_rows = given.predictions.len() as u64;
        let at = (self.clock)();
        let ids = self.new_ids(n_rows);
        let (request_id, answers) = (asked.request_id.map(logged::cut), given.predictions.clone());
        self.keep(logged_rows(
            &version,
            &ids,
            given,
            (request_id, at, latency),
        ))
        .await?;
        version.answered(n_rows, latency);
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.rows.fetch_add(n_rows, Ordering::Relaxed);
        let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.latency_us.fetch_add(latency_us, Ordering::Relaxed);
        if let Some(shadow) = plan.shadow() {
            let (form, body) = asked.body;
            self.shadow.show(Seen {
                version: Arc::clone(shadow),
                form,
                body,
                ids: ids.clone(),
                at,
                answers: answers.clone(),
            });
        }
        Ok(Answer {
            version,
            predictions: answers,
            ids,
        })
    }

    /// The version that is asked first.
    fn turn<'p>(&self, plan: &'p Plan, asked: &'p Asked<'_>) -> &'p Arc<Loaded> {
        if let Some(version) = &asked.version {
            return version;
        }
        let Some(challenger) = &plan.challenger else {
            return &plan.champion;
        };
        let routing = &challenger.routing;
        let column = routing.key.as_deref();
        let key = column
            .and_then(|column| asked.sent.key(column))
            .or_else(|| asked.request_id.clone())
            // Who says nothing of itself is somebody new each time.
            .unwrap_or_else(|| self.ids.load(Ordering::Relaxed).to_string());
        if routing.takes(challenger.version.served.version, &key) {
            &challenger.version
        } else {
            &plan.champion
        }
    }

    fn new_ids(&self, n_rows: u64) -> Vec<String> {
        let first = self.ids.fetch_add(n_rows, Ordering::Relaxed);
        let id = |i| PredictionId {
            session: self.session,
            number: first + i,
        };
        (0..n_rows).map(|i| id(i).to_string()).collect()
    }
}

/// Asks `first`. A challenger that cannot answer what the champion can has failed, and nobody
/// but its guardrail notices.
fn ask(
    plan: &Plan,
    first: &Arc<Loaded>,
    sent: &dyn Sent,
) -> Result<(Arc<Loaded>, Given), ApiError> {
    let refusal = match attempt(first, sent) {
        Ok(given) => return Ok((Arc::clone(first), given)),
        Err(refusal) => refusal,
    };
    if Arc::ptr_eq(first, &plan.champion) {
        return Err(refusal);
    }
    // Where both refuse, the client asked the first one.
    let Ok(given) = attempt(&plan.champion, sent) else {
        return Err(refusal);
    };
    first.failed();
    Ok((Arc::clone(&plan.champion), given))
}

/// The answers of one version.
fn attempt(version: &Loaded, sent: &dyn Sent) -> Result<Given, ApiError> {
    let rows = sent.rows(&version.served)?;
    let n_rows = rows.table.n_rows();
    let answered = apart_for_rows(n_rows, || version.predict(&rows.table));
    let (predictions, latency) = answered.map_err(|why| match why {
        Unanswered::Refused(text) => ApiError::bad_request(text),
        Unanswered::Panicked => {
            version.failed();
            ApiError::failed()
        }
    })?;
    Ok(Given {
        rows,
        predictions,
        latency,
    })
}

fn logged_rows(
    version: &Loaded,
    ids: &[String],
    given: Given,
    (request_id, at, latency): (Option<String>, i64, Duration),
) -> Vec<Logged> {
    let latency_us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
    let rows = ids.iter().zip(given.predictions).enumerate();
    rows.map(|(row, (id, prediction))| Logged {
        id: id.clone(),
        request_id: request_id.clone(),
        model: version.served.name.clone(),
        version: version.served.version,
        at,
        columns: Arc::clone(&given.rows.columns),
        row,
        classes: Arc::clone(&version.classes),
        prediction,
        latency_us,
    })
    .collect()
}
