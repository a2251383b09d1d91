use super::{Chunk, ColumnTimeline, MetricTimeline};
use crate::{drift::Verdict, metrics::Metric};

/// Something that is worth a person's time.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Alert {
    /// Index of the chunk.
    pub chunk: usize,
    /// What kind it is.
    pub concern: Concern,
    /// The column or metric it is about.
    pub subject: String,
    /// What was seen.
    pub value: f64,
    /// The limit that was passed.
    pub limit: f64,
    /// The same in words.
    pub text: String,
}

/// What an alert is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// The model does worse than it did on the reference.
    Performance,
    /// A column is not what it was.
    DataDrift,
    /// The model's answers are not what they were.
    PredictionDrift,
}

impl Concern {
    /// Name on the screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Performance => "Performance",
            Self::DataDrift => "Data drift",
            Self::PredictionDrift => "Prediction drift",
        }
    }
}

/// Alerts of the production chunks, newest first.
pub(super) fn alerts(
    chunks: &[Chunk],
    (primary, metrics): (Metric, &[MetricTimeline]),
    columns: &[ColumnTimeline],
    prediction: &ColumnTimeline,
) -> Vec<Alert> {
    let mut alerts = Vec::new();
    let production = chunks
        .iter()
        .enumerate()
        .filter(|(_, chunk)| !chunk.is_reference);
    for (i, chunk) in production {
        let timeline = metrics.iter().find(|timeline| timeline.metric == primary);
        alerts.extend(timeline.and_then(|timeline| performance(i, chunk, timeline)));
        alerts.extend(drift(i, chunk, prediction, Concern::PredictionDrift));
        let of_column = |column| drift(i, chunk, column, Concern::DataDrift);
        alerts.extend(columns.iter().filter_map(of_column));
    }
    alerts.reverse();
    alerts
}

fn performance(i: usize, chunk: &Chunk, timeline: &MetricTimeline) -> Option<Alert> {
    let value = timeline.values.get(i)?.value()?;
    let worse = if timeline.metric.higher_is_better() {
        timeline.lower.value().filter(|lower| value < *lower)
    } else {
        timeline.upper.value().filter(|upper| value > *upper)
    };
    let limit = worse?;
    let name = timeline.metric.info().name;
    Some(Alert {
        chunk: i,
        concern: Concern::Performance,
        subject: name.to_owned(),
        value,
        limit,
        text: format!(
            "{name} is {value:.3} in {}, worse than {limit:.3}",
            chunk.label
        ),
    })
}

fn drift(i: usize, chunk: &Chunk, column: &ColumnTimeline, concern: Concern) -> Option<Alert> {
    let drift = column.chunks.get(i)?;
    let value = drift.psi()?;
    (drift.verdict == Verdict::Drift).then(|| Alert {
        chunk: i,
        concern,
        subject: column.name.clone(),
        value,
        limit: drift.limit,
        text: format!(
            "“{}” drifted in {}: PSI {value:.3}, limit {:.3}",
            column.name, chunk.label, drift.limit
        ),
    })
}
