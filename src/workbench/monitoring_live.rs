//! What the endpoint that runs was asked lately, against the reference.

use std::sync::Arc;

use super::{Answered, LivePeriod, answered, live_periods};
use crate::{
    drift::ColumnDrift, stats::quantile_sorted, steps::monitoring::windows::Baselines,
    store::Store, terms::Figure,
};

/// The latest rows that are looked at: what a look costs does not grow with the past.
const LIVE_ROWS: usize = 5000;

/// The latest rows of an endpoint.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveRows {
    /// The model.
    pub model: String,
    /// The version that answered last.
    pub version: i64,
    /// Rows that were looked at.
    pub rows: u64,
    /// When the first and the last of them were answered, in microseconds since the epoch.
    pub between: Option<(i64, i64)>,
    /// Every column against the reference, the most drifted first.
    pub columns: Vec<(String, ColumnDrift)>,
    /// Median, 95 % and 99 % quantile of the time of an inference, in microseconds.
    pub latency: [Figure; 3],
    /// Mean probability of the likeliest class.
    pub confidence: Figure,
    /// Rows whose label came, and those of them that were answered right.
    pub labelled: (u64, u64),
    /// Rows that the endpoint had answered when this was looked at.
    pub answered: u64,
    /// Whether the log held nothing new since the look before.
    pub is_settled: bool,
    /// How long each of the periods is, in seconds.
    pub every: u32,
    /// The last hour period by period, as far as the looks so far saw it; oldest first, those
    /// without any row left out.
    pub periods: Vec<Arc<LivePeriod>>,
}

impl LiveRows {
    /// Reads the latest rows of `model`, of which the endpoint has `answered` some by now, and cuts
    /// them into periods of so many seconds. Periods that `before` has already cost nothing again.
    pub(super) fn look(
        (store, workspace): (&Store, &std::path::Path),
        (model, rows_answered, every): (String, u64, u32),
        baselines: &Baselines,
        before: Option<&Arc<Self>>,
    ) -> anyhow::Result<Self> {
        let parts = answered(store, workspace, &model, LIVE_ROWS)?;
        let newest = parts.into_iter().max_by_key(|part| part.at.last().copied());
        let mut found = Self {
            model,
            version: 0,
            rows: 0,
            between: None,
            columns: Vec::new(),
            latency: std::array::from_fn(|_| Figure::not_computable("no row yet")),
            confidence: Figure::not_computable("no row yet"),
            labelled: (0, 0),
            answered: rows_answered,
            is_settled: false,
            every,
            periods: Vec::new(),
        };
        if let Some(part) = newest {
            found.fill(&part, baselines);
            let known = before.filter(|before| {
                before.every == every
                    && before.model == found.model
                    && before.version == found.version
            });
            let known = known.map_or(&[][..], |before| &before.periods);
            found.periods = live_periods::of(&part, every, known, baselines);
        }
        found.is_settled = before.is_some_and(|before| {
            before.answered == rows_answered
                && before.every == every
                && before.rows == found.rows
                && before.between == found.between
        });
        Ok(found)
    }

    fn fill(&mut self, part: &Answered, baselines: &Baselines) {
        self.version = part.version;
        self.rows = part.at.len() as u64;
        self.between = part
            .at
            .iter()
            .min()
            .copied()
            .zip(part.at.iter().max().copied());
        self.columns = baselines.compare(&part.inputs);
        let mut latency: Vec<f64> = part.latency_us.iter().map(|us| f64::from(*us)).collect();
        latency.sort_by(f64::total_cmp);
        self.latency = [0.5, 0.95, 0.99].map(|share| quantile_sorted(&latency, share));
        let all = 0..part.at.len();
        self.confidence = live_periods::confidence(part, all.clone());
        self.labelled = live_periods::labelled(part, all);
    }
}
